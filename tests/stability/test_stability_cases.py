"""The shipped conflicts against the reference equilibria; figures from the cases' published sources and a textbook program."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente.diagnostic import Collector
from detente.model.conflict import Conflict
from detente.resolve.conflicts import read
from detente.source import Source
from detente.stability import analyse
from detente.syntax.format import format_text
from detente.syntax.parse import parse

FOLDER = Path(__file__).resolve().parent.parent.parent / "conflicts"


def conflicts_of(file: str) -> dict[str, Conflict]:
    found = Collector()
    document = parse(Source(file, (FOLDER / file).read_text(encoding="utf-8")), found)
    conflicts = read([document], found)
    assert not found.found
    return {c.name: c for c in conflicts}


CASES = {
    ("prisoners-dilemma.md", "prisoners-dilemma"): {
        "nash": [1], "gmr": [1, 4], "smr": [1, 4], "seq": [1, 4], "sim": [1, 4],
    },
    ("syria-iraq-1975.md", "syria-iraq-1975"): {"nash": [6], "gmr": [1, 6], "smr": [6], "seq": [6], "sim": [6]},
    ("cuban-missile-crisis.md", "cuba-1962"): {
        "nash": [6], "gmr": [1, 2, 3, 5, 6, 7, 8], "smr": [1, 2, 3, 5, 6, 7, 8], "seq": [5, 6, 7], "sim": [6],
    },
    ("elmira.md", "elmira"): {
        "nash": [5, 6, 7, 10, 11, 12], "gmr": [1, 4, 5, 6, 7, 10, 11, 12], "smr": [1, 4, 5, 6, 7, 10, 11, 12],
        "seq": [5, 6, 7, 10, 11, 12], "sim": [5, 6, 7, 10, 11, 12],
    },
    ("elmira.md", "elmira-graph"): {"nash": [5, 8, 9], "gmr": [1, 4, 5, 8, 9], "smr": [1, 4, 5, 8, 9], "seq": [5, 8, 9]},
    ("chicken.md", "chicken"): {"nash": [2, 3], "gmr": [1, 2, 3], "smr": [1, 2, 3], "seq": [2, 3], "sim": [1, 2, 3]},
}

PATTERNS = {
    "syria-iraq-1975": ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"],
    "cuba-1962": [
        "NNNN", "YNNN", "NYNN", "YYNN", "NNYN", "YNYN", "NYYN", "YYYN", "NNNY", "YNNY", "NYNY", "YYNY",
    ],
    "elmira": [
        "NYNNN", "YYNNN", "NNYNN", "YNYNN", "NNNYN", "YNNYN", "NYNNY", "YYNNY", "NNYNY", "YNYNY", "NNNYY", "YNNYY",
    ],
}

RANKINGS = {
    "cuba-1962": {
        "US": [5, 7, 6, 8, 3, 2, 4, 1, 12, 10, 11, 9], "USSR": [1, 5, 7, 3, 6, 2, 8, 4, 12, 10, 11, 9],
    },
    "prisoners-dilemma": {"One": [3, 4, 1, 2], "Two": [2, 4, 1, 3]},
    "chicken": {"Row": [2, 1, 3, 4], "Col": [3, 1, 2, 4]},
    "syria-iraq-1975": {"Syria": [1, 3, 6, 2, 4, 5], "Iraq": [2, 4, 6, 1, 5, 3]},
}


@pytest.mark.parametrize(("file", "name"), CASES)
@pytest.mark.parametrize("engine", ["graph", "transform"])
def test_equilibria(file: str, name: str, engine: str) -> None:
    conflict = conflicts_of(file)[name]
    if engine == "transform" and conflict.graph is not None:
        pytest.skip("the transform engine takes conflicts in option form")
    result = analyse(conflict, engine=engine)
    for concept, expected in CASES[file, name].items():
        if concept not in result.not_computed:
            assert list(result.equilibria[concept]) == expected, concept
    if name in PATTERNS:
        shown = [result.labels[k] for k in sorted(result.labels)]
        assert set(shown) <= set(PATTERNS[name])
        if engine == "graph":
            assert shown == PATTERNS[name]


@pytest.mark.parametrize("name", RANKINGS)
def test_statements_give_the_published_ranking(name: str) -> None:
    file = next(f for f, n in CASES if n == name)
    conflict = conflicts_of(file)[name]
    codes = [c for c in range(conflict.size) if conflict.feasible(c)]
    for maker in conflict.makers:
        order = sorted(range(len(codes)), key=lambda k: maker.preference.key(codes[k]), reverse=True)
        assert [k + 1 for k in order] == RANKINGS[name][maker.name]


def test_coalition_of_elmira() -> None:
    """With the Ministry and Uniroyal as one, state 7 falls and both gain by going from 7 to 10 (states of twelve)."""
    joint = analyse(conflicts_of("elmira.md")["elmira"]).coalitions[0]
    assert {c: list(v) for c, v in joint.equilibria.items() if c != "sseq"} == {
        "nash": [5, 6, 9, 10, 11, 12], "gmr": [1, 3, 4, 5, 6, 9, 10, 11, 12], "seq": [1, 5, 6, 9, 10, 11, 12],
        "sim": [5, 6, 9, 10, 11, 12], "smr": [1, 3, 4, 5, 6, 9, 10, 11, 12],
    }
    assert joint.better[7] == (10,)
    graph = analyse(conflicts_of("elmira.md")["elmira-graph"]).coalitions[0]
    assert graph.better[5] == (8,)


def test_paths_of_elmira() -> None:
    """The local governments' improvement leads from the status quo, state 1, to state 7; no single improvements to 10."""
    result = analyse(conflicts_of("elmira.md")["elmira"])
    paths = {p.to: p for p in result.paths}
    assert result.status_quo == 1
    assert paths[7].kind == "improvements" and [m.party for m in paths[7].moves] == ["Local"]
    assert 10 not in paths or paths[10].kind == "moves"


@pytest.mark.parametrize("file", sorted({f for f, _ in CASES}))
def test_files_are_canonical(file: str) -> None:
    found = Collector()
    text = (FOLDER / file).read_text(encoding="utf-8")
    assert format_text(parse(Source(file, text), found)) == text


def test_words() -> None:
    result = analyse(conflicts_of("prisoners-dilemma.md")["prisoners-dilemma"])
    texts = {(w.party, w.state, w.concept): w.text for w in result.witnesses}
    assert texts["One", 4, "seq"] == (
        "One would gain by giving up “One keeps faith” (state 4 → 3); the answer is Two by giving up “Two keeps faith” (→ 1), "
        "which each of them prefers, and state 1 is no better for One than state 4."
    )
    assert texts["One", 4, "nash"] == "One would gain by giving up “One keeps faith” (state 4 → 3)."
