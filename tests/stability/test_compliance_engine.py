"""The compliance engine against brute force from the definitions, on random small conflicts, in both versions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from compliance_reference import Reference
from compliance_sketches import sketch

from detente.model.compliance import (
    Bundle,
    ComplianceConflict,
    Licence,
    Maker,
    Share,
    breach_licences,
)
from detente.stability.answers import NO, YES, Answers
from detente.stability.deviations import deviations
from detente.stability.game import compiled

CONCEPTS = ("nash", "gmr", "smr", "seq")


def verdict(conflict: ComplianceConflict, party: str, version: str, concept: str) -> bool | None:
    """Whether the agreed state is stable; None where the engine says undecided."""
    game = compiled(conflict)
    answers = Answers(game, game.players.index(party), version)
    listed = deviations(answers)
    assert listed.complete
    if concept == "nash":
        return not listed.deviations
    found = [answers.answer(d, concept).verdict for d in listed.deviations]
    return False if NO in found else True if all(v == YES for v in found) else None


@pytest.mark.parametrize("block", range(4))
def test_agrees_with_brute_force(block: int) -> None:
    undecided = asked = 0
    for seed in range(block * 100_000, block * 100_000 + 120):
        conflict = sketch(seed)
        for maker in conflict.makers:
            for version in ("any", "lawful"):
                reference = Reference(conflict, maker.party, version)
                for concept in CONCEPTS:
                    asked += 1
                    got = verdict(conflict, maker.party, version, concept)
                    if got is None:
                        undecided += 1
                    else:
                        assert got == reference.stable(concept), (seed, maker.party, version, concept)
    assert asked > 2_000
    assert undecided < asked / 100


def test_lawful_answers_are_the_closure_of_the_licences() -> None:
    checked = 0
    for seed in range(200):
        conflict = sketch(seed, exits=False)
        game = compiled(conflict)
        for k, party in enumerate(game.players):
            reference = Reference(conflict, party, "lawful")
            for state in reference.improvements():
                closure = frozenset(game.names(game.lawful(k, game.mask(state[0]))))
                assert closure == reference.lawful(state[0]), (seed, party, state)
                reached = {s - state[0] for s, _ in reference.sequences(state, state[0], False, True)}
                for part in (frozenset({x}) for x in closure):
                    assert part in reached
                assert not closure or closure in reached
                checked += 1
    assert checked > 300


def test_stability_concepts_are_nested() -> None:
    for seed in range(300, 500):
        conflict = sketch(seed)
        for maker in conflict.makers:
            for version in ("any", "lawful"):
                found = [verdict(conflict, maker.party, version, c) for c in ("nash", "smr", "gmr")]
                assert all(not (a is True and b is False) for a, b in pairwise(found))
                assert not (verdict(conflict, maker.party, version, "seq") is True and found[2] is False)
            assert not (
                verdict(conflict, maker.party, "lawful", "gmr") is True and verdict(conflict, maker.party, "any", "gmr") is False
            )


def test_an_answer_by_a_third_party_to_a_lawful_answer_is_no_breach() -> None:
    """B withholds its essential duty because A broke first: that is no breach that lets C withhold from B."""
    bundles = (
        Bundle("a", "A", creditors=("B",), instrument="t", essential=True, seen="verified"),
        Bundle("b", "B", creditors=("A", "C"), instrument="t", essential=True, seen="verified"),
        Bundle("c", "C", creditors=("B",), instrument="t", seen="verified"),
    )
    one = Fraction(1)
    makers = tuple(
        Maker(p, shares=(Share(("a",), -one if p == "A" else one, -one if p == "A" else one), Share(("c",), 5 * one, 5 * one)))
        for p in "ABC"
    )
    conflict = ComplianceConflict("three", makers, bundles, breach_licences(bundles))
    game = compiled(conflict)
    assert game.names(game.lawful(0, game.mask(["a"]))) == ("b",)
    assert not Reference(conflict, "A", "lawful").stable("gmr")
    assert verdict(conflict, "A", "lawful", "gmr") is False


def test_what_no_one_sees_meets_no_answer() -> None:
    bundles = (
        Bundle("a", "A", creditors=("B",), instrument="t", seen="unseen"), Bundle("b", "B", creditors=("A",), instrument="t", seen="open"),
    )
    value = {"a": (-1, 4), "b": (5, -1)}
    makers = tuple(
        Maker(p, shares=tuple(Share((n,), Fraction(v[k]), Fraction(v[k])) for n, v in value.items())) for k, p in enumerate("AB")
    )
    licences = (Licence("a", "b", "exchange"), Licence("b", "a", "exchange"))
    conflict = ComplianceConflict("pair", makers, bundles, licences)
    assert verdict(conflict, "A", "any", "gmr") is False
    assert verdict(conflict, "B", "lawful", "smr") is True
    seen = compiled(conflict).all_seen()
    answers = Answers(seen, 0, "lawful")
    assert [answers.answer(d, "smr").verdict for d in deviations(answers).deviations] == [YES]
