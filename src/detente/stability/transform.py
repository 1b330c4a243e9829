"""Nash, GMR, SMR and SEQ over all states of a conflict in option form, by transforms over option axes.

With jumps to any own combination of options, moves and improvements of one decision maker are transitive, so legal sequences
reach just the closure of the others' moves, and with P_i as numbers a state s is unstable for i if and only if

- Nash: max P_i over R_i(s) > P_i(s);
- GMR: max over s₁ in R_i(s) of min(P_i(s₁), min of P_i over R_{N∖i}(s₁)) > P_i(s);
- SMR: the same with max(P_i(s₂), max of P_i over R_i(s₂)) in place of P_i(s₂);
- SEQ: as GMR over R⁺_{N∖i}(s₁).

Steps: 1. P_i as an int32 array over all 2^n codes; 2. the least over the others' moves: one pass for each option axis, repeated
decision maker by decision maker to a fixed point where some states are infeasible; 3. for SEQ, each block of codes that differ
in one opponent's options is walked from that opponent's best to its worst, repeated over opponents to a fixed point; 4. the
greatest over i's own axes; 5. one bit for each concept in one byte a state and decision maker. No state-by-state matrix.
Definitions: Fang, Hipel & Kilgour 1993; the transform form was derived for this program (see the decision page on engines).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.model.conflict import Conflict
from detente.stability.space import TooLarge, feasible_mask, rank_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOUR = ("nash", "gmr", "smr", "seq")
_WAYS = {"both": 0, "to yes": 1, "to no": 2}


@dataclass
class Tables:
    """stable: by decision maker, a byte for each code with a bit for each of `FOUR`. feasible: over all codes."""

    stable: list[NDArray[np.uint8]]
    feasible: NDArray[np.bool_]

    def of(self, concept: str, maker: int) -> NDArray[np.bool_]:
        """Over all codes, whether the state is feasible and stable for the decision maker."""
        bit = 1 << FOUR.index(concept)
        found: NDArray[np.bool_] = (self.stable[maker] & bit != 0) & self.feasible
        return found

    def equilibria(self, concept: str) -> NDArray[np.bool_]:
        """Over all codes, whether the state is feasible and stable for all."""
        found = self.feasible.copy()
        for maker in range(len(self.stable)):
            found &= self.of(concept, maker)
        return found


def needed_bytes(options: int, makers: int) -> int:
    """The memory the engine takes at its peak, in bytes: ranks and marks of each decision maker, orders, work arrays."""
    return (1 << options) * (makers * (4 + 1 + 2) + 4 + 4 + 1 + 8)


def available_bytes() -> int | None:
    """Memory that is free now, in bytes; None where the system does not say."""
    import os

    try:
        return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError, AttributeError):
        return None


def refuse(conflict: Conflict, limit: int | None = None) -> str:
    """Why the engine does not take a conflict, in a sentence; "" where it does. limit: bytes, by default what is free."""
    if conflict.graph is not None:
        return "the transform engine takes conflicts in option form"
    if not all(m.preference.certain for m in conflict.makers):
        return "the transform engine takes preferences that are all known"
    n, need = len(conflict.options), needed_bytes(len(conflict.options), len(conflict.makers))
    most = max((bin(conflict.mask(m)).count("1") for m in range(len(conflict.makers))), default=0)
    if n > 30 or most > 16:
        return f"{n} options are {2**n:,} states; ask about one state instead (`--state`)"
    free = available_bytes() if limit is None else limit
    if free is not None and need > 0.9 * free:
        return (
            f"2^{n} states need {need / 1e9:.1f} GB and {free / 1e9:.1f} GB are free; ask about one state instead (`--state`)"
        )
    return ""


class _Mover:
    """One decision maker's axes, and the order of its combinations in each block of codes."""

    def __init__(self, conflict: Conflict, maker: int) -> None:
        import numpy as np

        own = conflict.mask(maker)
        axes = [k for k in range(len(conflict.options)) if own >> k & 1]
        self.axes = np.array(axes, dtype=np.int64)
        self.ways = np.array([_WAYS[conflict.options[k].direction] for k in axes], dtype=np.int64)
        self.own = _combinations(axes)
        self.rest = _combinations([k for k in range(len(conflict.options)) if not own >> k & 1])
        steady = [(k, conflict.options[k].direction) for k in axes if conflict.options[k].direction != "both"]
        self.patterns = 1 << len(steady)
        self.fixed = np.zeros(self.own.size, dtype=np.int64)
        for at, (axis, direction) in enumerate(steady):
            taken = self.own >> axis & 1
            self.fixed |= (taken if direction == "to yes" else 1 - taken).astype(np.int64) << at
        self.order: Any = None
        self.counts: Any = None

    def prepare(self, rank: Any, feasible: Any) -> None:
        """Sort the blocks once; needed for SEQ."""
        import numpy as np

        from detente.stability import kernels

        kind = np.uint8 if self.own.size <= 256 else np.uint16
        self.order = np.zeros((self.rest.size, self.own.size), dtype=kind)
        self.counts = np.zeros(self.rest.size, dtype=np.int32)
        kernels.order_blocks(rank, feasible, self.rest, self.own, self.order, self.counts)

    def improve(self, v: Any, rank: Any) -> int:
        """Lower values to the least that its improvements reach; how many changed."""
        from detente.stability import kernels

        if self.patterns == 1:
            return int(kernels.improve_free(v, rank, self.rest, self.own, self.order, self.counts))
        return int(
            kernels.improve(v, rank, self.rest, self.own, self.order, self.counts, self.fixed, self.patterns)
        )


def _combinations(axes: list[int]) -> NDArray[np.int32]:
    import numpy as np

    out = np.zeros(1, dtype=np.int32)
    for k in axes:
        out = np.concatenate((out, out | np.int32(1 << k)))
    return out


def tables(conflict: Conflict, limit: int | None = None, concepts: tuple[str, ...] = FOUR) -> Tables:
    """Stability of every state for every decision maker. Raises TooLarge with the memory it would need."""
    import numpy as np

    reason = refuse(conflict, limit)
    if reason:
        raise TooLarge(reason)
    n = len(conflict.options)
    feasible = feasible_mask(conflict)
    ranks = [rank_array(m.preference, n) for m in conflict.makers]
    movers = [_Mover(conflict, m) for m in range(len(ranks))]
    engine = _Engine(movers, ranks, feasible, not feasible.all())
    if "seq" in concepts:
        for mover, rank in zip(movers, ranks, strict=True):
            mover.prepare(rank, feasible)
    marks = []
    for maker in range(len(ranks)):
        into = np.zeros(1 << n, dtype=np.uint8)
        engine.mark(maker, into, concepts)
        marks.append(into)
    return Tables(marks, feasible)


class _Engine:
    def __init__(self, movers: list[_Mover], ranks: list[Any], feasible: Any, holes: bool) -> None:
        self.movers, self.ranks, self.feasible, self.holes = movers, ranks, feasible, holes

    def mark(self, i: int, into: Any, concepts: tuple[str, ...]) -> None:
        """Set the bits of the concepts for decision maker i."""
        from detente.stability import kernels

        rank = self.ranks[i]
        best = self.own_best(i, rank.copy())
        kernels.mark(into, best, rank, 1)
        if "smr" in concepts:
            kernels.least(self.closure(i, best), rank)
            kernels.mark(into, self.own_best(i, best), rank, 4)
        del best
        if "gmr" in concepts:
            kernels.mark(into, self.own_best(i, self.closure(i, rank.copy())), rank, 2)
        if "seq" in concepts:
            kernels.mark(into, self.own_best(i, self.credible(i, rank.copy())), rank, 8)

    def own_best(self, i: int, v: Any) -> Any:
        """The greatest value that i's own moves reach, in place."""
        from detente.stability import kernels

        if self.holes:
            kernels.block_out(v, self.feasible, kernels.LOWEST)
        kernels.sweep(v, self.movers[i].axes, self.movers[i].ways, True)
        return v

    def closure(self, i: int, v: Any) -> Any:
        """The least value that any moves of the others reach, in place."""
        import numpy as np

        from detente.stability import kernels

        others = [m for k, m in enumerate(self.movers) if k != i]
        if not self.holes:
            if others:
                axes, ways = (np.concatenate([getattr(m, x) for m in others]) for x in ("axes", "ways"))
                kernels.sweep(v, axes, ways, False)
            return v
        before = kernels.block_out(v, self.feasible, kernels.HIGHEST)
        while others:
            for mover in others:
                kernels.sweep(v, mover.axes, mover.ways, False)
                after = kernels.block_out(v, self.feasible, kernels.HIGHEST)
            if after == before or len(others) == 1:
                break
            before = after
        return v

    def credible(self, i: int, v: Any) -> Any:
        """The least value that improvements of the others reach, in place."""
        from detente.stability import kernels

        if self.holes:
            kernels.block_out(v, self.feasible, kernels.HIGHEST)
        others = [k for k in range(len(self.movers)) if k != i]
        quiet, at = 0, 0
        while others and quiet < len(others):
            k = others[at % len(others)]
            quiet = quiet + 1 if not self.movers[k].improve(v, self.ranks[k]) else 1
            at += 1
        return v
