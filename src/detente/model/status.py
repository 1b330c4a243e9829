"""The life of one obligation between one debtor and its creditors.

`pending → in effect → fulfilled` is the ordinary way. A breach is not final: late performance makes it `cured`, and both
days are kept. A prohibition stays in effect after a breach and can be breached again. `suspended` holds for one pair of
parties at a time (VCLT 72); `excused` means that non-performance is no breach (VCLT 61, exchange, consent); `released` that
the text or its end freed the debtor (VCLT 70); `lapsed` that its time ran out before it fell due.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where an obligation stands on a day."""

    PENDING = "pending"
    IN_EFFECT = "in effect"
    FULFILLED = "fulfilled"
    BREACHED = "breached"
    CURED = "cured"
    EXCUSED = "excused"
    SUSPENDED = "suspended"
    RELEASED = "released"
    LAPSED = "lapsed"


NEXT: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.IN_EFFECT, Status.LAPSED, Status.RELEASED}),
    Status.IN_EFFECT: frozenset(
        {Status.FULFILLED, Status.BREACHED, Status.EXCUSED, Status.SUSPENDED, Status.RELEASED, Status.LAPSED}
    ),
    Status.BREACHED: frozenset({Status.CURED, Status.BREACHED, Status.EXCUSED, Status.RELEASED}),
    Status.EXCUSED: frozenset({Status.IN_EFFECT, Status.FULFILLED, Status.RELEASED, Status.LAPSED}),
    Status.SUSPENDED: frozenset({Status.IN_EFFECT, Status.RELEASED}),
    Status.CURED: frozenset({Status.BREACHED}),
    Status.FULFILLED: frozenset({Status.BREACHED}),
    Status.RELEASED: frozenset(),
    Status.LAPSED: frozenset(),
}
"""What may follow what. A fulfilled or cured duty that is owed throughout, and a prohibition, can be breached again."""


@dataclass(frozen=True, slots=True)
class Change:
    """One step in the life of an obligation: what it became, on which ISO date, and what brought it about."""

    status: Status
    on: str
    because: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """The life of a norm between a debtor and a creditor ("" for all): its changes in order of date.

    Raises ValueError where a step is not one of `NEXT` or goes back in time.
    """

    norm: str
    debtor: str
    creditor: str = ""
    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        before, day = Status.PENDING, ""
        for change in self.changes:
            if change.status not in NEXT[before]:
                raise ValueError(f"{self.norm}: {change.status} cannot follow {before}")
            if change.on < day:
                raise ValueError(f"{self.norm}: {change.on} comes before {day}")
            before, day = change.status, change.on

    def on(self, day: str) -> Status:
        """Where it stands at the end of an ISO date."""
        past = [c.status for c in self.changes if c.on <= day]
        return past[-1] if past else Status.PENDING
