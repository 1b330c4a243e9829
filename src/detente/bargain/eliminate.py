"""Bucket elimination: counting packages and exact frontiers where the issues hang together loosely.

Constraints and interactions are factors over few issues. Eliminating an issue joins the factors that mention it and
leaves one factor over its neighbours; with nothing in common, issues fall apart into components by themselves.
1. Order: fewest table entries first (min-weight), ties by declared order. 2. Counting: tables of exact integers, joined
by product, reduced by sum. 3. Frontier: tables of Pareto sets of payoff pairs with their packages, joined by adding
every pair and reduced by keeping what nothing dominates; since payoffs add up, dropping a dominated part loses nothing.
Cost grows with the largest table, so both refuse (None) beyond a limit.
Sources: Dechter (1999), Bucket elimination, Artif. Intell. 113; Rollon & Larrosa (2006), Bucket elimination for
multiobjective optimization problems, J. Heuristics 12.
"""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from detente.bargain.compiled import Box, Compiled, Digits
from detente.bargain.pareto import front
from detente.solve.budget import Budget

CELLS = 200_000
POINTS = 200_000


def order(scopes: list[frozenset[int]], sizes: Digits, cells: int) -> list[tuple[int, tuple[int, ...]]] | None:
    """Elimination order as (issue, neighbours at that time); None where a table would exceed `cells` entries."""
    near: dict[int, set[int]] = {i: set() for i in range(len(sizes))}
    for scope in scopes:
        for i in scope:
            near[i] |= scope - {i}

    def weight(i: int) -> int:
        total = sizes[i]
        for j in near[i]:
            total *= sizes[j]
        return total

    found = []
    while near:
        i = min(near, key=lambda k: (weight(k), k))
        if weight(i) > cells:
            return None
        others = near.pop(i)
        for j in others:
            near[j] |= others - {j}
            near[j].discard(i)
        found.append((i, tuple(sorted(others))))
    return found


def _scopes(c: Compiled) -> list[frozenset[int]]:
    """The issues of every constraint and gate."""
    boxes = [frozenset(i for i, _ in b) for _, b in c.boxes]
    gates = [frozenset({g.issue, *(i for b, _ in g.terms for i, _ in b)}) for g in c.gates]
    return boxes + gates


def _allowed(c: Compiled, extra: tuple[Box, ...] = ()) -> list[tuple[frozenset[int], Any]]:
    """Constraints and gates as (issues, test on a mapping issue -> option)."""
    tests: list[tuple[frozenset[int], Any]] = []
    for box in (*(b for _, b in c.boxes), *extra):
        tests.append((frozenset(i for i, _ in box), lambda at, b=box: not all(at[i] in s for i, s in b)))
    for g in c.gates:
        scope = frozenset({g.issue, *(i for b, _ in g.terms for i, _ in b)})
        tests.append((scope, lambda at, g=g: at[g.issue] != g.option
                      or g.const + sum(w for b, w in g.terms if all(at[i] in s for i, s in b)) >= 0))  # fmt: skip
    return tests


def count(c: Compiled, budget: Budget) -> int | None:
    """The number of feasible packages, exactly; None where the tables would be too large or time is spent."""
    if any(not box for _, box in c.boxes):
        return 0
    steps = order(_scopes(c), c.sizes, CELLS)
    if steps is None:
        return None
    pending, total = _allowed(c), 1
    messages: list[tuple[tuple[int, ...], dict[Digits, int]]] = []
    for issue, others in steps:
        if budget.spent():
            return None
        tests = [t for t in pending if issue in t[0]]
        pending = [t for t in pending if issue not in t[0]]
        mine = [m for m in messages if issue in m[0]]
        messages = [m for m in messages if issue not in m[0]]
        table: dict[Digits, int] = {}
        for rest in itertools.product(*(range(c.sizes[j]) for j in others)):
            at, ways = dict(zip(others, rest, strict=True)), 0
            for option in range(c.sizes[issue]):
                at[issue] = option
                if all(test(at) for _, test in tests):
                    product = 1
                    for scope, known in mine:
                        product *= known[tuple(at[j] for j in scope)]
                    ways += product
            table[rest] = ways
        if others:
            messages.append((others, table))
        else:
            total *= table[()]
    return total


Pairs = tuple[Any, Any]
"""Payoff pairs, int64 (n, 2), with packages, int16 (n, issues), -1 where not settled yet."""


def frontier(c: Compiled, budget: Budget) -> Pairs | None:
    """The Pareto set of the two voices over feasible packages that cross no red line of theirs.

    Returns gains (n, 2) and packages (n, issues), or None where tables or sets grow too large or time is spent.
    """
    a, b = (c.agents[n] for n in c.voices)
    lines = tuple(box for agent in (a, b) for _, box in agent.refuses)
    if a.bound > 2**61 or b.bound > 2**61 or any(not box for _, box in c.boxes):
        return None
    terms = [(box, (w, 0)) for box, w in a.terms] + [(box, (0, w)) for box, w in b.terms]
    scopes = _scopes(c) + [frozenset(i for i, _ in box) for box, _ in terms]
    steps = order(scopes, c.sizes, CELLS // 20)
    if steps is None:
        return None
    tests = _allowed(c, lines)
    total: Pairs = (np.array([[a.base, b.base]], np.int64), np.full((1, len(c.sizes)), -1, np.int16))
    messages: list[tuple[tuple[int, ...], dict[Digits, Pairs | None]]] = []
    for issue, others in steps:
        if budget.spent():
            return None
        here = [t for t in tests if issue in t[0]]
        tests = [t for t in tests if issue not in t[0]]
        adds = [(box, w) for box, w in terms if any(i == issue for i, _ in box)]
        terms = [(box, w) for box, w in terms if all(i != issue for i, _ in box)]
        mine = [m for m in messages if issue in m[0]]
        messages = [m for m in messages if issue not in m[0]]
        table: dict[Digits, Pairs | None] = {}
        for rest in itertools.product(*(range(c.sizes[j]) for j in others)):
            found = _cell(c, issue, dict(zip(others, rest, strict=True)), here, adds, mine, (a.table, b.table))
            if found is not None and len(found[0]) > POINTS:
                return None
            table[rest] = found
        if others:
            messages.append((others, table))
        elif table[()] is None:
            return np.zeros((0, 2), np.int64), np.zeros((0, len(c.sizes)), np.int16)
        else:
            joined = _join(total, table[()])
            if joined is None:
                return None
            total = joined
    return total


def _cell(c: Compiled, issue: int, at: dict[int, int], tests: list[Any], adds: list[Any], mine: list[Any],
          tables: Any) -> Pairs | None:  # fmt: skip
    """One entry: the Pareto set over the options of an issue, its neighbours being settled; None if nothing is left."""
    parts: list[Pairs] = []
    for option in range(c.sizes[issue]):
        at[issue] = option
        if not all(test(at) for _, test in tests):
            continue
        pair = [tables[0][issue][option], tables[1][issue][option]]
        for box, w in adds:
            if all(at[i] in s for i, s in box):
                pair = [pair[0] + w[0], pair[1] + w[1]]
        package = np.full((1, len(c.sizes)), -1, np.int16)
        package[0, issue] = option
        current: Pairs | None = (np.array([pair], np.int64), package)
        for scope, known in mine:
            current = None if current is None else _join(current, known[tuple(at[j] for j in scope)])
        if current is not None:
            parts.append(current)
    if not parts:
        return None
    return _reduce(np.concatenate([p for p, _ in parts]), np.concatenate([q for _, q in parts]))


def _join(a: Pairs, b: Pairs | None) -> Pairs | None:
    """Every sum of a pair of either set, reduced; None if one is empty."""
    if b is None:
        return None
    sums = (a[0][:, None, :] + b[0][None, :, :]).reshape(-1, 2)
    packages = np.maximum(a[1][:, None, :], b[1][None, :, :]).reshape(-1, a[1].shape[1])
    return _reduce(sums, packages)


def _reduce(points: Any, packages: Any) -> Pairs:
    """Nondominated points, one package each: the first in declared order among those at hand."""
    order_ = np.lexsort((*packages.T[::-1], -points[:, 1], -points[:, 0]))
    points, packages = points[order_], packages[order_]
    new = np.ones(len(points), bool)
    new[1:] = (points[1:] != points[:-1]).any(axis=1)
    points, packages = points[new], packages[new]
    best = front(points)
    return points[best], packages[best]
