"""One state of a conflict with hundreds of options: is it stable, for whom, and what decides?

Definitions: Nash, GMR, SMR, SEQ and SSEQ as in `detente.stability.arena`. Steps, for a state s and a decision maker i:

1. A first model looks for an improvement s₁ of i. None: stable. Under Nash, one: unstable.
2. A second model looks for *any* answer to s₁: a state that differs in options of the others only, in ways that are allowed, and
   is no better for i than s. Under SMR i must get from there to nothing better than s: counter-moves are added as they are found.
3. No answer: s is unstable, and s₁ is the witness. An answer: a legal sequence of moves to it through feasible states is
   sought, and the first model learns where the whole sequence also deters other improvements: a clause over the options of i
   only. Back to 1. until there is no improvement left: stable.
4. Under SEQ each move of the sequence improves for its mover, so the second model holds the sequence itself, of up to a
   stated number of moves. If longer ones are possible and one of them could deter, the verdict is "undecided", with the bound.

Every "stable" rests on sequences that were checked, every "unstable" on the proof that no answer exists. With one opponent a
sequence has one move, so nothing is undecided. Source of the method: counterexample-guided refinement (Clarke et al. 2003).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, permutations
from typing import Any

from detente.model.conflict import Conflict
from detente.solve.budget import Budget
from detente.stability.encode import Board, Literal, Vector, negated
from detente.stability.punish import provoke, punish, worth_of
from detente.stability.witness import Step

ASKED = ("nash", "gmr", "smr", "seq", "sseq")
MOST_UNROUTED = 20
GUESSES = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a state is stable for a decision maker under a concept: None where it is undecided, with the reason.

    improvement: a code, the one that upsets the state or one that is deterred; None where there is none. answer: the legal
    sequence that deters it. rounds: how many improvements were looked at.
    """

    stable: bool | None
    improvement: int | None = None
    answer: tuple[Step, ...] = ()
    rounds: int = 0
    reason: str = ""


class Undecided(Exception):
    """What a search could not settle, in words."""


def refuse(conflict: Conflict) -> str:
    """Why the query engine does not take a conflict, in a sentence; "" where it does."""
    if conflict.graph is not None:
        return "the query engine takes conflicts in option form; one given state by state is small enough for the graph engine"
    if not all(m.preference.certain for m in conflict.makers):
        return "the query engine takes preferences that are all known"
    return ""


@dataclass
class Query:
    """Questions about one state for one decision maker. counters: combinations of its own options that were better once."""

    conflict: Conflict
    maker: int
    code: int
    moves: int = 4
    budget: Budget = field(default_factory=Budget)
    counters: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the conflict as the decision maker sees it."""
        self.conflict = self.conflict.seen_by(self.maker)
        self.masks = [self.conflict.mask(m) for m in range(len(self.conflict.makers))]
        self.own = self.masks[self.maker]
        self.further: list[list[Step]] = []
        self.worth = worth_of(self.conflict.makers[self.maker].preference)
        self.others = [m for m, mask in enumerate(self.masks) if m != self.maker and mask]
        self.theirs = sum(self.masks[m] for m in self.others)

    def ask(self, concept: str) -> Verdict:
        """The verdict. Raises ValueError for a concept that is not among `ASKED`, TooLarge for numbers beyond 2^52."""
        if concept not in ASKED:
            raise ValueError(f"the query engine does not know {concept}")
        board = Board(self.conflict)
        first: tuple[int, list[Step]] | None = None
        x = self.ahead(board, self.code, self.code)
        unsettled: list[str] = []
        rounds = 0
        while True:
            found = board.solve(self.budget)
            if found.status == "impossible":
                break
            if not found.found:
                unsettled.append("the limit of time")
                break
            rounds += 1
            s1 = x.code(found.solver)
            if concept == "nash":
                return Verdict(False, s1, (), rounds)
            try:
                steps = self.answer(concept, s1)
            except Undecided as reason:
                unsettled.append(str(reason))
                if self.budget.spent() or len(unsettled) > MOST_UNROUTED:
                    break
                self.exclude(board, x, s1)
                continue
            if not steps:
                return Verdict(False, s1, (), rounds)
            first = first or (s1, steps)
            for sequence in (steps, *self.further):
                self.learn(board, x, s1, sequence, concept)
            self.further = []
        if unsettled:
            return Verdict(None, None, (), rounds, unsettled[0])
        return Verdict(True, first[0] if first else None, tuple(first[1]) if first else (), rounds)

    def ahead(self, board: Board, start: int, than: int) -> Vector:
        """A state that the decision maker can move to from a code and prefers to another."""
        x = board.vector(start, self.own)
        board.steady(board.vector(start, 0), x, self.own)
        board.feasible(x)
        board.prefers(self.maker, x, board.vector(than, 0), True)
        return x

    @staticmethod
    def exclude(board: Board, at: Vector, code: int) -> None:
        """Not this state again."""
        board.clause([negated(b) if code >> k & 1 else b for k, b in enumerate(at.bits) if not isinstance(b, bool)])

    def learn(self, board: Board, x: Vector, s1: int, steps: list[Step], concept: str) -> None:
        """Only improvements to which this sequence is no answer: some move of it cannot be, does not improve, or does not deter."""
        clause: list[Literal] = []
        before = x
        for mover, _, end in steps:
            after = board.with_others(x, self.own, end)
            clause += board.impossible(after)
            if concept in ("seq", "sseq"):
                fails = board.model.new_bool_var("")
                board.prefers(mover, before, after, False, fails)
                clause.append(fails)
            before = after
        if concept in ("smr", "sseq"):
            for k, option in enumerate(self.conflict.options):
                stuck = option.direction == ("to yes" if s1 >> k & 1 else "to no")
                if self.own >> k & 1 and stuck:
                    clause.append(negated(x.bits[k]) if s1 >> k & 1 else x.bits[k])
        else:
            better = board.model.new_bool_var("")
            board.prefers(self.maker, before, board.vector(self.code, 0), True, better)
            clause.append(better)
        board.clause(clause)

    def answer(self, concept: str, s1: int) -> list[Step]:
        """A legal sequence that deters an improvement; empty where it is proven that there is none. Raises Undecided."""
        if not self.others:
            return []
        if concept in ("seq", "sseq"):
            return self.credible(concept, s1)
        if steps := self.guess(concept, s1):
            return steps
        board = Board(self.conflict)
        y = board.vector(s1, self.theirs)
        board.steady(board.vector(s1, 0), y, self.theirs)
        board.feasible(y)
        self.deters(board, y, concept, s1)
        unrouted = 0
        while (solver := self.search(board, y, concept, s1)) is not None:
            s2 = y.code(solver)
            if steps := self.route(s1, s2):
                return steps
            unrouted += 1
            if unrouted > MOST_UNROUTED:
                break
            self.exclude(board, y, s2)
        if unrouted:
            raise Undecided(f"answers to which no legal sequence of {self.moves} moves or fewer was found")
        return []

    def guess(self, concept: str, s1: int) -> list[Step]:
        """An answer found by local search and checked; empty where that finds none, which proves nothing."""
        pool = [s1, *(c for c in self.counters[-4:] if concept == "smr" and self.open(s1, c))]
        for _ in range(GUESSES):
            s2 = punish(self.conflict, self.worth, s1, self.theirs, self.own, pool)
            if s2 == s1 or self.worth(s2) > self.worth(self.code):
                return []
            counter = self.counter(s2) if concept == "smr" else None
            if counter is None:
                return self.route(s1, s2)
            self.counters.append(counter)
            pool.append(counter)
        return []

    def deters(self, board: Board, y: Vector, concept: str, s1: int) -> None:
        """The state is no better than the one asked about, and no counter-move known so far leads to a better one."""
        board.prefers(self.maker, board.vector(self.code, 0), y, False)
        if concept in ("smr", "sseq"):
            for counter in self.counters:
                self.forbid(board, y, counter, s1)

    def forbid(self, board: Board, y: Vector, counter: int, s1: int) -> None:
        """The counter-move cannot be, or leads to nothing better, where it is open at all after s₁."""
        if not self.open(s1, counter):
            return
        at = board.with_others(y, self.theirs, counter)
        harmless = board.model.new_bool_var("")
        board.prefers(self.maker, board.vector(self.code, 0), at, False, harmless)
        board.clause([harmless, *board.impossible(at)])

    def open(self, start: int, end: int) -> bool:
        """Whether own options may change so, as to their directions."""
        for k, option in enumerate(self.conflict.options):
            if self.own >> k & 1 and (start ^ end) >> k & 1:
                if option.direction == ("to yes" if start >> k & 1 else "to no"):
                    return False
        return True

    def search(self, board: Board, y: Vector, concept: str, s1: int) -> Any:
        """The solver with an answer that holds, adding counter-moves to the model until one does; None where there is none."""
        while True:
            found = board.solve(self.budget)
            if found.status == "impossible":
                return None
            if not found.found:
                raise Undecided("the limit of time")
            if concept not in ("smr", "sseq"):
                return found.solver
            counter = self.counter(y.code(found.solver))
            if counter is None:
                return found.solver
            self.counters.append(counter)
            self.forbid(board, y, counter, s1)

    def counter(self, s2: int) -> int | None:
        """Where the decision maker could go from an answer to something better than the state asked about."""
        board = Board(self.conflict)
        x = self.ahead(board, s2, self.code)
        found = board.solve(self.budget)
        if not found.found and found.status != "impossible":
            raise Undecided("the limit of time")
        return x.code(found.solver) if found.found else None

    def route(self, s1: int, s2: int) -> list[Step]:
        """A legal sequence of the others from one state to another; empty where none is found."""
        changed = [m for m in self.others if (s1 ^ s2) & self.masks[m]]
        for count, order in enumerate(permutations(changed)):
            if count == 120:
                break
            at, steps = s1, []
            for m in order:
                following = at & ~self.masks[m] | s2 & self.masks[m]
                steps.append((m, at, following))
                at = following
            if all(self.conflict.feasible(end) for _, _, end in steps):
                return steps
        if len(self.others) == 1:
            return []
        for length in range(2, self.moves + 1):
            board = Board(self.conflict)
            path = _Path(board, self, s1, length, False)
            for a, b in zip(path.states[-1].bits, board.vector(s2, 0).bits, strict=True):
                board.clause([a if b else negated(a)])
            found = board.solve(self.budget)
            if found.found:
                return path.steps(found.solver)
            if found.status != "impossible":
                raise Undecided("the limit of time")
        return []

    def credible(self, concept: str, s1: int) -> list[Step]:
        """A sequence of improvements of the others that deters; empty where there is none. Raises Undecided."""
        if steps := self.guess_credible(concept, s1):
            return steps
        for length in range(1, self.moves + 1):
            board = Board(self.conflict)
            path = _Path(board, self, s1, length, True)
            self.deters(board, path.states[-1], concept, s1)
            if (solver := self.search(board, path.states[-1], concept, s1)) is not None:
                return path.steps(solver)
            if len(self.others) == 1 or not self.goes_on(s1, length):
                return []
        try:
            if not self.answer("smr" if concept == "sseq" else "gmr", s1):
                return []
        except Undecided:
            pass
        raise Undecided(f"answers by more than {self.moves} improvements in turn")

    def goes_on(self, s1: int, length: int) -> bool:
        """Whether the others can improve so many times in turn at all."""
        board = Board(self.conflict)
        _Path(board, self, s1, length, True)
        found = board.solve(self.budget)
        if not found.found and found.status != "impossible":
            raise Undecided("the limit of time")
        return found.found

    def guess_credible(self, concept: str, s1: int) -> list[Step]:
        """A sequence of improvements found by local search and checked; empty where that finds none, which proves nothing.

        More of them are kept as `further`: an improvement has to withstand them all.
        """
        worths = [worth_of(m.preference) for m in self.conflict.makers]
        level = worths[self.maker](self.code)
        found: list[list[Step]] = []
        for order in islice(permutations(self.others), GUESSES):
            at, steps = s1, []
            for m in order:
                end = provoke(self.conflict, worths, self.masks, self.maker, m, at)
                if end == at or not worths[m](end) > worths[m](at):
                    continue
                steps.append((m, at, end))
                at = end
                if worths[self.maker](at) <= level and (concept == "seq" or self.counter(at) is None):
                    if steps not in found:
                        found.append(steps)
                    break
        self.further = found[1:]
        return found[0] if found else []


class _Path:
    """A legal sequence of exactly so many moves of the others, in a model. improving: each mover prefers where it goes."""

    def __init__(self, board: Board, query: Query, s1: int, length: int, improving: bool) -> None:
        self.query, self.movers = query, query.others
        self.states = [board.vector(s1, 0)]
        self.turns: list[list[Literal]] = []
        for _ in range(length):
            before, after = self.states[-1], board.vector(s1, query.theirs)
            turn = [board.model.new_bool_var("") for _ in self.movers]
            board.model.add_exactly_one(turn)
            board.steady(before, after, query.theirs)
            board.feasible(after)
            for mine, m in zip(turn, self.movers, strict=True):
                for k in range(len(query.conflict.options)):
                    if query.theirs & ~query.masks[m] & (1 << k):
                        a, b = before.bits[k], after.bits[k]
                        board.clause([negated(mine), negated(a), b])
                        board.clause([negated(mine), a, negated(b)])
                if improving:
                    board.prefers(m, after, before, True, mine)
            if self.turns:
                for last, mine in zip(self.turns[-1], turn, strict=True):
                    board.clause([negated(last), negated(mine)])
            self.turns.append(turn)
            self.states.append(after)

    def steps(self, solver: Any) -> list[Step]:
        """The sequence that the solver found."""
        codes = [state.code(solver) for state in self.states]
        out = []
        for at, turn in enumerate(self.turns):
            mover = next(m for m, mine in zip(self.movers, turn, strict=True) if solver.boolean_value(mine))
            out.append((mover, codes[at], codes[at + 1]))
        return out
