"""Which smallest changes of preference make a state stable (the inverse problem).

Definition. Let B be the states that decision maker i prefers to the target s, all else as it is. Whether s is stable for i depends
on B alone: under Nash no state of R_i(s) may be in B; under the others each s₁ in R_i(s) ∩ B needs an answer that is not in B
(under SMR and SSEQ one from which i reaches nothing of B either). The answers come from the moves, and under SEQ, SSEQ and SIM
from the preferences of the others. Taking states out of B never makes s less stable. Steps, for each decision maker:

1. *Reversals*: the fewest states that i would have to like no better than s, as a smallest set by CP-SAT, proven.
2. *Rise*: the fewest places by which s would have to rise in i's ranking, by trying them in order.
3. *Worths* (additive preferences): for each term alone, the change of its worth nearest to zero that suffices; exact, as the states
   leave B one after another when a worth grows in favour of s.
4. *Statements*: for each of the first `MOST_MOVED` statements alone, the shortest way up or down the order of priority that suffices, or leaving it out.
5. *Share of rankings*: of all strict rankings of the states by i, how many make s stable for i. With t states that matter the
   share is Σ |X|! (t−|X|)! / (t+1)! over the sets X that may stand above s; beyond `MOST_COUNTED` it is sampled, with an interval.
6. All reversals together: under SEQ, SSEQ and SIM what one changes can undo what another needs, so the equilibrium is checked.

Sources: Kinsara, Petersons, Hipel & Kilgour 2015 (inverse problem); Wu, Xu & Ke 2018 for least adjustments; the reduction to B and
the counting formula were derived for this program.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.model.conflict import Conflict
from detente.solve.budget import Budget
from detente.solve.exact import exact, wilson
from detente.stability.arena import CONCEPTS, Arena, Bits, members
from detente.stability.result import numbers
from detente.stability.space import Space, above, space

MOST_COUNTED = 16
MOST_MOVED = 40
SAMPLES = 10_000
LISTED = 5


@dataclass(frozen=True, slots=True)
class WorthChange:
    """A change of one term alone. options: names. before, after: its worth."""

    options: tuple[str, ...]
    before: Fraction
    after: Fraction

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"options": list(self.options), "before": exact(self.before), "after": exact(self.after)}


@dataclass(frozen=True, slots=True)
class StatementChange:
    """A change of one statement alone. place, to: in the order of priority, from 1; to is None where it is left out."""

    statement: str
    place: int
    to: int | None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"statement": self.statement, "place": self.place, "to": self.to}


@dataclass(frozen=True, slots=True)
class Need:
    """What one party would have to change so that the target is stable for it.

    reversals: states (numbers) it would have to like no better than the target; empty where it is stable. rise: places. worths,
    statements: single changes that suffice, the smallest first. share: of all strict rankings, how many make the target stable;
    interval: where the share was sampled, 95 %. rankings: their number where the share is exact and at most 20 states matter.
    """

    party: str
    stable: bool
    reversals: tuple[int, ...]
    rise: int
    worths: tuple[WorthChange, ...]
    statements: tuple[StatementChange, ...]
    share: Fraction
    interval: tuple[float, float] | None
    rankings: int | None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "party": self.party, "stable": self.stable, "reversals": list(self.reversals), "rise": self.rise,
            "worths": [w.to_dict() for w in self.worths], "statements": [s.to_dict() for s in self.statements],
            "share": exact(self.share), "interval": None if self.interval is None else list(self.interval),
            "rankings": self.rankings,
        }


@dataclass(frozen=True, slots=True)
class Inverse:
    """The inverse problem of one state (number) and concept. together: whether all reversals at once make an equilibrium."""

    state: int
    label: str
    concept: str
    needs: tuple[Need, ...]
    together: bool

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "state": self.state, "label": self.label, "concept": self.concept,
            "needs": [n.to_dict() for n in self.needs], "together": self.together,
        }


def inverse(conflict: Conflict, state: int, concept: str = "seq", *, seed: int = 0) -> Inverse:
    """The smallest changes of preference that make a state (number, from 1) stable for each party.

    Raises ValueError for an unknown concept or state, SIM in graph form, or preferences that are not all known; TooLarge where the
    states are too many to be listed.
    """
    if concept not in CONCEPTS:
        raise ValueError(f"no such concept: {concept}")
    found = space(conflict)
    if not 1 <= state <= found.arena.size:
        raise ValueError(f"there is no state {state}; states are numbered from 1 to {found.arena.size}")
    if found.arena.maybe:
        raise ValueError("the inverse problem needs preferences that are all known")
    if concept == "sim" and conflict.graph is not None:
        raise ValueError("simultaneous stability is defined in option form only")
    targets = [_Target(found.arena, concept, m, state - 1) for m in range(found.arena.movers)]
    reversals = [t.reversals() for t in targets]
    needs = tuple(_need(found, t, d, seed) for t, d in zip(targets, reversals, strict=True))
    return Inverse(state, found.label(state - 1), concept, needs, _together(found.arena, concept, state - 1, reversals))


class _Target:
    """What makes a state stable for one mover, as a condition on the set of states above it."""

    def __init__(self, arena: Arena, concept: str, mover: int, state: int) -> None:
        self.arena, self.concept, self.mover, self.state = arena, concept, mover, state
        self.moves, self.above = arena.moves[mover][state], arena.better[mover][state]
        self.answers = {s1: self.reached(s1) for s1 in members(self.moves)}
        self.trap = concept in ("smr", "sseq")

    def reached(self, s1: int) -> Bits:
        """The states that could deter an improvement, whatever the mover prefers."""
        if self.concept == "nash":
            return 0
        if self.concept == "sim":
            return self.arena.together(self.mover, self.state, s1)
        credible = self.concept in ("seq", "sseq")
        return (self.arena.credible if credible else self.arena.replies)(self.mover, s1)

    def holds(self, above: Bits) -> bool:
        """Whether the state is stable when exactly these states are better."""
        return all(any(True for _ in self.deterring(s1, above)) for s1 in members(self.moves & above))

    def deterring(self, s1: int, above: Bits) -> Iterator[int]:
        """The answers to an improvement that deter."""
        for s2 in members(self.answers[s1] & ~above):
            if not self.trap or not self.arena.moves[self.mover][s2] & above:
                yield s2

    @property
    def relevant(self) -> Bits:
        """The states whose place beside the target matters."""
        out = self.moves
        for bits in self.answers.values():
            out |= bits
        for s2 in members(out) if self.trap else ():
            out |= self.arena.moves[self.mover][s2]
        return out & ~(1 << self.state)

    def reversals(self) -> Bits:
        """A smallest set of states to take out of those above."""
        from ortools.sat.python import cp_model

        from detente.solve.cpsat import solve

        if self.holds(self.above):
            return 0
        model = cp_model.CpModel()
        drop = {t: model.new_bool_var(f"d{t}") for t in members(self.above & self.relevant)}
        works: dict[int, Any] = {}
        for s1 in members(self.moves & self.above):
            ways = [drop[s1]]
            for s2 in members(self.answers[s1]):
                if s2 not in works:
                    needed = (1 << s2 | (self.arena.moves[self.mover][s2] if self.trap else 0)) & self.above
                    works[s2] = model.new_bool_var(f"w{s2}")
                    for t in members(needed):
                        model.add_implication(works[s2], drop[t])
                ways.append(works[s2])
            model.add_bool_or(ways)
        model.minimize(sum(drop.values()))
        solved = solve(model, Budget())
        if solved.status != "proven":
            raise ValueError("the search for a smallest set of changes was interrupted")
        return sum(1 << t for t, d in drop.items() if solved.solver.boolean_value(d))


def _need(found: Space, target: _Target, reversals: Bits, seed: int) -> Need:
    stable = target.holds(target.above)
    share, interval = _share(target, seed)
    size = found.arena.size
    rankings = None if interval or size > 20 else int(share * math.factorial(size))
    return Need(
        found.movers[target.mover], stable, numbers(reversals, size), _rise(target),
        () if stable else tuple(_worths(found, target))[:LISTED], () if stable else tuple(_statements(found, target))[:LISTED],
        share, interval, rankings,
    )


def _rise(target: _Target) -> int:
    """How many levels the state has to rise."""
    better, left = target.arena.better[target.mover], target.above
    places = 0
    while not target.holds(left):
        lowest = max(better[t].bit_count() for t in members(left))
        left = sum(1 << t for t in members(left) if better[t].bit_count() < lowest)
        places += 1
    return places


def _share(target: _Target, seed: int) -> tuple[Fraction, tuple[float, float] | None]:
    matter = list(members(target.relevant))
    t = len(matter)
    if t <= MOST_COUNTED:
        weights = [Fraction(math.factorial(k) * math.factorial(t - k), math.factorial(t + 1)) for k in range(t + 1)]
        good = [0] * (t + 1)
        for code in range(1 << t):
            if target.holds(sum(1 << matter[k] for k in members(code))):
                good[code.bit_count()] += 1
        return sum((n * w for n, w in zip(good, weights, strict=True)), Fraction(0)), None
    rng = random.Random(seed)
    hits = 0
    for _ in range(SAMPLES):
        chosen = rng.sample(matter, rng.randrange(t + 1))
        hits += target.holds(sum(1 << s for s in chosen))
    return Fraction(hits, SAMPLES), wilson(hits, SAMPLES)


def _worths(found: Space, target: _Target) -> list[WorthChange]:
    conflict, s = found.conflict, target.state
    terms = conflict.makers[target.mover].preference.terms
    if not terms or conflict.makers[target.mover].preference.ranking:
        return []
    active = [[all(code >> k & 1 for k in t.options) for code in found.codes] for t in terms]
    total = [sum((t.middle for t, on in zip(terms, active, strict=True) if on[q]), Fraction(0)) for q in range(len(found.codes))]
    out = []
    for term, on in zip(terms, active, strict=True):
        gaps = {q: total[q] - total[s] for q in members(target.relevant)}
        helped = {q for q in gaps if on[q] != on[s]}
        for change in sorted({gaps[q] for q in helped if gaps[q] > 0}):
            left = sum(1 << q for q, gap in gaps.items() if gap > (change if q in helped else 0))
            if target.holds(left):
                names = tuple(conflict.options[k].name for k in term.options)
                out.append(WorthChange(names, term.middle, term.middle + (change if on[s] else -change)))
                break
    return sorted(out, key=lambda c: abs(c.after - c.before))


def _statements(found: Space, target: _Target) -> list[StatementChange]:
    preference = found.conflict.makers[target.mover].preference
    if preference.ranking or preference.terms or not preference.statements:
        return []
    listed = preference.statements[:MOST_MOVED]
    rows = [sum(1 << q for q, c in enumerate(found.codes) if s.formula.holds(c)) for s in preference.statements]
    out: list[tuple[int, StatementChange]] = []
    for place, statement in enumerate(listed):
        others = rows[:place] + rows[place + 1 :]
        text = statement.text or f"statement {place + 1}"
        ways = sorted((abs(to - place), to) for to in range(len(listed)) if to != place)
        for steps, to in ways:
            if target.holds(_above_in_order(others[:to] + [rows[place]] + others[to:], target.state, found.arena.size)):
                out.append((steps, StatementChange(text, place + 1, to + 1)))
                break
        if target.holds(_above_in_order(others, target.state, found.arena.size)):
            out.append((len(rows), StatementChange(text, place + 1, None)))
    return [change for _, change in sorted(out, key=lambda x: (x[0], x[1].place))]


def _above_in_order(rows: list[Bits], state: int, size: int) -> Bits:
    """The states above one, where the first row that parts two states decides."""
    equal, out = (1 << size) - 1, 0
    for row in rows:
        if row >> state & 1:
            equal &= row
        else:
            out |= equal & row
            equal &= ~row
    return out


def _together(arena: Arena, concept: str, state: int, reversals: list[Bits]) -> bool:
    """Whether the state is an equilibrium when each party likes its reversals exactly as much as the state."""
    better = []
    for m, changed in enumerate(reversals):
        level = [-b.bit_count() for b in arena.better[m]]
        for t in members(changed):
            level[t] = level[state]
        better.append(above(level))
    after = Arena(arena.size, arena.moves, better, arena.answers, arena.own, arena.codes, arena.number)
    return all(after.stable(concept, m, state) for m in range(arena.movers))
