"""Both engines against the textbook reference, on random conflicts: no difference in any state, maker or concept."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import CONCEPTS, Game, random_graph, random_sketch, table
from sketches import conflict_of, graph_conflict

from detente.stability import transform
from detente.stability.arena import members
from detente.stability.space import space

SAMPLE, ALL = 300, 10_000


def graph_tables(game: Game, conflict: object) -> list[str]:
    """Differences of the graph engine, in words."""
    found = space(conflict)  # type: ignore[arg-type]
    out = []
    for concept in CONCEPTS:
        if concept == "sim" and not game.own:
            continue
        for i, expected in enumerate(table(game, concept)):
            got = list(members(found.arena.all_stable(concept)[i]))
            if got != expected:
                out.append(f"graph {concept} D{i}: {got} instead of {expected}")
    return out


def differences(seed: int) -> list[str]:
    """Of both engines on the conflict of this seed; every fourth is in graph form."""
    rng = random.Random(seed)
    if seed % 4 == 3:
        game = random_graph(rng)
        return graph_tables(game, graph_conflict(game))
    sketch = random_sketch(rng)
    game, conflict = sketch.game(), conflict_of(sketch)
    out = graph_tables(game, conflict)
    tables = transform.tables(conflict, concepts=transform.COVERED)
    for concept in transform.COVERED:
        for i, expected in enumerate(table(game, concept)):
            got = [s for s, code in enumerate(game.codes) if tables.of(concept, i)[code]]
            if got != expected:
                out.append(f"transform {concept} D{i}: {got} instead of {expected}")
    return out


def test_no_difference_on_a_sample() -> None:
    found = {seed: differences(seed) for seed in range(SAMPLE)}
    assert not {seed: d for seed, d in found.items() if d}


@pytest.mark.reproduce
def test_no_difference_on_ten_thousand() -> None:
    found = {seed: differences(seed) for seed in range(SAMPLE, SAMPLE + ALL)}
    assert not {seed: d for seed, d in found.items() if d}


def test_the_sample_has_what_it_should() -> None:
    """Infeasible states, irreversible options, ties, two to four makers, who differ between the concepts."""
    sketches = [random_sketch(random.Random(seed)) for seed in range(SAMPLE) if seed % 4 != 3]
    assert {s.makers for s in sketches} == {2, 3, 4}
    assert sum(len(s.codes()) < 1 << len(s.owners) for s in sketches) > 50
    assert sum(any(w != "both" for w in s.ways) for s in sketches) > 50
    games = [s.game() for s in sketches]
    assert sum(len(set(map(str, row))) < len(row) for g in games for row in g.value) > 100
    for a in CONCEPTS:
        for b in CONCEPTS:
            assert a == b or any(table(g, a) != table(g, b) for g in games), (a, b)


@given(st.integers(0, 2**32))
def test_inclusions(seed: int) -> None:
    """Nash ⊆ SMR ⊆ GMR, Nash ⊆ SEQ ⊆ GMR, SSEQ ⊆ SMR and SEQ, Nash ⊆ SIM; for every decision maker."""
    rng = random.Random(seed)
    option_form = seed % 3 > 0
    conflict = conflict_of(random_sketch(rng)) if option_form else graph_conflict(random_graph(rng))
    arena = space(conflict).arena
    used = CONCEPTS if option_form else tuple(c for c in CONCEPTS if c != "sim")
    stable = {c: arena.all_stable(c) for c in used}
    pairs = [("nash", "smr"), ("smr", "gmr"), ("nash", "seq"), ("seq", "gmr"), ("nash", "sseq"), ("sseq", "seq"), ("sseq", "smr")]
    for small, large in [*pairs, *([("nash", "sim")] if option_form else [])]:
        for mine, theirs in zip(stable[small], stable[large], strict=True):
            assert not mine & ~theirs, (small, large)
