"""Stability when some decision makers act as one, and stability against every group that could.

Definition. A coalition H improves from s by going to a state of R_H(s) that every member prefers to s; what is not better for
every member deters it. The concepts follow with H as one mover and the others answering one by one, as for a single decision
maker. A state is *coalitionally stable* under a concept if it is stable for every non-empty group, single decision makers
included. Steps: 1. the moves of H: any combination of its members' options in option form, legal sequences of its members in
graph form; 2. better for all as an intersection; 3. the concepts of `detente.stability.arena` on the joined graph of moves.
Sources: Kilgour, Hipel, Fang & Peng 2001 for coalition improvements; Inohara & Hipel 2008 for coalition GMR, SMR and SEQ.
"""

from __future__ import annotations

from itertools import combinations

from detente.stability.arena import Arena, Bits, equilibria
from detente.stability.result import Joint, numbers
from detente.stability.space import Space, own_moves

GROUPS = 31
"""The most groups that are tried for stability against every group: all of five decision makers."""


def with_coalition(found: Space, group: tuple[str, ...]) -> Space:
    """The same conflict with several decision makers who act as one, as the first mover. Raises KeyError for an unknown name."""
    conflict, arena = found.conflict, found.arena
    inside = [conflict.maker(name) for name in group]
    rest = [m for m in range(len(conflict.makers)) if m not in inside]
    full = (1 << arena.size) - 1
    better, maybe = [full] * arena.size, [full] * arena.size
    for s in range(arena.size):
        for m in inside:
            better[s] &= arena.better[m][s]
            maybe[s] &= arena.hopeful(m, s)
        maybe[s] &= ~better[s]
    if conflict.graph is None:
        own = sum(arena.own[m] for m in inside)
        moves = own_moves(conflict, found.codes, own)
        masks = (own, *(arena.own[m] for m in rest))
    else:
        moves = tuple(arena.sequences(inside, s, lambda m, t: arena.moves[m][t]) & ~(1 << s) for s in range(arena.size))
        masks = ()
    joined = Arena(
        arena.size, (moves, *(arena.moves[m] for m in rest)), (tuple(better), *(arena.better[m] for m in rest)),
        own=masks, codes=arena.codes, number=arena.number,
        maybe=(maybe, *(arena.maybe[m] for m in rest)) if arena.maybe else (),
    )
    return Space(conflict, found.codes, joined, (" + ".join(group), *(found.movers[m] for m in rest)))


def joint(found: Space, group: tuple[str, ...], concepts: tuple[str, ...], listed: int) -> Joint:
    """Equilibria when the group acts as one, what is stable for the group, and where it could go to the gain of all in it."""
    arena = with_coalition(found, group).arena
    usable = [c for c in concepts if c != "sim" or arena.number is not None]
    tables = {c: arena.all_stable(c) for c in usable}
    better = {s + 1: numbers(arena.improvements(0, s), listed) for s in range(min(arena.size, listed))}
    return Joint(
        group, {c: numbers(equilibria(t, arena.size), listed) for c, t in tables.items()},
        {s: b for s, b in better.items() if b}, {c: numbers(t[0], listed) for c, t in tables.items()},
    )


def against_every_group(found: Space, concepts: tuple[str, ...], single: dict[str, list[Bits]]) -> dict[str, Bits] | None:
    """By concept, the states that are stable for every group; None beyond `GROUPS` groups. single: stable by maker."""
    names = [m.name for m in found.conflict.makers]
    if 2 ** len(names) - 1 > GROUPS:
        return None
    left = {c: equilibria(single[c], found.arena.size) for c in concepts if c in single}
    for count in range(2, len(names) + 1):
        for group in combinations(names, count):
            arena = with_coalition(found, group).arena
            for concept, bits in left.items():
                for s in range(arena.size):
                    if bits >> s & 1 and not arena.stable(concept, 0, s):
                        left[concept] &= ~(1 << s)
    return left
