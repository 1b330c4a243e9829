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


@njit(cache=True, inline="always")  # type: ignore[untyped-decorator]
def _wake(s: int, me: int, against: int, dirty: Any, low: Any, high: Any) -> None:
    """Note for the other movers that the value of a code in one of their blocks is lower now."""
    for j in range(dirty.shape[0]):
        if j != me and j != against:
            dirty[j, low[j, s & 4095] | high[j, s >> 12]] = 1


@njit(cache=True, parallel=True)  # type: ignore[untyped-decorator]
def improve(
    v: Any, rank: Any, rest: Any, own: Any, order: Any, counts: Any, fixed: Any, patterns: int,
    me: int, against: int, dirty: Any, low: Any, high: Any,
) -> None:  # fmt: skip
    """Lower each value to the least over the states that the improvements of one mover (`me`) reach.

    Only blocks that are dirty are walked, from the mover's best to its worst combination; equals are handled together, as
    between them there is no improvement. fixed[k]: for the k-th own combination, its irreversible bits written so that moves
    only set them; patterns: 2 to the number of such bits (1 where none). dirty: by mover and block; low, high: by mover, the
    number of the block of a code, from its lower twelve bits and the rest.
    """
    for block in prange(rest.size):
        if not dirty[me, block]:
            continue
        dirty[me, block] = 0
        base = rest[block]
        if patterns == 1:
            least: Any = HIGHEST
            waiting: Any = HIGHEST
            last = HIGHEST
            for t in range(counts[block]):
                s = base | own[order[block, t]]
                if rank[s] != last:
                    least = min(least, waiting)
                    last = rank[s]
                if least < v[s]:
                    v[s] = least
                    _wake(s, me, against, dirty, low, high)
                waiting = min(waiting, v[s])
            continue
        seen = np.full(patterns, HIGHEST, dtype=np.int32)
        start = 0
        while start < counts[block]:
            level = rank[base | own[order[block, start]]]
            end = start
            while end < counts[block] and rank[base | own[order[block, end]]] == level:
                k = order[block, end]
                s = base | own[k]
                mine = fixed[k]
                best = seen[mine]
                free = (patterns - 1) & ~mine
                sub = free
                while sub:
                    best = min(best, seen[mine | sub])
                    sub = (sub - 1) & free
                if best < v[s]:
                    v[s] = best
                    _wake(s, me, against, dirty, low, high)
                end += 1
            for t in range(start, end):
                k = order[block, t]
                seen[fixed[k]] = min(seen[fixed[k]], v[base | own[k]])
            start = end


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
