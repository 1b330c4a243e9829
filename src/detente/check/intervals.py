"""Whether two norms can bind at the same time and under the same conditions.

Only what the text settles is used: ends and starts with dates, or counted from one and the same moment; conditions that deny
each other; ranks (`notwithstanding`, `subject to`). Everything else is taken to meet.
"""

from __future__ import annotations

import datetime

from detente.model.norm import Condition, Norm
from detente.model.time import Moment


def position(moment: Moment | None) -> tuple[tuple[str, str], float] | None:
    """The moment as days after its anchor (kind, name); dates count from one common anchor. None where unknown."""
    if moment is None or moment.unknown:
        return None
    days = (moment.period.days or 0.0) * moment.sign if moment.period else 0.0
    if moment.anchor.kind == "date" and moment.anchor.date is not None:
        return ("date", ""), (moment.anchor.date - datetime.date(1, 1, 1)).days + days
    if moment.anchor.kind in ("event", "notice", "ratification", "calendar"):
        return None
    return (moment.anchor.kind, moment.anchor.name.lower()), days


def apart(one: Norm, other: Norm) -> bool:
    """Whether one norm ends before the other begins, or they hold under conditions that deny each other."""
    return _before(one, other) or _before(other, one) or _denied(one, other)


def _before(one: Norm, other: Norm) -> bool:
    end, start = position(one.timing.end), position(other.timing.start)
    if end is None or start is None or end[0] != start[0]:
        return False
    return end[1] <= start[1]


def _denied(one: Norm, other: Norm) -> bool:
    return any(_opposed(a, b) for a in one.conditions for b in other.conditions)


def _opposed(a: Condition, b: Condition) -> bool:
    same = a.text.removeprefix("not ").lower() == b.text.removeprefix("not ").lower()
    if not same:
        return False
    return (a.kind == "unless") != (b.kind == "unless") if a.negated == b.negated else (a.kind == "unless") == (b.kind == "unless")


def ranked(one: Norm, other: Norm) -> bool:
    """Whether the text says which of two norms prevails."""
    def names(norm: Norm) -> set[str]:
        return {norm.clause.lower(), norm.instrument.lower()}

    def over(a: Norm, b: Norm) -> bool:
        said = {n.lower() for n in a.links.notwithstanding}
        yields = {n.lower() for n in b.links.subject_to}
        return bool(said & names(b)) or bool(yields & names(a))

    return over(one, other) or over(other, one)
