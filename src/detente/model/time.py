"""Moments and periods: when a norm begins, is due, and ends."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from detente.model.vocabulary import Event

DAYS = {"hours": 1 / 24, "days": 1.0, "weeks": 7.0, "months": 30.4375, "years": 365.25}


@dataclass(frozen=True, slots=True)
class Period:
    """A number of units of time. number is None where it is `open` or `unstated` (`gap` says which)."""

    number: float | None
    unit: str
    gap: str = ""

    @property
    def days(self) -> float | None:
        """Its length in days, months and years at their mean length; None where the number is not given."""
        return None if self.number is None else self.number * DAYS[self.unit]

    def words(self) -> str:
        """For people: `90 days`, `open months`."""
        number = self.gap if self.number is None else f"{self.number:g}"
        return f"{number} {self.unit}"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a moment counts from.

    kind: "date", "force" (entry into force), "signature", "ratification", "notice", "milestone", "clause" (its
    performance), "start" (its beginning), "failing" (its breach), "instrument" (its entry into force), "event",
    "open" or "unstated". name: of the milestone, clause or instrument, or the words as written.
    """

    kind: str
    name: str = ""
    date: datetime.date | None = None
    event: Event | None = None
    for_it: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """An anchor, or a period after (sign 1) or before (sign -1) it. `text` is as written."""

    anchor: Anchor
    text: str
    period: Period | None = None
    sign: int = 1

    @property
    def unknown(self) -> bool:
        """Whether a number or the anchor is open or unstated."""
        return self.anchor.kind in ("open", "unstated") or (self.period is not None and self.period.number is None)


@dataclass(frozen=True, slots=True)
class Stage:
    """A share that is due by a moment: `at least 20 % within 5 years of entry into force`."""

    share: str
    due: Moment
