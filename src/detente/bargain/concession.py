"""Total concession: how far a package asks its signatories to go below their no-agreement values.

1. The shortfall of a party or bloc is max(0, no-agreement value - utility), divided by its unit: ideal minus
   no-agreement value, the ideal being its best among feasible packages; where that is not positive, its whole range over
   feasible packages; where that is 0 too, one point of its own scale.
2. A party asked concedes its own shortfall and the least total of shortfalls of blocs that carries its ratifying bodies.
   Red lines are not for sale: a party or bloc whose red line is crossed cannot concede.
3. The total is the least that meets the rule: all who must agree, and of the others the cheapest.
Source: the least-cost reading of a quota rule; normalised gains as in `choose`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from detente.bargain.compiled import Compiled
from detente.model.bargaining import Ratification

MOST_BLOCS = 14


def units(c: Compiled, highest: Sequence[int | None], lowest: Sequence[int | None]) -> list[int]:
    """What one whole concession of each agent is, in its integer units (positive)."""
    found = []
    for agent, high, low in zip(c.agents, highest, lowest, strict=True):
        top, bottom = high or 0, low or 0
        found.append(top if top > 0 else top - bottom if top > bottom else agent.scale)
    return found


def winning(r: Ratification) -> tuple[tuple[int, ...], ...]:
    """Minimal sets of blocs (places in `r.blocs`) that carry a body. Raises ValueError beyond 14 blocs."""
    if len(r.blocs) > MOST_BLOCS:
        raise ValueError(f"{r.body} has more than {MOST_BLOCS} blocs")
    found: list[tuple[int, ...]] = []
    for size in range(len(r.blocs) + 1):
        for some in itertools.combinations(range(len(r.blocs)), size):
            if not any(set(k) <= set(some) for k in found) and r.passes(r.blocs[n].preference.name for n in some):
                found.append(some)
    return tuple(found)


def coalitions(c: Compiled) -> list[tuple[int, tuple[tuple[int, ...], ...]]]:
    """Per body: the party's index and the minimal winning sets as agent indices."""
    names, at, found = [p.name for p in c.problem.parties], c.parties, []
    for r in c.problem.ratifications:
        found.append((names.index(r.party), tuple(tuple(at + n for n in some) for some in winning(r))))
        at += len(r.blocs)
    return found


def exact_total(c: Compiled, measure: Sequence[int]) -> Callable[[tuple[int, ...]], Fraction]:
    """The total of one package, from all gains followed by all red-line flags; only for finite totals."""
    bodies, count = coalitions(c), len(c.agents)
    must = [n for n in c.voices if c.problem.parties[n].name in c.problem.rule.including]

    def total(v: tuple[int, ...]) -> Fraction:
        def cost(n: int) -> Fraction | None:
            return None if v[count + n] else Fraction(max(0, -v[n]), measure[n])

        prices: dict[int, Fraction | None] = {n: cost(n) for n in c.voices}
        for party, sets in bodies:
            bills = [[cost(n) for n in some] for some in sets]
            sums = [sum((x for x in bill if x is not None), Fraction(0)) for bill in bills if None not in bill]
            own = prices.get(party)
            if own is not None:
                prices[party] = own + min(sums) if sums else None
        fixed = [prices[n] for n in must]
        rest = sorted(x for n, x in prices.items() if n not in must and x is not None)
        open_places = max(0, c.problem.rule.at_least - len(must))
        if None in fixed or len(rest) < open_places:
            raise ValueError("this package cannot be agreed by concessions")
        return sum((x for x in fixed if x is not None), Fraction(0)) + sum(rest[:open_places], Fraction(0))

    return total


def rough_total(c: Compiled, measure: Sequence[int]) -> Callable[[list[Any]], Any]:
    """The same for columns of gains and flags, as floats; infinite where concessions cannot do it."""
    bodies, count = coalitions(c), len(c.agents)
    must = [k for k, n in enumerate(c.voices) if c.problem.parties[n].name in c.problem.rule.including]

    def total(columns: list[Any]) -> Any:
        def cost(n: int) -> Any:
            size = np.maximum(0, -columns[n].astype(float)) / measure[n]
            return np.where(columns[count + n] != 0, np.inf, size)

        prices = {n: cost(n) for n in c.voices}
        for party, sets in bodies:
            if party in prices:
                never = np.full(len(columns[0]), np.inf)
                sums = [sum((cost(n) for n in some), np.zeros(len(columns[0]))) for some in sets]
                prices[party] = prices[party] + (np.minimum.reduce(sums) if sums else never)
        rows = np.stack([prices[n] for n in c.voices], axis=1)
        fixed = rows[:, must].sum(axis=1) if must else np.zeros(len(rows))
        rest = np.sort(np.delete(rows, must, axis=1), axis=1)
        places = max(0, c.problem.rule.at_least - len(must))
        return fixed + rest[:, :places].sum(axis=1)

    return total
