"""Compiled loops of the transform engine. Import only inside functions: compiling takes a few seconds the first time.

All work in place on int32 arrays over 2^n codes. Axes are bit numbers; `way` is 0 where a bit moves both ways, 1 where it
only becomes set, 2 where it only becomes unset.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

BLOCK = 14
HIGHEST = np.int32(2**31 - 1)
LOWEST = np.int32(-(2**31 - 1))


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _pair(v: Any, a: int, b: int, way: int, up: bool) -> None:
    x, y = v[a], v[b]
    best = max(x, y) if up else min(x, y)
    if way != 2:
        v[a] = best
    if way != 1:
        v[b] = best


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def sweep(v: Any, axes: Any, ways: Any, up: bool) -> None:
    """Replace each value by the least (or, if `up`, the greatest) over the codes that moves along the axes reach."""
    n = 0
    while (1 << n) < v.size:
        n += 1
    low = min(n, BLOCK)
    for block in prange(v.size >> low):
        base = block << low
        for k in range(axes.size):
            axis = axes[k]
            if axis < low:
                step = 1 << axis
                for high in range(0, 1 << low, 2 * step):
                    for s in range(base + high, base + high + step):
                        _pair(v, s, s + step, ways[k], up)
    for k in range(axes.size):
        axis = axes[k]
        if axis >= low:
            shift = axis - low
            for chunk in prange(v.size >> (low + 1)):
                base = ((chunk >> shift) << (shift + 1) | (chunk & ((1 << shift) - 1))) << low
                for s in range(base, base + (1 << low)):
                    _pair(v, s, s + (1 << axis), ways[k], up)


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def order_blocks(rank: Any, feasible: Any, rest: Any, own: Any, order: Any, counts: Any) -> None:
    """By block of codes that differ in a mover's own options: its own combinations, the best first, feasible ones only."""
    for block in prange(rest.size):
        keys = np.empty(own.size, dtype=np.int64)
        count = 0
        for k in range(own.size):
            s = rest[block] | own[k]
            if feasible[s]:
                keys[count] = (-np.int64(rank[s])) * 65536 + k
                count += 1
        keys[:count].sort()
        counts[block] = count
        for k in range(count):
            order[block, k] = keys[k] & 65535


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def improve(
    v: Any, rank: Any, rest: Any, own: Any, order: Any, counts: Any, fixed: Any, patterns: int
) -> int:
    """Lower each value to the least over the states that the mover's improvements reach; returns how many changed.

    fixed[k]: for the k-th own combination, its irreversible bits written so that moves only set them. patterns: 2 to the
    number of such bits (1 where none).
    """
    changed = 0
    for block in prange(rest.size):
        seen = np.full(patterns, HIGHEST, dtype=np.int32)
        waiting = np.full(patterns, HIGHEST, dtype=np.int32)
        base = rest[block]
        last = HIGHEST
        for t in range(counts[block]):
            k = order[block, t]
            s = base | own[k]
            if rank[s] != last:
                for c in range(patterns):
                    seen[c] = min(seen[c], waiting[c])
                last = rank[s]
            mine = fixed[k]
            best = seen[mine]
            if patterns > 1:
                free = (patterns - 1) & ~mine
                sub = free
                while sub:
                    best = min(best, seen[mine | sub])
                    sub = (sub - 1) & free
            if best < v[s]:
                v[s] = best
                changed += 1
            waiting[mine] = min(waiting[mine], v[s])
    return changed


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def improve_free(v: Any, rank: Any, rest: Any, own: Any, order: Any, counts: Any) -> int:
    """As `improve` for a mover all of whose options move both ways."""
    changed = 0
    for block in prange(rest.size):
        base = rest[block]
        seen: Any = HIGHEST
        waiting: Any = HIGHEST
        last = HIGHEST
        for t in range(counts[block]):
            s = base | own[order[block, t]]
            if rank[s] != last:
                seen = min(seen, waiting)
                last = rank[s]
            if seen < v[s]:
                v[s] = seen
                changed += 1
            waiting = min(waiting, v[s])
    return changed


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def block_out(v: Any, feasible: Any, value: Any) -> Any:
    """Set the value of infeasible codes; returns the sum of the others, by which a fixed point is recognised."""
    total: Any = 0
    for s in prange(v.size):
        if feasible[s]:
            total += np.int64(v[s])
        else:
            v[s] = value
    return total


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def least(v: Any, other: Any) -> None:
    """The smaller of two arrays, into the first."""
    for s in prange(v.size):
        v[s] = min(v[s], other[s])


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def mark(into: Any, reached: Any, rank: Any, bit: int) -> None:
    """Set a bit where what is reached is no better than the state."""
    for s in prange(into.size):
        if reached[s] <= rank[s]:
            into[s] |= bit
