"""By when: every dated line of the text on the clock it counts from, and those that name no date.

A deadline counts from a calendar date, from entry into force, from a milestone, from another clause. Where that anchor has
no date of its own, no date is invented: the line stands on the anchor's own clock, in days after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from detente.model.norm import OBLIGATION
from detente.model.settlement import Settlement
from detente.model.time import Anchor, Moment
from detente.report import words
from detente.report.duties import Duty


@dataclass(frozen=True, slots=True)
class Deadline:
    """One point on a clock.

    clock: "calendar", or the anchor in words ("entry into force"). day: ISO date on the calendar, else "". offset: days
    after the anchor, None where the number is open, unstated or absent (`gap` says which: "open", "unstated", "no date").
    label: the clause. what: the sentence. who: debtors in words. words: the deadline as written.
    """

    clause: str
    label: str
    what: str
    who: str
    clock: str
    words: str
    day: str = ""
    offset: float | None = None
    gap: str = ""
    depends: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether it has a place on its clock."""
        return bool(self.day) or self.offset is not None


def deadlines(settlement: Settlement, duties: Iterable[Duty]) -> tuple[Deadline, ...]:
    """One entry for each due date, stage and `begun by` of each obligation; obligations without any as gap "no date"."""
    out: dict[tuple[str, ...], Deadline] = {}
    for duty in duties:
        for one in _of(settlement, duty):
            out.setdefault((one.clause, one.what, one.clock, one.words), one)
    return tuple(out.values())


def _of(settlement: Settlement, duty: Duty) -> Iterator[Deadline]:
    norm = duty.norm
    if norm is None or norm.modality != OBLIGATION:
        return
    who = words.names(settlement, duty.debtors, 3) or "nobody named"
    base = {"clause": duty.clause, "label": duty.clause.split(":")[-1], "what": duty.sentence, "who": who, "depends": duty.depends}
    t = norm.timing
    points: list[tuple[str, Moment]] = [("", t.due)] if t.due else []
    points += [("begun ", t.start_by)] if t.start_by else []
    points += [(f"{s.share} ", s.due) for s in t.stages]
    for prefix, moment in points:
        clock, day, offset, gap = place(settlement, moment)
        said = prefix + words.moment(moment)
        yield Deadline(**base, clock=clock, day=day, offset=offset, gap=gap, words=said)  # type: ignore[arg-type]
    if not words.has_date(norm):
        yield Deadline(**base, clock="", words=words.NO_DATE, gap=words.NO_DATE)  # type: ignore[arg-type]


CLOCKS = {"force": "entry into force", "signature": "signature", "ratification": "ratification", "notice": "notice"}


def place(settlement: Settlement, moment: Moment, depth: int = 0) -> tuple[str, str, float | None, str]:
    """(clock, ISO day, offset in days, gap) of a moment. Milestones with a date of their own are followed to it."""
    anchor, period = moment.anchor, moment.period
    days = 0.0 if period is None else period.days
    if anchor.kind in ("open", "unstated"):
        return "", "", None, anchor.kind
    clock = CLOCKS.get(anchor.kind) or _called(settlement, anchor)
    if days is None:
        return clock, "", None, period.gap if period else "open"
    offset = days * moment.sign
    if anchor.kind == "date" and anchor.date is not None:
        return "calendar", _shift(anchor.date, offset), None, ""
    milestone = settlement.milestones.get(anchor.name.lower()) if anchor.kind == "milestone" else None
    if milestone and len(milestone.moments) == 1 and depth < 8 and milestone.moments[0].anchor.name != anchor.name:
        under, day, before, gap = place(settlement, milestone.moments[0], depth + 1)
        if day:
            return under, _shift(date.fromisoformat(day), offset), None, gap
        if before is not None and not milestone.conditions:
            return under, "", before + offset, gap
    return clock, "", offset, ""


def _called(settlement: Settlement, anchor: Anchor) -> str:
    """What a clock counts from, in words."""
    milestone = settlement.milestones.get(anchor.name.lower())
    if anchor.kind == "milestone" and milestone is not None:
        return milestone.title or milestone.name
    return anchor.name or anchor.kind


def _shift(day: date, offset: float) -> str:
    try:
        return date.fromordinal(day.toordinal() + round(offset)).isoformat()
    except (ValueError, OverflowError):
        return day.isoformat()
