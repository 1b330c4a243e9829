"""The result of the transform engine: all states of a large conflict in option form.

Steps: 1. `detente.stability.transform` marks every state; 2. states are numbered by counting feasible codes; 3. for the states
asked for, the agreed state, the status quo and the first equilibria, the improvement that is hardest to deter is kept while
marking, and its answer found by following legal sequences of the others, layer by layer, up to a stated number of states.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from detente.model.conflict import Conflict
from detente.stability import transform
from detente.stability.result import StabilityResult, Witness
from detente.stability.witness import Step, Teller

METHOD = "stability of every state by transforms over option axes; see the reference of concepts"
EXPLAINED = 12
MOST_FOLLOWED = 1 << 18
"""The most states that are followed in search of an answer to show."""


def by_transform(
    conflict: Conflict, concepts: tuple[str, ...], wanted: tuple[int, ...], asked: tuple[int, ...], listed: int,
    memory: int | None, tell: Callable[[str, float], None], inputs: str,
) -> StabilityResult:
    """The result for a conflict in option form. wanted: numbers (from 1), asked: codes, of states to explain."""
    import numpy as np

    used = tuple(c for c in transform.COVERED if c in concepts)
    marked = [c for c in (conflict.agreed, conflict.status_quo) if c is not None]
    focus = list(dict.fromkeys([*asked, *_codes_of(conflict, wanted, memory), *marked]))
    table = transform.tables(conflict, memory, used, tuple(focus), tell)
    feasible = int(table.feasible.sum())
    if not feasible:
        raise ValueError("no state of the conflict can be")
    before = np.cumsum(table.feasible, dtype=np.int32)

    def numbered(found: Any) -> tuple[int, ...]:
        return tuple(int(before[c]) for c in _first(found, listed))

    result = {c: table.equilibria(c) for c in used}
    focus = [c for c in focus if table.feasible[c]]
    named = set(focus) | set(_first(table.feasible, listed)) | {c for f in result.values() for c in _first(f, listed)}
    codes = sorted(named)
    tell("answers", 1.0)
    explain = _Explainer(conflict, table, Teller(
        conflict, tuple(m.name for m in conflict.makers), tuple(conflict.mask(m) for m in range(len(conflict.makers))),
        lambda c: c, lambda c: int(before[c]),
    ))
    missing = dict.fromkeys((c for c in concepts if c not in transform.COVERED), "it is computed on small conflicts")
    now = conflict.status_quo
    return StabilityResult(
        conflict, conflict.size, feasible, {int(before[c]): conflict.pattern(c) for c in codes},
        {int(before[c]): conflict.words(c) for c in codes},
        {c: numbered(f) for c, f in result.items()}, {c: int(f.sum()) for c, f in result.items()},
        {m.name: {c: numbered(table.of(c, k)) for c in used} for k, m in enumerate(conflict.makers)},
        tuple(explain.witness(c, m, s) for s in focus[:EXPLAINED] for m in range(len(conflict.makers)) for c in used),
        "transform", METHOD, inputs,
        {"concepts": list(concepts), "listed": listed, "bytes": transform.needed_bytes(conflict)},
        True, None if now is None or not table.feasible[now] else int(before[now]), not_computed=missing,
    )


def _codes_of(conflict: Conflict, wanted: tuple[int, ...], memory: int | None) -> list[int]:
    import numpy as np

    from detente.stability.space import TooLarge, feasible_mask

    if not wanted:
        return []
    if reason := transform.refuse(conflict, memory):
        raise TooLarge(reason)
    every = np.flatnonzero(feasible_mask(conflict))
    for number in wanted:
        if not 1 <= number <= every.size:
            raise ValueError(f"there is no state {number}; states are numbered from 1 to {every.size:,}")
    return [int(every[n - 1]) for n in wanted]


def _first(found: Any, listed: int) -> list[int]:
    """The first so many codes at which an array is true, without listing them all."""
    import numpy as np

    out: list[int] = []
    for start in range(0, found.size, 1 << 20):
        out += [start + int(c) for c in np.flatnonzero(found[start : start + (1 << 20)])[: listed - len(out)]]
        if len(out) >= listed:
            break
    return out


class _Explainer:
    def __init__(self, conflict: Conflict, table: transform.Tables, tell: Teller) -> None:
        self.conflict, self.table, self.tell = conflict, table, tell
        self.movers = [transform.Mover(conflict, m) for m in range(len(conflict.makers))]

    def witness(self, concept: str, maker: int, code: int) -> Witness:
        """Why a state is stable or not for a decision maker."""
        if not self.conflict.makers[maker].sees(code):
            return self.tell.unseen(concept, maker, code)
        s1 = self.table.decisive[concept, maker, code]
        if s1 < 0:
            return self.tell.content(concept, maker, code)
        if not self.table.of(concept, maker)[code]:
            return self.tell.tempted(concept, maker, code, s1)
        steps = self.answer(concept, maker, code, s1)
        return self.tell.deterred(concept, maker, code, s1, [self.tell.move(*step) for step in steps])

    def answer(self, concept: str, maker: int, code: int, s1: int) -> list[Step]:
        """A shortest legal sequence of the others that deters the improvement s1; empty where it is not found soon."""
        ranks, level = self.table.ranks, self.table.ranks[maker][code]
        known = self.known(maker)
        came: dict[tuple[int, int], tuple[int, int]] = {}
        layer = [(-1, s1)]
        while layer and len(came) < MOST_FOLLOWED:
            following: list[tuple[int, int]] = []
            for last, state in layer:
                for j, mover in enumerate(self.movers):
                    if j in (maker, last) or len(came) >= MOST_FOLLOWED:
                        continue
                    ends = mover.moves(state, known)
                    if concept in ("seq", "sseq"):
                        ends = ends[ranks[j][ends] > ranks[j][state]]
                    for q in ends[ranks[maker][ends] <= level]:
                        if concept not in ("smr", "sseq") or self.trapped(maker, int(q), level, known):
                            return self.back(came, (last, state), (j, int(q)))
                    for q in ends.tolist():
                        if (j, q) not in came:
                            came[j, q] = (last, state)
                            following.append((j, q))
            layer = following
        return []

    def known(self, maker: int) -> Any:
        """The feasible codes as the decision maker sees them."""
        from detente.stability.space import formula_array

        mask = self.table.feasible
        for constraint in self.conflict.makers[maker].unseen:
            mask = mask & ~formula_array(constraint.formula, len(self.conflict.options))
        return mask

    def trapped(self, maker: int, code: int, level: Any, known: Any) -> bool:
        """Whether the decision maker gets from a state to nothing better than a level."""
        ends = self.movers[maker].moves(code, known)
        return not bool((self.table.ranks[maker][ends] > level).any())

    @staticmethod
    def back(came: dict[tuple[int, int], tuple[int, int]], at: tuple[int, int], end: tuple[int, int]) -> list[Step]:
        """The steps that lead to the end."""
        steps = [(end[0], at[1], end[1])]
        while at in came:
            before = came[at]
            steps.append((at[0], before[1], at[1]))
            at = before
        return steps[::-1]
