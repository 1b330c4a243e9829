"""Thousands of small problems against the plain reference, both engines."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from bargain_compare import check, flips_hold
from bargain_reference import Reference, problem

from detente.bargain import analyse
from detente.model.bargaining import (
    AgreementRule,
    BargainingProblem,
    Choice,
    Constraint,
    Interaction,
    Issue,
    Option,
    OptionValue,
    Preference,
    Range,
)  # fmt: skip


def test_enumeration_agrees_with_the_reference_on_small_problems():
    zones = 0
    for seed in range(600):
        ref = Reference(problem(seed))
        zones += bool(ref.zone)
        check(ref, analyse(ref.p, engine="enumeration", worlds=0))
    assert 150 < zones < 570, "the random problems should have both outcomes"


def test_search_agrees_with_the_reference_on_small_problems():
    for seed in range(40):
        ref = Reference(problem(seed))
        check(ref, analyse(ref.p, engine="search", worlds=0), counted=False)


@pytest.mark.reproduce
def test_enumeration_agrees_on_ten_thousand():
    for seed in range(1000, 11_000):
        check(Reference(problem(seed)), analyse(problem(seed), engine="enumeration", worlds=0))


@pytest.mark.reproduce
def test_search_agrees_on_a_thousand():
    for seed in range(60, 1060):
        check(Reference(problem(seed)), analyse(problem(seed), engine="search", worlds=0), counted=False)


def _rebuild(p: BargainingProblem, who: str, number: str, value: Fraction) -> BargainingProblem:
    """The problem with one number of one party or bloc replaced."""

    def change(x):
        if x.name != who:
            return x
        known = Range(value, value)
        if number == "no agreement":
            return replace(x, no_agreement=known)
        if number == "core":
            return replace(x, core=known)
        if number.startswith("value of "):
            return replace(x, values=tuple(replace(v, value=known) if f"value of {v.choice}" == number else v
                                           for v in x.values))  # fmt: skip
        terms = tuple(replace(t, adds=known) if f"together {', '.join(map(str, t.choices))}" == number else t
                      for t in x.interactions)  # fmt: skip
        return replace(x, interactions=terms)

    bodies = tuple(replace(r, blocs=tuple(replace(b, preference=change(b.preference)) for b in r.blocs))
                   for r in p.ratifications)  # fmt: skip
    return replace(p, parties=tuple(map(change, p.parties)), ratifications=bodies)


def test_every_flip_turns_its_verdict_exactly_at_its_threshold():
    checked = 0
    for seed in range(90):
        p = problem(seed)
        if any(o.only_if for i in p.issues for o in i.options):
            continue  # gates are kept as at the point values; the reference moves them with the number
        if any(len({t.choices for t in x.interactions}) < len(x.interactions) for x in p.parties):
            continue
        checked += flips_hold(Reference(p), analyse(p, worlds=0, parts=("flips", "proposal")), _rebuild)
    assert checked > 150


def test_search_flips_are_among_those_of_enumeration():
    for seed in range(25):
        p = problem(seed)
        full = set(analyse(p, engine="enumeration", worlds=0, parts=("flips",)).flips)
        some = set(analyse(p, engine="search", worlds=0, parts=("flips",)).flips)
        assert some <= full and {f for f in full if f.number in ("core", "no agreement")} <= some


def _middle(seed: int) -> BargainingProblem:
    """6561 packages, five parties, eight implications, some interactions: too many for the reference, few for engines."""
    r = random.Random(seed)
    issues = tuple(Issue(f"i{n}", tuple(Option(o) for o in "abc"), proposed="a") for n in range(8))
    choices = [Choice(i.name, o) for i in issues for o in i.option_names]
    parties = tuple(
        Preference(f"P{n}", Range.of(170 if seed % 3 else 260),
                   values=tuple(OptionValue(c, Range.of(r.randint(0, 60))) for c in choices),
                   interactions=(Interaction(tuple(r.sample(choices, 2)), Range.of(r.randint(-20, 20))),))
        for n in range(5)
    )  # fmt: skip
    rules = tuple(Constraint((a,), (b,)) for a, b in (r.sample(choices, 2) for _ in range(8)))
    return BargainingProblem("middle", issues, parties, AgreementRule.all_of(p.name for p in parties), rules)


def test_both_engines_agree_on_thousands_of_packages():
    empty = 0
    for seed in range(6):
        p = _middle(seed)
        a, b = (analyse(p, worlds=0, engine=e, parts=("named", "why", "proposal")) for e in ("enumeration", "search"))
        assert a.packages == b.packages and a.zone.empty == b.zone.empty and a.zone.blocking == b.zone.blocking
        empty += bool(a.zone.empty)
        for name in a.named:
            assert a.named[name].objective == b.named[name].objective, (seed, name)
            assert a.named[name].package is None or b.named[name].status == "proven"
        if a.zone.empty:
            assert a.zone.least_concession.total == b.zone.least_concession.total
        assert len(a.proposal.dominated_by.changes) == len(b.proposal.dominated_by.changes)
    assert 0 < empty < 6
