"""What it would take for one state to hold, and how sure it is that it does: the inverse problem and robustness together.

The state asked about is the agreed one, else the status quo, else what the caller names. Steps: 1. the inverse problem, where all
preferences are known; 2. robustness over the stated ranges and unknown statements; where nothing varies, one pair of neighbours is
exchanged in each order of preference instead. What cannot be computed is said, never guessed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from detente.model.conflict import Conflict
from detente.stability.inverse import Inverse, inverse
from detente.stability.robustness import Robustness, robustness

MOST = 256
"""The most states of a conflict for which this is done."""
WORLDS = 1_000


@dataclass(frozen=True, slots=True)
class Aim:
    """Both analyses of one state (number); None with the reason in `missing` where one was not made."""

    state: int
    concept: str
    inverse: Inverse | None
    robustness: Robustness | None
    missing: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "state": self.state, "concept": self.concept, "inverse": self.inverse.to_dict() if self.inverse else None,
            "robustness": self.robustness.to_dict() if self.robustness else None, "missing": list(self.missing),
        }


def varies(conflict: Conflict) -> bool:
    """Whether some preference is stated with a range or as unknown."""
    return any(
        any(t.low != t.high for t in m.preference.terms) or not m.preference.certain for m in conflict.makers
    )


def aim(
    conflict: Conflict, state: int, concept: str = "seq", *, seed: int = 0, worlds: int = WORLDS,
    progress: Callable[[str, float], None] | None = None,
) -> Aim:
    """Both analyses of a state (number, from 1). worlds: how many are drawn, 0 for none. Same seed, same result.

    Raises ValueError for a state or concept that there is not.
    """
    missing = []
    found: Inverse | None = None
    if all(m.preference.certain for m in conflict.makers):
        found = inverse(conflict, state, concept, seed=seed)
    else:
        missing.append("what would have to change: preferences are not all known")
    if worlds < 1:
        return Aim(state, concept, found, None, (*missing, "how sure it is: no worlds were drawn"))
    swaps = 0 if varies(conflict) else 1
    sure = robustness(conflict, state, concept, worlds=worlds, seed=seed, swaps=swaps, progress=progress)
    return Aim(state, concept, found, sure, tuple(missing))
