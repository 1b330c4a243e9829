"""Which states of a conflict are stable, for whom, and why.

Steps: 1. choose the engine: the graph of moves where it fits (graph form, preferences not all known, or few states), else
transforms over option axes; 2. stability of every state for every decision maker under each concept; equilibria are stable for
all; 3. witnesses for the equilibria, the status quo and the states asked for; 4. coalitions, paths from the status quo, strength
and limited horizons where the conflict states them. Definitions: see `detente.stability.arena`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from detente.model.conflict import Conflict
from detente.stability import transform
from detente.stability.arena import CONCEPTS, equilibria, members
from detente.stability.horizon import horizon, why_not
from detente.stability.result import Joint, Path, StabilityResult, Witness
from detente.stability.space import Space, TooLarge, space, with_coalition
from detente.stability.witness import move, walk, witness

SMALL = 256
LISTED = 1_000
WITNESSED = 40
METHOD = "stability of every state by definition; see the reference of concepts"


def analyse(
    conflict: Conflict,
    *,
    states: Iterable[int] = (),
    concepts: tuple[str, ...] = CONCEPTS,
    engine: str = "auto",
    listed: int = LISTED,
    memory: int | None = None,
) -> StabilityResult:
    """The stability analysis of a conflict.

    states: numbers (from 1) to explain beyond equilibria and status quo. engine: "auto", "graph" or "transform". listed: the
    most states that are listed for each concept. memory: bytes the transform engine may take, by default what is free.
    Raises TooLarge where no engine takes it (the message says what it would need), ValueError for an unknown concept or
    engine, or a conflict in which no state can be.
    """
    if set(concepts) - set(CONCEPTS) or engine not in ("auto", "graph", "transform"):
        raise ValueError(f"unknown concept or engine: {concepts}, {engine}")
    wanted = tuple(states)
    if engine != "transform":
        try:
            found = space(conflict, SMALL if engine == "auto" and not transform.refuse(conflict, memory) else 4096)
            return _by_graph(found, concepts, wanted, listed)
        except TooLarge:
            if engine == "graph" or transform.refuse(conflict, memory):
                if engine == "auto":
                    raise TooLarge(transform.refuse(conflict, memory)) from None
                raise
    return _by_transform(conflict, concepts, listed, memory)


def digest(conflict: Conflict) -> str:
    """A hash of what the conflict says."""
    plain = repr((conflict.name, conflict.makers, conflict.options, conflict.infeasible, conflict.coalitions,
                  conflict.status_quo, conflict.graph))
    return hashlib.sha256(plain.encode()).hexdigest()


def _numbers(bits: int, listed: int) -> tuple[int, ...]:
    return tuple(s + 1 for s in members(bits))[:listed]


def _by_graph(found: Space, concepts: tuple[str, ...], wanted: tuple[int, ...], listed: int) -> StabilityResult:
    conflict, arena = found.conflict, found.arena
    if not arena.size:
        raise ValueError("no state of the conflict can be")
    missing = {"sim": "it is defined in option form only"} if conflict.graph is not None and "sim" in concepts else {}
    tables = {c: arena.all_stable(c) for c in concepts if c not in missing}
    result = {c: equilibria(t, arena.size) for c, t in tables.items()}
    horizons, reason = _horizon(found)
    if reason:
        missing["limited move"] = reason
    now = None
    if conflict.status_quo is not None:
        now = found.numbers.get(conflict.status_quo)
    focus = _focus(result, now, wanted, arena.size)
    return StabilityResult(
        conflict, conflict.size, arena.size,
        {s + 1: found.label(s) for s in range(min(arena.size, max(listed, 1)))},
        {s + 1: conflict.words(found.codes[s]) for s in range(min(arena.size, max(listed, 1)))},
        {c: _numbers(b, listed) for c, b in result.items()}, {c: b.bit_count() for c, b in result.items()},
        {name: {c: _numbers(t[m], listed) for c, t in tables.items()} for m, name in enumerate(found.movers)},
        _witnesses(found, tuple(tables), focus), "graph", METHOD, digest(conflict),
        {"concepts": list(concepts), "listed": listed}, True, None if now is None else now + 1,
        _paths(found, now, result), tuple(_joint(found, g, tuple(tables), listed) for g in conflict.coalitions),
        _strong(found, tables, listed), horizons, missing,
    )


def _focus(result: dict[str, int], now: int | None, wanted: tuple[int, ...], size: int) -> list[int]:
    """Indices of the states to explain: those asked for, the status quo, equilibria by how many concepts they satisfy."""
    for number in wanted:
        if not 1 <= number <= size:
            raise ValueError(f"there is no state {number}; states are numbered from 1 to {size}")
    by_count = sorted(range(size), key=lambda s: (-sum(b >> s & 1 for b in result.values()), s))
    kept = [s for s in by_count if any(b >> s & 1 for b in result.values())]
    return list(dict.fromkeys([*(w - 1 for w in wanted), *([] if now is None else [now]), *kept]))[:WITNESSED]


def _witnesses(found: Space, concepts: tuple[str, ...], focus: list[int]) -> tuple[Witness, ...]:
    return tuple(
        witness(found, c, m, s) for s in focus for m in range(found.arena.movers) for c in concepts
    )


def _horizon(found: Space) -> tuple[dict[str, Any] | None, str]:
    reason = why_not(found.arena)
    if reason or found.arena.size > SMALL:
        return None, reason or "limited-move stability is computed for small conflicts"
    table = horizon(found.arena)
    first, period = table.repeats
    return {
        "repeats_from": first, "period": period,
        "stable": {str(h + 1): {n: _numbers(row[m], LISTED) for m, n in enumerate(found.movers)}
                   for h, row in enumerate(table.stable[:20])},
        "non_myopic": {n: list(_numbers(table.non_myopic[m], LISTED)) for m, n in enumerate(found.movers)},
        "non_myopic_equilibria": list(_numbers(table.non_myopic[0] & table.non_myopic[1], LISTED)),
    }, ""


def _strong(found: Space, tables: dict[str, list[int]], listed: int) -> dict[str, tuple[int, ...]] | None:
    arena = found.arena
    if not arena.much_worse:
        return None
    out: dict[str, tuple[int, ...]] = {}
    for concept in ("gmr", "smr", "seq"):
        if concept in tables:
            bits = equilibria(tables[concept], arena.size)
            kept = [s for s in members(bits) if all(arena.strongly(concept, m, s) for m in range(arena.movers))]
            out[concept] = tuple(s + 1 for s in kept)[:listed]
    return out


def _paths(found: Space, now: int | None, result: dict[str, int]) -> tuple[Path, ...]:
    if now is None:
        return ()
    goals = 0
    for bits in result.values():
        goals |= bits
    group = list(range(found.arena.movers))
    out = []
    for goal in list(members(goals & ~(1 << now)))[:WITNESSED]:
        for kind in ("improvements", "moves"):
            steps = walk(found.arena, group, now, 1 << goal, kind == "improvements")
            if steps:
                out.append(Path(goal + 1, kind, tuple(move(found, m, a, b) for m, a, b in steps)))
                break
    return tuple(out)


def _joint(found: Space, group: tuple[str, ...], concepts: tuple[str, ...], listed: int) -> Joint:
    joined = with_coalition(found, group)
    arena = joined.arena
    usable = [c for c in concepts if c != "sim" or arena.number is not None]
    stable = {c: equilibria(arena.all_stable(c), arena.size) for c in usable}
    better = {s + 1: _numbers(arena.improvements(0, s), listed) for s in range(min(arena.size, listed))}
    return Joint(group, {c: _numbers(b, listed) for c, b in stable.items()}, {s: b for s, b in better.items() if b})


def _by_transform(
    conflict: Conflict, concepts: tuple[str, ...], listed: int, memory: int | None
) -> StabilityResult:
    import numpy as np

    table = transform.tables(conflict, memory, tuple(c for c in concepts if c in transform.FOUR))
    feasible = int(table.feasible.sum())
    if not feasible:
        raise ValueError("no state of the conflict can be")
    before = np.cumsum(table.feasible, dtype=np.int64)

    def numbered(found: Any) -> tuple[int, ...]:
        return tuple(int(before[c]) for c in np.flatnonzero(found)[:listed])

    used = [c for c in transform.FOUR if c in concepts]
    result = {c: table.equilibria(c) for c in used}
    named = dict.fromkeys(int(c) for c in np.flatnonzero(table.feasible)[:listed])
    for found in result.values():
        named.update(dict.fromkeys(int(c) for c in np.flatnonzero(found)[:listed]))
    now = conflict.status_quo
    if now is not None and table.feasible[now]:
        named[now] = None
    codes = sorted(named)
    missing = dict.fromkeys((c for c in concepts if c not in transform.FOUR), "it is computed on small conflicts")
    return StabilityResult(
        conflict, conflict.size, feasible, {int(before[c]): conflict.pattern(c) for c in codes},
        {int(before[c]): conflict.words(c) for c in codes},
        {c: numbered(f) for c, f in result.items()}, {c: int(f.sum()) for c, f in result.items()},
        {m.name: {c: numbered(table.of(c, k)) for c in used} for k, m in enumerate(conflict.makers)}, (),
        "transform", METHOD, digest(conflict),
        {"concepts": list(concepts), "listed": listed,
         "bytes": transform.needed_bytes(len(conflict.options), len(conflict.makers))},
        True, None if now is None or not table.feasible[now] else int(before[now]), not_computed=missing,
    )


