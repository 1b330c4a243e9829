"""Limited-move stability L_h and non-myopic stability for two decision makers without ties.

Definition. G_0(i, s) = s. For h > 0 let M be the move of i from s whose outcome G_{h−1}(j, M) i likes best; i stays, so that
G_h(i, s) = s, if it has no move or likes s at least as well as that outcome, else G_h(i, s) = G_{h−1}(j, M). State s is
L_h-stable for i if G_h(i, s) = s, and non-myopically stable if this holds for all h from some horizon on. Steps: 1. refuse more
than two decision makers and ties (definitions differ there, and the anticipated state need not be unique); 2. backward induction
over all states at once; 3. as G_h depends only on G_{h−1}, stop when a table comes again: from then on it is a cycle, and a
state is non-myopically stable if it is stable throughout the cycle. Source: Kilgour 1984; Fang, Hipel & Kilgour 1993, chapter 3.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.stability.arena import Arena, members
from detente.stability.space import Space


@dataclass(frozen=True, slots=True)
class Horizon:
    """stable: by mover, the states that are L_h-stable; at index h−1. non_myopic: by mover. repeats: horizon, period."""

    stable: tuple[tuple[int, ...], ...]
    non_myopic: tuple[int, ...]
    repeats: tuple[int, int]


def why_not(found: Space) -> str:
    """Why the concept is not well defined here, in a sentence; "" where it is."""
    if any(maker.unseen for maker in found.conflict.makers):
        return "limited-move stability is not defined where states are misperceived"
    return _why_not(found.arena)


def _why_not(arena: Arena) -> str:
    if arena.movers != 2:
        return "limited-move stability is computed for two decision makers"
    if arena.maybe:
        return "limited-move stability needs preferences that are all known"
    full = (1 << arena.size) - 1
    for mover in range(2):
        better = arena.better[mover]
        if sum(b.bit_count() for b in better) != arena.size * (arena.size - 1) // 2:
            return "limited-move stability needs rankings without ties"
        if any(b & ~full for b in better):
            return "limited-move stability needs feasible states only"
    return ""


def horizon(arena: Arena, most: int = 1_000) -> Horizon:
    """Stability for every horizon until it repeats. Raises ValueError where it is not well defined or never repeats."""
    reason = _why_not(arena)
    if reason:
        raise ValueError(reason)
    level = [[arena.size - 1 - b.bit_count() for b in arena.better[m]] for m in range(2)]
    table = (tuple(range(arena.size)), tuple(range(arena.size)))
    seen = {table: 0}
    stable: list[tuple[int, ...]] = []
    for h in range(1, most + 1):
        rows = []
        for i in range(2):
            row = []
            for s in range(arena.size):
                ends = [table[1 - i][q] for q in members(arena.moves[i][s])]
                best = max(ends, key=lambda q: level[i][q], default=s)
                row.append(best if level[i][best] > level[i][s] else s)
            rows.append(tuple(row))
        table = (rows[0], rows[1])
        stable.append(tuple(sum(1 << s for s in range(arena.size) if rows[i][s] == s) for i in range(2)))
        if table in seen:
            first = seen[table]
            cycle = stable[first:h]
            always = []
            for i in range(2):
                bits = (1 << arena.size) - 1
                for entry in cycle:
                    bits &= entry[i]
                always.append(bits)
            return Horizon(tuple(stable), tuple(always), (first, h - first))
        seen[table] = h
    raise ValueError(f"no repetition within a horizon of {most}")
