"""Enumeration in blocks: every combination once, in declared order, as numpy vectors.

The issues are split in two: the last ones, with at most 2^16 combinations together, span a *block*; the others form its
*prefix*. Whatever depends on the block alone (gains of its options, the inner part of a box) is computed once; for each
prefix a gain is one addition, and a box is either off or an inner mask. Memory is that of one block. Integers are the
narrowest that cannot overflow, Python integers beyond 64 bits.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from detente.bargain.compiled import Box, Compiled, Digits
from detente.solve.budget import Budget
from detente.solve.exact import common_denominator, integer_type

BLOCK = 2**16


class Grid:
    """The split of a problem into prefixes and blocks, with everything that all blocks share."""

    def __init__(self, c: Compiled) -> None:
        self.c = c
        self.cut = len(c.sizes)
        self.size = 1
        while self.cut and self.size * c.sizes[self.cut - 1] <= BLOCK:
            self.cut -= 1
            self.size *= c.sizes[self.cut]
        if self.cut == len(c.sizes) and c.sizes:
            self.cut -= 1
            self.size = c.sizes[self.cut]
        self.inner = c.sizes[self.cut :]
        self.types = [integer_type(a.bound) for a in c.agents]
        self.base = [self._base(n) for n in range(len(c.agents))]
        self.boxes = [self._split(box) for _, box in c.boxes]
        self.terms = [[(*self._split(box), w) for box, w in a.terms] for a in c.agents]
        self.refusals = [[self._split(box) for _, box in a.refuses] for a in c.agents]
        self.gates = [(g, self._mask(((g.issue, frozenset({g.option})),)),
                       [(*self._split(b), w) for b, w in g.terms]) for g in c.gates]  # fmt: skip
        self.bodies = self._bodies()

    def _base(self, n: int) -> Any:
        """Gains of agent n from the block's issues alone, with its base: shape (size,)."""
        agent, total = self.c.agents[n], np.zeros(1, self.types[n])
        for row in agent.table[self.cut :]:
            total = (total[:, None] + np.array(row, dtype=self.types[n])[None, :]).ravel()
        return total + np.array(agent.base, dtype=self.types[n])

    def _mask(self, box: Box) -> Any:
        """Which members of a block lie in the inner part of a box; None where it has no inner part."""
        sets = dict(box)
        if all(i < self.cut for i in sets):
            return None
        mask = np.ones(1, bool)
        for i, size in enumerate(self.inner, self.cut):
            row = np.array([i not in sets or o in sets[i] for o in range(size)])
            mask = (mask[:, None] & row[None, :]).ravel()
        return mask

    def _split(self, box: Box) -> tuple[Box, Any]:
        """The outer part of a box, and its inner mask."""
        return tuple((i, s) for i, s in box if i < self.cut), self._mask(box)

    def _bodies(self) -> list[tuple[int, list[tuple[int, int]], int, list[tuple[list[tuple[int, int]], int]]]]:
        """Per ratification: party, (bloc agent, seats) pairs, seats needed, quotas; all in integers."""
        found, at = [], self.c.parties
        names = [p.name for p in self.c.problem.parties]
        for r in self.c.problem.ratifications:
            unit = common_denominator([r.needs, *(b.share for b in r.blocs)])
            seats = [int(b.share * unit) for b in r.blocs]
            place = {b.preference.name: at + n for n, b in enumerate(r.blocs)}
            quotas = []
            for q in r.quotas:
                held = [(place[b.preference.name], s) for b, s in zip(r.blocs, seats, strict=True)
                        if b.preference.name in q.blocs]  # fmt: skip
                asked = q.part * sum(s for _, s in held)
                quotas.append((held, -(-asked.numerator // asked.denominator)))
            need = int(r.needs * unit) + r.more_than
            found.append((names.index(r.party), list(zip(place.values(), seats, strict=True)), need, quotas))
            at += len(r.blocs)
        return found

    def blocks(self, budget: Budget, stage: str = "packages") -> Iterator[Block]:
        """The blocks in declared order, until done or the budget is spent."""
        prefixes = itertools.product(*(range(s) for s in self.c.sizes[: self.cut]))
        total = self.c.problem.combinations // max(1, self.size)
        for n, prefix in enumerate(prefixes):
            if budget.spent():
                return
            budget.report(stage, n / max(1, total))
            yield Block(self, n * self.size, prefix)
        budget.report(stage, 1.0)


class Block:
    """The packages that share a prefix. A mask of None means "all of them"; arrays have shape (size,)."""

    def __init__(self, grid: Grid, start: int, prefix: Digits) -> None:
        self.grid, self.start, self.prefix = grid, start, prefix
        self._gains: dict[int, Any] = {}
        self._accepts: dict[int, Any] = {}

    def holds(self, outer: Box) -> bool:
        """Whether the prefix lies in the outer part of a box."""
        return all(self.prefix[i] in options for i, options in outer)

    def gain(self, n: int) -> Any:
        """Gains of agent n in its own units."""
        if n not in self._gains:
            agent, grid = self.grid.c.agents[n], self.grid
            offset = sum(row[d] for row, d in zip(agent.table, self.prefix, strict=False))
            active = []
            for outer, mask, w in grid.terms[n]:
                if self.holds(outer):
                    if mask is None:
                        offset += w
                    else:
                        active.append((mask, w))
            total = grid.base[n] + np.array(offset, dtype=grid.types[n])
            for mask, w in active:
                total[mask] += w
            self._gains[n] = total
        return self._gains[n]

    def union(self, splits: list[tuple[Box, Any]]) -> Any:
        """Members inside any of the boxes; None where there are none."""
        found = None
        for outer, mask in splits:
            if self.holds(outer):
                if mask is None:
                    return np.ones(self.grid.size, bool)
                found = mask if found is None else found | mask
        return found

    @cached_property
    def feasible(self) -> Any:
        """Members that break no constraint and no gate; None for all."""
        out = self.union(self.grid.boxes)
        good = None if out is None else ~out
        for gate, mask, terms in self.grid.gates:
            if gate.issue < self.grid.cut and self.prefix[gate.issue] != gate.option:
                continue
            closed = np.zeros(self.grid.size, np.int64 if gate_fits(gate) else object) + gate.const
            for outer, inner, w in terms:
                if self.holds(outer):
                    closed[slice(None) if inner is None else inner] += w
            shut = closed < 0 if mask is None else (closed < 0) & mask
            good = ~shut if good is None else good & ~shut
        return good

    def willing(self, n: int) -> Any:
        """Members at which agent n gains or is indifferent, red lines left aside."""
        return self.gain(n) >= 0

    def accepts(self, n: int) -> Any:
        """Members that agent n accepts by its own values and red lines."""
        if n not in self._accepts:
            refused = self.union(self.grid.refusals[n])
            good = self.willing(n)
            self._accepts[n] = good if refused is None else good & ~refused
        return self._accepts[n]

    def ratified(self, n: int, bloc: int = -1, vote: Any = None) -> Any:
        """Members that every body of party n lets pass, with the vote of one bloc replaced; None without a body."""
        good = None
        for party, blocs, need, quotas in self.grid.bodies:
            if party != n:
                continue
            for held, least in [(blocs, need), *quotas]:
                yes = np.zeros(self.grid.size, np.int64)
                for member, seats in held:
                    yes += seats * (vote if member == bloc else self.accepts(member))
                good = yes >= least if good is None else good & (yes >= least)
        return good

    def agrees(self, n: int) -> Any:
        """Members that party n accepts and can ratify."""
        body = self.ratified(n)
        return self.accepts(n) if body is None else self.accepts(n) & body

    def rule(self, says: dict[int, Any]) -> Any:
        """Members at which the rule is met, given what each voice says."""
        rule, voices = self.grid.c.problem.rule, self.grid.c.voices
        names = [p.name for p in self.grid.c.problem.parties]
        if rule.at_least == len(voices):
            good = np.ones(self.grid.size, bool)
            for n in voices:
                good &= says[n]
            return good
        count = np.zeros(self.grid.size, np.int16)
        for n in voices:
            count += says[n]
        good = count >= rule.at_least
        for name in rule.including:
            good &= says[names.index(name)]
        return good

    @cached_property
    def zone(self) -> Any:
        """Members that are feasible and that the rule accepts."""
        good = self.rule({n: self.agrees(n) for n in self.grid.c.voices})
        return good if self.feasible is None else good & self.feasible

    def zone_if(self, n: int, vote: Any) -> Any:
        """The zone with the vote of agent n (a party or a bloc) replaced by `vote` (a bool or a mask)."""
        says = {}
        for v in self.grid.c.voices:
            body = self.ratified(v, n, vote)
            own = np.broadcast_to(np.asarray(vote), (self.grid.size,)) if v == n else self.accepts(v)
            says[v] = own if body is None else own & body
        good = self.rule(says)
        return good if self.feasible is None else good & self.feasible

    @cached_property
    def first_level(self) -> Any:
        """Members the governments would accept, ratification left aside."""
        good = self.rule({n: self.accepts(n) for n in self.grid.c.voices})
        return good if self.feasible is None else good & self.feasible


def gate_fits(gate: Any) -> bool:
    """Whether a gate's sums fit 64 bits."""
    return bool(abs(gate.const) + sum(abs(w) for _, w in gate.terms) < 2**62)
