"""How far the stability of a state depends on what is not known exactly about preferences.

A *world* draws every term's worth uniformly and independently between its low and high end, on a grid of `GRID` steps so that all
arithmetic stays exact; tosses a coin for each statement that is not known, for its way; and, if asked for, exchanges so many pairs
of neighbours in each order of statements, ranking or payoffs. Steps: 1. the states and moves once; 2. for each world the order of all
states for each decision maker, and the stability of one state; 3. shares of worlds with Wilson's interval, over all and with one
party's preferences drawn while the others stay at their point value; 4. for each number or unknown statement, the share where it is
in its upper half (or counts for the states where it holds) against the lower half: the greatest difference decides most; 5. each of
them at either end alone, all else at point value: those that flip the verdict. Sources: Lahdelma & Salminen 2001 (stochastic
multicriteria acceptability); Wilson 1927.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from detente.model.conflict import Conflict, Preference, Statement, negate
from detente.solve.exact import common_denominator, integer_type, wilson
from detente.stability.arena import CONCEPTS, Arena, Bits
from detente.stability.space import Space, above, space, taste_table

GRID = 1_000
METHOD = "worlds drawn from ranges, unknown statements and exchanges of neighbours; see the reference of robustness"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of worlds, with its 95 % interval."""

    hits: int
    worlds: int

    @property
    def share(self) -> float:
        """Hits by worlds; 0 where there are none."""
        return self.hits / self.worlds if self.worlds else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval."""
        return wilson(self.hits, self.worlds)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"hits": self.hits, "worlds": self.worlds, "share": self.share, "interval": list(self.interval)}


@dataclass(frozen=True, slots=True)
class Influence:
    """What one uncertain thing does to the verdict. upper, lower: shares of worlds by its half. flips: whether an end alone flips it."""

    party: str
    what: str
    upper: Share
    lower: Share
    flips: bool

    @property
    def difference(self) -> float:
        """How much the share changes from its lower to its upper half."""
        return self.upper.share - self.lower.share

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "party": self.party, "what": self.what, "upper": self.upper.to_dict(), "lower": self.lower.to_dict(),
            "difference": self.difference, "flips": self.flips,
        }


@dataclass(frozen=True, slots=True)
class Robustness:
    """Under how many of the drawn preferences a state (number) is an equilibrium.

    at_point: the verdict at point values, None where unknown statements leave it open. equilibrium: over all worlds. by_party: with
    only that party's preferences drawn; the least share names the party whose ranking decides, None where nothing varies.
    influences: greatest difference first.
    """

    state: int
    label: str
    concept: str
    at_point: bool | None
    equilibrium: Share
    by_party: Mapping[str, Share]
    decides: str | None
    influences: tuple[Influence, ...]
    seed: int
    swaps: int
    method: str = METHOD

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "state": self.state, "label": self.label, "concept": self.concept, "at_point": self.at_point,
            "equilibrium": self.equilibrium.to_dict(), "by_party": {p: s.to_dict() for p, s in self.by_party.items()},
            "decides": self.decides, "influences": [i.to_dict() for i in self.influences], "seed": self.seed,
            "swaps": self.swaps, "method": self.method,
        }


def robustness(
    conflict: Conflict, state: int, concept: str = "seq", *, worlds: int = 1_000, seed: int = 0, swaps: int = 0,
    progress: Callable[[str, float], None] | None = None,
) -> Robustness:
    """The share of drawn preferences under which a state (number, from 1) is an equilibrium.

    swaps: how many pairs of neighbours are exchanged in each order that has no ranges. Raises ValueError for an unknown concept or
    state, SIM in graph form, or fewer than one world; TooLarge where the states are too many to be listed.
    """
    if concept not in CONCEPTS or worlds < 1 or swaps < 0:
        raise ValueError(f"unknown concept, or too few worlds or exchanges: {concept}, {worlds}, {swaps}")
    found = space(conflict)
    if not 1 <= state <= found.arena.size:
        raise ValueError(f"there is no state {state}; states are numbered from 1 to {found.arena.size}")
    if concept == "sim" and conflict.graph is not None:
        raise ValueError("simultaneous stability is defined in option form only")
    judge = _Judge(found, concept, state - 1)
    rng = random.Random(seed)
    drawn = [_Drawn(found, m, swaps) for m in range(found.arena.movers)]
    point = [d.point() for d in drawn]
    at_point = judge.verdict(point)
    tell = progress or (lambda stage, share: None)
    hits, alone = 0, [0] * len(drawn)
    halves: dict[tuple[int, int], list[list[int]]] = {(m, k): [[0, 0], [0, 0]] for m, d in enumerate(drawn) for k in d.varied}
    for world in range(worlds):
        if world % 50 == 0:
            tell("worlds", world / worlds)
        draws = [d.draw(rng) for d in drawn]
        tables = [t for t, _ in draws]
        good = judge.verdict(tables)
        hits += good
        for m, (table, high) in enumerate(draws):
            alone[m] += judge.verdict([*point[:m], table, *point[m + 1 :]]) if drawn[m].varies else at_point
            for k, up in high.items():
                halves[m, k][up][0] += good
                halves[m, k][up][1] += 1
    by_party = {n: Share(a, worlds) for n, a in zip(found.movers, alone, strict=True)}
    movable = [n for n, d in zip(found.movers, drawn, strict=True) if d.varies]
    influences = []
    for (m, k), (low, high_half) in halves.items():
        ends = [judge.verdict([*point[:m], drawn[m].end(k, up), *point[m + 1 :]]) for up in (False, True)]
        influences.append(Influence(
            found.movers[m], drawn[m].words(k), Share(*high_half), Share(*low), any(e != at_point for e in ends)
        ))
    influences.sort(key=lambda i: (-abs(i.difference), i.party, i.what))
    open_ = any(not m.preference.certain for m in conflict.makers)
    return Robustness(
        state, found.label(state - 1), concept, None if open_ else at_point, Share(hits, worlds), by_party,
        min(movable, key=lambda n: by_party[n].share) if movable else None, tuple(influences), seed, swaps,
    )


Table = Sequence[Bits]


class _Judge:
    """Whether one state is an equilibrium, for many preferences over the same moves."""

    def __init__(self, found: Space, concept: str, state: int) -> None:
        self.arena, self.concept, self.state = found.arena, concept, state

    def verdict(self, tables: list[Table]) -> bool:
        """Whether the state is stable for all with these tables of what is better."""
        a = self.arena
        arena = Arena(a.size, a.moves, tables, a.answers, a.own, a.codes, a.number, _any=a._any)
        return all(arena.stable(self.concept, m, self.state) for m in range(a.movers))


class _Drawn:
    """One party's preferences, drawn again and again. varied: numbers of its terms or statements that are not exact."""

    def __init__(self, found: Space, maker: int, swaps: int) -> None:
        import numpy as np

        self.found, self.swaps = found, swaps
        self.given = found.arena.better[maker]
        self.preference = found.conflict.makers[maker].preference if found.conflict.graph is None else Preference()
        terms = self.preference.terms if not self.preference.ranking else ()
        if terms:
            self.varied = [k for k, t in enumerate(terms) if t.low != t.high]
            self.scale = GRID * common_denominator([x for t in terms for x in (t.low, t.high)])
            kind = integer_type(sum(int(max(abs(t.low), abs(t.high)) * self.scale * 2) for t in terms) + 1)
            self.active = np.array(
                [[all(code >> k & 1 for k in t.options) for t in terms] for code in found.codes], dtype=kind
            )
        else:
            self.varied = [k for k, s in enumerate(self.preference.statements) if not s.known]
        self.terms = terms

    @property
    def varies(self) -> bool:
        """Whether anything of it is drawn."""
        return bool(self.varied) or (self.swaps > 0 and not self.terms)

    def point(self) -> Table:
        """What is better at point values; statements that are not known count for the states where they hold."""
        return self._from_terms({}) if self.terms else self._from_order(self._statements(dict.fromkeys(self.varied, True)), None)

    def end(self, k: int, up: bool) -> Table:
        """At one end of one thing alone."""
        if self.terms:
            term = self.terms[k]
            return self._from_terms({k: term.high if up else term.low})
        return self._from_order(self._statements({**dict.fromkeys(self.varied, True), k: up}), None)

    def draw(self, rng: random.Random) -> tuple[Table, dict[int, bool]]:
        """One world: the table, and for each thing that varies whether it is in its upper half."""
        if not self.varies:
            return self.given, {}
        if self.terms:
            steps = {k: rng.randrange(GRID + 1) for k in self.varied}
            worths = {k: self.terms[k].low + (self.terms[k].high - self.terms[k].low) * Fraction(x, GRID) for k, x in steps.items()}
            return self._from_terms(worths), {k: 2 * x > GRID for k, x in steps.items()}
        ways = {k: rng.random() < 0.5 for k in self.varied}
        return self._from_order(self._statements(ways), rng), ways

    def words(self, k: int) -> str:
        """What varies, in words."""
        if not self.terms:
            return self.preference.statements[k].text or f"statement {k + 1}"
        options = self.found.conflict.options
        return "worth of " + (" with ".join(options[o].title or options[o].name for o in self.terms[k].options) or "all states")

    def _statements(self, ways: dict[int, bool]) -> list[Statement]:
        return [
            s if s.known else replace(s, known=True, formula=s.formula if ways[k] else negate(s.formula))
            for k, s in enumerate(self.preference.statements)
        ]

    def _from_terms(self, worths: dict[int, Fraction]) -> Table:
        import numpy as np

        if not worths and not self.varied:
            return self.given
        values = [int(worths.get(k, t.middle) * self.scale * 2) for k, t in enumerate(self.terms)]
        total = self.active.astype(object) @ np.array(values, dtype=object) if self.active.dtype == object else (
            self.active.astype(np.int64) @ np.array(values, dtype=np.int64)
        )
        return above(total.tolist())

    def _from_order(self, statements: list[Statement], rng: random.Random | None) -> Table:
        by_statement = bool(self.preference.statements) and not self.preference.ranking
        if by_statement:
            if rng:
                for _ in range(self.swaps if len(statements) > 1 else 0):
                    at = rng.randrange(len(statements) - 1)
                    statements[at], statements[at + 1] = statements[at + 1], statements[at]
            return taste_table(replace(self.preference, statements=tuple(statements)), self.found.codes)
        if not rng:
            return self.given
        order = sorted(range(len(self.given)), key=lambda s: self.given[s].bit_count())
        groups: list[list[int]] = []
        for s in order:
            if groups and self.given[groups[-1][0]] == self.given[s]:
                groups[-1].append(s)
            else:
                groups.append([s])
        for _ in range(self.swaps if len(groups) > 1 else 0):
            at = rng.randrange(len(groups) - 1)
            groups[at], groups[at + 1] = groups[at + 1], groups[at]
        level = {s: -k for k, group in enumerate(groups) for s in group}
        return above([level[s] for s in range(len(level))])
