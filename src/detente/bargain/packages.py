"""Looking at packages one by one: list and filter them, and compare two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.bargain.compiled import compile_problem
from detente.bargain.enumeration import Enumeration
from detente.bargain.work import ENUMERABLE
from detente.model.bargaining import BargainingProblem, Package
from detente.solve.budget import Budget


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two packages side by side, from the first to the second.

    changes: (issue, from, to). utilities: per party and bloc, before and after; gainers, losers, indifferent: by that.
    agree_before, agree_after: parties that accept and can ratify. acceptable: feasible and agreed, before and after.
    """

    changes: tuple[tuple[str, str, str], ...]
    utilities: Mapping[str, tuple[Fraction, Fraction]]
    gainers: tuple[str, ...]
    losers: tuple[str, ...]
    indifferent: tuple[str, ...]
    agree_before: tuple[str, ...]
    agree_after: tuple[str, ...]
    acceptable: tuple[bool, bool]


def compare(problem: BargainingProblem, first: Package, second: Package) -> Comparison:
    """Who gains and who loses from `first` to `second`, at point values. Raises ValueError for an unknown option."""
    c = compile_problem(problem)
    a, b = c.digits(first), c.digits(second)
    utilities = {
        x.name: (Fraction(x.gain(a), x.scale) + x.no_agreement, Fraction(x.gain(b), x.scale) + x.no_agreement)
        for x in c.agents
    }
    return Comparison(
        tuple((i.name, x, y) for i, x, y in zip(problem.issues, first, second, strict=True) if x != y),
        utilities,
        tuple(n for n, (x, y) in utilities.items() if y > x),
        tuple(n for n, (x, y) in utilities.items() if y < x),
        tuple(n for n, (x, y) in utilities.items() if y == x),
        c.agreeing(a), c.agreeing(b), (c.acceptable(a), c.acceptable(b)),
    )  # fmt: skip


def zone_packages(problem: BargainingProblem, limit: int = 1_000, where: Mapping[str, str] | None = None,
                  acceptable: bool = False) -> tuple[Package, ...]:  # fmt: skip
    """The first feasible (or acceptable) packages in declared order that have the options in `where`.

    Raises ValueError beyond 10^7 combinations, KeyError for an unknown issue.
    """
    if problem.combinations > ENUMERABLE:
        raise ValueError(f"{problem.combinations:,} combinations are too many to list")
    c = compile_problem(problem)
    place = {i.name: n for n, i in enumerate(problem.issues)}
    wanted = {place[i]: problem.issues[place[i]].option_names.index(o) for i, o in (where or {}).items()}
    found: list[Package] = []
    for block in Enumeration(c, Budget()).grid.blocks(Budget()):
        good = block.zone if acceptable else block.feasible
        members: Sequence[int] = range(block.grid.size) if good is None else good.nonzero()[0].tolist()
        for at in members:
            digits = c.at(block.start + at)
            if all(digits[i] == o for i, o in wanted.items()):
                found.append(c.package(digits))
                if len(found) >= limit:
                    return tuple(found)
    return tuple(found)
