"""Zones as a map shows them: what is in, what is open, what hangs on a reading, where the title is disputed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente import atlas
from detente.check.cases import Logic
from detente.model.choice import Cases
from detente.model.settlement import Settlement
from detente.model.world import Zone
from detente.report import words
from detente.report.duties import Duty

STATES = ("in", "title disputed", "open", "under a reading")


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a zone: its leaf code, name, and how it belongs (one of `STATES`). depends: on what, in words."""

    leaf: str
    name: str
    state: str
    depends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneView:
    """A zone for readers. marks: its places, those that surely belong first. uses: clauses that speak of it.

    drawn: whether the atlas can show any of it; a zone described in words cannot be drawn.
    """

    name: str
    title: str
    marks: tuple[Mark, ...]
    uses: tuple[str, ...]
    contested: tuple[str, ...] = ()
    drawn: bool = True

    def having(self, state: str) -> tuple[Mark, ...]:
        """The places in this state."""
        return tuple(m for m in self.marks if m.state == state)


def zones(settlement: Settlement, duties: Iterable[Duty]) -> tuple[ZoneView, ...]:
    """All zones, those that clauses speak of first, then in the order declared."""
    logic = Logic(settlement.choices)
    uses: dict[str, dict[str, None]] = {}
    for duty in duties:
        if duty.norm is None or duty.adopted_from:
            continue
        for _, referent in duty.norm.deed.args:
            for name in referent.names if referent.kind == "zone" else ():
                uses.setdefault(name.lower(), {})[duty.clause] = None
    for rule in settlement.zone_rules:
        for name in rule.zones:
            uses.setdefault(name.lower(), {})
    own = [z for z in settlement.zones.values() if not _adopted(settlement, z)]
    views = [_view(settlement, logic, z, tuple(uses.get(z.name.lower(), ()))) for z in own]
    order = {v.name: (v.name.lower() not in uses, k) for k, v in enumerate(views)}
    return tuple(sorted(views, key=lambda v: order[v.name]))


def _adopted(settlement: Settlement, zone: Zone) -> bool:
    return zone.span is not None and zone.span.source.name not in settlement.files


def _view(settlement: Settlement, logic: Logic, zone: Zone, uses: tuple[str, ...]) -> ZoneView:
    marks = [_mark(settlement, logic, zone, leaf, cases) for leaf, cases in zone.extent.items() if logic.possible(cases)]
    marks.sort(key=lambda m: (STATES.index(m.state), m.name))
    drawn = any(atlas.places().get(m.leaf) for m in marks)
    title = zone.title or zone.name.replace("-", " ")
    return ZoneView(zone.name, title, tuple(marks), uses, zone.contested, drawn)


def _mark(settlement: Settlement, logic: Logic, zone: Zone, leaf: str, cases: Cases) -> Mark:
    known = atlas.places().get(leaf)
    label = words.name(settlement, leaf)
    depends = logic.depends(cases)
    if not depends:
        disputed = bool(zone.contested) or bool(known and known.contested)
        return Mark(leaf, label, "title disputed" if disputed else "in")
    choices = {c.lower() for g in cases for c, _ in g.atoms}
    bargained = any(settlement.choices[c].bargained for c in choices if c in settlement.choices)
    return Mark(leaf, label, "open" if bargained else "under a reading", depends)
