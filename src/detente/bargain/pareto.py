"""Pareto sets: which payoff vectors nothing dominates.

x dominates y if x is at least y everywhere and more somewhere. `Keeper` holds the nondominated vectors seen so far with
the number of packages on each and the first package in declared order. Steps for one block: 1. drop what a few strong
kept vectors dominate; 2. merge equal vectors; 3. reduce to nondominated ones: for two parties by sorting (Kung, Luccio
& Preparata 1975, J. ACM 22), for more by a pass in order of falling sums, in which nothing dominates what went before;
4. merge with the kept ones the same way. With three or more parties a set beyond the limit is given up, and said to be.
"""

from __future__ import annotations

from typing import Any

import numpy as np

SEEDS = 48


def front(points: Any, limit: int = 0) -> Any:
    """Indices of nondominated rows of distinct integer vectors, shape (n, parties).

    With a limit, three or more columns: stops once more than `limit` are found, and returns those.
    """
    if len(points) < 2:
        return np.arange(len(points))
    if points.shape[1] == 1:
        return np.array([int(np.argmax(points[:, 0]))])
    if points.shape[1] == 2 and points.dtype != object:
        order = np.lexsort((-points[:, 1], -points[:, 0]))
        second = points[order, 1]
        best = np.maximum.accumulate(second)
        keep = np.ones(len(order), bool)
        keep[1:] = second[1:] > best[:-1]
        return np.sort(order[keep])
    order = np.argsort(-_total(points), kind="stable")
    rows, kept = points[order], []
    while len(rows):
        kept.append(int(order[0]))
        if limit and len(kept) > limit:
            break
        better = (rows[1:] > rows[0]).any(axis=1)
        rows, order = rows[1:][better], order[1:][better]
    return np.sort(np.array(kept))


def _total(points: Any) -> Any:
    """A sum that strictly rises with every coordinate: ranks are comparable between parties and cannot overflow."""
    if points.dtype == object:
        return points.sum(axis=1)
    ranks = np.zeros(len(points), np.int64)
    for column in points.T:
        ranks += np.unique(column, return_inverse=True)[1]
    return ranks


class Keeper:
    """The nondominated vectors so far. vectors: (n, parties); counts and first: (n,); None vectors once given up."""

    def __init__(self, width: int, limit: int) -> None:
        self.width, self.limit = width, limit
        self.vectors: Any = None
        self.counts: Any = np.zeros(0, np.int64)
        self.first: Any = np.zeros(0, object)
        self.given_up = False
        self._table: Any = None

    def see(self, columns: list[Any], mask: Any, start: int) -> None:
        """Take in a block: one gain array per party, the members that count (None: all), the index of the first."""
        if self.given_up or not columns:
            return
        keep = self._survivors(columns, mask)
        if not len(keep):
            return
        points = np.stack([c[keep] for c in columns], axis=1)
        if points.dtype == object:
            points, places, counts = _merge_objects(points, keep)
        else:
            points, places, counts = _merge(points, keep)
        best = front(points, self.limit)
        points, counts = points[best], counts[best]
        first = np.array([start + int(p) for p in places[best]], dtype=object)
        if self.vectors is not None:
            points = np.concatenate([self.vectors, points])
            counts = np.concatenate([self.counts, counts])
            first = np.concatenate([self.first, first])
            points, places, counts = _combine(points, first, counts)
            first = places
            best = front(points, self.limit)
            points, counts, first = points[best], counts[best], first[best]
        self.vectors, self.counts, self.first = points, counts, first
        self._table = None
        if self.width > 2 and len(points) > self.limit:
            self.given_up = True

    def _survivors(self, columns: list[Any], mask: Any) -> Any:
        """Members that no strong kept vector dominates strictly; equal vectors survive, to be counted."""
        if self.vectors is None:
            return np.arange(len(columns[0])) if mask is None else np.flatnonzero(mask)
        if self.width == 2 and columns[0].dtype != object:
            good = self._staircase(columns)
            return np.flatnonzero(good if mask is None else good & mask)
        keep = np.arange(len(columns[0])) if mask is None else np.flatnonzero(mask)
        step = max(1, len(self.vectors) // SEEDS)
        strong = np.argsort(-_total(self.vectors), kind="stable")[:: step][:SEEDS]
        for v in self.vectors[strong]:
            if not len(keep):
                break
            under = np.ones(len(keep), bool)
            same = np.ones(len(keep), bool)
            for c, x in zip(columns, v, strict=True):
                values = c[keep]
                under &= values <= x
                same &= values == x
            keep = keep[~(under & ~same)]
        return keep

    def _staircase(self, columns: list[Any]) -> Any:
        """Two parties: members not strictly below the kept staircase, by a table over the first coordinate."""
        a, b = columns
        if self._table is None:
            order = np.argsort(self.vectors[:, 0])
            xs, ys = self.vectors[order, 0], self.vectors[order, 1]
            low, high = int(xs[0]), int(xs[-1])
            if high - low < 2**20:
                place = np.searchsorted(xs, np.arange(low, high + 1))
                self._table = (low, high, ys[place].astype(b.dtype))
            else:
                self._table = (xs, ys, None)
        low, high, table = self._table
        if table is None:
            at = np.searchsorted(low, a)
            return (at == len(low)) | (b >= high[np.minimum(at, len(low) - 1)])
        return (a > high) | (b >= table[np.clip(a, low, high) - low])


def _merge(points: Any, keep: Any) -> tuple[Any, Any, Any]:
    """Distinct rows, the first place and the number of members of each."""
    order = np.lexsort((keep, *points.T[::-1]))
    rows = points[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:] != rows[:-1]).any(axis=1)
    starts = np.flatnonzero(new)
    counts = np.diff(np.append(starts, len(rows)))
    return rows[starts], keep[order][starts], counts


def _merge_objects(points: Any, keep: Any) -> tuple[Any, Any, Any]:
    """As `_merge`, for Python integers."""
    return _combine(points, np.array(keep, dtype=object), np.ones(len(keep), np.int64))


def _combine(points: Any, first: Any, counts: Any) -> tuple[Any, Any, Any]:
    """Distinct rows with added counts and the least first place."""
    seen: dict[tuple[int, ...], list[int]] = {}
    for n, row in enumerate(map(tuple, points.tolist())):
        entry = seen.get(row)
        if entry is None:
            seen[row] = [n, int(counts[n]), int(first[n])]
        else:
            entry[1] += int(counts[n])
            entry[2] = min(entry[2], int(first[n]))
    at = np.array([e[0] for e in seen.values()])
    return (points[at], np.array([e[2] for e in seen.values()], dtype=object),
            np.array([e[1] for e in seen.values()], dtype=np.int64))  # fmt: skip
