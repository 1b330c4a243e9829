"""The result of the graph engine: a conflict whose states are listed, with all concepts.

Steps: 1. each decision maker's view of the graph of moves; 2. stability of every state for every decision maker; equilibria are
stable for all; 3. witnesses for the states asked for, the agreed state, the status quo and the equilibria; 4. coalitions, paths
from the status quo, strength, unknown preference, misperception and limited horizons where the conflict states them.
"""

from __future__ import annotations

from typing import Any

from detente.stability.arena import VARIANTS, Bits, equilibria, members
from detente.stability.coalition import against_every_group, joint
from detente.stability.horizon import horizon, why_not
from detente.stability.paths import walk
from detente.stability.result import Path, StabilityResult, Witness, numbers
from detente.stability.space import Space
from detente.stability.views import believed, seen, stable_as_seen, view
from detente.stability.witness import move, witness

SMALL = 256
"""The most states for which limited horizons and all groups are tried."""
WITNESSED = 40
METHOD = "stability of every state by definition; see the reference of concepts"

Tables = dict[str, list[Bits]]


def by_graph(
    found: Space, concepts: tuple[str, ...], wanted: tuple[int, ...], listed: int, inputs: str
) -> StabilityResult:
    """The result for a conflict whose states are listed. wanted: numbers (from 1) of states to explain."""
    conflict, arena = found.conflict, found.arena
    if not arena.size:
        raise ValueError("no state of the conflict can be")
    missing = {"sim": "it is defined in option form only"} if conflict.graph is not None and "sim" in concepts else {}
    used = tuple(c for c in concepts if c not in missing)
    views = [view(found, m) for m in range(arena.movers)]
    tables = {c: stable_as_seen(found, views, c) for c in used}
    result = {c: equilibria(t, arena.size) for c, t in tables.items()}
    horizons, reason = _horizon(found)
    if reason:
        missing["limited move"] = reason
    now, agreed = (None if c is None else found.numbers.get(c) for c in (conflict.status_quo, conflict.agreed))
    focus = _focus(result, [x for x in (agreed, now) if x is not None], wanted, arena.size)
    shown = range(min(arena.size, max(listed, 1)))
    groups = against_every_group(found, used, tables) if arena.size <= SMALL else None
    strong = _strong(found, tables)
    return StabilityResult(
        conflict, conflict.size, arena.size,
        {s + 1: found.label(s) for s in shown}, {s + 1: conflict.words(found.codes[s]) for s in shown},
        {c: numbers(b, listed) for c, b in result.items()}, {c: b.bit_count() for c, b in result.items()},
        {name: {c: numbers(t[m], listed) for c, t in tables.items()} for m, name in enumerate(found.movers)},
        _witnesses(found, views, used, focus), "graph", METHOD, inputs,
        {"concepts": list(concepts), "listed": listed}, True, None if now is None else now + 1,
        _paths(found, now, result), tuple(joint(found, g, used, listed) for g in conflict.coalitions),
        None if strong is None else {c: numbers(equilibria(t, arena.size), listed) for c, t in strong.items()},
        horizons, missing,
        None if strong is None else
        {n: {c: numbers(t[m], listed) for c, t in strong.items()} for m, n in enumerate(found.movers)},
        _uncertain(found, used, listed),
        None if groups is None else {c: numbers(b, listed) for c, b in groups.items()},
        _perceptions(found, views, used, listed),
    )


def _focus(result: dict[str, Bits], marked: list[int], wanted: tuple[int, ...], size: int) -> list[int]:
    """Indices of the states to explain: those asked for, those marked, equilibria by how many concepts they satisfy."""
    for number in wanted:
        if not 1 <= number <= size:
            raise ValueError(f"there is no state {number}; states are numbered from 1 to {size}")
    by_count = sorted(range(size), key=lambda s: (-sum(b >> s & 1 for b in result.values()), s))
    kept = [s for s in by_count if any(b >> s & 1 for b in result.values())]
    return list(dict.fromkeys([*(w - 1 for w in wanted), *marked, *kept]))[:WITNESSED]


def _witnesses(found: Space, views: list[Space], concepts: tuple[str, ...], focus: list[int]) -> tuple[Witness, ...]:
    masks = [seen(found, m) for m in range(found.arena.movers)]
    return tuple(
        witness(views[m], c, m, s, bool(masks[m] >> s & 1)) for s in focus for m in range(found.arena.movers) for c in concepts
    )


def _horizon(found: Space) -> tuple[dict[str, Any] | None, str]:
    reason = why_not(found)
    if reason or found.arena.size > SMALL:
        return None, reason or "limited-move stability is computed for small conflicts"
    table = horizon(found.arena)
    first, period = table.repeats
    return {
        "repeats_from": first, "period": period,
        "stable": {str(h + 1): {n: numbers(row[m], SMALL) for m, n in enumerate(found.movers)}
                   for h, row in enumerate(table.stable[:20])},
        "non_myopic": {n: list(numbers(table.non_myopic[m], SMALL)) for m, n in enumerate(found.movers)},
        "non_myopic_equilibria": list(numbers(table.non_myopic[0] & table.non_myopic[1], SMALL)),
    }, ""


def _strong(found: Space, tables: Tables) -> Tables | None:
    """By concept and mover, what is stable by strong sanctions."""
    arena = found.arena
    if not arena.much_worse:
        return None
    return {
        c: [sum(1 << s for s in members(bits) if arena.strongly(c, m, s)) for m, bits in enumerate(tables[c])]
        for c in ("gmr", "smr", "seq") if c in tables
    }


def _uncertain(found: Space, concepts: tuple[str, ...], listed: int) -> dict[str, dict[str, tuple[int, ...]]] | None:
    arena = found.arena
    if not arena.maybe:
        return None
    out: dict[str, dict[str, tuple[int, ...]]] = {}
    for letter in VARIANTS:
        out[letter] = {}
        for concept in concepts:
            left = range(arena.size)
            for m in range(arena.movers):
                left = [s for s in left if arena.stable_if(letter, concept, m, s)]  # type: ignore[assignment]
            out[letter][concept] = tuple(s + 1 for s in left)[:listed]
    return out


def _perceptions(
    found: Space, views: list[Space], concepts: tuple[str, ...], listed: int
) -> dict[str, dict[str, Any]] | None:
    out: dict[str, dict[str, Any]] = {}
    for m, mine in enumerate(views):
        if mine is not found:
            unseen = (1 << found.arena.size) - 1 & ~seen(found, m)
            out[found.movers[m]] = {
                "unseen": list(numbers(unseen, listed)),
                "believes": {c: list(numbers(believed(found, mine, m, c), listed)) for c in concepts},
            }
    if not out:
        return None
    size = found.arena.size
    plain = {c: list(numbers(equilibria(found.arena.all_stable(c), size), listed)) for c in concepts}
    return {**out, "if all were seen": plain}


def _paths(found: Space, now: int | None, result: dict[str, Bits]) -> tuple[Path, ...]:
    if now is None:
        return ()
    goals = 0
    for bits in result.values():
        goals |= bits
    group, plain = list(range(found.arena.movers)), found.arena.moves
    out = []
    for goal in list(members(goals & ~(1 << now)))[:WITNESSED]:
        for kind in ("improvements", "moves"):
            steps = walk(found.arena, group, now, 1 << goal, kind == "improvements", lambda m, s: plain[m][s])
            if steps:
                out.append(Path(goal + 1, kind, tuple(move(found, m, a, b) for m, a, b in steps)))
                break
    return tuple(out)
