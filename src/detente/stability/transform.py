"""Nash, GMR, SMR, SEQ and SSEQ over all states of a conflict in option form, by transforms over option axes.

With jumps to any own combination of options, moves and improvements of one decision maker are transitive, so legal sequences
reach just the closure of the others' moves, and with P_i as numbers a state s is unstable for i if and only if

- Nash: max P_i over R_i(s) > P_i(s);
- GMR: max over s₁ in R_i(s) of min(P_i(s₁), min of P_i over R_{N∖i}(s₁)) > P_i(s);
- SMR: the same with max(P_i(s₂), max of P_i over R_i(s₂)) in place of P_i(s₂);
- SEQ: as GMR over R⁺_{N∖i}(s₁); SSEQ: as SMR over R⁺_{N∖i}(s₁).

Steps: 1. P_i as an int32 array over all 2^n codes; 2. the least over the others' moves: one pass for each option axis, repeated
decision maker by decision maker to a fixed point where some states are infeasible; 3. for SEQ, each block of codes that differ
in one opponent's options is walked from that opponent's best to its worst, repeated over opponents to a fixed point; 4. the
greatest over i's own axes; 5. one bit for each concept in one byte a state and decision maker. No state-by-state matrix.
Definitions: Fang, Hipel & Kilgour 1993; the transform form was derived for this program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from detente.model.conflict import Conflict
from detente.stability.space import TooLarge, counted_anew, feasible_mask, formula_array, rank_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FOUR = ("nash", "gmr", "smr", "seq")
COVERED = (*FOUR, "sseq")
MOST_OPTIONS, MOST_OWN = 30, 16
SPLIT, ALONE = 12, 1 << 17
_WAYS = {"both": 0, "to yes": 1, "to no": 2}


@dataclass
class Tables:
    """What is stable, over all codes.

    stable: by decision maker, a byte for each code with a bit for each of `COVERED`. feasible: whether the state can be. ranks: by
    decision maker, an int32 whose order is the preference. decisive: by concept, decision maker and code, for the codes asked
    for, the improvement that is hardest to deter; -1 where there is no improvement.
    """

    stable: list[NDArray[np.uint8]]
    feasible: NDArray[np.bool_]
    ranks: list[NDArray[np.int32]]
    decisive: dict[tuple[str, int, int], int]

    def of(self, concept: str, maker: int) -> NDArray[np.bool_]:
        """Over all codes, whether the state is feasible and stable for the decision maker."""
        bit = 1 << COVERED.index(concept)
        found: NDArray[np.bool_] = (self.stable[maker] & bit != 0) & self.feasible
        return found

    def equilibria(self, concept: str) -> NDArray[np.bool_]:
        """Over all codes, whether the state is feasible and stable for all."""
        found = self.feasible.copy()
        for maker in range(len(self.stable)):
            found &= self.of(concept, maker)
        return found


def needed_bytes(conflict: Conflict) -> int:
    """The memory the engine takes at its peak, in bytes.

    For each code: 1 for feasibility, and for each decision maker 4 for its rank, 1 for its marks and 1 or 2 for the order of its
    combinations; then the larger of 8 for two work arrays and what a rank takes while it is built: 8, or 40 where ranks have to
    be counted anew (sums beyond 32 bits, more than 30 statements).
    """
    makers = len(conflict.makers)
    wide = sum(2 if bin(conflict.mask(m)).count("1") > 8 else 1 for m in range(makers))
    building = max((40 if counted_anew(m.preference) else 8 for m in conflict.makers), default=8)
    return (1 << len(conflict.options)) * (1 + 5 * makers + wide + building)


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
        return "the transform engine takes preferences that are all known; others are taken up to 4,096 states"
    n = len(conflict.options)
    advice = "ask about one state instead (`--state`, query engine)"
    if n > MOST_OPTIONS:
        need = needed_bytes(conflict)
        size = f"{need / 1e9:,.0f} GB" if need < 1e15 else f"about 10^{len(str(need)) - 1} bytes"
        return f"2^{n} states need {size}, and this engine goes to 2^{MOST_OPTIONS} states; {advice}"
    most = max((bin(conflict.mask(m)).count("1") for m in range(len(conflict.makers))), default=0)
    if most > MOST_OWN:
        return f"a decision maker has {most} options; this engine takes {MOST_OWN} for each; {advice}"
    need, free = needed_bytes(conflict), available_bytes() if limit is None else limit
    if free is not None and need > 0.9 * free:
        return f"2^{n} states need {need / 1e9:.1f} GB and {free / 1e9:.1f} GB are free; {advice}"
    return ""


class Mover:
    """One decision maker's axes, and the order of its combinations in each block of codes."""

    def __init__(self, conflict: Conflict, maker: int) -> None:
        import numpy as np

        own = conflict.mask(maker)
        axes = [k for k in range(len(conflict.options)) if own >> k & 1]
        self.axes = np.array(axes, dtype=np.int64)
        self.ways = np.array([_WAYS[conflict.options[k].direction] for k in axes], dtype=np.int64)
        self.own = _combinations(axes)
        self.others = [k for k in range(len(conflict.options)) if not own >> k & 1]
        self.rest = _combinations(self.others)
        steady = [(k, conflict.options[k].direction) for k in axes if conflict.options[k].direction != "both"]
        self.patterns = 1 << len(steady)
        self.fixed = np.zeros(self.own.size, dtype=np.int64)
        for at, (axis, direction) in enumerate(steady):
            taken = self.own >> axis & 1
            self.fixed |= (taken if direction == "to yes" else 1 - taken).astype(np.int64) << at
        self.order: Any = None
        self.counts: Any = None

    def moves(self, code: int, feasible: Any) -> Any:
        """The feasible codes that it can move to from a code, ascending."""
        import numpy as np

        codes = (self.own | (code & ~int(self.own[-1]))).astype(np.int64)
        kept = feasible[codes] & (codes != code)
        for axis, way in zip(self.axes.tolist(), self.ways.tolist(), strict=True):
            if way and (code >> axis & 1) == way % 2:
                kept &= (codes >> axis & 1) == way % 2
        return codes[kept]

    def prepare(self, rank: Any, feasible: Any) -> None:
        """Sort the blocks once; needed for SEQ and SSEQ."""
        import numpy as np

        from detente.stability import kernels

        kind = np.uint8 if self.own.size <= 256 else np.uint16
        self.order = np.zeros((self.rest.size, self.own.size), dtype=kind)
        self.counts = np.zeros(self.rest.size, dtype=np.int32)
        kernels.order_blocks(rank, feasible, self.rest, self.own, self.order, self.counts)


def _combinations(axes: list[int]) -> NDArray[np.int32]:
    import numpy as np

    out = np.zeros(1, dtype=np.int32)
    for k in axes:
        out = np.concatenate((out, out | np.int32(1 << k)))
    return out


def tables(
    conflict: Conflict,
    limit: int | None = None,
    concepts: tuple[str, ...] = FOUR,
    focus: tuple[int, ...] = (),
    progress: Callable[[str, float], None] = lambda stage, share: None,
) -> Tables:
    """Stability of every state for every decision maker. Raises TooLarge with the memory it would need.

    focus: codes whose decisive improvements are kept. A decision maker that misperceives is judged by the states it sees.
    """
    reason = refuse(conflict, limit)
    if reason:
        raise TooLarge(reason)
    with _threads(1 << len(conflict.options)):
        return _tables(conflict, concepts, focus, progress)


@contextmanager
def _threads(states: int) -> Iterator[None]:
    """One thread for few states, where waiting for a second one costs more than it does; as many as before for others."""
    import numba

    before = numba.get_num_threads()
    numba.set_num_threads(1 if states <= ALONE else before)
    try:
        yield
    finally:
        numba.set_num_threads(before)


def _tables(
    conflict: Conflict, concepts: tuple[str, ...], focus: tuple[int, ...], progress: Callable[[str, float], None]
) -> Tables:
    import numpy as np

    n, makers = len(conflict.options), range(len(conflict.makers))
    feasible = feasible_mask(conflict)
    ranks = []
    for m in makers:
        progress("preferences", m / len(makers))
        ranks.append(rank_array(conflict.makers[m].preference, n))
    out = Tables([np.zeros(1 << n, dtype=np.uint8) for _ in makers], feasible, ranks, {})
    views: dict[object, list[int]] = {}
    for m in makers:
        views.setdefault(conflict.makers[m].unseen, []).append(m)
    done = 0
    for unseen, same in views.items():
        known = feasible
        for constraint in conflict.makers[same[0]].unseen if unseen else ():
            known = known & ~formula_array(constraint.formula, n)
        engine = _Engine([Mover(conflict, m) for m in makers], ranks, known, not bool(known.all()))
        if {"seq", "sseq"} & set(concepts):
            progress("orders", done / len(makers))
            engine.prepare()
        for m in same:
            engine.mark(m, out, concepts, focus, partial(_tell, progress, done / len(makers)))
            done += 1
    return out


def _tell(progress: Callable[[str, float], None], share: float, stage: str) -> None:
    progress(stage, share)


class _Engine:
    def __init__(self, movers: list[Mover], ranks: list[Any], feasible: Any, holes: bool) -> None:
        self.movers, self.ranks, self.feasible, self.holes = movers, ranks, feasible, holes
        self.blocks: _Blocks | None = None

    def prepare(self) -> None:
        """Sort the blocks of every mover; needed for SEQ and SSEQ."""
        for mover, rank in zip(self.movers, self.ranks, strict=True):
            mover.prepare(rank, self.feasible)

    def mark(
        self, i: int, out: Tables, concepts: tuple[str, ...], focus: tuple[int, ...], tell: Callable[[str], None]
    ) -> None:
        """Set the bits of the concepts for decision maker i."""
        from detente.stability import kernels

        rank, into = self.ranks[i], out.stable[i]
        starts = {c: self.improvements(i, c) for c in focus if self.feasible[c]}

        def keep(concept: str, reached: Any, worst: bool = True) -> None:
            for code, found in starts.items():
                values = reached[found] if worst else rank[found]
                at = -1 if not found.size else int(found[int(values.argmax())])
                out.decisive[concept, i, code] = at

        tell("Nash")
        best = self.own_best(i, rank.copy())
        kernels.mark(into, best, rank, 1)
        keep("nash", None, worst=False)
        for concept, reach, bit in (("sseq", self.credible, 16), ("smr", self.closure, 4)):
            if concept in concepts:
                tell(concept.upper())
                least = reach(i, best.copy() if concept == "sseq" else best)
                kernels.least(least, rank)
                keep(concept, least)
                kernels.mark(into, self.own_best(i, least), rank, bit)
                del least
        del best
        for concept, reach, bit in (("gmr", self.closure, 2), ("seq", self.credible, 8)):
            if concept in concepts:
                tell(concept.upper())
                least = reach(i, rank.copy())
                keep(concept, least)
                kernels.mark(into, self.own_best(i, least), rank, bit)
                del least
        if self.holes:
            into[~self.feasible] = 0

    def improvements(self, i: int, code: int) -> Any:
        """The feasible codes that decision maker i can move to and prefers."""
        found = self.movers[i].moves(code, self.feasible)
        return found[self.ranks[i][found] > self.ranks[i][code]]

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
        if self.blocks is None:
            self.blocks = _Blocks(self.movers, v.size)
        at = self.blocks
        for k in others:
            at.dirty[k, : self.movers[k].rest.size] = 1
        while waiting := [k for k in others if at.dirty[k].any()]:
            for k in waiting:
                m = self.movers[k]
                with _threads(int(at.dirty[k].sum()) * m.own.size):
                    kernels.improve(v, self.ranks[k], m.rest, m.own, m.order, m.counts, m.fixed, m.patterns,
                                    k, i, at.dirty, at.low, at.high)
        return v


class _Blocks:
    """By mover, which blocks of codes wait to be walked again, and the number of the block of each code."""

    def __init__(self, movers: list[Mover], size: int) -> None:
        import numpy as np

        self.dirty = np.zeros((len(movers), max(m.rest.size for m in movers)), dtype=np.uint8)
        self.low = np.zeros((len(movers), 1 << SPLIT), dtype=np.int32)
        self.high = np.zeros((len(movers), max(1, size >> SPLIT)), dtype=np.int32)
        for j, mover in enumerate(movers):
            for at, axis in enumerate(mover.others):
                part, shift = (self.low, axis) if axis < SPLIT else (self.high, axis - SPLIT)
                part[j] |= (np.arange(part.shape[1], dtype=np.int32) >> shift & 1) << at
