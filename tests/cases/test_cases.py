"""Specimens: every file is a settlement in the language with the findings it must give, word for word.

A specimen ends with a block fenced as `findings`: its first line says which rules run (`select: C301`, or `select: E` for
mistakes in the text), each further line is a finding: severity, code, line, message, and ` | depends: …` where it hangs on
choices. `pytest tests/cases --golden` writes the blocks anew; read the difference before you commit it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.check import analyse
from detente.check.rule import all_rules
from detente.diagnostic import Diagnostic
from detente.files import Unreadable
from detente.load import load

HERE = Path(__file__).parent
SPECIMENS = sorted(p for p in HERE.rglob("*.md") if p.parent.name in ("accept", "reject"))
BLOCK = re.compile(r"^```findings\n(.*?)^```\n?\Z", re.MULTILINE | re.DOTALL)


def line(found: Diagnostic) -> str:
    """A finding as it stands in a specimen."""
    where = found.span.begin.line if found.span else 0
    depends = f" | depends: {'; '.join(found.depends)}" if found.depends else ""
    message = found.message.replace(f"{HERE}/", "")
    return f"{found.severity} {found.code} {where}: {message}{depends}"


def findings(path: Path, select: list[str]) -> list[str]:
    """The findings of a specimen, mistakes in the text included."""
    try:
        loaded = load(path)
    except Unreadable as unreadable:
        return [line(unreadable.diagnostic)]
    codes = [s for s in select if s != "E"] or ["none"]
    result = analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, "advisory", codes)
    return [line(d) for d in result.diagnostics if d.code in select or d.code.startswith("E")]


@pytest.mark.parametrize("path", SPECIMENS, ids=lambda p: str(p.relative_to(HERE)))
def test_specimen(path: Path, request: pytest.FixtureRequest) -> None:
    """The findings are the ones written in the specimen."""
    text = path.read_text(encoding="utf-8")
    block = BLOCK.search(text)
    assert block, f"{path} has no findings block at its end"
    first, *expected = block[1].strip().split("\n")
    found = findings(path, first.removeprefix("select:").replace(",", " ").split())
    if request.config.getoption("--golden"):
        body = "\n".join([first, *found])
        path.write_text(text[: block.start()] + f"```findings\n{body}\n```\n", encoding="utf-8")
        return
    assert found == expected
    if path.parent.name == "accept":
        assert not found, "an accept specimen has findings"
    else:
        assert found, "a reject specimen has no findings"


def test_every_rule_has_specimens() -> None:
    """Every rule is shown by at least one reject specimen."""
    shown = {code for p in SPECIMENS if p.parent.name == "reject" for code in re.findall(r"^\w+ (C\d+) ", p.read_text(), re.M)}
    missing = [r.kind.code for r in all_rules() if r.kind.code not in shown]
    assert not missing, f"no reject specimen shows {missing}"


def test_every_rule_has_a_page() -> None:
    """The docstring of a rule says what it finds, why, and on what source."""
    for rule in all_rules():
        for heading in ("What it finds", "Why it matters", "Specimen", "Source"):
            assert heading in rule.page, f"{rule.kind.code}: the page has no `{heading}`"
