"""The papers of the project agree with each other: versions, pins, commands, citation."""

from __future__ import annotations

import ast
import importlib.util
import re
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

import detente

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()


def tool(name: str) -> ModuleType:
    """A script of `tools/` as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(name: str) -> str:
    """A distribution's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_one_version() -> None:
    """The package, its metadata, the citation and the change log name one version."""
    version = PROJECT["project"]["version"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert detente.__version__ == version == str(citation["version"])
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(version)}\b", log, re.MULTILINE), (
        "the change log does not speak of this version"
    )


def test_citation_has_what_the_format_asks_for() -> None:
    """The four keys that CFF 1.2.0 requires, an author with a name, and our licence."""
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["cff-version"] == "1.2.0"
    assert citation["license"] == PROJECT["project"]["license"] == "Apache-2.0"
    assert all(author.keys() & {"name", "family-names", "alias"} for author in citation["authors"])


def test_everything_installed_is_pinned() -> None:
    """Each package that a developer's set-up needs has one plain `name==version` line."""
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+_]+", line) for line in PINS)
    pinned = [plain(line.split("==")[0]) for line in PINS]
    assert len(pinned) == len(set(pinned)), "one package is pinned twice"
    needed = {plain(name) for name in tool("constraints").needed("detente", frozenset({"dev"}))}
    assert not needed - set(pinned), "run tools/constraints.py"


def test_every_library_is_declared() -> None:
    """What the package imports and neither ships nor finds in Python itself stands among its dependencies."""
    renamed = {
        "markdown_it": "markdown-it-py",
        "vl_convert": "vl-convert-python",
        "z3": "z3-solver",
        "yaml": "pyyaml",
    }
    declared = {plain(re.split(r"[ \[<>=!~;]", d)[0]) for d in PROJECT["project"]["dependencies"]}
    undeclared = set()
    for file in (ROOT / "src" / "detente").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [a.name for a in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for top in {n.split(".")[0] for n in names} - set(sys.stdlib_module_names) - {"detente"}:
                if plain(renamed.get(top, top)) not in declared:
                    undeclared.add((top, file.name))
    assert not undeclared


def test_the_gate_runs_the_two_commands() -> None:
    """`.ci/run` can be executed, stops at the first failure, and runs what a developer runs."""
    gate = ROOT / ".ci" / "run"
    text = gate.read_text(encoding="utf-8")
    assert gate.stat().st_mode & stat.S_IXUSR
    assert "set -euo pipefail" in text
    assert re.search(r"^make check$", text, re.M) and re.search(r"^make test$", text, re.M)
    subprocess.run(["bash", "-n", str(gate)], check=True)


def test_make_knows_the_promised_commands() -> None:
    """The commands that the papers name exist, and asking for them is no error."""
    for target in ("demo", "test", "check", "bench", "reproduce"):
        subprocess.run(["make", "-n", target], cwd=ROOT, check=True, capture_output=True)
