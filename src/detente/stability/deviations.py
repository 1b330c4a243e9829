"""The deviations of a party that decide whether it keeps its word: enough of them to settle every verdict.

Of two deviations that free the same answers at once, the one that gains more decides. So, for each set of answers that some union of own
bundles frees, the deviation taken is all bundles that gain and free nothing beyond it; bundles that stand in a term of several (for anybody)
are tried in all combinations. Where others can leave, whether that pays them hangs on all that is withheld, and all own bundles are tried in
all combinations. Steps: 1. bundles that gain by themselves; 2. unions of what they free, up to `MOST_CLASSES`; 3. each with the
combinations of the joint bundles, and with each exit. A bundle without a price for its bearer is left out and reported. At most
`MOST_DEVIATIONS` are kept, the most gaining and the smallest; a list that is cut says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente.stability.answers import Answers, Deviation
from detente.stability.arena import members
from detente.stability.extremes import change, subsets

MOST_CLASSES = 1_024
MOST_JOINT = 12
MOST_DEVIATIONS = 600
MOST_TRIED = 20_000


@dataclass(frozen=True, slots=True)
class Listed:
    """Deviations that the player prefers to the agreed state, the most gaining first. complete: whether they settle the verdict."""

    deviations: tuple[Deviation, ...]
    complete: bool


def joint(a: Answers) -> int:
    """Own bundles that stand in a term of several for anybody."""
    out = 0
    for v in a.game.values:
        out |= v.joint
    return out & a.v.own


def gaining(a: Answers) -> list[int]:
    """Own bundles outside terms of several that the player gains by withholding alone, as bits."""
    among = a.within & ~joint(a)
    return [k for k in members(among) if change(a.v, 0, 1 << k, True) > 0]


Freed = tuple[int, bool, tuple[int, ...]]


def _freed(a: Answers, withheld: int) -> Freed:
    """What a deviation lawfully frees at once, whether it is seen at all, and the exits it opens."""
    shown = a.game.effective(withheld) & a.game.seen
    others = ((1 << a.game.size) - 1) & ~a.v.own
    free = (a.game.freed(withheld, 0) | a.game.consents) & others if shown else 0
    return free, bool(shown), tuple(e for e in a.free(Deviation(a.player, withheld))[1] if not a.unknown_exit(e))


def deviations(a: Answers) -> Listed:
    """See the module."""
    alone = gaining(a)
    together = joint(a) & a.within
    for k, others in a.game.instead.items():
        if (others | 1 << k) & a.v.own:
            together |= (others | 1 << k) & a.within
    alone = [k for k in alone if not together >> k & 1]
    if any(a.game.players[a.player] != e.owner and not a.unknown_exit(k) for k, e in enumerate(a.game.conflict.exits)):
        alone, together = [], a.within
    complete = together.bit_count() <= MOST_JOINT
    if not complete:
        kept = sorted(members(together), key=lambda k: (-change(a.v, 0, 1 << k, True), k))[:MOST_JOINT]
        together = sum(1 << k for k in kept)
    frees = {k: _freed(a, 1 << k) for k in alone}
    found: dict[Deviation, int] = {}
    tried = 0
    for part in subsets(together):
        if tried > MOST_TRIED:
            complete = False
            break
        classes, whole = _unions(_freed(a, part), list(frees.values()))
        complete = complete and whole
        for free, shown, exits in classes:
            withheld = part | sum(
                1 << k for k, (f, s, e) in frees.items() if not f & ~free and s <= shown and set(e) <= set(exits)
            )
            tried += 1
            for d in (Deviation(a.player, withheld), *_leaving(a, withheld)):
                gain = a.value(d) - a.agreed
                if gain > 0:
                    found[d] = gain
    ranked = sorted(found, key=lambda d: (-found[d], d.withheld.bit_count(), d.withheld, d.exit))
    if len(ranked) > MOST_DEVIATIONS:
        half = MOST_DEVIATIONS // 2
        small = sorted(ranked[half:], key=lambda d: (d.withheld.bit_count(), -found[d], d.withheld, d.exit))[:half]
        ranked, complete = [*ranked[:half], *small], False
    return Listed(tuple(ranked), complete)


def _leaving(a: Answers, withheld: int) -> Iterator[Deviation]:
    for e in a.game.exits_of(a.player):
        if not a.unknown_exit(e):
            yield Deviation(a.player, withheld, e)


def _unions(start: Freed, parts: list[Freed]) -> tuple[list[Freed], bool]:
    """All unions of the start with some of the parts, and whether these are all."""
    out = {start: None}
    for mask, shown, exits in dict.fromkeys(parts):
        for known, seen, left in list(out):
            out[known | mask, seen or shown, tuple(sorted({*left, *exits}))] = None
            if len(out) > MOST_CLASSES:
                return list(out), False
    return list(out), True
