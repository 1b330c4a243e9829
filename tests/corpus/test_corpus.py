"""The shipped instruments can be read, say where each clause comes from, and resolve without a mistake."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path

import pytest

from detente.diagnostic import Collector
from detente.resolve import library
from detente.source import Source
from detente.syntax import tree
from detente.syntax.format import format_text
from detente.syntax.parse import parse

FOLDER = Path(library.__file__).parent.parent / "atlas" / "treaties"
FILES = sorted(FOLDER.glob("*.md"))
FACTS = datetime.date(2022, 1, 15)
PLACE = re.compile(
    r"\b(articles?|paragraphs?|principle|point|section|chapter) \S+|\bprotocol of \d", re.IGNORECASE
)
ASKED = {
    "un-charter", "north-atlantic", "csto-treaty", "csto-charter", "sco-charter", "neighbours-2001",
    "budapest", "helsinki", "cfe", "cfe-1a", "inf", "new-start", "npt", "japan-1960", "korea-1953",
    "philippines-1951", "anzus", "taiwan-relations-act", "china-korea-1961", "austria-state-treaty",
    "austria-neutrality", "minsk-2-package", "draft-us", "draft-nato", "rio-1947", "founding-act-1997",
    "shanghai-communique-1972",
}


def read(path: Path) -> tuple[tree.Document, Collector]:
    """The document in a file and what is wrong with it."""
    found = Collector()
    return parse(Source(path.name, path.read_text(encoding="utf-8")), found), found


def said(value: object) -> str:
    """The words of a value that has some."""
    assert isinstance(value, tree.Word | tree.Quoted | tree.Phrase)
    return value.text


def text_of(statement: tree.Statement, form: str, slot: str) -> list[str]:
    """The quoted strings of all lines of this form."""
    return [said(line.values[slot]) for line in statement.lines if line.form == form]


def clauses(document: tree.Document) -> list[tuple[tree.Fence, tree.Statement]]:
    return [(f, s) for f, s in document.statements() if s.head.form == "clause"]


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_is_read_without_a_mistake_and_survives_formatting(path: Path) -> None:
    document, found = read(path)
    assert [d.message for d in found.found] == []
    again, found = parse(Source(path.name, format_text(document)), Collector()), Collector()
    assert [f.statements for f in again.fences] == [f.statements for f in document.fences]
    assert format_text(document) == document.source.text, "run the formatter on it"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_holds_one_instrument_with_its_date(path: Path) -> None:
    document, _ = read(path)
    treaties = [s for _, s in document.statements() if s.head.form == "treaty"]
    assert [said(s.head.values["name"]) for s in treaties] == [path.stem]
    forms = {line.form for line in treaties[0].lines}
    assert any(f.startswith(("signed", "in force since", "proposed by")) for f in forms)
    assert "status" in forms
    assert treaties[0].head.values["members"] is not None
    settlement = next(s for _, s in document.statements() if s.head.form == "settlement")
    assert settlement.head.values["date"] is not None


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_clause_says_where_it_comes_from(path: Path) -> None:
    document, _ = read(path)
    found = clauses(document)
    assert found
    for _, clause in found:
        name, title = said(clause.head.values["name"]), said(clause.head.values["title"])
        assert PLACE.search(title), name
        basis = text_of(clause, "basis", "string")
        assert basis and PLACE.search(basis[0]), name
        assert title in basis[0], name


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_source_stands_in_the_prose_of_its_article(path: Path) -> None:
    document, _ = read(path)
    prose = {}
    for section in document.sections:
        words = folded(" ".join(document.source.text[s.start : s.end] for s in section.prose))
        for i in section.fences:
            prose[document.fences[i].span] = words
    for fence, clause in clauses(document):
        name, sources = said(clause.head.values["name"]), text_of(clause, "source", "string")
        assert sources, name
        for words in sources:
            assert folded(words) in prose[fence.span], (name, words)


def test_names_of_clauses_are_unique_over_the_corpus() -> None:
    names = Counter(said(s.head.values["name"]).lower() for p in FILES for _, s in clauses(read(p)[0]))
    assert [n for n, count in names.items() if count > 1] == []
    assert sum(names.values()) >= 60


def test_the_instruments_that_settlements_speak_of_are_there() -> None:
    assert not ASKED - {p.stem for p in FILES}


@pytest.mark.parametrize("facts_on", [FACTS, datetime.date(1998, 5, 1), datetime.date(2024, 6, 1)], ids=str)
def test_the_corpus_resolves_without_a_mistake(facts_on: datetime.date) -> None:
    assert [(d.span.where if d.span else "", d.message) for d in library.corpus_mistakes(facts_on)] == []


def test_no_norm_is_lost_and_every_bearer_is_known() -> None:
    for name, settlement in library.corpus(FACTS).items():
        assert settlement.clauses, name
        for clause in settlement.clauses.values():
            assert clause.norms, clause.name
            for norm in clause.norms:
                assert not norm.lost, norm.id
                assert norm.bearers or norm.mode == "unstated", norm.id
                assert norm.instrument == name, norm.id


def parties(name: str, on: datetime.date) -> frozenset[str]:
    found: frozenset[str] = library.corpus(on)[name].treaties[name].parties
    return found


@pytest.mark.parametrize(
    ("name", "day", "count"),
    [
        ("north-atlantic", "1950-01-01", 12),
        ("north-atlantic", "1998-05-01", 16),
        ("north-atlantic", "2022-01-15", 30),
        ("north-atlantic", "2024-06-01", 32),
        ("un-charter", "2022-01-15", 193),
        ("helsinki", "2022-01-15", 57),
        ("csto-treaty", "2022-01-15", 6),
        ("sco-charter", "2022-01-15", 8),
        ("cfe", "2022-01-15", 30),
        ("rio-1947", "2022-01-15", 17),
        ("unclos", "2022-01-15", 164),
        ("npt", "2022-01-15", 188),
        ("draft-nato", "2024-06-01", 31),
    ],
)
def test_parties_follow_the_day_that_is_asked_about(name: str, day: str, count: int) -> None:
    """Counts from the depositaries' lists, for the NPT and the law of the sea of UN members alone."""
    assert len(parties(name, datetime.date.fromisoformat(day))) == count


@pytest.mark.parametrize(
    ("clause", "modality", "bearer", "act", "leaf"),
    [
        ("dus-7-us", "prohibition", "US", "station *weapon* in *zone*", "DE"),
        ("dus-4-bases", "prohibition", "US", "establish bases in *zone*", "GE"),
        ("tra-3a", "obligation", "US", "supply *weapon* to *zone*", "TW"),
        ("usua-2-crimea", "prohibition", "US", "recognise the annexation of *zone* by *party*", "UA-43"),
        ("ast-20", "obligation", "RU", "withdraw forces from *zone*", "AT"),
    ],
)
def test_clauses_reach_the_places_they_name(
    clause: str, modality: str, bearer: str, act: str, leaf: str
) -> None:
    found = {c.name: c for s in library.corpus(FACTS).values() for c in s.clauses.values()}
    norm = found[clause].norms[0]
    assert (norm.modality, norm.deed.act) == (modality, act)
    assert bearer in norm.bearers
    referent = norm.deed.arg("zone")
    assert referent is not None and leaf in referent.leaves


def test_a_place_outside_a_prohibition_is_not_reached() -> None:
    found = {c.name: c for s in library.corpus(FACTS).values() for c in s.clauses.values()}
    zone = found["dus-4-bases"].norms[0].deed.arg("zone")
    assert zone is not None and not zone.leaves & {"EE", "LV", "LT", "RU", "PL"}


@pytest.mark.parametrize("name", ["helsinki", "founding-act-1997", "shanghai-communique-1972", "cfe-1a"])
def test_political_texts_do_not_bind(name: str) -> None:
    assert not library.corpus(FACTS)[name].treaties[name].binding


def test_ends_suspensions_and_proposals_are_dated() -> None:
    corpus = library.corpus(FACTS)
    inf = corpus["inf"].treaties["inf"]
    assert (inf.in_force, inf.ended, dict(inf.suspended)["US"]) == ("1988-06-01", "2019-08-02", "2019-02-02")
    assert dict(corpus["cfe"].treaties["cfe"].suspended) == {"RU": "2007-12-12"}
    assert corpus["draft-us"].treaties["draft-us"].proposed == (("RU",), "2021-12-17")
    assert corpus["taiwan-relations-act"].treaties["taiwan-relations-act"].status == "law"


def test_the_manual_lists_what_is_shipped() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "corpus.md").read_text(encoding="utf-8")
    corpus = library.corpus(FACTS)
    for name, settlement in corpus.items():
        row = next((line for line in page.splitlines() if line.startswith(f"| `{name}` |")), "")
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[4:6] == [str(len(settlement.treaties[name].parties)), str(len(settlement.clauses))], name
    assert f"{len(corpus)} such" in page
