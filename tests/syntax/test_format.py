"""Canonical form: nothing lost, nothing changed twice, prose untouched; and the parser holds against anything."""

from __future__ import annotations

import random
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.diagnostic import Collector
from detente.source import Source
from detente.syntax.format import format_text
from detente.syntax.grammar import FENCES, HEAD_FORMS
from detente.syntax.parse import parse

ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted([*ROOT.glob("settlements/*/**/*.md"), *ROOT.glob("conflicts/**/*.md")])
SHIPPED = [f for f in resources.files("detente.atlas").joinpath("treaties").iterdir() if f.name.endswith(".md")]


def read(text: str) -> tuple[list[object], Collector, str]:
    """Statements of every fence, mistakes, and the canonical text."""
    found = Collector()
    document = parse(Source("text.md", text.replace("\r", "\n")), found)
    return [f.statements for f in document.fences], found, format_text(document)


def prose(text: str) -> str:
    """What stands outside fenced blocks."""
    out, inside = [], False
    for line in text.split("\n"):
        if line.startswith("```"):
            inside = not inside
        elif not inside:
            out.append(line)
    return "\n".join(out)


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_settlements_survive_formatting(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree, _, canonical = read(text)
    again, _, twice = read(canonical)
    assert tree == again
    assert twice == canonical
    assert prose(canonical) == prose(text)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda f: f.name)
def test_corpus_survives_formatting(file: object) -> None:
    text = file.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    tree, found, canonical = read(text)
    assert not found.found
    assert read(canonical)[0] == tree


def example_lines() -> list[tuple[str, str, str]]:
    """Kind of fence, head example, detail example (or "") for every form of the language."""
    rows = []
    for kind, heads in FENCES.items():
        for head in heads.values():
            rows.append((kind, head.form.example, ""))
            rows += [(kind, head.form.example, form.example) for form in head.lines.values()]
    return rows


@pytest.mark.parametrize("kind,head,line", example_lines())
def test_every_example_of_the_register_parses(kind: str, head: str, line: str) -> None:
    text = f"```{kind}\n{head}\n{line}\n```\n"
    tree, found, canonical = read(text)
    assert not found.found, found.found[0].message
    assert read(canonical)[0] == tree


@given(st.integers(0, 10**9))
def test_random_statements_survive_formatting(seed: int) -> None:
    """Statements put together from the examples, in any order, with any white space and comments."""
    rng = random.Random(seed)
    kind = rng.choice(list(FENCES))
    lines = []
    for head in rng.choices(list(FENCES[kind].values()), k=rng.randint(1, 5)):
        lines.append(head.form.example)
        for form in rng.sample(list(head.lines.values()), min(len(head.lines), rng.randint(0, 5))):
            lines.append(" " * rng.randint(0, 5) + form.example.replace(" ", " " * rng.randint(1, 2), 1))
        if rng.random() < 0.3:
            lines.append("# a word on it")
    tree, _, canonical = read(f"Prose.\n\n```{kind}\n" + "\n".join(lines) + "\n```\n")
    again, _, twice = read(canonical)
    assert tree == again
    assert twice == canonical


WORDS = sorted({w for table in HEAD_FORMS.values() for w in table} | {"shall", "not", "of", "each", "US", '"', ",", "12", "..", "#"})


@given(st.lists(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=8).map(" ".join), max_size=12))
def test_anything_can_stand_in_a_fence(lines: list[str]) -> None:
    """No text makes the parser fail; what it reads, it reads again the same."""
    body = "\n".join(line.replace("```", "") for line in lines)
    for kind in FENCES:
        tree, _, canonical = read(f"```{kind}\n{body}\n```\n")
        assert read(canonical)[0] == tree


@given(st.text(max_size=400))
def test_anything_can_be_a_document(text: str) -> None:
    read(text)


def test_an_unclosed_block_is_reported() -> None:
    _, found, _ = read("# Title\n\n```treaty\nparty Norway\n")
    assert [d.code for d in found.found] == ["E105"]
    assert "line 3" in found.found[0].message
