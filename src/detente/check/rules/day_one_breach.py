"""Something is already so that a clause forbids from its first day.

## What it finds

A prohibition that binds from entry into force (or from a day that has passed), and a fact taken as given, or known to the
atlas as military presence abroad on the fact date, that it forbids. A prohibition of an act that lasts covers what already
lasts.

## Why it matters

A text that is broken when it enters into force teaches its parties that breach is normal, and hands the other side a reason
to suspend. A period for leaving costs nothing to write.

## Specimen

```
given A stations forces in Norway
clause out
  A shall not station forces in Norway
  from entry into force
```

## Source

Plain logic over the facts given; presence from the sources named in the atlas.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from detente import atlas
from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import Overlap, overlap
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Cases, conjoin
from detente.model.norm import Given, Norm
from detente.model.vocabulary import Deed, Event, Referent, certain

PRESENCE = {
    "forces": ("station forces in *zone*", ""),
    "bases": ("establish bases in *zone*", ""),
    "advisers": ("station forces in *zone*", ""),
    "nuclear-weapons": ("station *weapon* in *zone*", "tactical-nuclear"),
}


@rule("C204", "day-one-breach", "error", "basic", "What a clause forbids is already so on its first day.", "facts given")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause and actor with what it would have to end at once."""
    givens = [*facts.settlement.givens, *known_presence(facts)]
    bans = clash.Index(clash.entries(clash.bans(facts.norms), facts.norm_cases))
    found: dict[tuple[str, str], list[tuple[Given, Norm, Overlap, Cases]]] = {}
    for given in givens:
        if given.event.actor is None or given.event.negated:
            continue
        actors = given.event.actor.parties
        for step in facts.deeds.implied(given.event.deed):
            for entry, _ in bans.near(step.deed, actors):
                meeting = overlap(step.deed, actors, entry.norm.deed, entry.norm.bearers)
                if meeting is None or not _at_once(entry.norm, facts.settlement.facts_on):
                    continue
                cases = conjoin(conjoin(entry.cases, meeting.cases), (given.guard,))
                for actor in sorted(meeting.actors):
                    found.setdefault((entry.norm.clause, actor), []).append((given, entry.norm, meeting, cases))
    for (clause, actor), group in found.items():
        yield from _finding(facts, clause, actor, group)


def _at_once(norm: Norm, today: str) -> bool:
    """Whether the ban binds from entry into force, or from a day that has passed."""
    start = norm.timing.start
    if start is None or (start.anchor.kind == "force" and start.period is None):
        return True
    return start.anchor.kind == "date" and start.anchor.date is not None and start.anchor.date.isoformat() <= today


def _finding(
    facts: Facts, clause: str, actor: str, group: list[tuple[Given, Norm, Overlap, Cases]]
) -> Iterator[Diagnostic]:
    norm = group[0][1]
    written = [g for g, _, _, _ in group if not g.shipped]
    sure = frozenset(p for g, _, m, c in group for p in m.places if facts.logic.certain(c) and not g.uncertain)
    named = facts.labels(p for _, _, m, _ in group for p in m.places)
    sources = dict.fromkeys(b for g, _, _, _ in group for b in g.basis)
    notes = [f"sources of the facts: {'; '.join(list(sources)[:4])}" + (" and others" if len(sources) > 4 else "")] if sources else []
    doubtful = frozenset(p for g, _, m, _ in group for p in m.places if g.uncertain) - frozenset(
        p for g, _, m, _ in group for p in m.places if not g.uncertain
    )
    if doubtful:
        notes.append(f"sources disagree, or the presence is small: {facts.labels(doubtful)}")
    yield from facts.find(
        "C204", f"{facts.label(actor)} would breach `{clause}` on its first day: {named}", norm.span,
        cases=union(c for _, _, _, c in group), labels=[*facts.origin(norm), *((g.span, "taken as given") for g in written)][:4],
        notes=notes,
        about=(clause, actor), severity=None if sure else "warning",
        help="give time to leave (`from 90 days after entry into force`), or oblige to withdraw by a date first",
    )


def known_presence(facts: Facts) -> list[Given]:
    """Military presence abroad that the atlas knows of, on the fact date, as facts taken as given."""
    day = datetime.date.fromisoformat(facts.settlement.facts_on)
    out = []
    for actor in sorted({b for n in facts.norms for b in n.bearers}):
        for row in atlas.presence(by=actor, on=day):
            phrase, weapon = PRESENCE.get(row.what, ("", ""))
            act = facts.settlement.acts.get(phrase)
            leaves = atlas.extent(row.host)
            if act is None or not leaves:
                continue
            place = Referent(atlas.label(row.host), "zone", (row.host,), "one", frozenset(), certain(leaves))
            arms = Referent(weapon, "class", (weapon,), "one", frozenset(), certain(frozenset({weapon})))
            args = tuple((slot, arms if slot == "weapon" else place) for slot in act.slots)
            who = Referent(actor, "party", (actor,), "one", frozenset({actor}))
            event = Event(who, Deed(act.phrase, args, f"{row.what} in {place.text}"))
            out.append(Given(event, f"{row.what} in {place.text}", uncertain=not row.certain, shipped=True, basis=(row.source,)))
    return out
