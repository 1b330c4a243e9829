"""How far verdicts depend on the ranges: sampled worlds.

1. Every number that is a range is drawn uniformly and independently on a grid of 2^16 + 1 points from lo to hi; known
   numbers stay. 2. In each world each candidate package is judged as at the point values: acceptance, ratification,
   rule. Sums are exact integers (held in floats below 2^53, else in wider integers), so a package exactly at its
   no-agreement value is accepted in every world. 3. Shares carry Wilson intervals of 95 %.
Constraints and gates are taken as at the point values. This is the acceptability index of stochastic multicriteria
analysis (Lahdelma, Hokkanen & Salminen 1998, EJOR 106) with acceptance in place of first rank, beside which the share of
worlds with first rank by Nash's order is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from detente.bargain.compiled import Compiled, Digits, box_of, inside
from detente.bargain.result import Robustness, Share
from detente.model.bargaining import Choice, Preference
from detente.solve.budget import Budget
from detente.solve.exact import common_denominator, wilson

GRID = 2**16
WORK = 2**22
SHOWN = 50


def share(hits: int, worlds: int) -> Share:
    """A share with its interval."""
    return Share(hits, worlds, *wilson(hits, worlds))


class _Uncertain:
    """One agent's gains as fixed + weights @ draws, per candidate, in integers."""

    def __init__(self, c: Compiled, p: Preference, candidates: Sequence[Digits]) -> None:
        numbers = list(p.numbers())
        unit = common_denominator(q for _, r in numbers for q in (r.lo, r.hi))
        rows = [[-1, 1, *(0 for _ in numbers[2:])] for _ in candidates]
        place = {i.name: n for n, i in enumerate(c.problem.issues)}

        def spot(choice: Choice) -> tuple[int, int]:
            i = place[choice.issue]
            return i, c.problem.issues[i].option_names.index(choice.option)

        for k, v in enumerate(p.values, 2):
            i, o = spot(v.choice)
            for row, digits in zip(rows, candidates, strict=True):
                row[k] = int(digits[i] == o)
        for k, t in enumerate(p.interactions, 2 + len(p.values)):
            box = box_of([(spot(x), True) for x in t.choices], c.sizes)
            for row, digits in zip(rows, candidates, strict=True):
                row[k] = int(box is not None and inside(box, digits))
        lows = [int(r.lo * unit) * GRID for _, r in numbers]
        widths = [int((r.hi - r.lo) * unit) for _, r in numbers]
        live = [k for k, w in enumerate(widths) if w]
        bound = sum(abs(x) for x in lows) + sum(widths) * GRID
        kind: Any = float if bound < 2**53 else np.int64 if bound < 2**62 else object
        self.draws = len(live)
        self.fixed = np.array([sum(x * y for x, y in zip(row, lows, strict=True)) for row in rows], dtype=kind)
        self.weights = np.array([[row[k] * widths[k] for row in rows] for k in live], dtype=kind)
        self.unit = float(unit * GRID)

    @property
    def most(self) -> Any:
        """The greatest gain of each candidate in any world."""
        return self.fixed + (np.maximum(self.weights, 0) * GRID).sum(axis=0) if self.draws else self.fixed

    def keep(self, some: Any) -> None:
        """Look at these candidates only."""
        self.fixed = self.fixed[some]
        self.weights = self.weights[:, some] if self.draws else self.weights

    def gains(self, rng: Any, worlds: int) -> Any:
        """Gains, shape (worlds, candidates)."""
        if not self.draws:
            return np.broadcast_to(self.fixed, (worlds, len(self.fixed)))
        draws = rng.integers(0, GRID, size=(worlds, self.draws), endpoint=True)
        return draws.astype(self.weights.dtype) @ self.weights + self.fixed


def sample(c: Compiled, candidates: Sequence[Digits], complete: bool, worlds: int, seed: int, budget: Budget,
           conclusions: Sequence[tuple[str, int | None, bool]], always: int = 0) -> Robustness:  # fmt: skip
    """Judge candidates (feasible, distinct) in sampled worlds.

    complete: they are all the feasible packages. conclusions: (words, candidate or None for "there is a zone", truth at
    the point values). always: so many first candidates are sampled even if no world makes them acceptable.
    """
    rng = np.random.default_rng(seed)
    everyone = [*c.problem.parties, *(b.preference for b in c.problem.blocs)]
    models = [_Uncertain(c, p, candidates) for p in everyone]
    refused = np.array([[any(inside(b, d) for _, b in a.refuses) for d in candidates] for a in c.agents],
                       dtype=bool).reshape(len(c.agents), len(candidates))  # fmt: skip
    counts = _Counts(c, len(candidates))
    # what no world makes acceptable need not be sampled: a package is judged by the greatest gains it can bring
    possible = counts.judge([m.most[None, :] for m in models], refused)[0][0]
    live = np.flatnonzero(possible | (np.arange(len(candidates)) < always))
    if len(live) < len(candidates):
        counts.only(live)
        refused = refused[:, live]
        for m in models:
            m.keep(live)
    chunk = max(1, WORK // max(1, len(live) * 4))
    while counts.worlds < worlds and not budget.spent():
        size = min(chunk, worlds - counts.worlds)
        counts.add([m.gains(rng, size) for m in models], refused, [m.unit for m in models], size)
        budget.report("worlds", counts.worlds / worlds)
    best = sorted(range(len(candidates)), key=lambda k: (-counts.acceptable[k], k))
    order = [k for place, k in enumerate(best) if place < SHOWN or k < always]
    sampled, n = set(counts.live.tolist()), counts.worlds
    return Robustness(
        n, seed, complete, share(counts.zone, n),
        tuple((c.package(candidates[k]), share(int(counts.acceptable[k]), n), share(int(counts.first[k]), n))
              for k in order),
        {c.package(candidates[k]): {everyone[v].name: share(int(counts.says[v][k]), n) for v in c.voices}
         for k in order if k in sampled},
        tuple((text, share(_kept(counts, at, truth), n)) for text, at, truth in conclusions),
        "proven" if n >= worlds else "best found",
    )  # fmt: skip


def _kept(counts: _Counts, at: int | None, truth: bool) -> int:
    hits = counts.zone if at is None else int(counts.acceptable[at])
    return hits if truth else counts.worlds - hits


class _Counts:
    """Running counts over worlds, per candidate; `live` are those that are sampled, the others are never acceptable."""

    def __init__(self, c: Compiled, candidates: int) -> None:
        self.c = c
        self.worlds = self.zone = 0
        self.live: Any = np.arange(candidates)
        self.acceptable = np.zeros(candidates, np.int64)
        self.first = np.zeros(candidates, np.int64)
        self.says = {v: np.zeros(candidates, np.int64) for v in c.voices}

    def only(self, live: Any) -> None:
        """Sample these candidates only."""
        self.live = live

    def judge(self, gains: list[Any], refused: Any) -> tuple[Any, dict[int, Any]]:
        """Which candidates are acceptable, and what each voice says; gains per agent, shape (worlds, candidates)."""
        c, rule = self.c, self.c.problem.rule
        votes = [(g >= 0) & ~refused[n] for n, g in enumerate(gains)]
        names, at = [p.name for p in c.problem.parties], c.parties
        said = {v: votes[v] for v in c.voices}
        for r in c.problem.ratifications:
            place = {b.preference.name: at + k for k, b in enumerate(r.blocs)}
            at += len(r.blocs)
            party = names.index(r.party)
            if party in said:
                said[party] = said[party] & _passes(r, place, votes)
        total = sum((said[v].astype(np.int16) for v in c.voices), np.zeros(votes[0].shape, np.int16))
        good = total >= rule.at_least
        for name in rule.including:
            good = good & said[names.index(name)]
        return good, said

    def add(self, gains: list[Any], refused: Any, units: list[float], size: int) -> None:
        """Judge the live candidates in `size` worlds."""
        self.worlds += size
        if not len(self.live):
            return
        good, said = self.judge(gains, refused)
        for v in self.c.voices:
            self.says[v][self.live] += said[v].sum(axis=0)
        self.zone += int(good.any(axis=1).sum())
        self.acceptable[self.live] += good.sum(axis=0)
        self._rank([gains[v] for v in self.c.voices], [units[v] for v in self.c.voices], good)

    def _rank(self, gains: list[Any], units: list[float], good: Any) -> None:
        """Count the first package by Nash's order (strict gainers, then product) in each world with a zone."""
        world, candidate = np.nonzero(good)
        if not len(world):
            return
        score = np.zeros(len(world))
        for g, unit in zip(gains, units, strict=True):
            some = g[world, candidate].astype(float) / unit
            score += np.where(some > 0, np.log(np.where(some > 0, some, 1.0)) + 1e4, 0.0)
        starts = np.flatnonzero(np.r_[True, world[1:] != world[:-1]])
        best = np.repeat(np.maximum.reduceat(score, starts), np.diff(np.r_[starts, len(world)]))
        at = np.flatnonzero(score == best)
        first = at[np.r_[True, world[at[1:]] != world[at[:-1]]]]
        self.first += np.bincount(self.live[candidate[first]], minlength=len(self.first))


def _passes(r: Any, place: dict[str, int], votes: list[Any]) -> Any:
    """Where a body says yes."""
    unit = common_denominator([r.needs, *(b.share for b in r.blocs)])
    seats = {b.preference.name: int(b.share * unit) for b in r.blocs}
    good: Any = True
    asked = [(list(seats), int(r.needs * unit) + r.more_than)]
    for q in r.quotas:
        need = q.part * sum(seats[b] for b in q.blocs)
        asked.append((list(q.blocs), -(-need.numerator // need.denominator)))
    shape = votes[0].shape
    for names, need in asked:
        yes = sum((seats[b] * votes[place[b]].astype(np.int64) for b in names), np.zeros(shape, np.int64))
        good = good & (yes >= need)
    return good
