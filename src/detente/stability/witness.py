"""Witnesses: the improvement and the answer that decide whether a state is stable, and words for them.

Steps: 1. take the first improvement that nothing deters, else the first improvement; 2. of the states that deter it take the one
that a shortest legal sequence of the others reaches, the lowest number first; 3. name the options that each move changes.
"""

from __future__ import annotations

from detente.stability.arena import Arena, members
from detente.stability.result import Move, Witness
from detente.stability.space import Space

NAMES = {
    "nash": "Nash", "gmr": "GMR", "smr": "SMR", "seq": "SEQ", "sim": "SIM", "sseq": "SSEQ",
}


def move(space: Space, mover: int, start: int, end: int) -> Move:
    """A move with its words: the options it takes up and gives up."""
    conflict = space.conflict
    name = space.movers[mover]
    if conflict.graph is not None:
        text = f"moving to {conflict.graph.states[end]}"
    else:
        a, b = space.codes[start], space.codes[end]
        up = [o.title or o.name for k, o in enumerate(conflict.options) if b & ~a & space.arena.own[mover] & (1 << k)]
        down = [o.title or o.name for k, o in enumerate(conflict.options) if a & ~b & space.arena.own[mover] & (1 << k)]
        parts = ([f"taking up “{'”, “'.join(up)}”"] if up else []) + ([f"giving up “{'”, “'.join(down)}”"] if down else [])
        text = " and ".join(parts) or "staying"
    return Move(name, start + 1, end + 1, text)


def shown(space: Space, mover: int) -> str:
    """The title of a mover, or the names of a coalition."""
    name = space.movers[mover]
    return next((m.shown for m in space.conflict.makers if m.name == name), name)


def walk(arena: Arena, group: list[int], start: int, goals: int, improving: bool) -> list[tuple[int, int, int]]:
    """A shortest legal sequence of a group to one of the goals: (mover, from, to); empty where none is reached."""
    step = arena.answer if not improving else lambda m, s: arena.answer(m, s) & arena.better[m][s]
    seen: dict[tuple[int, int], tuple[int, int] | None] = {}
    layer: list[tuple[int, int]] = [(-1, start)]
    seen[(-1, start)] = None
    while layer:
        following: list[tuple[int, int]] = []
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


def _back(
    seen: dict[tuple[int, int], tuple[int, int] | None], at: tuple[int, int]
) -> list[tuple[int, int, int]]:
    out = []
    here = at
    while (before := seen[here]) is not None:
        out.append((here[0], before[1], here[1]))
        here = before
    return out[::-1]


def witness(space: Space, concept: str, mover: int, state: int) -> Witness:
    """Why a state (index) is stable or not for a mover under a concept."""
    arena = space.arena
    name, who = space.movers[mover], shown(space, mover)
    improvements = list(members(arena.improvements(mover, state)))
    if not improvements:
        text = f"{who} has no move from state {state + 1} that it prefers."
        return Witness(name, state + 1, concept, True, None, (), text)
    if concept == "nash":
        gain = move(space, mover, state, improvements[0])
        text = f"{who} would gain by {gain.text} (state {gain.start} → {gain.end})."
        return Witness(name, state + 1, concept, False, gain, (), text)
    found = {s1: arena.sanctions(concept, mover, state, s1) for s1 in improvements}
    free = [s1 for s1 in improvements if not found[s1]]
    s1 = free[0] if free else improvements[0]
    gain = move(space, mover, state, s1)
    start = f"{who} would gain by {gain.text} (state {gain.start} → {gain.end})"
    if free:
        text = f"{start}, and {_nothing(concept)}."
        return Witness(name, state + 1, concept, False, gain, (), text)
    answer = _answer(space, concept, mover, state, s1, found[s1])
    last = answer[-1].end
    chain = "; then ".join(f"{_title(space, m.party)} by {m.text} (→ {m.end})" for m in answer)
    kind = " which each of them prefers," if concept in ("seq", "sseq", "sim") else ""
    again = " and there is no way out to anything better" if concept in ("smr", "sseq") else ""
    text = f"{start}; the answer is {chain},{kind} and state {last} is no better for {who} than state {state + 1}{again}."
    return Witness(name, state + 1, concept, True, gain, answer, text)


def _title(space: Space, name: str) -> str:
    return next((m.shown for m in space.conflict.makers if m.name == name), name)


def _nothing(concept: str) -> str:
    return {
        "gmr": "no answer of the others leaves it worse off or equal",
        "smr": "it can get out of every answer of the others",
        "seq": "no answer that the others would themselves gain by leaves it worse off or equal",
        "sseq": "it can get out of every answer that the others would themselves gain by",
        "sim": "no improvements of the others at the same time spoil it",
    }[concept]


def _answer(space: Space, concept: str, mover: int, state: int, s1: int, goals: int) -> tuple[Move, ...]:
    arena = space.arena
    if concept == "sim":
        end = next(members(goals))
        changed = space.codes[s1] ^ space.codes[end]
        out = []
        for m in range(arena.movers):
            if m != mover and changed & arena.own[m]:
                out.append(Move(space.movers[m], s1 + 1, end + 1, move(space, m, s1, end).text))
        return tuple(out)
    group = [m for m in range(arena.movers) if m != mover]
    steps = walk(arena, group, s1, goals, concept in ("seq", "sseq"))
    return tuple(move(space, m, a, b) for m, a, b in steps)
