"""The conflict as each decision maker sees it, where some take possible states to be impossible.

Definition. A decision maker i judges its stability in the conflict without the states that it does not see: it reckons neither
with moves to them nor with sequences through them. A state that i does not see is not stable for i, as i cannot mean to stay
there; equilibria are therefore seen by all. *What i believes* are the equilibria of the conflict as i sees it, everybody's
stability judged by i's list of states. Steps: 1. mark the states i sees; 2. take the moves to and from the others out of the
graph; 3. the concepts on that graph, with the numbers of the states as they were. Source: Obeidi, Kilgour & Hipel 2009
(perceptual graph models), for hidden states only; Wang, Hipel & Fraser 1989 for misperception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from detente.stability.arena import Arena, Bits, equilibria, members
from detente.stability.space import Space


def seen(found: Space, maker: int) -> Bits:
    """The states that a decision maker takes to be possible. In graph form: all."""
    who = found.conflict.makers[maker]
    if not who.unseen or found.conflict.graph is not None:
        return (1 << found.arena.size) - 1
    return sum(1 << s for s, code in enumerate(found.codes) if who.sees(code))


def view(found: Space, maker: int) -> Space:
    """The conflict as a decision maker sees it, with the same numbers; the conflict itself where it sees all."""
    mask = seen(found, maker)
    arena = found.arena
    if mask == (1 << arena.size) - 1:
        return found

    def cut(rows: Sequence[Bits]) -> tuple[Bits, ...]:
        return tuple(row & mask if mask >> s & 1 else 0 for s, row in enumerate(rows))

    number = arena.number

    def numbered(code: int) -> int:
        assert number is not None
        at = number(code)
        return at if at >= 0 and mask >> at & 1 else -1

    known = Arena(
        arena.size, tuple(cut(rows) for rows in arena.moves), arena.better,
        tuple(cut(rows) for rows in arena.answers), arena.own, arena.codes, None if number is None else numbered,
        arena.much_worse, arena.maybe,
    )
    return replace(found, arena=known)


def stable_as_seen(found: Space, views: Sequence[Space], concept: str) -> list[Bits]:
    """By decision maker, the states that it sees and that are stable for it as it sees the conflict."""
    out = []
    for m, mine in enumerate(views):
        mask = seen(found, m)
        out.append(sum(1 << s for s in members(mask) if mine.arena.stable(concept, m, s)))
    return out


def believed(found: Space, mine: Space, maker: int, concept: str) -> Bits:
    """The equilibria of the conflict as one decision maker sees it."""
    return equilibria(mine.arena.all_stable(concept), mine.arena.size) & seen(found, maker)
