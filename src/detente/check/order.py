"""The order of duties: who waits for whom, and which waits can never end.

Points are the begin and the completion of clauses, milestones, and for every instrument the consent of each party and its
entry into force. An edge says that one point cannot come before another; it carries the case under which the text says so
and the line that says it. A *wait* is an edge by which somebody holds back until something has happened (`after`,
`provided`, `when`, a deadline counted from it); other edges tie points that may fall together.

A deadlock is a cycle of edges with a wait in it: nobody can go first. Steps: (1) build the graph; (2) find its strongly
connected components (Tarjan, 1972); (3) in each, for every wait, search for the shortest way back whose cases can hold
together; (4) report each cycle once. A cycle of ties alone (`together with`) is no deadlock: all fall on one day.

Dates: with every edge `later >= earlier + days`, a duty is impossible if its last day is before the earliest day on which
it can begin; that is a positive cycle through the calendar (Bellman and Ford).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from detente.check.facts import Facts
from detente.model.choice import CERTAIN, NEVER, Cases, conjoin
from detente.model.instrument import Instrument
from detente.model.norm import Condition, Norm
from detente.model.time import Anchor, Moment
from detente.source import Span

Point = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Edge:
    """`later` cannot come before `earlier` plus `days`; `wait` if somebody holds back for it. text: in words.

    structural: follows from the build of the text (a clause binds once its instrument is in force), not from a line of it.
    """

    later: Point
    earlier: Point
    cases: Cases
    wait: bool
    text: str
    span: Span | None
    days: float = 0.0
    structural: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """Edges that close a circle, each one's `earlier` being the next one's `later`, and the cases of them all."""

    edges: tuple[Edge, ...]
    cases: Cases


def words(point: Point) -> str:
    """A point for people."""
    kind, name = point
    return {
        "begin": f"`{name}` can begin", "done": f"`{name}` is performed", "force": f"`{name}` is in force",
        "consent": f"consent to `{name}`", "milestone": f"`{name}`", "signed": f"`{name}` is signed",
    }.get(kind, name)


class Graph:
    """The order of one settlement."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.edges: list[Edge] = []
        self.clauses = {c.name.lower(): c.name for c in facts.settlement.clauses.values()}
        for instrument in facts.settlement.instruments.values():
            self._instrument(instrument)
        for norm in facts.norms:
            if norm.binding or norm.modality == "power":
                self._norm(norm)
        for milestone in facts.settlement.milestones.values():
            point = ("milestone", milestone.name.lower())
            cases = (milestone.guard,)
            for moment in milestone.moments if len(milestone.moments) == 1 else ():
                self._moment(point, moment, cases, True, f"`{milestone.name}` counts from it", milestone.span, "")
            single = [c for c in milestone.conditions if c.kind in ("after", "provided", "when")]
            if len([c for c in single if c.kind == "when"]) > 1 or (milestone.moments and any(c.kind == "when" for c in single)):
                single = [c for c in single if c.kind != "when"]
            for condition in single:
                self._condition(point, condition, cases, f"`{milestone.name}`", "")

    def _add(
        self, later: Point, earlier: Point, cases: Cases, wait: bool, text: str, span: Span | None, days: float = 0.0,
        structural: bool = False,
    ) -> None:
        if later != earlier and cases != NEVER:
            self.edges.append(Edge(later, earlier, cases, wait, text, span, days, structural))

    # ---- building ------------------------------------------------------------------------------------------------

    def _instrument(self, instrument: Instrument) -> None:
        name, key = instrument.name, instrument.name.lower()
        force: Point = ("force", key)
        own = (instrument.guard,)
        self._add(force, ("consent", key), own, False, f"`{name}` enters into force only once its parties have consented",
                  instrument.span)
        for consent in instrument.consents:
            if consent.provided is not None:
                who = self.facts.labels(consent.parties)
                cases = conjoin(own, (consent.guard,))
                self._condition(("consent", key), consent.provided, cases, f"the consent of {who} to `{name}`", name)
        for line in instrument.force:
            cases = conjoin(own, (line.guard,))
            if line.kind == "together":
                for other in line.names:
                    target = self._point(Anchor("instrument", other), name)
                    if target:
                        text = f"`{name}` enters into force together with `{other}`"
                        self._add(force, target, cases, False, text, line.span)
                        self._add(target, force, cases, False, text, line.span)
            elif line.kind == "after":
                for other in line.names:
                    target = self._named(other)
                    if target:
                        self._add(force, target, cases, True, f"`{name}` enters into force after `{other}`", line.span)
            elif line.provided is not None:
                self._condition(force, line.provided, cases, f"entry into force of `{name}`", name)
            elif line.moment is not None and line.kind in ("on", "not before"):
                self._moment(force, line.moment, cases, True, f"entry into force of `{name}` counts from it", line.span, name)

    def _norm(self, norm: Norm) -> None:
        key = norm.clause.lower()
        begin: Point = ("begin", key)
        done: Point = ("done", key)
        cases = self.facts.norm_cases(norm)
        if norm.modality == "prohibition":
            return
        self._add(done, begin, cases, False, f"`{norm.clause}` is performed only once it can begin", norm.span)
        if norm.instrument and not self._serves_entry(norm):
            prior = norm.timing.due is not None and norm.timing.due.anchor.kind == "signature"
            if not prior and not (norm.timing.due is not None and norm.timing.due.anchor.kind == "force"
                                  and norm.timing.due.period is None and not norm.timing.on_day):
                text = f"`{norm.clause}` binds only once `{norm.instrument}` is in force"
                self._add(begin, ("force", norm.instrument.lower()), cases, True, text, norm.span, 0.0, True)
        for name in norm.links.after:
            target = self._named(name)
            if target:
                self._add(begin, target, cases, True, f"`{norm.clause}` comes after `{name}`", norm.line("after"))
        for name in norm.links.together_with:
            target = self._named(name)
            if target:
                text = f"`{norm.clause}` together with `{name}`"
                self._add(done, target, cases, False, text, norm.line("together with"))
                self._add(target, done, cases, False, text, norm.line("together with"))
        for condition in norm.conditions:
            if condition.kind in ("provided", "after") or (
                condition.kind == "when" and sum(c.kind == "when" for c in norm.conditions) == 1
            ):
                self._condition(begin, condition, cases, f"`{norm.clause}`", norm.instrument)
        for moment, form in ((norm.timing.start, "from"), (norm.timing.start_by, "start")):
            if moment is not None and (form == "from" or moment.sign > 0):
                when = moment.text.removeprefix("start ")
                self._moment(begin, moment, cases, True, f"`{norm.clause}` begins {when}", norm.line(form), norm.instrument)
        due = norm.timing.due
        if due is not None and due.anchor.kind in ("clause", "milestone", "start"):
            self._moment(done, Moment(due.anchor, due.text), cases, True, f"`{norm.clause}` is due {due.text}",
                         norm.line("within of"), norm.instrument)

    def _serves_entry(self, norm: Norm) -> bool:
        """Whether entry into force itself waits for the clause, so that it must bind before."""
        for instrument in self.facts.settlement.instruments.values():
            for line in instrument.force:
                if norm.clause.lower() in (n.lower() for n in line.names):
                    return True
        return False

    def _condition(self, point: Point, condition: Condition, cases: Cases, subject: str, instrument: str) -> None:
        if condition.negated:
            return
        for target, extra in self._targets(condition.what, instrument):
            text = f"{subject} waits: {condition.kind} {condition.text}"
            self._add(point, target, conjoin(cases, extra), True, text, condition.span)

    def _moment(
        self, point: Point, moment: Moment, cases: Cases, wait: bool, text: str, span: Span | None, instrument: str
    ) -> None:
        if moment.sign < 0:
            return
        days = (moment.period.days or 0.0) if moment.period else 0.0
        for target, extra in self._targets(moment.anchor, instrument):
            self._add(point, target, conjoin(cases, extra), wait, text, span, days)

    def _targets(self, anchor: Anchor, instrument: str) -> Iterator[tuple[Point, Cases]]:
        direct = self._point(anchor, instrument)
        if direct is not None:
            yield direct, CERTAIN
            return
        event = anchor.event
        if event is None or event.negated:
            return
        if event.actor is None:
            yield from self._fact(event.deed.act, event.deed.args, instrument)
            return
        for norm in self.facts.norms:
            if norm.modality in ("obligation", "endeavour") and event.actor.parties & norm.bearers:
                from detente.check.deeds import overlap

                if overlap(norm.deed, norm.bearers, event.deed, event.actor.parties):
                    yield ("done", norm.clause.lower()), self.facts.norm_cases(norm)

    def _fact(self, act: str, args: tuple[tuple[str, object], ...], instrument: str) -> Iterator[tuple[Point, Cases]]:
        """Facts that speak of clauses and instruments: kept, signed, in force."""
        for slot, value in args:
            names = getattr(value, "names", ())
            for name in names:
                kind = slot.split("#")[0]
                if kind == "clause" and name.lower() in self.clauses:
                    yield ("done", name.lower()), CERTAIN
                elif kind == "treaty" and name.lower() in self.facts.settlement.instruments:
                    if "signed" in act.split():
                        yield ("signed", name.lower()), CERTAIN
                    else:
                        yield ("force", name.lower()), CERTAIN
                elif kind == "organisation" and name.lower() in self.facts.settlement.organisations:
                    yield from self._organisation(name)

    def _organisation(self, name: str) -> Iterator[tuple[Point, Cases]]:
        when = self.facts.settlement.organisations[name.lower()].exists_when
        for instrument in self.facts.settlement.instruments.values():
            if instrument.name.lower() in when.lower().split():
                yield ("force", instrument.name.lower()), CERTAIN

    def _named(self, name: str) -> Point | None:
        key = name.lower()
        if key in self.clauses:
            return ("done", key)
        if key in self.facts.settlement.milestones:
            return ("milestone", key)
        if key in self.facts.settlement.instruments:
            return ("force", key)
        return None

    def _point(self, anchor: Anchor, instrument: str) -> Point | None:
        match anchor.kind:
            case "clause" | "milestone" | "instrument":
                return self._named(anchor.name)
            case "start":
                return ("begin", anchor.name.lower())
            case "force" if instrument:
                return ("force", instrument.lower())
        return None

    # ---- deadlocks -----------------------------------------------------------------------------------------------

    def cycles(self) -> Iterator[Cycle]:
        """Deadlocks: cycles with a wait whose cases can hold together, each once, the shortest through each wait."""
        following: dict[Point, list[Edge]] = {}
        for edge in self.edges:
            following.setdefault(edge.later, []).append(edge)
        component = _components(following)
        found = []
        for edge in self.edges:
            if edge.wait and not edge.structural and component.get(edge.later) == component.get(edge.earlier):
                cycle = self._back(edge, following, component)
                found += [cycle] if cycle is not None else []
        seen: list[tuple[frozenset[tuple[Point, Point]], Cases]] = []
        for cycle in sorted(found, key=lambda c: len(c.edges)):
            waits = frozenset((e.later, e.earlier) for e in cycle.edges if e.wait and not e.structural)
            if not any(known <= waits and cases == cycle.cases for known, cases in seen):
                seen.append((waits, cycle.cases))
                yield cycle

    def _back(self, first: Edge, following: dict[Point, list[Edge]], component: dict[Point, int]) -> Cycle | None:
        """The shortest way from the edge's earlier point back to its later point, cases kept consistent."""
        queue: deque[tuple[Point, tuple[Edge, ...], Cases]] = deque([(first.earlier, (first,), first.cases)])
        visited: dict[Point, list[Cases]] = {}
        while queue:
            point, way, cases = queue.popleft()
            if point == first.later:
                return Cycle(way, cases)
            for edge in following.get(point, ()):
                if component.get(edge.earlier) != component.get(first.later):
                    continue
                both = conjoin(cases, edge.cases)
                if both == NEVER or not self.facts.logic.possible(both):
                    continue
                known = visited.setdefault(edge.earlier, [])
                if both in known or CERTAIN in known or len(known) > 32:
                    continue
                known.append(both)
                queue.append((edge.earlier, (*way, edge), both))
        return None


def _components(following: dict[Point, list[Edge]]) -> dict[Point, int]:
    """Strongly connected components (Tarjan, without recursion)."""
    index: dict[Point, int] = {}
    low: dict[Point, int] = {}
    on: set[Point] = set()
    stack: list[Point] = []
    out: dict[Point, int] = {}
    counter = number = 0
    for root in list(following):
        if root in index:
            continue
        work = [(root, iter(following.get(root, ())))]
        index[root] = low[root] = counter
        counter += 1
        stack.append(root)
        on.add(root)
        while work:
            point, edges = work[-1]
            for edge in edges:
                child = edge.earlier
                if child not in index:
                    index[child] = low[child] = counter
                    counter += 1
                    stack.append(child)
                    on.add(child)
                    work.append((child, iter(following.get(child, ()))))
                    break
                if child in on:
                    low[point] = min(low[point], index[child])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[point])
                if low[point] == index[point]:
                    while True:
                        member = stack.pop()
                        on.discard(member)
                        out[member] = number
                        if member == point:
                            break
                    number += 1
    return out

