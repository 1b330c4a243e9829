"""Whether cases can hold, and whether they must: certainty over issues, readings and open members.

Choices are atoms, never enumerated. Simple questions are answered from the guards themselves; the rest goes to z3, with one
integer variable a choice and the settlement's `requires` and `excludes` as constraints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from detente.model.choice import CERTAIN, Cases, Choice, Guard, conjoin, disjoin


class Logic:
    """Answers about cases for one settlement."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self.memory: dict[tuple[str, Cases], bool] = {}

    @cached_property
    def linked(self) -> frozenset[str]:
        """Choices that `requires` or `excludes` ties to others."""
        out: set[str] = set()
        for choice in self.choices.values():
            for option in choice.options:
                pairs = (*option.requires, *option.excludes)
                if pairs:
                    out |= {choice.name.lower(), *(c.lower() for c, _ in pairs)}
        return frozenset(out)

    def possible(self, cases: Cases) -> bool:
        """Whether some package and reading makes one of the cases hold."""
        if not cases:
            return False
        if any(not {c.lower() for c, _ in g.atoms} & self.linked for g in cases):
            return True
        return self._ask("possible", cases)

    def certain(self, cases: Cases) -> bool:
        """Whether every package and reading makes one of the cases hold."""
        if cases == CERTAIN or any(not g.atoms for g in cases):
            return True
        if not cases:
            return False
        names = {c for g in cases for c, _ in g.atoms}
        if len(names) == 1:
            (name,) = names
            covered = frozenset().union(*(o for g in cases for _, o in g.atoms))
            return covered >= self._options(name)
        if not {c.lower() for c in names} & self.linked and self._falsified(cases):
            return False
        return self._ask("certain", cases)

    def _falsified(self, cases: Cases) -> bool:
        """Whether a quick choice of options makes every guard fail; False only says that none was found."""
        open_ = list(cases)
        settled: set[str] = set()
        while open_:
            counts: dict[tuple[str, str], int] = {}
            for guard in open_:
                for choice, options in guard.atoms:
                    if choice not in settled:
                        for option in self._options(choice) - options:
                            counts[choice, option] = counts.get((choice, option), 0) + 1
            if not counts:
                return False
            best = max(sorted(counts), key=lambda pair: counts[pair])
            settled.add(best[0])
            open_ = [g for g in open_ if not any(c == best[0] and best[1] not in o for c, o in g.atoms)]
        return True

    def depends(self, cases: Cases) -> tuple[str, ...]:
        """In words, what the cases hang on; empty where they are certain. At most four are named."""
        if self.certain(cases):
            return ()
        words = [" and ".join(g.words()) for g in self.reduce(cases)]
        shown = words[:4]
        if len(words) > 4:
            shown.append(f"{len(words) - 4} further cases")
        return tuple(shown)

    def reduce(self, cases: Cases) -> Cases:
        """The same cases in fewer guards: those that differ in one choice are joined, a choice left free is dropped."""
        guards = list(cases)
        changed = True
        while changed and len(guards) <= 200:
            changed = False
            for i, one in enumerate(guards):
                for j in range(i + 1, len(guards)):
                    joined = self._join(one, guards[j])
                    if joined is not None:
                        guards[i] = joined
                        del guards[j]
                        changed = True
                        break
                if changed:
                    break
        return tuple(guards)

    def _join(self, one: Guard, other: Guard) -> Guard | None:
        a, b = dict(one.atoms), dict(other.atoms)
        if a.keys() != b.keys():
            return None
        different = [c for c in a if a[c] != b[c]]
        if len(different) != 1:
            return None
        choice = different[0]
        joined = a[choice] | b[choice]
        rest = {c: o for c, o in a.items() if c != choice}
        if joined < self._options(choice):
            rest[choice] = joined
        return Guard(tuple(sorted(rest.items(), key=lambda atom: atom[0])))

    def negate(self, cases: Cases) -> Cases:
        """The cases in which none of these hold."""
        out: Cases = CERTAIN
        for guard in cases:
            parts = []
            for choice, options in guard.atoms:
                rest = self._options(choice) - options
                if rest:
                    parts.append(Guard(((choice, rest),)))
            out = conjoin(out, tuple(parts))
        return out

    def restrict(self, cases: Cases, fixed: Mapping[str, str]) -> Cases:
        """The cases once these choices are settled; guards that contradict them fall away."""
        out = []
        for guard in cases:
            kept = []
            for choice, options in guard.atoms:
                if choice in fixed:
                    if fixed[choice] not in options:
                        break
                else:
                    kept.append((choice, options))
            else:
                out.append(Guard(tuple(kept)))
        return disjoin(tuple(out))

    def _options(self, name: str) -> frozenset[str]:
        known = self.choices.get(name.lower())
        return frozenset(o.name for o in known.options) if known else frozenset()

    def _ask(self, question: str, cases: Cases) -> bool:
        key = (question, cases)
        if key not in self.memory:
            import z3

            solver = self.solver({c for g in cases for c, _ in g.atoms})
            formula = z3.Or(*(self.formula(g) for g in cases))
            solver.add(formula if question == "possible" else z3.Not(formula))
            answer = solver.check()
            self.memory[key] = (answer != z3.unsat) if question == "possible" else (answer == z3.unsat)
        return self.memory[key]

    def solver(self, names: Iterable[str]) -> Any:
        """A z3 solver in which these choices, and all that are tied to others, are variables under their constraints."""
        import z3

        solver = z3.Solver()
        solver.set("timeout", 5_000)
        for name in sorted({*names, *(self.choices[c].name for c in self.linked if c in self.choices)}):
            solver.add(self._variable(name) >= 0, self._variable(name) < max(1, len(self._options(name))))
        solver.add(*self._constraints())
        return solver

    def words(self, model: Any, names: Iterable[str]) -> tuple[str, ...]:
        """The options of these choices in a z3 model, in words."""
        out = []
        for name in sorted(names):
            index = model.eval(self._variable(name), model_completion=True).as_long()
            options = self.choices[name.lower()].options
            out.append(f"{name} {options[index % len(options)].name}")
        return tuple(out)

    def _variable(self, name: str) -> Any:
        import z3

        return z3.Int(name.lower())

    def formula(self, guard: Guard) -> Any:
        """A guard as a z3 formula over the choices' variables."""
        import z3

        return z3.And(*(z3.Or(*(self._is(choice, o) for o in sorted(options))) for choice, options in guard.atoms))

    def _is(self, choice: str, option: str) -> Any:
        known = self.choices[choice.lower()]
        names = [o.name.lower() for o in known.options]
        return self._variable(choice) == names.index(option.lower())

    def _constraints(self) -> Iterable[Any]:
        import z3

        for choice in self.choices.values():
            for option in choice.options:
                for other, name in option.requires:
                    if other.lower() in self.choices:
                        yield z3.Implies(self._is(choice.name, option.name), self._is(other, name))
                for other, name in option.excludes:
                    if other.lower() in self.choices:
                        yield z3.Not(z3.And(self._is(choice.name, option.name), self._is(other, name)))


def union(parts: Iterable[Cases]) -> Cases:
    """The disjunction of many cases."""
    out: Cases = ()
    for part in parts:
        out = disjoin(out, part)
        if out == CERTAIN:
            break
    return out
