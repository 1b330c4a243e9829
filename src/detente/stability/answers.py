"""Whether others can answer a deviation from the agreed state, so that it does not pay: GMR, SMR and SEQ, by any or by lawful answers.

Definitions, for a deviation of party i (what it withholds, or an exit) to which it prefers the agreed state less:

- GMR: others can reach, from there, a state that is no better for i than the agreed state;
- SMR: such a state from which i, unrestricted, reaches nothing better than the agreed state;
- SEQ: as GMR, where each of the others gains by every move of its own.

Answers: "any" (others may withhold whatever is theirs and use any exit) or "lawful" (only under a licence that holds at the state left; see
`game.Game.lawful`; restoring is free). Nothing answers a deviation of which no part is seen.

Why no sequences are walked for GMR and SMR: licences by exchange and waiting grow with what is withheld, licences by breach hang on the
deviation alone, and a mover never needs two moves in a row, because what its own move frees is for others. So the states that legal sequences
reach are the subsets of the closure of the licences (the empty one apart). SEQ is searched move by move: each of the others in every order,
`ROUNDS` times round, taking the improving move that harms i most; a bound (what each could withhold while gaining in sum) proves that nothing
deters. Between the two the answer is undecided, and the number of moves is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

from detente.stability.arena import members
from detente.stability.extremes import (
    TooWide,
    best_reply,
    change,
    hold_down,
    subsets,
    worst_answer,
)
from detente.stability.game import NONE, Game

ROUNDS = 2
MOST_ORDERS = 24
CONTESTED = 12

YES, NO, OPEN, UNDECIDED = "deterred", "free", "not identified", "undecided"


@dataclass(frozen=True, slots=True)
class Deviation:
    """What a player withholds at the agreed state, and the exit it takes, if any (its number, else NONE)."""

    player: int
    withheld: int
    exit: int = NONE


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a deviation is deterred (YES, NO, OPEN, UNDECIDED), and how.

    moves: (player, what it withholds, exit or NONE) in order. after: the deviator's utility then. reason: for OPEN and UNDECIDED.
    """

    verdict: str
    moves: tuple[tuple[int, int, int], ...] = ()
    after: int = 0
    reason: str = ""


class Answers:
    """The answers to deviations of one player. version: "any" or "lawful". within: the own bundles it may withhold at first; all by default.

    brief: where nothing deters, no hardest answer is looked for.
    """

    def __init__(self, game: Game, player: int, version: str, within: int | None = None, brief: bool = False) -> None:
        self.game, self.player, self.version, self.brief = game, player, version, brief
        self.v = game.values[player]
        self.within = self.v.own & ~self.v.unpriced & (self.v.own if within is None else within)
        self.everything = (1 << game.size) - 1
        self.others = self.everything & ~self.v.own
        self.agreed = game.utility(player, 0, player, 0)
        self._least: dict[tuple[int, int], tuple[int, int]] = {}

    def unknown_exit(self, exit: int) -> bool:
        """Whether what an exit is worth to the player hangs on bundles that have no price for it."""
        left = self.game.conflict.exits[exit]
        return not left.whole and bool(self.game.mask(left.ends) & self.v.unpriced)

    def free(self, d: Deviation) -> tuple[int, tuple[int, ...]]:
        """What others may come to withhold in answer, and the exits they may take."""
        if self.version == "lawful":
            return self.game.lawful(self.player, d.withheld), self.game.lawful_exits(self.player, d.withheld)
        shown = self.game.effective(d.withheld) & self.game.seen or d.exit != NONE
        exits = tuple(k for k, e in enumerate(self.game.conflict.exits) if e.owner != self.game.players[self.player])
        return (self.others, exits) if shown else (0, ())

    def value(self, d: Deviation) -> int:
        """The player's utility right after the deviation."""
        return self.game.utility(self.player, d.withheld, self.player, 0, d.exit)

    def ended(self, exit: int) -> int:
        """Bundles that an exit takes away."""
        return 0 if exit == NONE else self.game.mask(self.game.conflict.exits[exit].ends)

    def answer(self, d: Deviation, concept: str) -> Answer:
        """Whether a deviation that the player prefers to the agreed state is deterred under "gmr", "smr" or "seq"."""
        free, exits = self.free(d)
        known = free & ~self.v.unpriced
        try:
            match concept:
                case "gmr":
                    found = self._worst(d, known, exits)
                case "smr":
                    found = self._held_down(d, known, exits)
                case "seq":
                    found = self._credible(d, known, exits)
                case _:
                    raise ValueError(f"no such concept: {concept}")
        except TooWide as wide:
            return Answer(UNDECIDED, reason=str(wide))
        if found.verdict == NO and free & self.v.unpriced:
            names = self.game.names(free & self.v.unpriced)
            return Answer(OPEN, after=found.after, reason=f"what {', '.join(names[:4])} is worth to it is not known")
        return found

    # ---- GMR ----------------------------------------------------------------------------------------------------------

    def gone(self, exit: int) -> int:
        """What counts no more once an exit is taken."""
        if exit != NONE and self.game.conflict.exits[exit].whole:
            return self.everything & ~self.game.survives
        return self.ended(exit)

    def after(self, d: Deviation, exits: tuple[int, ...]) -> list[int]:
        """The exit that is taken in the end: the deviator's; else none, or one of the others'."""
        return [d.exit] if d.exit != NONE else [NONE, *(e for e in exits if not self.unknown_exit(e))]

    def _worst(self, d: Deviation, free: int, exits: tuple[int, ...]) -> Answer:
        best = Answer(NO, after=self.value(d))
        for e in self.after(d, exits):
            loss, chosen = worst_answer(self.v, d.withheld | self.gone(e), free)
            after = self.game.utility(self.player, d.withheld, self.player, 0, e) + loss
            moves = self._split(chosen) if e == d.exit else (*self._split(chosen), self._leaves(e))
            if moves and after < best.after:
                best = Answer(NO, moves, after)
        return Answer(YES, best.moves, best.after) if best.moves and best.after <= self.agreed else best

    def _leaves(self, exit: int) -> tuple[int, int, int]:
        return self.game.players.index(self.game.conflict.exits[exit].owner), 0, exit

    def _split(self, chosen: int) -> tuple[tuple[int, int, int], ...]:
        """What each player withholds of a mask."""
        return tuple((k, chosen & v.own, NONE) for k, v in enumerate(self.game.values) if chosen & v.own)

    # ---- SMR ----------------------------------------------------------------------------------------------------------

    def _held_down(self, d: Deviation, free: int, exits: tuple[int, ...]) -> Answer:
        best = Answer(NO, after=self.value(d))
        torn = False
        for e in self.after(d, exits):
            worth, chosen = self.least(e, free)
            moves = self._split(chosen) if e == d.exit else (*self._split(chosen), self._leaves(e))
            if not moves or worth > self.agreed:
                best = min(best, Answer(NO, moves, worth), key=lambda x: x.after)
                continue
            if e != NONE or self._no_way_out(chosen):
                return Answer(YES, moves, worth)
            torn = torn or all(self.least(own, free)[0] <= self.agreed for own in self._own_exits())
        return Answer(UNDECIDED, reason="an answer that also meets every way of leaving was not found") if torn else best

    def least(self, exit: int, free: int) -> tuple[int, int]:
        """What the others can hold the player to once an exit is taken: its utility after its best reply, and what they withhold."""
        if (exit, free) not in self._least:
            gone = self.gone(exit)
            own = self.v.own & ~self.v.unpriced
            total, chosen = hold_down(self.v, free & ~gone, own & ~gone, gone)
            self._least[exit, free] = self.game.utility(self.player, 0, self.player, 0, exit) + total, chosen
        return self._least[exit, free]

    def _own_exits(self) -> list[int]:
        return [e for e in self.game.exits_of(self.player) if not self.unknown_exit(e)]

    def _no_way_out(self, answer: int) -> bool:
        """Whether leaving, with the best of the player's other moves, gets it nothing better after an answer."""
        own = self.v.own & ~self.v.unpriced
        for e in self._own_exits():
            gone = self.gone(e)
            worth = self.game.utility(self.player, answer, self.player, 0, e) + best_reply(self.v, answer | gone, own & ~gone)[0]
            if worth > self.agreed:
                return False
        return True

    # ---- SEQ ----------------------------------------------------------------------------------------------------------

    def _credible(self, d: Deviation, free: int, exits: tuple[int, ...]) -> Answer:
        dead = d.withheld | self.gone(d.exit)
        movers = [k for k, v in enumerate(self.game.values) if k != self.player and v.valued and free & v.own & ~v.unpriced & ~dead]
        leavers = [e for e in exits if d.exit == NONE and not self.unknown_exit(e)]
        acting = list(dict.fromkeys([*movers, *(self._leaves(e)[0] for e in leavers if self.game.values[self._leaves(e)[0]].valued)]))
        best = Answer(NO, after=self.value(d))
        orders = list(permutations(acting))[:MOST_ORDERS]
        possible = self._bound(d, dead, free, movers, leavers) <= self.agreed
        for order in orders if possible else orders[: not self.brief]:
            found = self._walk(d, dead, free, order, leavers)
            if found.verdict == YES:
                return found
            if found.after < best.after:
                best = found
        if possible:
            moves = len(acting) * ROUNDS
            return Answer(UNDECIDED, best.moves, best.after, f"no answer was found in {moves} moves, and none was excluded")
        silent = [k for k, v in enumerate(self.game.values) if k != self.player and free & v.own and (not v.valued or free & v.own & v.unpriced)]
        if silent and worst_answer(self.v, dead, free)[0] + self.value(d) <= self.agreed:
            names = ", ".join(self.game.conflict.label(self.game.players[k]) for k in silent)
            return Answer(OPEN, best.moves, best.after, f"whether it would pay {names} to answer is not known")
        return best

    def _gains_by_leaving(self, state: int, d: Deviation, exit: int, lawful: int) -> bool:
        """Whether an exit of another pays its owner in a state."""
        owner = self._leaves(exit)[0]
        v = self.game.values[owner]
        if not v.valued or (not self.game.conflict.exits[exit].whole and self.ended(exit) & v.unpriced):
            return False
        now = self.game.utility(owner, state, self.player, lawful)
        return self.game.utility(owner, state, self.player, lawful, exit) > now

    def _walk(self, d: Deviation, dead: int, free: int, order: tuple[int, ...], leavers: list[int]) -> Answer:
        """The others in this order, each leaving if that pays and settles it, else taking the improving move that harms most."""
        state, lawful = dead, self.game.lawful(self.player, d.withheld)
        moves: list[tuple[int, int, int]] = []
        after = self.value(d)
        for mover in order * ROUNDS:
            if moves and moves[-1][0] == mover:
                continue
            v = self.game.values[mover]
            for e in leavers:
                left = self.game.utility(self.player, state, self.player, 0, e)
                if self._leaves(e)[0] == mover and left <= self.agreed and self._gains_by_leaving(state, d, e, lawful):
                    return Answer(YES, (*moves, self._leaves(e)), left)
            usable = free & v.own & ~v.unpriced & ~state
            if self.version == "lawful":
                usable &= self.game.freed(d.withheld, state & ~dead) | self.game.consents
            chosen = self._harmful(mover, state, usable, lawful)
            if not chosen:
                continue
            after += change(self.v, state, chosen, False)
            state |= chosen
            moves.append((mover, chosen, NONE))
            if after <= self.agreed:
                return Answer(YES, tuple(moves), after)
        return Answer(NO, tuple(moves), after)

    def _gain(self, mover: int, state: int, chosen: int, lawful: int) -> int:
        """What a mover gains by withholding more."""
        v = self.game.values[mover]
        unlawful = sum(v.cost.get(k, 0) for k in members(chosen & ~lawful))
        return change(v, state, chosen, False) - unlawful

    def _harmful(self, mover: int, state: int, usable: int, lawful: int) -> int:
        """The improving move of a mover that harms the deviator most; 0 where none harms."""
        joint = self.v.joint | self.game.values[mover].joint
        sure = contested = 0
        for k in members(usable):
            bit = 1 << k
            harm, gain = -change(self.v, state, bit, False), self._gain(mover, state, bit, lawful)
            if bit & joint or (harm > 0) != (gain > 0):
                contested |= bit if harm or gain > 0 or bit & joint else 0
            elif harm > 0:
                sure |= bit
        if contested.bit_count() > CONTESTED:
            raise TooWide(f"{contested.bit_count()} bundles trade off in one answer; up to {CONTESTED} can be tried")
        together = contested & joint
        best = (0, 0)
        loose = list(self._sums(mover, state, contested & ~joint, lawful))
        for part in subsets(together):
            base = sure | part
            harm, gain = -change(self.v, state, base, False), self._gain(mover, state, base, lawful)
            for more, h, g in loose:
                if gain + g > 0:
                    best = max(best, (harm + h, -(base | more)))
        return -best[1] if best[0] > 0 else 0

    def _sums(self, mover: int, state: int, mask: int, lawful: int) -> list[tuple[int, int, int]]:
        """For every subset of bundles that stand in no term of several: the subset, the harm, the mover's gain."""
        out = [(0, 0, 0)]
        for k in members(mask):
            bit = 1 << k
            h, g = -change(self.v, state, bit, False), self._gain(mover, state, bit, lawful)
            out += [(m | bit, x + h, y + g) for m, x, y in out]
        return out

    def _bound(self, d: Deviation, dead: int, free: int, movers: list[int], leavers: list[int]) -> int:
        """No credible sequence brings the deviator below this: each mover withholds as much as leaves it a gain in sum."""
        lawful = self.game.lawful(self.player, d.withheld)
        usable = {k: free & self.game.values[k].own & ~self.game.values[k].unpriced & ~dead for k in movers}
        whole = sum(usable.values())
        lowest = self.value(d) + worst_answer(self.v, dead, whole)[0]
        for e in leavers:
            owner = self._leaves(e)[0]
            v = self.game.values[owner]
            gone = d.withheld | self.gone(e)
            most = self.game.utility(owner, d.withheld, self.player, lawful, e) + best_reply(v, gone, whole & v.own, costs=False)[0]
            least = self.game.utility(owner, d.withheld, self.player, lawful) + worst_answer(v, d.withheld, whole & ~v.own)[0]
            if v.valued and most > least:
                left = self.game.utility(self.player, d.withheld, self.player, 0, e) + worst_answer(self.v, gone, whole)[0]
                if left <= self.agreed:
                    return left
        if lowest > self.agreed or any(
            mask & whole & ~usable[k] and mask & usable[k]
            for k in movers for v in (self.v, self.game.values[k]) for mask, _ in v.multi if not mask & dead
        ):
            return lowest
        apart = sum(change(self.v, dead, self._harmful(k, dead, usable[k], lawful), False) for k in movers)
        return max(lowest, self.value(d) + apart)
