"""The searching engine: the same questions as `enumeration`, by CP-SAT and elimination, for spaces beyond enumeration.

1. Count feasible packages by elimination, where the constraints hang together loosely; else give bounds.
2. Zone: search for an acceptable package, or prove that there is none. Ideals: one maximisation per party.
3. Blocking sets by the duality of `blocking`: guess minimal sets that no known pattern of agreement meets; each is either
   refuted by a package, which is grown to a maximal pattern, or proven.
4. Named packages by `nash_search` and `leximin_search`; for two parties from the exact frontier, where elimination gives
   it. The rest is one optimisation each.
Ties are broken by the solver's fixed search, not by declared order; the same problem and seed give the same package.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from detente.bargain import choose, eliminate
from detente.bargain.blocking import blocking_sets, maximal
from detente.bargain.compiled import Compiled, Digits, compile_problem, inside
from detente.bargain.concession import coalitions, exact_total, units
from detente.bargain.facts import Count, Found, Pivot, Relaxation, Standing, Status, Survey
from detente.bargain.leximin_search import leximin, utilitarian
from detente.bargain.model import Model
from detente.bargain.nash_search import nash
from detente.solve.budget import Budget
from detente.solve.cpsat import Outcome, solve

METHOD = "CP-SAT"


class Search:
    """Answers by search; sizes are limited by difficulty only."""

    name = "search"

    def __init__(self, c: Compiled, budget: Budget, seed: int = 0) -> None:
        self.c, self.budget, self.seed = c, budget, seed
        self._survey: Survey | None = None

    def _solve(self, model: Model) -> Outcome:
        return solve(model.m, self.budget, self.seed)

    # -- survey ---------------------------------------------------------------------------------------------------

    def survey(self, fronts: bool = True) -> Survey:
        """Counts, zone, blocking sets, ideals and, for two parties, the frontier."""
        c = self.c
        number = eliminate.count(c, self.budget)
        feasible = Count(0, c.problem.combinations) if number is None else Count(number, number)
        witness, status = self._member()
        zone = Count(0, 0) if status == "none exists" else Count(int(witness is not None), feasible.upper)
        ideals: tuple[int | None, ...] = (None,) * c.parties
        if witness is not None:
            ideals = tuple(self._ideal(n, witness) for n in range(c.parties))
        patterns, blocking, sure = self._blocking(witness)
        s = Survey(
            feasible, zone, self._first_level(zone, feasible), (None,) * c.parties,
            patterns, blocking, sure, ideals, (), (), not self.budget.cut, witness,
        )  # fmt: skip
        if fronts and len(c.voices) == 2:
            self._frontier(s)
        self._survey = s
        return s

    def _member(self, **options: Any) -> tuple[Digits | None, Status]:
        """An acceptable package, or the proof that there is none."""
        model = Model(self.c, **options)
        model.zone()
        out = self._solve(model)
        if out.found:
            return model.read(out.solver), "proven"
        return None, "none exists" if out.status == "impossible" else "unknown"

    def _first_level(self, zone: Count, feasible: Count) -> Count:
        """Bounds on the packages the governments alone would accept."""
        if not self.c.problem.ratifications or zone.lower:
            return Count(zone.lower, feasible.upper) if self.c.problem.ratifications else zone
        level = Search(compile_problem(replace(self.c.problem, ratifications=(), scenarios=())), self.budget, self.seed)
        witness, status = level._member()
        return Count(0, 0) if status == "none exists" else Count(int(witness is not None), feasible.upper)

    def _ideal(self, n: int, start: Digits) -> int | None:
        """An upper bound of party n's gain in the zone, its greatest gain where proven."""
        model = Model(self.c)
        model.zone()
        model.hint(start)
        model.m.maximize(model.gain[n])
        out = self._solve(model)
        return round(out.bound) if out.found else None

    def _blocking(self, witness: Digits | None) -> tuple[tuple[frozenset[int], ...], tuple[frozenset[int], ...], Status]:
        """Maximal known patterns, minimal blocking sets, and whether they are all proven."""
        voices = frozenset(self.c.voices)
        patterns = set() if witness is None else {self._pattern(witness)}
        proven: set[frozenset[int]] = set()
        while True:
            sets = blocking_sets(patterns, voices) if patterns else (frozenset(),)
            open_sets = [s for s in sets if s not in proven]
            if not open_sets:
                return maximal(patterns), tuple(s for s in sets if s), "proven"
            if self.budget.spent():
                return maximal(patterns), tuple(s for s in sets if s in proven), "best found"
            model = Model(self.c)
            for n in sorted(open_sets[0]):
                model.m.add(model.agree(n) == 1)
            model.m.maximize(sum(model.agree(n) for n in sorted(voices)))
            out = self._solve(model)
            if out.found:
                patterns.add(self._pattern(model.read(out.solver)))
            elif out.status == "impossible":
                if not open_sets[0]:
                    return (), (), "proven"
                proven.add(open_sets[0])

    def _pattern(self, digits: Digits) -> frozenset[int]:
        names = [p.name for p in self.c.problem.parties]
        return frozenset(names.index(x) for x in self.c.agreeing(digits))

    def _frontier(self, s: Survey) -> None:
        """The exact frontier of two parties by elimination; of the zone, where acceptance is their own gains only."""
        pairs = eliminate.frontier(self.c, self.budget)
        simple = not self.c.problem.ratifications and self.c.problem.rule.at_least == 2
        lines = any(self.c.agents[n].refuses for n in self.c.voices)
        if pairs is None:
            if simple:
                s.zone_front, s.front_status = self._epsilon()
            return
        rows = [((int(p[0]), int(p[1])), 1, tuple(int(d) for d in q)) for p, q in zip(*pairs, strict=True)]
        rows.sort(key=lambda r: self.c.index(r[2]))
        if not lines:
            s.front, s.front_status = list(rows), "proven"
        if simple:
            s.zone_front = [r for r in rows if min(r[0]) >= 0]

    def _epsilon(self) -> tuple[list[tuple[tuple[int, ...], int, Digits]] | None, Status]:
        """The frontier of the zone by constraints: the best for one party at ever more for the other (Haimes 1971)."""
        first, second = self.c.voices
        rows: list[tuple[tuple[int, ...], int, Digits]] = []
        floor, start = 0, None
        while True:
            model = Model(self.c)
            model.zone()
            model.m.add(model.gain[second] >= floor)
            model.hint(start)
            model.m.maximize(model.gain[first])
            out = self._solve(model)
            if out.status == "impossible":
                return rows, "not computed"
            if out.status != "proven":
                return None, "not computed"
            top = self.c.agents[first].gain(model.read(out.solver))
            model.m.add(model.gain[first] >= top)
            model.m.maximize(model.gain[second])
            out = self._solve(model)
            if out.status != "proven":
                return None, "not computed"
            start = model.read(out.solver)
            pair = (top, self.c.agents[second].gain(start))
            rows.append((pair, 1, start))
            floor = pair[1] + 1

    # -- named packages -------------------------------------------------------------------------------------------

    def named(self, weights: dict[str, Sequence[int | None]]) -> dict[str, Found]:
        """The named packages; weights as `enumeration.named` takes them."""
        s = self._survey
        assert s is not None, "survey first"
        if s.zone_front:
            return self._from_front(s.zone_front, weights)
        names = ["nash", *weights]
        if s.witness is None:
            state: Status = "none exists" if s.zone.upper == 0 else "unknown"
            return {n: Found(None, state, METHOD) for n in names}
        tops = [s.ideals[n] or 0 for n in self.c.voices]
        if any(s.ideals[n] is None for n in self.c.voices):
            return {n: Found(s.witness, "best found", "time ran out before the ideals were known") for n in names}
        found = {"nash": self.nash(tops, s.witness)}
        cache: dict[tuple[int | None, ...], Found] = {}
        for name, w in weights.items():
            key = tuple(w)
            if name == "utilitarian":
                found[name] = utilitarian(self.c, list(w), tops, self.budget, self.seed, found["nash"].digits)
            else:
                if key not in cache:
                    cache[key] = leximin(self.c, list(w), self.budget, self.seed, found["nash"].digits)
                found[name] = cache[key]
        return found

    def nash(self, tops: list[int], witness: Digits) -> Found:
        """The Nash package, searched from the package with the greatest sum of normalised gains, which is near and cheap."""
        near = utilitarian(self.c, [t if t > 0 else None for t in tops], tops, self.budget, self.seed, witness)
        return nash(self.c, tops, self.budget, self.seed, near.digits or witness)

    def _from_front(self, rows: Any, weights: dict[str, Sequence[int | None]]) -> dict[str, Found]:
        best = {n: choose.utilitarian(w) if n == "utilitarian" else choose.leximin(w) for n, w in weights.items()}
        best["nash"] = choose.nash()
        for vector, _, digits in rows:
            for keeper in best.values():
                keeper.offer(vector, self.c.index(digits))
        found = {}
        for name, b in best.items():
            assert b.key is not None
            value = Fraction(b.key[1] if name == "nash" else b.key[0])
            found[name] = Found(self.c.at(b.first), "proven", "the exact two-party frontier", value, value, len(b.ties))
        return found

    # -- other questions --------------------------------------------------------------------------------------------

    def standing(self, digits: Digits) -> Standing:
        """A feasible package that dominates this one with the fewest changed issues, or the proof that there is none."""
        model = Model(self.c)
        strict = []
        for n in self.c.voices:
            g = self.c.agents[n].gain(digits)
            model.m.add(model.gain[n] >= g)
            strict.append(model.at_least(n, g + 1))
        model.m.add_bool_or(strict)
        found = self._changes(model, digits)
        upper = 0 if found.status == "none exists" else None
        return Standing(Count(int(found.digits is not None), upper), found)

    def nearest(self, digits: Digits, free: frozenset[int] | None = None) -> Found:
        """The acceptable package that changes the fewest issues; only issues in `free` may change (None: all)."""
        model = Model(self.c)
        model.zone()
        for i, d in enumerate(digits):
            if free is not None and i not in free:
                model.m.add(model.x[i][d] == 1)
        return self._changes(model, digits)

    def _changes(self, model: Model, digits: Digits) -> Found:
        model.m.minimize(sum(1 - row[d] for row, d in zip(model.x, digits, strict=True)))
        out = self._solve(model)
        if not out.found:
            return Found(None, "none exists" if out.status == "impossible" else "unknown", METHOD)
        best = model.read(out.solver)
        value = sum(a != b for a, b in zip(best, digits, strict=True))
        return Found(best, "proven" if out.status == "proven" else "best found", METHOD, Fraction(value),
                     Fraction(round(out.bound)))  # fmt: skip

    def concession(self) -> Found:
        """The package with the least total of normalised concessions; measured as in `concession`."""
        s = self._survey
        assert s is not None, "survey first"
        s.highest, s.lowest = self._extreme(1), self._extreme(-1)
        measure = units(self.c, s.highest, s.lowest)
        model, unit = Model(self.c), 2**20
        bodies = coalitions(self.c)
        bills: list[Any] = []
        joins, names = {}, [p.name for p in self.c.problem.parties]
        for n in self.c.voices:
            join = model.m.new_bool_var(f"join{n}")
            joins[n] = join
            bills += self._bill(model, n, join, measure[n], unit)
            for party, sets in bodies:
                if party == n:
                    picks = [model.m.new_bool_var(f"w{n}_{k}") for k in range(len(sets))]
                    model.m.add(sum(picks) == join)
                    for pick, some in zip(picks, sets, strict=True):
                        for b in some:
                            bills += self._bill(model, b, pick, measure[b], unit)
        rule = self.c.problem.rule
        model.m.add(sum(joins.values()) >= rule.at_least)
        for name in rule.including:
            model.m.add(joins[names.index(name)] == 1)
        model.m.minimize(sum(bills))
        out = self._solve(model)
        if not out.found:
            return Found(None, "none exists" if out.status == "impossible" else "unknown", METHOD)
        digits = model.read(out.solver)
        gains = tuple(a.gain(digits) for a in self.c.agents)
        flags = tuple(int(any(inside(b, digits) for _, b in a.refuses)) for a in self.c.agents)
        total = exact_total(self.c, measure)(gains + flags)
        low = Fraction(round(out.bound), unit)
        sure = out.status == "proven" and total - low <= Fraction(2 * len(bills), unit)
        return Found(digits, "proven" if sure else "best found",
                     METHOD + ", total to within 2 parts in 10^6 per party", total, min(low, total))  # fmt: skip

    def _bill(self, model: Model, n: int, pays: Any, measure: int, unit: int) -> list[Any]:
        """What agent n concedes if `pays`: a variable of at least unit * shortfall / measure; red lines are kept."""
        a = self.c.agents[n]
        for _, box in a.refuses:
            model.m.add_bool_or(model.outside(box)).only_enforce_if(pays)
        cost = model.m.new_int_var(0, -(-a.bound * unit // measure) + 1, f"c{n}")
        model.m.add(measure * cost >= -unit * model.gain[n]).only_enforce_if(pays)
        return [cost]

    def _extreme(self, sign: int) -> tuple[int | None, ...]:
        """Greatest (1) or least (-1) gains of all agents over feasible packages."""
        found: list[int | None] = []
        for n in range(len(self.c.agents)):
            model = Model(self.c)
            model.m.maximize(sign * model.gain[n])
            out = self._solve(model)
            found.append(sign * round(out.bound) if out.found else None)
        return tuple(found)

    def relaxation(self) -> Relaxation:
        """Which constraint or red line opens the zone if it alone goes, and the smallest set of red lines that does."""
        c = self.c
        constraints = []
        for k, (name, _) in enumerate(c.boxes):
            if self.budget.spent():
                break
            if self._member(without={k})[0] is not None:
                constraints.append((name, 1))
        model = Model(c, lines=False)
        model.zone()
        drops = []
        for n in c.voices:
            for name, box in c.agents[n].refuses:
                drop = model.m.new_bool_var(name)
                model.m.add_bool_or([*model.outside(box), drop]).only_enforce_if(model.agree(n))
                drops.append((name, drop))
        for n in range(c.parties, len(c.agents)):
            for _, box in c.agents[n].refuses:
                model.m.add_bool_or(model.outside(box)).only_enforce_if(model.accept(n))
        singles: list[tuple[str, int]] = []
        least: tuple[str, ...] | None = None
        if drops:
            model.m.minimize(sum(d for _, d in drops))
            out = self._solve(model)
            if out.found:
                least = tuple(name for name, d in drops if out.solver.boolean_value(d))
                if len(least) == 1:
                    model.m.clear_objective()
                    singles = self._single_lines(drops, model)
        return Relaxation(tuple(constraints), tuple(singles), least, "bound" if self.budget.cut else "proven")

    def _single_lines(self, drops: list[tuple[str, Any]], model: Model) -> list[tuple[str, int]]:
        """The red lines that open the zone alone."""
        found: list[tuple[str, int]] = []
        total = sum(d for _, d in drops)
        model.m.add(total == 1)
        while True:
            out = self._solve(model)
            if not out.found:
                return sorted(found, key=lambda f: [n for n, _ in drops].index(f[0]))
            name, drop = next((n, d) for n, d in drops if out.solver.boolean_value(d))
            found.append((name, 1))
            model.m.add(drop == 0)

    def pivots(self, zone: bool) -> tuple[Pivot, ...]:
        """As `enumeration.pivots`, without the values of single options."""
        found: list[Pivot] = []
        for n in (*self.c.voices, *range(self.c.parties, len(self.c.agents))):
            model = Model(self.c)
            if zone:
                without = Model(self.c)
                without.m.add(without.accept(n) == 0)
                without.zone()
                out = self._solve(without)
                if out.found:
                    found.append(Pivot(n, None))
                    continue
                model.zone()
            else:
                self._ignore(model, n)
                model.zone()
            model.m.maximize(model.gain[n])
            out = self._solve(model)
            state: Status = "proven" if out.status in ("proven", "impossible") else "bound"
            found.append(Pivot(n, round(out.bound) if out.found else None, (), state))
        return tuple(found)

    def _ignore(self, model: Model, n: int) -> None:
        """Let agent n accept whatever crosses none of its red lines."""
        a = model.m.new_bool_var(f"a{n}")
        for _, box in self.c.agents[n].refuses:
            model.m.add_bool_or(model.outside(box)).only_enforce_if(a)
        model._accept[n] = a
