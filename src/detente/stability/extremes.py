"""Best and worst of a sum of terms over bundles that may be withheld: exact, by components.

Bundles that stand together in a term of several form a component; a sum over components is least (or greatest) where each of its
components is. Within a component all subsets are tried, up to `MOST` bundles; more raise `TooWide`.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.stability.game import Values

MOST = 16


class TooWide(Exception):
    """More bundles stand together in terms of several than can be tried one by one; the message says how many."""


def subsets(mask: int) -> Iterator[int]:
    """All subsets of a mask, the empty one first, in ascending order."""
    part = 0
    while True:
        yield part
        if part == mask:
            return
        part = (part - mask) & mask


def components(v: Values, free: int, dead: int) -> Iterator[int]:
    """The components of the free bundles. dead: bundles that are withheld whatever is chosen; terms with one of them do not bind."""
    left = free
    live = [mask & free for mask, _ in v.multi if not mask & dead and (mask & free).bit_count() > 1]
    while left:
        part = left & -left
        grown = True
        while grown:
            grown = False
            for mask in live:
                if mask & part and mask & ~part:
                    part |= mask
                    grown = True
        left &= ~part
        if part.bit_count() > MOST:
            raise TooWide(f"{part.bit_count()} bundles are valued together; up to {MOST} can be tried")
        yield part


def change(v: Values, withheld: int, more: int, own: bool) -> int:
    """What withholding more adds to the utility: terms lost, and the reputation of own bundles where `own`."""
    prices = v.prices[own]
    size = len(prices)
    fresh = more & ~withheld
    lost = 0
    while fresh:
        k = (fresh & -fresh).bit_length() - 1
        if k < size:
            lost += prices[k]
        fresh &= fresh - 1
    for mask, x in v.multi:
        if mask & more and not mask & withheld:
            lost += x
    return -lost


def best_reply(v: Values, withheld: int, free: int, costs: bool = True) -> tuple[int, int]:
    """The most that a player can add by withholding own bundles among the free ones, and which: (gain, mask).

    costs: whether breaches cost reputation.
    """
    gain = chosen = 0
    for part in components(v, free & ~withheld, withheld):
        found = max(((change(v, withheld, s, costs), -s) for s in subsets(part)), default=(0, 0))
        gain, chosen = gain + found[0], chosen | -found[1]
    return gain, chosen


def worst_answer(v: Values, withheld: int, free: int) -> tuple[int, int]:
    """The least that others can leave by withholding among the free bundles, and which: (change, mask)."""
    loss = chosen = 0
    for part in components(v, free & ~withheld, withheld):
        found = min((change(v, withheld, s, False), s) for s in subsets(part))
        loss, chosen = loss + found[0], chosen | found[1]
    return loss, chosen


def hold_down(v: Values, free: int, own: int, dead: int = 0) -> tuple[int, int]:
    """The least that others can hold a player to who then replies best: min over their choice of max over its own.

    free: what others may withhold; own: what the player may. dead: withheld anyhow. Returns (change against nothing more withheld,
    what the others withhold).
    """
    total = chosen = 0
    for part in components(v, (free | own) & ~dead, dead):
        theirs, mine = part & free, part & own
        found = min(
            (max(change(v, dead, s, False) + change(v, dead | s, o, True) for o in subsets(mine)), s) for s in subsets(theirs)
        )
        total, chosen = total + found[0], chosen | found[1]
    return total, chosen
