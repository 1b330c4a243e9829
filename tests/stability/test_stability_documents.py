"""Conflicts on disk: files and folders, check and format on them, and the Python names."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from detente.cli import app
from detente.files import Unreadable
from detente.load import load, load_conflicts, only_conflicts
from detente.report.json import schema

ROOT = Path(__file__).resolve().parents[2]
CONFLICTS = ROOT / "conflicts"
BAD = "# X\n\nWords.\n\n```conflict\nconflict x\n\ndecision maker A\n  prefers goo\n\nmove go of A\n```\n"


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(w) for w in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_file_and_a_folder() -> None:
    assert [c.name for c in load_conflicts(CONFLICTS / "elmira.md").conflicts] == ["elmira", "elmira-graph"]
    names = [c.name for c in load_conflicts(CONFLICTS).conflicts]
    assert {"chicken", "cuba-1962", "elmira", "prisoners-dilemma", "syria-iraq-1975"} <= set(names)


def test_what_is_a_document_of_conflicts(tmp_path: Path) -> None:
    assert only_conflicts(CONFLICTS / "chicken.md") and only_conflicts(CONFLICTS)
    assert not only_conflicts(ROOT / "settlements" / "minsk-2")
    (tmp_path / "a.md").write_text("the word conflict alone\n")
    assert not only_conflicts(tmp_path / "a.md") and not only_conflicts(tmp_path)
    with pytest.raises(Unreadable, match="no `conflict` block"):
        load_conflicts(tmp_path / "a.md")
    with pytest.raises(Unreadable, match="no such file"):
        load_conflicts(tmp_path / "none.md")
    with pytest.raises(Unreadable) as caught:
        load(CONFLICTS / "chicken.md")
    assert "detente stability" in caught.value.diagnostic.help


def test_conflicts_beside_a_settlement(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    shutil.copytree(ROOT / "settlements" / "minsk-2", folder)
    (folder / "conflicts").mkdir(exist_ok=True)
    shutil.copy(CONFLICTS / "chicken.md", folder / "conflicts")
    loaded = load(folder)
    assert "chicken" in [c.name for c in loaded.conflicts]
    (folder / "conflicts" / "bad.md").write_text(BAD)
    assert [d.code for d in load(folder).diagnostics if d.span and d.span.source.name.endswith("bad.md")] == ["E404"]


def test_check_finds_nothing_in_the_shipped_conflicts() -> None:
    code, out = run("check", CONFLICTS)
    assert code == 0 and out.startswith("nothing found") and "read cuba-1962: 2 decision makers, 4 moves\n" in out


def test_check_of_a_bad_conflict(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BAD)
    code, out = run("check", tmp_path / "a.md")
    assert code == 1 and "E404" in out and "did you mean `go`?" in out
    code, out = run("check", tmp_path / "a.md", "--format", "json")
    data = json.loads(out)
    jsonschema.validate(data, schema("check"))
    assert code == 1 and data["settlement"] is None and [d["line"] for d in data["diagnostics"]] == [9]
    code, out = run("check", tmp_path / "a.md", "--format", "sarif")
    assert code == 1 and json.loads(out)["runs"][0]["results"][0]["ruleId"] == "E404"


def test_format(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(BAD.replace("  prefers goo", "     prefers   not   go"))
    assert run("format", tmp_path, "--check")[0] == 1
    assert run("format", tmp_path)[0] == 0
    assert "\n  prefers not go\n" in (tmp_path / "a.md").read_text()
    assert run("format", tmp_path, "--check") == (0, "")


CODE = """
import detente
{first}
conflict = detente.load_conflicts({path!r}).conflicts[0]
assert isinstance(conflict, detente.Conflict)
assert detente.stability(conflict).equilibria["nash"] == (2, 3)
from detente.stability import analyse
assert detente.stability(conflict).equilibria == analyse(conflict).equilibria
"""


@pytest.mark.parametrize("first", ["", "import detente.stability"])
def test_names_of_the_package(first: str) -> None:
    code = CODE.format(first=first, path=str(CONFLICTS / "chicken.md"))
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
