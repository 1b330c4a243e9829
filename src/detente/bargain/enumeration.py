"""The enumerating engine: every question answered by one or two sweeps over all packages.

1. Survey: counts, patterns of agreement, ideals and extremes, Pareto sets, in one sweep.
2. Named packages: with two parties from the Pareto set of the zone, which holds them all; with more, in the same sweep
   (Nash) and a second one that knows the ideals.
3. The other questions (standing of a proposal, nearest package, concession, relaxation, pivots) are a sweep each.
A sweep that is cut off by time says so through its status.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from detente.bargain import choose
from detente.bargain.blocking import blocking_sets, maximal
from detente.bargain.blocks import Block, Grid
from detente.bargain.compiled import Compiled, Digits
from detente.bargain.concession import exact_total, rough_total, units
from detente.bargain.facts import Count, Found, Pivot, Relaxation, Standing, Status, Survey
from detente.bargain.pareto import Keeper
from detente.solve.budget import Budget

SMALL, WIDE, NARROW = 20_000, 6_000, 1_500
"""Pareto sets larger than this are given up: never with so few packages, with three parties, with more."""


class Enumeration:
    """Answers by full enumeration; `c.problem.combinations` must be small enough to visit."""

    name = "enumeration"

    def __init__(self, c: Compiled, budget: Budget) -> None:
        self.c, self.budget = c, budget
        self.grid = Grid(c)
        self._nash: choose.Best | None = None
        self._survey: Survey | None = None

    # -- survey ---------------------------------------------------------------------------------------------------

    def survey(self, fronts: bool = True) -> Survey:
        """Counts, agreement patterns, ideals and (if asked, or where two parties need it) the Pareto sets."""
        c, tally = self.c, _Tally(self.c)
        voices = list(c.voices)
        pair = len(voices) <= 2
        limit = SMALL if c.problem.combinations <= SMALL else WIDE if len(voices) == 3 else NARROW
        front = Keeper(len(voices), limit) if fronts else None
        zone_front = Keeper(len(voices), limit) if pair else None
        nash = None if pair else choose.nash()
        for block in self.grid.blocks(self.budget, "survey"):
            tally.see(block)
            columns = [block.gain(n) for n in voices]
            if front is not None:
                front.see(columns, block.feasible, block.start)
            if tally.zone_here:
                if zone_front is not None:
                    zone_front.see(columns, block.zone, block.start)
                if nash is not None:
                    nash.see(columns, block.zone, block.start)
        self._nash = nash
        self._survey = tally.survey(not self.budget.cut)
        s = self._survey
        if front is not None and not front.given_up:
            s.front, s.front_size = self._rows(front), int(front.counts.sum())
            s.front_status = "proven" if s.complete else "best found"
            if zone_front is None and self._plain():
                s.zone_front = [row for row in s.front if min(row[0]) >= 0]
        elif front is not None:
            s.front_status = "not computed"
        if zone_front is not None:
            s.zone_front = self._rows(zone_front)
        return s

    def _plain(self) -> bool:
        """Whether the zone is where all voices gain or are indifferent: its Pareto set is then part of the whole one."""
        lines = any(self.c.agents[n].refuses for n in self.c.voices)
        return not lines and not self.c.problem.ratifications and self.c.problem.rule.at_least == len(self.c.voices)

    def _rows(self, keeper: Keeper) -> list[tuple[tuple[int, ...], int, Digits]]:
        """The kept vectors in declared order of their first packages."""
        if keeper.vectors is None:
            return []
        rows = zip(keeper.vectors.tolist(), keeper.counts.tolist(), keeper.first.tolist(), strict=True)
        return [(tuple(v), n, self.c.at(f)) for v, n, f in sorted(rows, key=lambda r: int(r[2]))]

    # -- named packages -------------------------------------------------------------------------------------------

    def named(self, weights: dict[str, Sequence[int | None]]) -> dict[str, Found]:
        """The named packages; weights per name as `choose` takes them (nash needs none)."""
        s = self._survey
        assert s is not None, "survey first"
        best = {n: choose.utilitarian(w) if n == "utilitarian" else choose.leximin(w) for n, w in weights.items()}
        if s.zone_front is not None:
            best["nash"] = choose.nash()
            for vector, _, digits in s.zone_front:
                for keeper in best.values():
                    keeper.offer(vector, self.c.index(digits))
        else:
            assert self._nash is not None
            best["nash"] = self._nash
            if s.zone.lower:
                for block in self.grid.blocks(self.budget, "named packages"):
                    if block.zone.any():
                        columns = [block.gain(n) for n in self.c.voices]
                        for n in weights:
                            best[n].see(columns, block.zone, block.start)
        return {n: self._found(b, "enumeration of all packages") for n, b in best.items()}

    def _found(self, best: choose.Best, method: str, negate: bool = False) -> Found:
        """A `Best` as a `Found`; value is the first part of its key that is not a count."""
        done = not self.budget.cut
        if best.key is None:
            return Found(None, "none exists" if done else "unknown", method)
        part = best.key[1] if isinstance(best.key[0], int) and len(best.key) == 3 else best.key[0]
        value = -Fraction(part) if negate else Fraction(part)
        return Found(self.c.at(best.first), "proven" if done else "best found", method, value,
                     value if done else None, len(best.ties))  # fmt: skip

    # -- other questions --------------------------------------------------------------------------------------------

    def standing(self, digits: Digits) -> Standing:
        """The feasible packages that dominate this one for the parties asked."""
        target = [self.c.agents[n].gain(digits) for n in self.c.voices]
        hits = 0

        def mask(block: Block) -> Any:
            nonlocal hits
            least: Any = None
            more: Any = None
            for n, t in zip(self.c.voices, target, strict=True):
                g = block.gain(n)
                least = g >= t if least is None else least & (g >= t)
                more = g > t if more is None else more | (g > t)
            good = least & more if block.feasible is None else least & more & block.feasible
            hits += int(good.sum())
            return good

        found = self._nearest(digits, None, mask, "nearest dominating package")
        return Standing(Count(hits, hits if not self.budget.cut else None), found)

    def nearest(self, digits: Digits, free: frozenset[int] | None = None) -> Found:
        """The acceptable package that changes the fewest issues; only issues in `free` may change (None: all)."""
        return self._nearest(digits, free, lambda block: block.zone, "nearest acceptable package")

    def _nearest(self, base: Digits, free: frozenset[int] | None, member: Callable[[Block], Any], stage: str) -> Found:
        cut = self.grid.cut
        distance, allowed = np.zeros(1, np.int16), np.ones(1, bool)
        for i, size in enumerate(self.grid.inner, cut):
            row = np.array([o != base[i] for o in range(size)])
            distance = (distance[:, None] + row[None, :]).ravel()
            may = np.ones(size, bool) if free is None or i in free else ~row
            allowed = (allowed[:, None] & may[None, :]).ravel()
        best, at = -1, -1
        for block in self.grid.blocks(self.budget, stage):
            changed = [i for i in range(cut) if block.prefix[i] != base[i]]
            if free is not None and not free.issuperset(changed):
                continue
            good = member(block) & allowed
            if good.any():
                here = np.where(good, distance, np.iinfo(np.int16).max)
                spot = int(here.argmin())
                if best < 0 or int(here[spot]) + len(changed) < best:
                    best, at = int(here[spot]) + len(changed), block.start + spot
        done = not self.budget.cut
        if at < 0:
            return Found(None, "none exists" if done else "unknown", "enumeration of all packages")
        return Found(self.c.at(at), "proven" if done else "best found", "enumeration of all packages",
                     Fraction(best), Fraction(best) if done else Fraction(0))  # fmt: skip

    def concession(self) -> Found:
        """The feasible package with the least total of normalised concessions, red lines kept."""
        s = self._survey
        assert s is not None, "survey first"
        if not s.feasible.lower:
            return Found(None, "none exists" if s.complete else "unknown", "no package is feasible")
        measure = units(self.c, s.highest, s.lowest)
        best = choose.least(exact_total(self.c, measure), rough_total(self.c, measure))
        agents = range(len(self.c.agents))
        for block in self.grid.blocks(self.budget, "least concession"):
            flags = [self._refused(block, n) for n in agents]
            best.see([block.gain(n) for n in agents] + flags, block.feasible, block.start)
        return self._found(best, "enumeration of all packages", negate=True)

    def _refused(self, block: Block, n: int) -> Any:
        """1 where agent n refuses by a red line, else 0."""
        refused = block.union(self.grid.refusals[n])
        return np.zeros(self.grid.size, np.int8) if refused is None else refused.astype(np.int8)

    def relaxation(self) -> Relaxation:
        """What would open the zone: each constraint, each red line, the smallest set of red lines."""
        c = self.c
        reds = [(n, k) for n in c.voices for k in range(len(c.agents[n].refuses))]
        sets: dict[frozenset[int], int] = {}
        dropped = [0] * len(c.boxes)
        for block in self.grid.blocks(self.budget, "relaxation"):
            says = {}
            for n in c.voices:
                body = block.ratified(n)
                says[n] = block.willing(n) if body is None else block.willing(n) & body
            willing = block.rule(says)
            if not willing.any():
                continue
            self._count_dropped(block, dropped)
            if block.feasible is not None:
                willing = willing & block.feasible
            self._red_sets(block, np.flatnonzero(willing), reds, says, sets)
        names = [c.agents[n].refuses[k][0] for n, k in reds]
        singles = [(names[r], sets.get(frozenset({r}), 0)) for r in range(len(reds))]
        least = min(sets, key=lambda s: (len(s), sorted(s)), default=None)
        return Relaxation(
            tuple((name, n) for (name, _), n in zip(c.boxes, dropped, strict=True) if n),
            tuple((name, n) for name, n in singles if n),
            None if least is None else tuple(names[r] for r in sorted(least)),
            "bound" if self.budget.cut else "proven",
        )

    def _count_dropped(self, block: Block, dropped: list[int]) -> None:
        """Packages the rule accepts that exactly one constraint keeps out, per constraint."""
        agreed = block.rule({n: block.agrees(n) for n in self.c.voices})
        if not agreed.any() or not self.c.boxes:
            return
        broken = np.zeros(self.grid.size, np.int16)
        masks: list[Any] = []
        for outer, mask in self.grid.boxes:
            hit: Any = False if not block.holds(outer) else True if mask is None else mask
            masks.append(hit)
            broken += hit
        single = agreed & (broken == 1)
        if single.any():
            for k, hit in enumerate(masks):
                dropped[k] += int((single & hit).sum())

    def _red_sets(self, block: Block, at: Any, reds: list[tuple[int, int]], says: dict[int, Any],
                  sets: dict[frozenset[int], int]) -> None:  # fmt: skip
        """Count, per minimal set of red lines that would have to go, the packages it would admit."""
        if not len(at) or not reds:
            return
        columns = [np.asarray(says[n][at], np.int8) for n in self.c.voices]
        for n, k in reds:
            outer, mask = self.grid.refusals[n][k]
            hit = np.zeros(len(at), np.int8)
            if block.holds(outer):
                hit = np.ones(len(at), np.int8) if mask is None else mask[at].astype(np.int8)
            columns.append(hit)
        rows, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
        for row, count in zip(rows.tolist(), counts.tolist(), strict=True):
            willing = [n for n, yes in zip(self.c.voices, row, strict=False) if yes]
            need = least_reds(self.c, willing, [r for r, hit in enumerate(row[len(self.c.voices) :]) if hit], reds)
            if need is not None:
                sets[need] = sets.get(need, 0) + count

    def pivots(self, zone: bool) -> tuple[Pivot, ...]:
        """Per agent that matters, by how much it alone decides whether there is a zone (`zone`: there is one)."""
        agents = [*self.c.voices, *range(self.c.parties, len(self.c.agents))]
        margin: dict[int, int | None] = dict.fromkeys(agents)
        free: set[int] = set()
        top: dict[int, list[Any]] = {n: [[None] * s for s in self.c.sizes] for n in agents}
        common: list[set[int]] = [set() for _ in self.c.sizes]
        for block in self.grid.blocks(self.budget, "pivots"):
            if zone:
                if not block.zone.any():
                    continue
                at = np.flatnonzero(block.zone)
                for i, digit in self._digits(block, at):
                    common[i].update(np.unique(digit).tolist())
                for n in agents:
                    if n not in free and (block.zone_if(n, False) & block.zone).any():
                        free.add(n)
                    best = int(block.gain(n)[at].max())
                    margin[n] = best if margin[n] is None else max(margin[n] or 0, best)
            else:
                for n in agents:
                    self._near(block, n, margin, top[n])
        return tuple(self._pivot(n, margin[n], n in free, top[n], common, zone) for n in agents)

    def _digits(self, block: Block, at: Any) -> list[tuple[int, Any]]:
        """Option indices of the members `at` of a block, per issue."""
        found: list[tuple[int, Any]] = [(i, np.full(1, d)) for i, d in enumerate(block.prefix)]
        step = 1
        for i in range(len(self.c.sizes) - 1, self.grid.cut - 1, -1):
            found.append((i, at // step % self.c.sizes[i]))
            step *= self.c.sizes[i]
        return found

    def _near(self, block: Block, n: int, margin: dict[int, int | None], top: list[Any]) -> None:
        """Take in the packages that only agent n's gain keeps out of the zone."""
        refused = block.union(self.grid.refusals[n])
        vote = True if refused is None else ~refused
        at = np.flatnonzero(block.zone_if(n, vote) & ~block.zone)
        if not len(at):
            return
        gains = block.gain(n)[at]
        best = int(gains.max())
        margin[n] = best if margin[n] is None else max(int(margin[n] or 0), best)
        for i, digit in self._digits(block, at):
            for o in np.unique(digit).tolist():
                high = best if len(digit) == 1 else int(gains[digit == o].max())
                top[i][o] = high if top[i][o] is None else max(top[i][o], high)

    def _pivot(self, n: int, margin: int | None, free: bool, top: list[Any], common: list[set[int]],
               zone: bool) -> Pivot:  # fmt: skip
        status: Status = "bound" if self.budget.cut else "proven"
        if margin is None or free:
            return Pivot(n, None, (), status)
        if zone:
            options = tuple(((i, next(iter(s))), margin) for i, s in enumerate(common) if len(s) == 1)
        else:
            options = tuple(((i, o), g) for i, row in enumerate(top) for o, g in enumerate(row) if g is not None)
        return Pivot(n, margin, options, status)


def least_reds(c: Compiled, willing: list[int], hit: list[int], reds: list[tuple[int, int]]) -> frozenset[int] | None:
    """The smallest set of red lines to drop so that the rule is met, given who is willing and which lines are crossed."""
    cost = {n: frozenset(r for r in hit if reds[r][0] == n) for n in willing}
    names = [p.name for p in c.problem.parties]
    must = {names.index(x) for x in c.problem.rule.including}
    if not must <= set(willing) or len(willing) < c.problem.rule.at_least:
        return None
    order = sorted(willing, key=lambda n: (n not in must, len(cost[n]), n))
    chosen = order[: max(len(must), c.problem.rule.at_least)]
    return frozenset().union(*(cost[n] for n in chosen)) if chosen else frozenset()


class _Tally:
    """The counting part of the survey."""

    def __init__(self, c: Compiled) -> None:
        self.c = c
        self.feasible = self.zone = self.first = 0
        self.codes: set[int] = set()
        self.agree = [0] * c.parties
        self.yes = [0] * len(c.problem.ratifications)
        self.ideal: list[int | None] = [None] * c.parties
        self.high: list[int | None] = [None] * len(c.agents)
        self.low: list[int | None] = [None] * len(c.agents)
        self.witness: int | None = None
        self.zone_here = False

    def see(self, b: Block) -> None:
        """Count one block."""
        size = b.grid.size
        here = size if b.feasible is None else int(b.feasible.sum())
        self.zone_here = False
        if not here:
            return
        self.feasible += here
        code = np.zeros(size, np.int64)
        for n in range(self.c.parties):
            agrees = b.agrees(n)
            self.agree[n] += int((agrees if b.feasible is None else agrees & b.feasible).sum())
            code |= agrees.astype(np.int64) << n
        self._codes(code if b.feasible is None else code[b.feasible])
        for n in range(len(self.c.agents)):
            g = b.gain(n) if b.feasible is None else b.gain(n)[b.feasible]
            self.high[n] = _most(self.high[n], int(g.max()))
            self.low[n] = -_most(None if self.low[n] is None else -(self.low[n] or 0), -int(g.min()))
        inside = int(b.zone.sum())
        self.zone += inside
        self.first += int(b.first_level.sum()) if self.c.problem.ratifications else inside
        if inside:
            self.zone_here = True
            if self.witness is None:
                self.witness = b.start + int(b.zone.argmax())
            for n in range(self.c.parties):
                g = b.gain(n) if inside == size else b.gain(n)[b.zone]
                self.ideal[n] = _most(self.ideal[n], int(g.max()))

    def _codes(self, code: Any) -> None:
        if self.c.parties <= 14:
            self.codes.update(np.flatnonzero(np.bincount(code, minlength=1 << self.c.parties)).tolist())
        else:
            self.codes.update(np.unique(code).tolist())

    def survey(self, complete: bool) -> Survey:
        """The tally as facts."""
        sets = [frozenset(n for n in range(self.c.parties) if code >> n & 1) for code in self.codes]
        top = None if not complete else 0

        def count(n: int) -> Count:
            return Count(n, n if top == 0 else None)

        return Survey(
            count(self.feasible), count(self.zone), count(self.first), tuple(self.agree), maximal(sets),
            blocking_sets(sets, self.c.voices) if complete and self.feasible else (),
            "proven" if complete else "not computed",
            tuple(self.ideal), tuple(self.high), tuple(self.low), complete,
            None if self.witness is None else self.c.at(self.witness),
        )  # fmt: skip


def _most(a: int | None, b: int) -> int:
    return b if a is None or b > a else a
