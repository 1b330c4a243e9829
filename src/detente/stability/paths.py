"""How a conflict could walk from where it stands to a state: a shortest legal sequence of moves.

Steps: 1. breadth first search over (state, last mover), so that nobody moves twice in a row; 2. first among improvements of
each mover, then, if none lead there, among all moves. Source: Li, Kilgour & Hipel 2005 (status quo analysis); Xu, Kilgour, Hipel
& Kemkes 2010 for shortest paths.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.stability.arena import Arena, members

At = tuple[int, int]


def walk(
    arena: Arena, group: list[int], start: int, goals: int, improving: bool,
    moves: Callable[[int, int], int] | None = None,
) -> list[tuple[int, int, int]]:
    """A shortest legal sequence of a group to one of the goals: (mover, from, to); empty where none is reached.

    moves: the moves that count, by mover and state; by default those that count as a sanction.
    """
    can = moves or arena.answer
    step = can if not improving else lambda m, s: can(m, s) & arena.hopeful(m, s)
    layer: list[At] = [(-1, start)]
    seen: dict[At, At | None] = {(-1, start): None}
    while layer:
        following: list[At] = []
        for last, state in layer:
            for m in group:
                if m == last:
                    continue
                for q in members(step(m, state)):
                    if (m, q) not in seen:
                        seen[(m, q)] = (last, state)
                        following.append((m, q))
        hits = [(q, m) for m, q in following if goals >> q & 1]
        if hits:
            q, m = min(hits)
            return _back(seen, (m, q))
        layer = following
    return []


def _back(seen: dict[At, At | None], at: At) -> list[tuple[int, int, int]]:
    out = []
    here = at
    while (before := seen[here]) is not None:
        out.append((here[0], before[1], here[1]))
        here = before
    return out[::-1]
