"""The Nash package by tangent cuts, with an exact proof.

1. Find how many of the parties asked can gain strictly at once; as a rule all.
2. Maximise the sum of integers z_i that stand for floor(S ln g_i). Each is bounded by tangents of the logarithm, rounded
   up: g0 z <= g0 ceil(S ln g0) + S (g - g0), at a few spread points and at every gain found so far.
3. Each solution's product is computed in exact integers. Since a better package must give some party strictly more than
   any package seen, "some g_i > its value there" is added for each one, and sum z >= floor(S ln best) - n.
4. No solution left: the best is proven. Otherwise the solver's bound on sum z bounds the product.
The cuts are outer approximations of a concave objective (Kelley 1960, J. SIAM 8; Duran & Grossmann 1986, Math. Program.
36); step 3 makes the end exact in spite of rounding.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from detente.bargain.compiled import Compiled, Digits
from detente.bargain.facts import Found
from detente.bargain.model import Model
from detente.solve.budget import Budget
from detente.solve.cpsat import solve

METHOD = "CP-SAT with tangent cuts of the logarithm; products compared in exact integers"


def nash(c: Compiled, ideals: list[int], budget: Budget, seed: int = 0, start: Digits | None = None) -> Found:
    """The Nash package of the zone. ideals: upper bounds of the gains of the voices, in their integer units."""
    count, start, sure = _gainers(c, budget, seed, start)
    if count is None:
        return Found(None, "unknown" if budget.cut else "none exists", METHOD)
    work = _Tangents(c, ideals, count)
    best: tuple[int, Digits] | None = None
    bound = math.inf
    if start is not None:
        best = (work.visit(start), start)
    while True:
        work.ask_better(best)
        out = solve(work.model.m, budget, seed)
        if out.status == "impossible":
            break
        if not out.found:
            return _cut(best, bound)
        bound = min(bound, out.bound)
        digits = work.model.read(out.solver)
        value = work.visit(digits)
        if best is None or value > best[0]:
            best = (value, digits)
        if out.status != "proven":
            return _cut(best, bound / work.scale)
    assert best is not None
    exact = Fraction(best[0])
    return Found(best[1], "proven" if sure else "best found", METHOD, exact, exact if sure else None)


def _cut(best: tuple[int, Digits] | None, log: float) -> Found:
    if best is None:
        return Found(None, "unknown", METHOD)
    top = Fraction(math.ceil(math.exp(log) * (1 + 1e-9))) if log < 700 else None
    return Found(best[1], "best found", METHOD, Fraction(best[0]), top)


def _gainers(c: Compiled, budget: Budget, seed: int, start: Digits | None) -> tuple[int | None, Digits | None, bool]:
    """How many voices can gain strictly at once, a package in which they do, and whether that is proven."""
    if start is not None and all(c.agents[n].gain(start) > 0 for n in c.voices):
        return len(c.voices), start, True
    model = Model(c)
    model.zone()
    model.hint(start)
    model.m.maximize(sum(model.at_least(n, 1) for n in c.voices))
    out = solve(model.m, budget, seed)
    if not out.found:
        return None, None, False
    digits = model.read(out.solver)
    return sum(c.agents[n].gain(digits) > 0 for n in c.voices), digits, out.status == "proven"


class _Tangents:
    """The growing model of steps 2 and 3."""

    def __init__(self, c: Compiled, ideals: list[int], count: int) -> None:
        self.c, self.count = c, count
        self.model = Model(c)
        self.model.zone()
        top = max(2, *ideals)
        self.scale = min(2**22, 2**50 // (top * (int(math.log(top)) + 1)))
        if self.scale < 2**8:
            from detente.bargain.model import TooFine

            raise TooFine("the gains have too many digits for the tangent cuts")
        m = self.model.m
        self.gains: list[tuple[int, int, Any, Any]] = []
        self.known: set[tuple[int, int]] = set()
        for n, ideal in zip(c.voices, ideals, strict=True):
            z = m.new_int_var(0, math.ceil(self.scale * math.log(max(1, ideal))) + 1, f"z{n}")
            s = self.model.at_least(n, 1)
            m.add(z == 0).only_enforce_if(~s)
            self.gains.append((n, ideal, z, s))
            point = float(max(1, ideal))
            for _ in range(8):
                self.tangent(n, max(1, round(point)), z, s)
                point /= 1.5
        if count == len(c.voices):
            for _, _, _, s in self.gains:
                m.add(s == 1)
        else:
            m.add(sum(s for _, _, _, s in self.gains) == count)
        self.total = sum(z for _, _, z, _ in self.gains)
        m.maximize(self.total)

    def tangent(self, n: int, at: int, z: Any, s: Any) -> None:
        """Bound z by the tangent at a gain."""
        if (n, at) in self.known:
            return
        self.known.add((n, at))
        high = math.ceil(self.scale * math.log(at) * (1 + 1e-14)) + 1
        rule = self.model.m.add(at * z <= at * high + self.scale * (self.model.gain[n] - at))
        if self.count < len(self.c.voices):
            rule.only_enforce_if(s)

    def visit(self, digits: Digits) -> int:
        """The exact product of a package's strict gains; its tangents and its exclusion are added."""
        product, better = 1, []
        for n, ideal, z, s in self.gains:
            g = self.c.agents[n].gain(digits)
            if g > 0:
                product *= g
                self.tangent(n, g, z, s)
            if g < ideal:
                better.append(self.model.at_least(n, max(g, 0) + 1))
        self.model.m.add_bool_or(better)
        return product

    def ask_better(self, best: tuple[int, Digits] | None) -> None:
        """Ask for a sum of logarithms that a better package must reach."""
        if best is not None:
            least = math.floor(self.scale * math.log(best[0]) * (1 - 1e-14)) - len(self.gains) - 1
            self.model.m.add(self.total >= max(0, least))
            self.model.hint(best[1])
