"""Patience and what carries a settlement: hand-worked cases, and brute force on random small conflicts."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
from compliance_reference import Reference, critical, subsets
from compliance_sketches import sketch

from detente.model.compliance import (
    Bundle,
    ComplianceConflict,
    Licence,
    Maker,
    Share,
)
from detente.stability.answers import Deviation
from detente.stability.carrying import amended, carriers, deterred, reliances, repair
from detente.stability.compliance import FREE, NO_GAIN, TREATY, analyse
from detente.stability.compliance_worlds import kept
from detente.stability.discount import factor, of_party, patience
from detente.stability.game import compiled

HALF, ONE = Fraction(1, 2), Fraction(1)
OPEN = (HALF, ONE)


def exchange(seen: str = "verified", own: int = -2, other: int = 5) -> ComplianceConflict:
    """A prisoner's dilemma: each pays 2 to perform and gains 5 from the other's performance, in return for each other."""
    bundles = tuple(
        Bundle(n, p, creditors=(q,), instrument="t", seen=seen) for n, p, q in (("a", "A", "B"), ("b", "B", "A"))  # type: ignore[arg-type]
    )
    value = {"A": {"a": own, "b": other}, "B": {"a": other, "b": own}}
    makers = tuple(Maker(p, shares=tuple(Share((n,), Fraction(x), Fraction(x)) for n, x in v.items())) for p, v in value.items())
    return ComplianceConflict("exchange", makers, bundles, (Licence("a", "b", "exchange"), Licence("b", "a", "exchange")))


def test_grim_answer_in_the_prisoners_dilemma() -> None:
    """T = 5, R = 3, P = 0: δ* = (T − R) / (T − P) = 2/5."""
    found = patience(compiled(exchange()), Deviation(0, 1), OPEN)
    assert found is not None
    assert (found.gain, found.loss) == (2, 3)
    assert found.lowest == found.highest == pytest.approx(2 / 5)
    assert found.answer == ("b",)
    assert found.hollow == ()


def test_chance_of_being_seen_and_lag() -> None:
    found = patience(compiled(exchange("open")), Deviation(0, 1), OPEN)
    assert found is not None
    assert (found.lowest, found.highest) == (pytest.approx(2 / 5), pytest.approx(2 / (2 + 1.5)))
    assert factor(2, 3, ONE, lag=2) == pytest.approx((2 / 5) ** 0.5)
    assert factor(0, 3, ONE) == 0
    assert factor(2, 3, Fraction(0)) is None
    assert factor(2, 0, ONE) is None


def test_a_breach_nobody_sees_needs_more_than_patience() -> None:
    result = analyse(exchange("unseen"))
    assert [p.summary for p in result.parties] == [FREE, FREE]
    assert result.parties[0].patience is not None
    assert result.parties[0].patience.highest is None
    assert result.parties[0].verdicts["all seen"]["lawful"]["seq"] == "stable"
    assert {r.additions for r in result.repairs} == {(("verify", "a", ""),), (("verify", "b", ""),)}


def test_one_exchange_carries_itself() -> None:
    result = analyse(exchange())
    assert [p.summary for p in result.parties] == [TREATY, TREATY]
    assert {c.licences for c in result.carriers} == {(("b", "a", "exchange"),), (("a", "b", "exchange"),)}
    assert {r.bundle for r in result.reliances} == {"a", "b"}
    assert result.most_patient == ("A", "B")
    assert not result.repairs
    assert result.stable["seq"] == "stable"


def test_a_threat_that_costs_the_one_who_makes_it_is_flagged() -> None:
    conflict = exchange()
    shares = tuple(replace(s, low=ONE, high=ONE) if s.bundles == ("b",) else s for s in conflict.makers[1].shares)
    found = patience(compiled(replace(conflict, makers=(conflict.makers[0], replace(conflict.makers[1], shares=shares)))), Deviation(0, 1), OPEN)
    assert found is not None
    assert found.hollow == ("b",)


def test_one_off_duties_are_no_matter_of_patience() -> None:
    conflict = exchange()
    once = replace(conflict, bundles=tuple(replace(b, continuing=False) for b in conflict.bundles))
    assert of_party(compiled(once), 0, OPEN) is None


def test_nobody_gains() -> None:
    result = analyse(exchange(own=1))
    assert [p.summary for p in result.parties] == [NO_GAIN, NO_GAIN]
    assert result.verdict.startswith("The package would be kept")


def reference_figure(conflict: ComplianceConflict, party: str) -> float | bool | None:
    """The greatest factor over all deviations of continuing duties, at the least that is seen; False where none gains."""
    reference = Reference(conflict, party, "lawful")
    chance = {"verified": ONE, "open": HALF, "unseen": Fraction(0)}
    duties = [b.name for b in conflict.bundles if b.owner == party and b.kind == "duty" and b.continuing]
    best: float | bool | None = False

    def answer(withheld: frozenset[str]) -> frozenset[str]:
        closure = sorted(reference.lawful(withheld))
        return min(
            subsets(closure),
            key=lambda s: max(reference.utility(party, (own | s, ""), own) for own in subsets(reference.owned[party])),
        )

    agreed = reference.utility(party, (frozenset(), ""), frozenset())
    for withheld in subsets(duties):
        if not withheld or reference.utility(party, (withheld, ""), withheld) <= agreed:
            continue
        q = max(chance[reference.bundle[n].seen] for n in withheld)
        found = critical(reference, withheld, q, answer)
        if found is None:
            return None
        best = max(float(found), best or 0.0)
    return best


def test_patience_agrees_with_brute_force() -> None:
    seen = set()
    for seed in range(250):
        conflict = sketch(seed, bundles=5, exits=False)
        game = compiled(conflict)
        for k, party in enumerate(game.players):
            found = of_party(game, k, OPEN)
            want = reference_figure(conflict, party)
            if want is False:
                assert found is None, (seed, party)
            else:
                assert found is not None, (seed, party)
                assert found.highest == (None if want is None else pytest.approx(want)), (seed, party)
            seen.add(type(want))
    assert seen == {bool, float, type(None)}


def minimal_sets(conflict: ComplianceConflict, party: str, concept: str) -> set[frozenset[Licence]]:
    """Inclusion-minimal sets of up to three licences whose deletion makes the agreed state unstable, by trying all."""
    found: set[frozenset[Licence]] = set()
    for size in (1, 2, 3):
        for gone in map(frozenset, combinations(conflict.licences, size)):
            if any(f <= gone for f in found):
                continue
            rest = replace(conflict, licences=tuple(x for x in conflict.licences if x not in gone))
            if not Reference(rest, party, "lawful").stable(concept):
                found.add(gone)
    return found


@pytest.mark.parametrize("concept", ["gmr", "seq"])
def test_what_carries_agrees_with_brute_force(concept: str) -> None:
    checked = sizes = 0
    for seed in range(1_000, 1_400):
        conflict = sketch(seed, bundles=4, exits=False)
        game = compiled(conflict)
        for k, party in enumerate(game.players):
            reference = Reference(conflict, party, "lawful")
            if not list(reference.improvements()) or not reference.stable(concept) or not deterred(game, k, concept):
                continue
            found, whole = carriers(game, k, concept)
            assert whole
            got = {frozenset(c.licences) for c in found}
            want = {frozenset((x.withhold, x.failing, x.ground) for x in s) for s in minimal_sets(conflict, party, concept)}
            assert got == want, (seed, party)
            checked += 1
            sizes = max([sizes, *map(len, want)])
    assert checked > 40
    assert sizes >= 2


def test_reliance_and_repair_agree_with_brute_force() -> None:
    relied = repaired = 0
    for seed in range(2_000, 2_300):
        conflict = sketch(seed, bundles=4, exits=False)
        game = compiled(conflict)
        for k, party in enumerate(game.players):
            if deterred(game, k, "gmr"):
                names = {r.bundle for r in reliances(game, k, "gmr")}
                for b in conflict.bundles:
                    if b.owner == party and b.kind == "duty" and b.seen != "unseen":
                        blind = replace(conflict, bundles=tuple(replace(x, seen="unseen") if x is b else x for x in conflict.bundles))
                        assert (b.name in names) == (not Reference(blind, party, "lawful").stable("gmr")), (seed, b.name)
                        relied += b.name in names
                continue
            found = repair(game, k, "gmr")
            if not found.additions:
                continue
            assert Reference(amended(conflict, found.additions), party, "lawful").stable("gmr"), seed
            for spared in found.additions:
                fewer = amended(conflict, [x for x in found.additions if x != spared])
                assert not Reference(fewer, party, "lawful").stable("gmr"), (seed, spared)
            repaired += 1
    assert relied > 10
    assert repaired > 20


def test_worlds_are_drawn_from_the_ranges() -> None:
    """B's performance is worth 1 to 3 to A, its own costs 2: the exchange deters A in the worlds where it is worth 2 or more."""
    conflict = exchange()
    shares = tuple(replace(s, low=Fraction(1), high=Fraction(3)) if s.bundles == ("b",) else s for s in conflict.makers[0].shares)
    wide = replace(conflict, makers=(replace(conflict.makers[0], shares=shares), conflict.makers[1]))
    share = kept(wide, 400, seed=1)
    assert abs(float(share["A"]) - 0.5) < 0.08
    assert share["B"] == 1
    assert kept(wide, 50, seed=2) == kept(wide, 50, seed=2)
    assert kept(conflict, 5)["A"] == 1
    result = analyse(wide, worlds=400, seed=1)
    assert result.parties[0].firm == share["A"]
    assert f"In {float(share['A'] * 100):.1f}".removesuffix(".0") in result.parties[0].text
    with pytest.raises(ValueError, match="at least one world"):
        kept(conflict, 0)
