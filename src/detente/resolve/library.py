"""The shipped texts: the prelude and the corpus of instruments in force, parsed once a process."""

from __future__ import annotations

import datetime
from functools import cache
from importlib import resources

from detente.diagnostic import Collector, Diagnostic
from detente.model.instrument import Instrument
from detente.model.settlement import Settlement
from detente.resolve.settlement import resolve
from detente.source import Source
from detente.syntax import tree
from detente.syntax.parse import parse


@cache
def prelude() -> tree.Document:
    """The shipped vocabulary. Raises RuntimeError where it has a mistake, which would be ours."""
    text = resources.files("detente.atlas").joinpath("prelude.md").read_text(encoding="utf-8")
    found = Collector()
    document = parse(Source("prelude.md", text), found)
    if found.found:
        raise RuntimeError(f"the prelude has a mistake: {found.found[0].message}")
    return document


@cache
def documents() -> tuple[tree.Document, ...]:
    """The documents of the corpus in order of file name."""
    folder = resources.files("detente.atlas").joinpath("treaties")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".md")), key=lambda f: f.name)
    out = []
    for file in files:
        found = Collector()
        out.append(parse(Source(f"corpus/{file.name}", file.read_text(encoding="utf-8")), found))
        if found.found:
            raise RuntimeError(f"corpus {file.name}: {found.found[0].span and found.found[0].span.where} {found.found[0].message}")
    return tuple(out)


@cache
def _resolved(facts_on: datetime.date) -> tuple[dict[str, Settlement], tuple[Diagnostic, ...]]:
    outlines = _outlines()
    library: dict[str, Settlement] = {}
    found = Collector()
    for document in documents():
        settlement, _ = resolve([document], prelude(), outlines, found, facts_on, origin="corpus")
        for name in settlement.treaties:
            library[name] = settlement
    return library, tuple(found.found)


@cache
def _outlines() -> dict[str, Settlement]:
    """The names of all shipped treaties, so that one may speak of another whatever their order."""
    out: dict[str, Settlement] = {}
    for document in documents():
        for _, statement in document.statements():
            name = statement.head.values.get("name")
            if statement.head.form == "treaty" and isinstance(name, tree.Word):
                treaty = Instrument(name.text, "", "corpus", frozenset())
                out[name.text.lower()] = Settlement("", "", "", "", treaties={name.text.lower(): treaty})
    return out


def corpus(facts_on: datetime.date) -> dict[str, Settlement]:
    """The shipped instruments by name (lower case), with memberships as of a date."""
    return dict(_resolved(facts_on)[0])


def corpus_mistakes(facts_on: datetime.date) -> tuple[Diagnostic, ...]:
    """What is wrong with the shipped documents; empty, as a test makes sure."""
    return _resolved(facts_on)[1]
