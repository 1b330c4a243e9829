"""Vocabulary: no act stands for a whole article.

Counted over the prelude, the corpus and the settlements shipped with the project: a use is a clause, a condition, a fact
taken as given or an expectation that speaks of the act.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.load import load
from detente.model.settlement import Settlement
from detente.resolve import library

ROOT = Path(__file__).parents[2]
FACTS = datetime.date(2022, 1, 15)


def texts() -> Iterator[tuple[str, Settlement]]:
    """Every shipped instrument and settlement with its name."""
    yield from library.corpus(FACTS).items()
    for folder in sorted((ROOT / "settlements").iterdir()):
        if (folder / "settlement.md").exists():
            yield folder.name, load(folder).settlement


def uses(settlement: Settlement) -> Iterator[tuple[str, str]]:
    """(act, where) for each use in one text; the norms of an adopted text are counted where they stand."""
    for clause in settlement.clauses.values():
        for norm in clause.norms:
            if norm.adopted_from:
                continue
            yield norm.deed.act, f"{clause.name}: {norm.deed.text}"
            for condition in norm.conditions:
                if condition.what.event is not None:
                    yield condition.what.event.deed.act, f"{clause.name}: {condition.text}"
    for given in settlement.givens:
        if not given.shipped:
            yield given.event.deed.act, given.text
    for expectation in settlement.expectations:
        yield expectation.event.deed.act, expectation.title


def test_few_acts_are_used_only_once() -> None:
    declared: set[str] = set()
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for name, settlement in texts():
        declared |= {a.phrase for a in settlement.acts.values() if not a.state}
        for act, where in uses(settlement):
            places[act].add((name, where))
    once = sorted(a for a in declared if len(places[a]) == 1)
    assert len(once) <= 0.3 * len(declared), once


@pytest.mark.parametrize("name", ["defend *party*", "station forces in *zone*", "respect the borders of *party*"])
def test_alliances_and_borders_are_spoken_of_in_the_same_words(name: str) -> None:
    """Clashes are found only between texts that use one word for one thing."""
    spoken = {n for n, s in library.corpus(FACTS).items() for act, _ in uses(s) if act == name}
    assert len(spoken) >= 3
