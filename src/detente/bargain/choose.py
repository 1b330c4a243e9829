"""The named packages, chosen exactly from vectors of gains.

Definitions, over the zone of possible agreement and the parties whose consent is asked; g = utility - no-agreement value,
r = g / (ideal - no-agreement value), the ideal being the party's best in the zone:

- Nash: as many parties with g > 0 as possible, then the greatest product of their gains (Nash 1950; for indivisible
  packages Kaneko 1980, and Caragiannis et al. 2019 for the first step).
- Kalai-Smorodinsky: the greatest least r, then the greatest second least r, and so on (Kalai & Smorodinsky 1975; the
  lexicographic form for more parties and indivisible packages Imai 1983).
- Egalitarian (leximin): the same on raw gains where the scales are declared comparable (Kalai 1977), else on r, where it
  is the Kalai-Smorodinsky package.
- Utilitarian: the greatest sum of r, or of raw gains where the scales are comparable (Harsanyi 1955).

A party whose ideal is not above its no-agreement value has no r; it is left out of these orders and listed.

Exactness: floats only sort out what is far behind; the rest is compared in integers. Quotients of integers below 2^26 are
compared as floats without loss, because IEEE division rounds correctly and different such quotients differ by more than
the rounding. Ties go to the first package in declared order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

SLACK = 1e-9
Key = tuple[Any, ...]
Vector = tuple[int, ...]


class Best:
    """Keeps the best vector by an exact key; blocks are thinned by a rough key first.

    exact: vector -> comparable key, larger is better. rough: columns -> indices worth a look, or None for all.
    """

    def __init__(self, exact: Callable[[Vector], Key], thin: Callable[[list[Any], Key | None], Any]) -> None:
        self.exact, self.thin = exact, thin
        self.key: Key | None = None
        self.vector: Vector | None = None
        self.first = -1
        self.ties: set[Vector] = set()

    def see(self, columns: list[Any], mask: Any, start: int) -> None:
        """Take in a block, as `pareto.Keeper.see`."""
        places = None if mask is None else np.flatnonzero(mask)
        if places is not None and not len(places):
            return
        picked = columns if places is None else [c[places] for c in columns]
        look = self.thin(picked, self.key)
        seen: set[Vector] = set()
        for at in look:
            vector = tuple(int(c[at]) for c in picked)
            if vector in seen:
                continue
            seen.add(vector)
            self.offer(vector, start + int(at if places is None else places[at]))

    def offer(self, vector: Vector, index: int) -> None:
        """Compare one vector exactly; equal keys go to the lower index."""
        key = self.exact(vector)
        if self.key is None or key > self.key:
            self.key, self.vector, self.first, self.ties = key, vector, index, {vector}
        elif key == self.key:
            self.ties.add(vector)
            if index < self.first:
                self.vector, self.first = vector, index


def _distinct(columns: list[Any], at: Any) -> Any:
    """Of the members `at`, the first of each distinct vector."""
    if len(at) < 2:
        return at
    rows = np.stack([c[at] for c in columns], axis=1)
    if rows.dtype == object:
        return at
    return at[np.sort(np.unique(rows, axis=0, return_index=True)[1])]


def nash() -> Best:
    """The Nash package. Key: strict gainers, exact product of their gains, sum of the other gains (so nothing dominates)."""

    def exact(v: Vector) -> Key:
        count, product, rest = 0, 1, 0
        for g in v:
            if g > 0:
                count, product = count + 1, product * g
            else:
                rest += g
        return count, product, rest

    def thin(columns: list[Any], key: Key | None) -> Any:
        count = np.zeros(len(columns[0]), np.int16)
        product = np.ones(len(columns[0]))
        for c in columns:
            gains = c > 0
            count += gains
            product *= np.where(gains, c, 1).astype(float)
        most = int(count.max())
        if key is not None and most < key[0]:
            return ()
        product[count < most] = 0.0
        floor = product.max()
        if key is not None and most == key[0]:
            floor = max(floor, float(key[1]))
        return _distinct(columns, np.flatnonzero(product >= floor * (1 - SLACK)))

    return Best(exact, thin)


def leximin(weights: Sequence[int | None]) -> Best:
    """Leximin on gains over weights (positive integers in each party's units); None leaves a party out."""
    used = [(n, w) for n, w in enumerate(weights) if w]
    left_out = [n for n, w in enumerate(weights) if not w]

    def exact(v: Vector) -> Key:
        return (*sorted(Fraction(v[n], w) for n, w in used), sum(v[n] for n in left_out))

    def thin(columns: list[Any], key: Key | None) -> Any:
        if not used:
            return _distinct(columns, np.arange(len(columns[0])))
        ratios = np.stack([columns[n].astype(float) / w for n, w in used], axis=1)
        sharp = all(abs(int(x)) * w < 2**52 for n, w in used for x in (columns[n].max(), columns[n].min()))
        sharp = sharp and all(w < 2**26 for _, w in used)
        least = ratios.min(axis=1)
        slack = 0.0 if sharp else SLACK
        floor = least.max() if key is None else max(least.max(), float(key[0]))
        at = np.flatnonzero(least >= floor - slack)
        if sharp and len(at):
            ranked = np.sort(ratios[at], axis=1)
            for k in range(1, ranked.shape[1]):
                good = ranked[:, k] == ranked[:, k].max()
                ranked, at = ranked[good], at[good]
        return _distinct(columns, at)

    return Best(exact, thin)


def utilitarian(weights: Sequence[int | None]) -> Best:
    """The greatest sum of gains over weights; None leaves a party out."""
    used = [(n, w) for n, w in enumerate(weights) if w]
    left_out = [n for n, w in enumerate(weights) if not w]

    def exact(v: Vector) -> Key:
        return sum((Fraction(v[n], w) for n, w in used), Fraction(0)), sum(v[n] for n in left_out)

    def thin(columns: list[Any], key: Key | None) -> Any:
        if not used:
            return _distinct(columns, np.arange(len(columns[0])))
        total, size = np.zeros(len(columns[0])), 0.0
        for n, w in used:
            part = columns[n].astype(float) / w
            total += part
            size += float(np.abs(part).max())
        floor = total.max() if key is None else max(total.max(), float(key[0]))
        return _distinct(columns, np.flatnonzero(total >= floor - SLACK * max(size, 1e-300)))

    return Best(exact, thin)


def least(total: Callable[[Vector], Fraction], rough: Callable[[list[Any]], Any]) -> Best:
    """The least of a total that is given exactly and, for sorting out, roughly."""

    def thin(columns: list[Any], key: Key | None) -> Any:
        sizes = rough(columns)
        best = float(sizes.min())
        if best == float("inf"):
            return ()
        floor = best if key is None else min(best, float(-key[0]))
        return _distinct(columns, np.flatnonzero(sizes <= floor + SLACK * max(1.0, abs(floor))))

    return Best(lambda v: (-total(v),), thin)
