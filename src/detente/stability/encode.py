"""States, formulas and preferences of a conflict as parts of a CP-SAT model.

A state with some options open is a `Vector`: for each option a solver literal, or True or False where it is settled. Formulas and
products of options are evaluated as far as they are settled, so that models stay small. Preferences: terms become linear sums in
exact integers; statements are compared in order by a chain of literals, so that no number of statements overflows; a ranking
becomes a sum over its listed states. A comparison can hold only `when` a literal holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from detente.model.conflict import Conflict, Formula, Preference
from detente.solve.budget import Budget
from detente.solve.cpsat import SAFE, Outcome, solve
from detente.solve.exact import common_denominator
from detente.stability.space import TooLarge

MOST_RANKED = 4096

Literal = Any
"""A solver literal, or a bool where the value is settled."""


@dataclass
class Vector:
    """A state with some options open. bits: by option. products: what has been built for it already."""

    bits: list[Literal]
    products: dict[frozenset[int], Literal] = field(default_factory=dict)
    formulas: dict[Formula, Literal] = field(default_factory=dict)

    def code(self, solver: Any) -> int:
        """The state that the solver found."""
        return sum(1 << k for k, b in enumerate(self.bits) if (b if isinstance(b, bool) else solver.boolean_value(b)))


class Board:
    """A CP-SAT model about states of one conflict."""

    def __init__(self, conflict: Conflict) -> None:
        from ortools.sat.python import cp_model

        self.conflict, self.model = conflict, cp_model.CpModel()

    def solve(self, budget: Budget) -> Outcome:
        """Look for any solution."""
        return solve(self.model, budget, logical=True)

    def vector(self, code: int, open_: int) -> Vector:
        """The state of this code with the options of a bit mask open."""
        return Vector([
            self.model.new_bool_var("") if open_ >> k & 1 else bool(code >> k & 1)
            for k in range(len(self.conflict.options))
        ])

    def with_others(self, mine: Vector, own: int, code: int) -> Vector:
        """The options of a bit mask as in a vector, the others as in a code."""
        return Vector([b if own >> k & 1 else bool(code >> k & 1) for k, b in enumerate(mine.bits)])

    def all_of(self, literals: Sequence[Literal]) -> Literal:
        """A literal that holds if and only if all do."""
        left = [x for x in literals if x is not True]
        if any(x is False for x in left):
            return False
        if len(left) < 2:
            return left[0] if left else True
        both = self.model.new_bool_var("")
        self.model.add_bool_and(left).only_enforce_if(both)
        self.model.add_bool_or([both, *(~x for x in left)])
        return both

    def formula(self, formula: Formula, at: Vector) -> Literal:
        """A literal that holds if and only if a formula holds in the state."""
        if formula.operator == "option":
            return at.bits[formula.option]
        if formula not in at.formulas:
            parts = [self.formula(p, at) for p in formula.parts]
            match formula.operator:
                case "not":
                    found = negated(parts[0])
                case "and":
                    found = self.all_of(parts)
                case "or":
                    found = negated(self.all_of([negated(p) for p in parts]))
                case "if":
                    found = negated(self.all_of([negated(parts[0]), parts[1]]))
                case _:
                    one = self.all_of([parts[0], negated(parts[1])])
                    other = self.all_of([negated(parts[0]), parts[1]])
                    found = self.all_of([negated(one), negated(other)])
            at.formulas[formula] = found
        return at.formulas[formula]

    def clause(self, literals: Sequence[Literal]) -> None:
        """At least one of the literals holds."""
        if not any(x is True for x in literals):
            self.model.add_bool_or([x for x in literals if x is not False])

    def impossible(self, at: Vector) -> list[Literal]:
        """Literals one of which holds if and only if the state cannot be."""
        return [self.formula(c.formula, at) for c in self.conflict.infeasible]

    def feasible(self, at: Vector) -> None:
        """The state can be."""
        for literal in self.impossible(at):
            self.clause([negated(literal)])

    def steady(self, start: Vector, end: Vector, mask: int) -> None:
        """The options of a bit mask change in the directions that are allowed only."""
        for k, option in enumerate(self.conflict.options):
            if mask >> k & 1 and option.direction != "both":
                a, b = start.bits[k], end.bits[k]
                self.clause([negated(a), b] if option.direction == "to yes" else [a, negated(b)])

    def prefers(self, maker: int, high: Vector, low: Vector, strictly: bool, when: Literal = True) -> None:
        """When a literal holds, the maker prefers one state to another, or, unless `strictly`, likes it as well."""
        if when is False:
            return
        preference = self.conflict.makers[maker].preference
        if preference.statements and not preference.ranking and not preference.terms:
            self._in_order(preference, high, low, strictly, when)
            return
        total = self._worth(preference, high, 1) + self._worth(preference, low, -1)
        settled = sum(w for w, x in total if x is True)
        open_ = [(w, x) for w, x in total if not isinstance(x, bool)]
        if sum(abs(w) for w, _ in total) >= SAFE:
            raise TooLarge("the worths of a decision maker are too fine or too great for the query engine (2^52)")
        need = int(strictly) - settled
        if not open_:
            if need > 0:
                self.clause([negated(when)])
            return
        at_least = self.model.add(sum(w * x for w, x in open_) >= need)
        if when is not True:
            at_least.only_enforce_if(when)

    def _in_order(self, preference: Preference, high: Vector, low: Vector, strictly: bool, when: Literal) -> None:
        holds = when
        for statement in preference.statements:
            a, b = self.formula(statement.formula, high), self.formula(statement.formula, low)
            if a is b:
                continue
            settled = isinstance(a, bool) and isinstance(b, bool)
            if settled and a and not b:
                return
            self.clause([negated(holds), a, negated(b)])
            following = holds if settled else self.model.new_bool_var("")
            if not settled:
                self.clause([negated(holds), a, following])
                self.clause([negated(holds), negated(b), following])
            holds = following
        if strictly:
            self.clause([negated(holds)])

    def _worth(self, preference: Preference, at: Vector, sign: int) -> list[tuple[int, Literal]]:
        if preference.ranking:
            listed = [(k, code) for k, group in enumerate(preference.ranking) for code in group]
            if len(listed) > MOST_RANKED:
                raise TooLarge(f"the query engine takes rankings of up to {MOST_RANKED:,} states")
            last = len(preference.ranking)
            return [(sign * (last - k), self._is(at, code)) for k, code in listed]
        scale = common_denominator(t.middle for t in preference.terms)
        return [(sign * int(t.middle * scale), self._product(at, t.options)) for t in preference.terms]

    def _product(self, at: Vector, options: tuple[int, ...]) -> Literal:
        key = frozenset(options)
        if key not in at.products:
            at.products[key] = self.all_of([at.bits[k] for k in sorted(key)])
        return at.products[key]

    def _is(self, at: Vector, code: int) -> Literal:
        return self.all_of([b if code >> k & 1 else negated(b) for k, b in enumerate(at.bits)])


def negated(literal: Literal) -> Literal:
    """The negation of a literal."""
    return (not literal) if isinstance(literal, bool) else ~literal
