"""A harsh answer by local search: a guess that the query engine checks, never a proof.

Steps: 1. begin at the improvement; 2. go through the options of the others in order and change one where that lowers the greatest
worth, for the deviator, over a pool of its own combinations, the state stays possible and the direction is allowed; 3. again until
nothing changes. A harsher answer deters more improvements at once, so that fewer have to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from detente.model.conflict import Conflict, Preference
from detente.solve.exact import common_denominator

MOST_PASSES = 4


def worth_of(preference: Preference) -> Callable[[int], Any]:
    """The worth of a code as something that can be compared; sums in exact integers."""
    if preference.ranking or not preference.terms:
        return preference.key
    scale = common_denominator(t.middle for t in preference.terms)
    terms = [(sum(1 << k for k in set(t.options)), int(t.middle * scale)) for t in preference.terms]
    return lambda code: sum(w for mask, w in terms if code & mask == mask)


def punish(conflict: Conflict, worth: Callable[[int], Any], start: int, theirs: int, own: int, pool: list[int]) -> int:
    """A state reached by changing options of the others (`theirs`) that keeps down what the pool of own combinations is worth."""
    flips = [
        k for k, o in enumerate(conflict.options)
        if theirs >> k & 1 and o.direction != ("to yes" if start >> k & 1 else "to no")
    ]

    def greatest(code: int) -> Any:
        return max(worth(code & ~own | mine & own) for mine in pool)

    code, least = start, greatest(start)
    for _ in range(MOST_PASSES):
        before = code
        for k in flips:
            changed = code ^ (1 << k)
            value = greatest(changed)
            if value < least and conflict.feasible(changed):
                code, least = changed, value
        if code == before:
            break
    return code


def provoke(
    conflict: Conflict, worths: list[Callable[[int], Any]], masks: list[int], maker: int, mover: int, start: int
) -> int:
    """Where a mover could go from a state to its own gain so that a decision maker (`maker`) is hurt; the state itself if nowhere.

    Steps: the mover first climbs to what it likes, then changes what hurts as long as it still gains.
    """
    gain, harm = worths[mover], worths[maker]
    flips = [
        k for k, o in enumerate(conflict.options)
        if masks[mover] >> k & 1 and o.direction != ("to yes" if start >> k & 1 else "to no")
    ]
    code, first = start, gain(start)
    for climbing in (True, False):
        for _ in range(MOST_PASSES):
            before = code
            for k in flips:
                changed = code ^ (1 << k)
                wanted = gain(changed) > gain(code) if climbing else gain(changed) > first and harm(changed) < harm(code)
                if wanted and conflict.feasible(changed):
                    code = changed
            if code == before:
                break
    return code
