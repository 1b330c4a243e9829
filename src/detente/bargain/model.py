"""A bargaining problem as a CP-SAT model.

One Boolean per option, exactly one per issue; a forbidden box is the clause "some option outside it"; an interaction is
a Boolean equivalent to its conjunction; gains are linear. Acceptance is a literal that implies a gain of at least 0 and
no red line; since rules and bodies only ever ask for more acceptance, implications in that direction suffice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from detente.bargain.compiled import Box, Compiled, Digits
from detente.solve.cpsat import SAFE
from detente.solve.exact import common_denominator


class TooFine(ValueError):
    """The numbers of the problem do not fit the solver's 64 bits."""


class Model:
    """The variables and expressions of one model; `m` is the CP-SAT model."""

    def __init__(self, c: Compiled, without: Collection[int] = (), lines: bool = True) -> None:
        """without: constraints (places in `c.boxes`) left out. lines: whether red lines bind."""
        from ortools.sat.python import cp_model

        self.c, self.lines = c, lines
        self.m = cp_model.CpModel()
        self.x = [[self.m.new_bool_var(f"x{i}_{o}") for o in range(size)] for i, size in enumerate(c.sizes)]
        for row in self.x:
            self.m.add_exactly_one(row)
        for k, (_, box) in enumerate(c.boxes):
            if k not in without:
                self.m.add_bool_or(self.outside(box))
        self._terms: dict[Box, Any] = {}
        self._accept: dict[int, Any] = {}
        self._agree: dict[int, Any] = {}
        self._atleast: dict[tuple[int, int], Any] = {}
        for g in c.gates:
            total = g.const + sum(w * self.term(b) for b, w in g.terms)
            self.m.add(total >= 0).only_enforce_if(self.x[g.issue][g.option])
        if any(a.bound > SAFE for a in c.agents):
            raise TooFine("the values have too many digits for the solver")
        self.gain = [self._gain(n) for n in range(len(c.agents))]

    def outside(self, box: Box) -> list[Any]:
        """The options outside a box; a package is outside if it has one of them."""
        return [self.x[i][o] for i, inside in box for o in range(self.c.sizes[i]) if o not in inside]

    def term(self, box: Box) -> Any:
        """A literal that holds exactly if the package lies in a box (1 for the empty box)."""
        if not box:
            return 1
        if box not in self._terms:
            y = self.m.new_bool_var(f"t{len(self._terms)}")
            for i, inside in box:
                self.m.add_bool_or([self.x[i][o] for o in sorted(inside)]).only_enforce_if(y)
            self.m.add_bool_or([*self.outside(box), y])
            self._terms[box] = y
        return self._terms[box]

    def _gain(self, n: int) -> Any:
        a = self.c.agents[n]
        total = a.base + sum(v * x for row, xs in zip(a.table, self.x, strict=True)
                             for v, x in zip(row, xs, strict=True) if v)  # fmt: skip
        return total + sum(w * self.term(b) for b, w in a.terms)

    def at_least(self, n: int, threshold: int) -> Any:
        """A literal that implies gain n >= threshold."""
        key = (n, threshold)
        if key not in self._atleast:
            b = self.m.new_bool_var(f"g{n}_{threshold}")
            self.m.add(self.gain[n] >= threshold).only_enforce_if(b)
            self._atleast[key] = b
        return self._atleast[key]

    def accept(self, n: int) -> Any:
        """A literal that implies that agent n accepts by its own values and red lines."""
        if n not in self._accept:
            a = self.m.new_bool_var(f"a{n}")
            self.m.add(self.gain[n] >= 0).only_enforce_if(a)
            if self.lines:
                for _, box in self.c.agents[n].refuses:
                    self.m.add_bool_or(self.outside(box)).only_enforce_if(a)
            self._accept[n] = a
        return self._accept[n]

    def agree(self, n: int) -> Any:
        """A literal that implies that party n accepts and can ratify."""
        if n in self._agree:
            return self._agree[n]
        ok = self.m.new_bool_var(f"ok{n}")
        self.m.add_implication(ok, self.accept(n))
        at = self.c.parties
        for r in self.c.problem.ratifications:
            place = {b.preference.name: at + k for k, b in enumerate(r.blocs)}
            at += len(r.blocs)
            if r.party != self.c.problem.parties[n].name:
                continue
            unit = common_denominator([r.needs, *(b.share for b in r.blocs)])
            seats = {b.preference.name: int(b.share * unit) for b in r.blocs}
            self.votes(ok, [(place[b], s) for b, s in seats.items()], int(r.needs * unit) + r.more_than)
            for q in r.quotas:
                need = q.part * sum(seats[b] for b in q.blocs)
                self.votes(ok, [(place[b], seats[b]) for b in q.blocs], -(-need.numerator // need.denominator))
        self._agree[n] = ok
        return ok

    def votes(self, ok: Any, held: Iterable[tuple[int, int]], need: int) -> None:
        """If `ok`, blocs with at least `need` seats accept."""
        held = list(held)
        if sum(s for _, s in held) < need:
            self.m.add(ok == 0)
        elif need > 0:
            self.m.add(sum(s * self.accept(b) for b, s in held) >= need).only_enforce_if(ok)

    def zone(self) -> None:
        """Ask for a package that the rule accepts."""
        rule, names = self.c.problem.rule, [p.name for p in self.c.problem.parties]
        oks = [self.agree(n) for n in self.c.voices]
        self.m.add(sum(oks) >= rule.at_least)
        for name in rule.including:
            self.m.add(self.agree(names.index(name)) == 1)

    def hint(self, digits: Digits | None) -> None:
        """Start the search from a package."""
        if digits is not None:
            self.m.clear_hints()
            for row, d in zip(self.x, digits, strict=True):
                for o, x in enumerate(row):
                    self.m.add_hint(x, o == d)

    def read(self, solver: Any) -> Digits:
        """The package of a solution."""
        return tuple(next(o for o, x in enumerate(row) if solver.boolean_value(x)) for row in self.x)
