"""A duty is due before it can begin.

## What it finds

Last days that fall before the earliest day on which the duty can begin: because of its own start, of what it comes after, of a
milestone it counts from, or of a date in the calendar.

## Why it matters

The duty is breached on the day it falls due, whatever its bearer does; whoever wrote the dates meant something else.

## Specimen

```
clause report
  A shall notify B of plans
  within 10 days of entry into force
  from 30 days after entry into force
```

## Source

Difference constraints, solved by longest paths (Bellman, 1958; Ford, 1956).
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.order import Graph, Point
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import NEVER, Cases, conjoin
from detente.model.norm import OBLIGATION, Norm
from detente.model.time import Moment

MAX_STEPS = 40


@rule("C206", "impossible-date", "error", "basic", "A duty is due before it can begin.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each duty whose last day comes before its first."""
    graph = Graph(facts)
    following: dict[Point, list[tuple[Point, float, Cases, str]]] = {}
    for edge in graph.edges:
        if edge.later != edge.earlier:
            following.setdefault(edge.later, []).append((edge.earlier, edge.days, edge.cases, edge.text))
    for norm in facts.written:
        due = norm.timing.due
        if norm.modality != OBLIGATION or due is None or due.unknown:
            continue
        target = _anchor(norm, due)
        if target is None:
            continue
        last = (due.period.days or 0.0) * due.sign if due.period else 0.0
        found = _longest(following, ("begin", norm.clause.lower()), target, facts.norm_cases(norm))
        own = _own_start(norm, target)
        if own is not None and own > last and (found is None or own > found[0]):
            found = (own, facts.norm_cases(norm), [f"it begins {norm.timing.start.text}" if norm.timing.start else ""])
        if found is not None and found[0] > last:
            days, cases, way = found
            yield from facts.find(
                "C206", f"`{norm.clause}` is due {due.text}, but cannot begin until {days:,.0f} days after {_name(target)}",
                norm.line("within of"), cases=cases, notes=[w for w in way if w], about=(norm.clause,),
                help="move the last day, or shorten what it waits for",
            )


def _anchor(norm: Norm, moment: Moment) -> Point | None:
    kind = moment.anchor.kind
    if kind == "force":
        return ("force", norm.instrument.lower())
    if kind in ("clause", "milestone"):
        return ("done" if kind == "clause" else "milestone", moment.anchor.name.lower())
    if kind == "date" and moment.anchor.date is not None:
        return ("date", moment.anchor.date.isoformat())
    return None


def _name(point: Point) -> str:
    return {"force": "entry into force", "date": point[1]}.get(point[0], f"`{point[1]}`")


def _own_start(norm: Norm, target: Point) -> float | None:
    start = norm.timing.start
    if start is None or start.unknown:
        return None
    days = (start.period.days or 0.0) * start.sign if start.period else 0.0
    if target[0] == "date" and start.anchor.date is not None:
        import datetime

        return (start.anchor.date - datetime.date.fromisoformat(target[1])).days + days
    return days if _anchor(norm, start) == target else None


def _longest(
    following: dict[Point, list[tuple[Point, float, Cases, str]]], start: Point, target: Point, cases: Cases
) -> tuple[float, Cases, list[str]] | None:
    """The longest wait, in days, from the target point to the start point, over paths whose cases agree."""
    best: tuple[float, Cases, list[str]] | None = None
    stack: list[tuple[Point, float, Cases, list[str], frozenset[Point]]] = [(start, 0.0, cases, [], frozenset({start}))]
    steps = 0
    while stack and steps < 5_000:
        steps += 1
        point, days, held, way, seen = stack.pop()
        if point == target:
            if best is None or days > best[0]:
                best = (days, held, way)
            continue
        for earlier, more, extra, text in following.get(point, ()):
            both = conjoin(held, extra)
            if earlier not in seen and both != NEVER and len(seen) < MAX_STEPS:
                stack.append((earlier, days + more, both, [*way, text] if more else way, seen | {earlier}))
    return best
