"""The solution concepts on a graph of moves, one state at a time, as the textbook has them.

Definitions. R_i(s) are the states decision maker i can move to, R_i⁺(s) those among them that i prefers. A sequence of moves
of a group H is *legal* if nobody moves twice in a row; R_H(s) are the states that legal sequences from s reach, R_H⁺(s)
those reached where each mover improves by its own move. State s is stable for i under

- Nash if R_i⁺(s) is empty;
- GMR (general metarational) if for every s₁ in R_i⁺(s) some s₂ in R_{N∖i}(s₁) is not better for i than s;
- SMR (symmetric metarational) if some such s₂ is also one from which i reaches nothing better than s;
- SEQ (sequential) as GMR with s₂ in R⁺_{N∖i}(s₁);
- SSEQ (symmetric sequential) as SMR with s₂ in R⁺_{N∖i}(s₁);
- SIM (simultaneous; option form only) if for every s₁ some others can improve from s at the same time so that the
  combination of all these moves is feasible and not better for i than s.

Where it is not known which of two states i prefers, there are four readings, by whether i leaves for a state that may be better
and whether a state that may be better still deters it (`VARIANTS`); the moves of others count as improvements if they may be.
The plain tables read it the cautious way, d: i stays and is deterred. Strength: a state is strongly stable if each improvement
meets a sanction that is strongly worse than the state, under SMR with every counter-move strongly worse too.

Steps: 1. legal sequences by breadth first search over (state, last mover); 2. lists kept as bit sets, cached by state; 3. a
concept holds if every improvement meets a sanction. Sanctioning moves may be fewer than the moves of the deviator (`answers`),
as in the compliance conflict. Sources: Fang, Hipel & Kilgour 1993; Xu, Hipel, Kilgour & Fang 2018, chapters 4 to 6; Li, Hipel,
Kilgour & Fang 2004 for unknown preference; Rêgo & Vieira 2017 for SSEQ; Fraser & Hipel 1979 for SIM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

CONCEPTS = ("nash", "gmr", "smr", "seq", "sim", "sseq")
VARIANTS = {"a": (True, False), "b": (False, False), "c": (True, True), "d": (False, True)}
"""By letter: whether a decision maker leaves for what may be better, and whether what may be better deters it."""

Bits = int


def members(bits: Bits) -> Iterator[int]:
    """The positions of the bits that are set, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


@dataclass
class Arena:
    """A graph of moves over states 0 … size−1; all sets are integers used as bit sets.

    moves, better: by mover, then by state, where it can go and what it prefers to that state. answers: the moves that
    count as a sanction, where these differ from the moves. own, codes, number: for SIM, the option mask of each mover, the
    code of each state, and the state of a code (-1 where infeasible). much_worse: by mover and state, what is strongly less
    preferred; None for a mover whose strength of preference is not stated, empty where none is. maybe: by mover and state, what
    may be better, as it is not known; empty where all is known.
    """

    size: int
    moves: Sequence[Sequence[Bits]]
    better: Sequence[Sequence[Bits]]
    answers: Sequence[Sequence[Bits]] = ()
    own: tuple[int, ...] = ()
    codes: Sequence[int] = ()
    number: Callable[[int], int] | None = None
    much_worse: Sequence[Sequence[Bits] | None] = ()
    maybe: Sequence[Sequence[Bits]] = ()
    _any: dict[tuple[int, int], Bits] = field(default_factory=dict)
    _credible: dict[tuple[int, int], Bits] = field(default_factory=dict)

    @property
    def movers(self) -> int:
        """How many can move."""
        return len(self.moves)

    def improvements(self, mover: int, state: int) -> Bits:
        """R_i⁺(s)."""
        return self.moves[mover][state] & self.better[mover][state]

    def hopeful(self, mover: int, state: int) -> Bits:
        """What is better than a state for a mover, or may be."""
        return self.better[mover][state] | (self.maybe[mover][state] if self.maybe else 0)

    def answer(self, mover: int, state: int) -> Bits:
        """The moves of a mover that count as a sanction."""
        return (self.answers or self.moves)[mover][state]

    def replies(self, against: int, state: int) -> Bits:
        """R_{N∖i}(s): where legal sequences of the others lead."""
        key = (against, state)
        if key not in self._any:
            self._any[key] = self.sequences([m for m in range(self.movers) if m != against], state, self.answer)
        return self._any[key]

    def credible(self, against: int, state: int) -> Bits:
        """R⁺_{N∖i}(s): where legal sequences of improvements of the others, known or possible, lead."""
        key = (against, state)
        if key not in self._credible:
            group = [m for m in range(self.movers) if m != against]
            self._credible[key] = self.sequences(
                group, state, lambda m, s: self.answer(m, s) & self.hopeful(m, s)
            )
        return self._credible[key]

    @staticmethod
    def sequences(group: Sequence[int], start: int, step: Callable[[int, int], Bits]) -> Bits:
        """All states that legal sequences of the group reach from a state: nobody moves twice in a row."""
        reached = dict.fromkeys(group, 0)
        queue: list[tuple[int, int]] = []
        for mover in group:
            reached[mover] = step(mover, start)
            queue += [(mover, s) for s in members(reached[mover])]
        while queue:
            last, state = queue.pop()
            for mover in group:
                if mover != last:
                    new = step(mover, state) & ~reached[mover]
                    reached[mover] |= new
                    queue += [(mover, s) for s in members(new)]
        total = 0
        for bits in reached.values():
            total |= bits
        return total

    def sanctions(
        self, concept: str, mover: int, state: int, improvement: int, attractive: Bits | None = None
    ) -> Bits:
        """The states s₂ that deter an improvement under a concept other than Nash.

        attractive: the states that do not deter, by default those that are better than the state.
        """
        better = self.better[mover][state] if attractive is None else attractive
        if concept == "sim":
            return self.together(mover, state, improvement) & ~better
        found = self.credible(mover, improvement) if concept in ("seq", "sseq") else self.replies(mover, improvement)
        found &= ~better
        if concept in ("smr", "sseq"):
            for s2 in members(found):
                if self.moves[mover][s2] & better:
                    found &= ~(1 << s2)
        return found

    def together(self, mover: int, state: int, improvement: int) -> Bits:
        """Where an improvement leads if some others, at least one, improve from the same state at the same time.

        Raises ValueError in graph form.
        """
        if self.number is None:
            raise ValueError("simultaneous stability is defined in option form only")
        lists = [
            (m, [state, *members(self.moves[m][state] & self.hopeful(m, state))])
            for m in range(self.movers) if m != mover
        ]
        base = self.codes[improvement]
        found = 0
        for choice in product(*(states for _, states in lists)):
            if all(s == state for s in choice):
                continue
            code = base
            for (m, _), s in zip(lists, choice, strict=True):
                code = code & ~self.own[m] | self.codes[s] & self.own[m]
            q = self.number(code)
            if q >= 0:
                found |= 1 << q
        return found

    def stable(self, concept: str, mover: int, state: int) -> bool:
        """Whether the state is stable for the mover. Raises ValueError for an unknown concept, or SIM in graph form."""
        if concept not in CONCEPTS:
            raise ValueError(f"no such concept: {concept}")
        improvements = self.improvements(mover, state)
        if concept == "nash":
            return not improvements
        return all(self.sanctions(concept, mover, state, s1) for s1 in members(improvements))

    def stable_if(self, variant: str, concept: str, mover: int, state: int) -> bool:
        """Whether the state is stable under one of the `VARIANTS`, where preferences are not all known."""
        leaves, deters = VARIANTS[variant]
        hopeful, better = self.hopeful(mover, state), self.better[mover][state]
        improvements = self.moves[mover][state] & (hopeful if leaves else better)
        attractive = better if deters else hopeful
        if concept == "nash":
            return not improvements
        return all(self.sanctions(concept, mover, state, s1, attractive) for s1 in members(improvements))

    def strongly(self, concept: str, mover: int, state: int) -> bool:
        """Whether it is stable by sanctions that leave the mover strongly worse off, with every counter-move too.

        A Nash-stable state is strongly stable under the others; for a mover whose strength is not stated, stability suffices.
        Source: Xu, Hipel, Kilgour & Fang 2018, chapter 6.
        """
        table = self.much_worse[mover]
        if table is None:
            return self.stable(concept, mover, state)
        worse = table[state]
        for s1 in members(self.improvements(mover, state)):
            found = self.sanctions(concept, mover, state, s1) & worse
            if concept in ("smr", "sseq"):
                found = sum(1 << s for s in members(found) if not self.moves[mover][s] & ~worse)
            if not found:
                return False
        return True

    def all_stable(self, concept: str) -> list[Bits]:
        """By mover, the stable states."""
        return [
            sum(1 << s for s in range(self.size) if self.stable(concept, m, s)) for m in range(self.movers)
        ]


def equilibria(by_mover: Sequence[Bits], size: int) -> Bits:
    """The states that are stable for all."""
    total = (1 << size) - 1
    for bits in by_mover:
        total &= bits
    return total
