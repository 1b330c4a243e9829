"""Which states of a conflict are stable, for whom, and why.

Steps: 1. choose the engine: the graph of moves where it fits (graph form, preferences not all known, or few states), else
transforms over option axes; 2. stability of every state for every decision maker under each concept; equilibria are stable for
all; 3. witnesses, paths and what else the conflict states. The query engine looks at some states only, of a conflict of any
size. Definitions: see `detente.stability.arena`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable

from detente.model.conflict import Conflict
from detente.stability import transform
from detente.stability.arena import CONCEPTS
from detente.stability.arrays import by_transform
from detente.stability.listed import SMALL, by_graph
from detente.stability.result import StabilityResult
from detente.stability.space import MAX_LISTED, TooLarge, feasible_codes, space

LISTED = 1_000
ENGINES = ("auto", "graph", "transform", "query")


def analyse(
    conflict: Conflict,
    *,
    states: Iterable[int] = (),
    concepts: tuple[str, ...] = CONCEPTS,
    engine: str = "auto",
    listed: int = LISTED,
    memory: int | None = None,
    codes: Iterable[int] = (),
    moves: int = 4,
    seconds: float | None = 60.0,
    progress: Callable[[str, float], None] | None = None,
) -> StabilityResult:
    """The stability analysis of a conflict.

    states: numbers (from 1) to explain beyond equilibria, agreed state and status quo; codes: the same by code, for conflicts
    too large to number. engine: "auto", "graph", "transform" or "query"; "query" looks at the states asked for only (by default
    the agreed state and the status quo), and so does "auto" where the others do not take the conflict and states are asked for.
    listed: the most states that are listed for each concept. memory: bytes the transform engine may take, by default what is
    free. moves: the longest sequence of credible answers that the query engine looks for; seconds: its limit of time, beyond which it says what is undecided.
    progress: called with a stage and the share done (0..1).
    Raises TooLarge where no engine takes it (the message says what it would need), ValueError for an unknown concept or
    engine, a state that there is not, or a conflict in which no state can be.
    """
    if set(concepts) - set(CONCEPTS) or engine not in ENGINES:
        raise ValueError(f"unknown concept or engine: {', '.join(concepts)}; {engine}")
    wanted, asked = tuple(states), tuple(codes)
    for code in asked:
        if not 0 <= code < conflict.size or not conflict.feasible(code):
            raise ValueError(f"there is no state of code {code}")
    tell = progress or (lambda stage, share: None)
    inputs = digest(conflict)
    if engine == "query":
        return _by_query(conflict, concepts, wanted, asked, moves, seconds, tell, inputs)
    refused = transform.refuse(conflict, memory)
    if engine != "transform":
        try:
            found = space(conflict, SMALL if engine == "auto" and not refused else MAX_LISTED)
        except TooLarge:
            if engine == "graph":
                raise
        else:
            focus = (*wanted, *(found.numbers[c] + 1 for c in asked))
            return by_graph(found, concepts, focus, listed, inputs)
    if refused and engine == "auto" and asked:
        return _by_query(conflict, concepts, wanted, asked, moves, seconds, tell, inputs)
    return by_transform(conflict, concepts, wanted, asked, listed, memory, tell, inputs)


def _by_query(
    conflict: Conflict, concepts: tuple[str, ...], wanted: tuple[int, ...], asked: tuple[int, ...], moves: int,
    seconds: float | None, tell: Callable[[str, float], None], inputs: str,
) -> StabilityResult:
    from detente.stability.asked import by_query

    numbered = feasible_codes(conflict) if wanted else ()
    for number in wanted:
        if not 1 <= number <= len(numbered):
            raise ValueError(f"there is no state {number}; states are numbered from 1 to {len(numbered):,}")
    codes = list(dict.fromkeys([*asked, *(numbered[n - 1] for n in wanted)]))
    if not codes:
        codes = list(dict.fromkeys(c for c in (conflict.agreed, conflict.status_quo) if c is not None))
    if not codes:
        raise ValueError("the query engine needs a state to look at: name one, or state which is agreed or where it stands")
    return by_query(conflict, codes, concepts, moves, seconds, tell, inputs)


def digest(conflict: Conflict) -> str:
    """A hash of what the conflict says."""
    plain = repr((conflict.name, conflict.makers, conflict.options, conflict.infeasible, conflict.coalitions,
                  conflict.status_quo, conflict.agreed, conflict.graph))
    return hashlib.sha256(plain.encode()).hexdigest()
