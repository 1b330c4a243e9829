"""Looking at packages one by one: name, list, filter, rank and compare them.

Ranking by a party's gain (steps): (1) CP-SAT finds the package with the greatest gain that has the wished options and, if
asked, is acceptable; (2) it is shut out and the next is sought, until the limit. Each step is proven, so the order is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from detente.bargain.compiled import compile_problem
from detente.bargain.enumeration import Enumeration
from detente.bargain.model import Model
from detente.bargain.work import ENUMERABLE, analyse
from detente.model.bargaining import BargainingProblem, Package
from detente.solve.budget import Budget
from detente.solve.cpsat import solve

NAMED = ("nash", "kalai_smorodinsky", "leximin", "utilitarian")


@dataclass(frozen=True, slots=True)
class Row:
    """A package with what it gives: gains over no agreement per party, who agrees, and whether that is enough."""

    package: Package
    gains: Mapping[str, Fraction]
    agree: tuple[str, ...]
    acceptable: bool


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


def row(problem: BargainingProblem, package: Package) -> Row:
    """What a package gives. Raises ValueError for an unknown option."""
    c = compile_problem(problem)
    digits = c.digits(package)
    gains = {a.name: Fraction(a.gain(digits), a.scale) for a in c.agents[: c.parties]}
    return Row(package, gains, c.agreeing(digits), c.acceptable(digits))


def best_packages(problem: BargainingProblem, party: str = "", limit: int = 20, where: Mapping[str, str] | None = None,
                  acceptable: bool = False, budget: Budget | None = None) -> tuple[tuple[Package, ...], bool]:  # fmt: skip
    """Up to `limit` feasible (or acceptable) packages with the options in `where`, those best for `party` first.

    The second value says whether the order is proven and the list whole. Without a party the order is the solver's. Raises
    KeyError for an unknown party, issue or option.
    """
    c, budget = compile_problem(problem), budget or Budget()
    place = {i.name: n for n, i in enumerate(problem.issues)}
    wanted = [(place[i], problem.issues[place[i]].option_names.index(o)) for i, o in (where or {}).items()]
    at = [a.name for a in c.agents].index(party) if party else -1
    model = Model(c)
    if acceptable:
        model.zone()
    for i, o in wanted:
        model.m.add(model.x[i][o] == 1)
    if at >= 0:
        model.m.maximize(model.gain[at])
    found: list[Package] = []
    while len(found) < limit:
        out = solve(model.m, budget, logical=at < 0)
        if not out.found:
            return tuple(found), out.status == "impossible"
        digits = model.read(out.solver)
        found.append(c.package(digits))
        if out.status != "proven":
            return tuple(found), False
        model.m.add_bool_or([x for xs, d in zip(model.x, digits, strict=True) for o, x in enumerate(xs) if o != d])
    return tuple(found), True


def package_of(problem: BargainingProblem, text: str, seconds: float | None = None) -> Package:
    """The package that these words name: `proposal`, a named package such as `nash`, or `ISSUE=OPTION, …`.

    What a list of options leaves out is as proposed. Raises ValueError with the reason where it names none.
    """
    word = text.strip().lower().replace("-", "_").replace("–", "_")
    if word == "proposal":
        if problem.proposal is None:
            raise ValueError("the author proposes no whole package")
        return problem.proposal
    if word in NAMED:
        found = analyse(problem, worlds=0, seconds=seconds, parts=("named",)).named.get(word)
        if found is None or found.package is None:
            raise ValueError(f"there is no {word} package: no package is acceptable to all who must accept")
        return found.package
    chosen = options_of(problem, text)
    proposed = problem.proposal or tuple(i.proposed for i in problem.issues)
    base = {i.name: o for i, o in zip(problem.issues, proposed, strict=True) if o} | chosen
    lacking = [i.name for i in problem.issues if i.name not in base]
    if lacking:
        raise ValueError(f"the package says nothing of {', '.join(lacking[:5])}, for which nothing is proposed")
    return tuple(base[i.name] for i in problem.issues)


def options_of(problem: BargainingProblem, text: str) -> dict[str, str]:
    """`ISSUE=OPTION, …` as a table, names matched in any case. Raises ValueError for a name that is not known."""
    chosen: dict[str, str] = {}
    issues = {i.name.lower(): i for i in problem.issues}
    for part in (x.strip() for x in text.split(",") if x.strip()):
        name, sign, option = (x.strip() for x in part.partition("="))
        issue = issues.get(name.lower())
        if not sign:
            raise ValueError(f"`{part}` is not of the form ISSUE=OPTION, nor one of proposal, {', '.join(NAMED)}")
        if issue is None:
            raise ValueError(f"there is no issue `{name}`; the issues are {', '.join(i.name for i in problem.issues[:12])}")
        known = {o.lower(): o for o in issue.option_names}
        if option.lower() not in known:
            raise ValueError(f"`{issue.name}` has no option `{option}`; it has {', '.join(issue.option_names)}")
        chosen[issue.name] = known[option.lower()]
    return chosen
