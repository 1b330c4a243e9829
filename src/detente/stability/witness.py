"""Witnesses: the improvement and the answer that decide whether a state is stable, and words for them.

Steps: 1. take the first improvement that nothing deters, else the first improvement; 2. of the states that deter it take the one
that a shortest legal sequence of the others reaches, the lowest number first; 3. name the options that each move changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.model.conflict import Conflict
from detente.stability.arena import members
from detente.stability.paths import walk
from detente.stability.result import Move, Witness
from detente.stability.space import Space

Step = tuple[int, int, int]
"""A mover, the state it leaves and the state it reaches."""


@dataclass(frozen=True)
class Teller:
    """Puts moves and verdicts of a conflict into words.

    movers: names. own: the option mask of each. code, number: of a state, in whatever way the engine keeps states.
    """

    conflict: Conflict
    movers: tuple[str, ...]
    own: tuple[int, ...]
    code: Callable[[int], int]
    number: Callable[[int], int]

    def move(self, mover: int, start: int, end: int) -> Move:
        """A move with its words: the options it takes up and gives up."""
        options = self.conflict.options
        if self.conflict.graph is not None:
            text = f"moving to {self.conflict.graph.states[self.code(end)]}"
        else:
            a, b = self.code(start), self.code(end)
            mine = [(k, o.title or o.name) for k, o in enumerate(options) if self.own[mover] >> k & 1]
            up = [name for k, name in mine if b & ~a & (1 << k)]
            down = [name for k, name in mine if a & ~b & (1 << k)]
            parts = ([f"taking up “{'”, “'.join(up)}”"] if up else []) + (
                [f"giving up “{'”, “'.join(down)}”"] if down else []
            )
            text = " and ".join(parts) or "staying"
        return Move(self.movers[mover], self.number(start), self.number(end), text)

    def shown(self, name: str) -> str:
        """The title of a mover, or the names of a coalition."""
        return next((m.shown for m in self.conflict.makers if m.name == name), name)

    def unseen(self, concept: str, mover: int, state: int) -> Witness:
        """Of a state that the mover takes to be impossible."""
        name, number = self.movers[mover], self.number(state)
        text = f"{self.shown(name)} takes state {number} to be impossible, so it cannot mean to stay there."
        return Witness(name, number, concept, False, None, (), text)

    def content(self, concept: str, mover: int, state: int) -> Witness:
        """Of a state from which the mover has no improvement."""
        name, number = self.movers[mover], self.number(state)
        text = f"{self.shown(name)} has no move from state {number} that it prefers."
        return Witness(name, number, concept, True, None, (), text)

    def tempted(self, concept: str, mover: int, state: int, end: int) -> Witness:
        """Of a state that an improvement upsets, as nothing deters it."""
        gain = self.move(mover, state, end)
        start = f"{self.shown(gain.party)} would gain by {gain.text} (state {gain.start} → {gain.end})"
        text = f"{start}." if concept == "nash" else f"{start}, and {_NOTHING[concept]}."
        return Witness(gain.party, gain.start, concept, False, gain, (), text)

    def deterred(self, concept: str, mover: int, state: int, end: int, answer: Sequence[Move]) -> Witness:
        """Of a state whose improvements are deterred; answer: to one of them, empty where it is too long to be found."""
        gain = self.move(mover, state, end)
        who = self.shown(gain.party)
        text = f"{who} would gain by {gain.text} (state {gain.start} → {gain.end}); "
        if not answer:
            text += "it is deterred by answers of the others too long to be shown."
            return Witness(gain.party, gain.start, concept, True, gain, (), text)
        chain = "; then ".join(f"{self.shown(m.party)} by {m.text} (→ {m.end})" for m in answer)
        kind = " which each of them prefers," if concept in ("seq", "sseq", "sim") else ""
        again = " and there is no way out to anything better" if concept in ("smr", "sseq") else ""
        text += (
            f"the answer is {chain},{kind} and state {answer[-1].end} is no better for {who} than state {gain.start}{again}."
        )
        return Witness(gain.party, gain.start, concept, True, gain, tuple(answer), text)


_NOTHING = {
    "gmr": "no answer of the others leaves it worse off or equal",
    "smr": "it can get out of every answer of the others",
    "seq": "no answer that the others would themselves gain by leaves it worse off or equal",
    "sseq": "it can get out of every answer that the others would themselves gain by",
    "sim": "no improvements of the others at the same time spoil it",
}


def teller(space: Space) -> Teller:
    """For states kept as indices of a list."""
    return Teller(space.conflict, space.movers, space.arena.own, space.codes.__getitem__, lambda s: s + 1)


def move(space: Space, mover: int, start: int, end: int) -> Move:
    """A move with its words: the options it takes up and gives up."""
    return teller(space).move(mover, start, end)


def witness(space: Space, concept: str, mover: int, state: int, seen: bool = True) -> Witness:
    """Why a state (index) is stable or not for a mover under a concept. seen: whether the mover takes it to be possible."""
    arena, tell = space.arena, teller(space)
    if not seen:
        return tell.unseen(concept, mover, state)
    improvements = list(members(arena.improvements(mover, state)))
    if not improvements:
        return tell.content(concept, mover, state)
    if concept == "nash":
        return tell.tempted(concept, mover, state, improvements[0])
    found = {s1: arena.sanctions(concept, mover, state, s1) for s1 in improvements}
    free = [s1 for s1 in improvements if not found[s1]]
    if free:
        return tell.tempted(concept, mover, state, free[0])
    s1 = improvements[0]
    return tell.deterred(concept, mover, state, s1, _answer(space, tell, concept, mover, s1, found[s1]))


def _answer(space: Space, tell: Teller, concept: str, mover: int, s1: int, goals: int) -> list[Move]:
    arena = space.arena
    if concept == "sim":
        end = next(members(goals))
        changed = space.codes[s1] ^ space.codes[end]
        movers = [m for m in range(arena.movers) if m != mover and changed & arena.own[m]]
        return [tell.move(m, s1, end) for m in movers]
    group = [m for m in range(arena.movers) if m != mover]
    return [tell.move(*step) for step in walk(arena, group, s1, goals, concept in ("seq", "sseq"))]
