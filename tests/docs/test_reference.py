"""The reference is complete and says what the code says: every line, rule, act and command has its place in it."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import docs_pages as pages
import pytest
import typer

from detente.check.rule import all_rules
from detente.cli import app
from detente.resolve.library import prelude
from detente.syntax.grammar import FENCES

REFERENCE = pages.ROOT / "docs" / "reference"


def tool() -> ModuleType:
    """The generator."""
    spec = importlib.util.spec_from_file_location("docs_tool", pages.ROOT / "tools" / "docs.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def text(name: str) -> str:
    """A page of the reference."""
    return (REFERENCE / f"{name}.md").read_text("utf-8")


def test_generated_parts_are_fresh() -> None:
    """What is written from the code is what the code says now."""
    docs = tool()
    stale = [pages.short(p) for p in docs.pages() if docs.fresh(p.read_text("utf-8")) != p.read_text("utf-8")]
    assert not stale, "run tools/docs.py"


def test_every_part_stands_in_a_page() -> None:
    """No part is generated for nothing, and none is asked for that does not exist."""
    docs = tool()
    used = {m[2] for p in docs.pages() for m in docs.MARKED.finditer(p.read_text("utf-8"))}
    assert used == set(docs.PARTS)
    with pytest.raises(KeyError):
        docs.fresh("<!-- generated: nothing -->\n<!-- end -->")


def test_every_line_is_documented() -> None:
    """Each head has a heading, each line its pattern and example."""
    page = text("language")
    headings = pages.anchors(page)
    for heads in FENCES.values():
        for head in heads.values():
            assert pages.anchor(head.id) in headings, head.id
            for form in (head.form, *head.lines.values()):
                assert f"`{form.pattern_in_words}`" in page and form.example in page, form.pattern


def test_every_finding_is_documented() -> None:
    """Each kind a rule yields has a heading, each mistake a row."""
    page = text("rules")
    headings = pages.anchors(page)
    for kind in (k for rule in all_rules() for k in rule.kinds):
        assert pages.anchor(f"{kind.code} {kind.name}") in headings
    found = tool().kinds()
    assert len(found) > 40
    for kind in found:
        assert f"`{kind.name}`" in page and kind.summary in page, kind.code


def test_every_act_is_documented() -> None:
    """Each act and fact of the prelude has a row."""
    page = text("acts")
    for _, statement in prelude().statements():
        if statement.head.form in ("act", "fact"):
            assert f"`{statement.head.span.text}`" in page


def test_every_command_is_documented_and_shown_in_use() -> None:
    """Each command has a heading in the reference; each family stands in a console block of the tutorial or a how-to."""
    shown = [
        command
        for page in pages.PAGES if page.parent.name in ("tutorial", "how-to")
        for block in pages.blocks(page.read_text("utf-8")) if block.language == "console"
        for _, command, _ in pages.commands(block)
    ]  # fmt: skip
    headings = pages.anchors(text("commands"))
    for path, _ in tool()._commands(typer.main.get_command(app), ()):
        name = " ".join(("detente", *path))
        assert pages.anchor(name) in headings
        assert len(path) != 1 or any(c.startswith(f"{name} ") for c in shown), name
