"""A stated number of members is wrong.

## What it finds

A group or an organisation said to have a number of members that differs from the members the text names, or from the
membership the atlas knows on that date. Where the organisation had that many members on another day, the finding says who has come or
gone since.

## Why it matters

Somebody was forgotten or counted twice: a seat, a vote, a share of the cost.

## Specimen

```
group nordic of 4 = Denmark, Finland, Iceland, Norway, Sweden
```

## Source

The text; memberships from the sources named in the atlas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from detente import atlas
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.world import Group


@rule("C111", "member-count", "error", "basic", "A stated number of members is wrong.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each stated count that differs from the members."""
    for group in facts.settlement.groups.values():
        if group.stated is not None and group.stated not in range(len(group.sure), len(group.ids) + 1):
            counted = f"{len(group.sure)}" if group.sure == group.ids else f"{len(group.sure)} to {len(group.ids)}"
            notes = _missed(facts, group)
            if not notes and len(group.ids) <= 60:
                notes = [f"they are: {facts.labels(group.ids, 60)}"]
            yield from facts.find(
                "C111", f"`{group.name}` is said to have {group.stated} members; `{group.text}` has {counted}", group.span,
                notes=notes, about=(group.name,), help="correct the number, or say who is left out (`except …`)",
            )
    for organisation in facts.settlement.organisations.values():
        count = len(organisation.members)
        if organisation.stated is not None and organisation.members and organisation.stated != count:
            yield from facts.find(
                "C111", f"`{organisation.name}` is said to have {organisation.stated} members; "
                f"`{organisation.members_text}` has {count}", organisation.span, cases=(organisation.guard,),
                about=(organisation.name,), help="correct the number, or say who is left out (`except …`)",
            )


def _missed(facts: Facts, group: Group) -> list[str]:
    """A note on the nearest day on which an organisation had as many members as the text says, and who differs."""
    found = re.fullmatch(r"members of (\S+)(?: on (\d{4}-\d\d-\d\d))?", group.text.strip())
    if found is None or group.stated is None:
        return []
    day = date.fromisoformat(found[2] or facts.settlement.facts_on)
    rows = atlas.membership(found[1])
    changes = sorted({d for row in rows for d in (row.since, row.until) if d is not None})
    fitting = []
    for begins, ends in zip(changes, [*changes[1:], None], strict=True):
        if sum(row.on(begins) for row in rows) == group.stated:
            away = (begins - day).days if begins > day else (day - ends).days if ends is not None else 0
            fitting.append((away, begins, ends))
    if not fitting:
        return []
    _, begins, ends = min(fitting, key=lambda period: period[:2])
    then, now = ({row.state for row in rows if row.on(d)} for d in (begins, day))
    when = f"from {begins} to the day before {ends}" if ends is not None else f"since {begins}"
    notes = [f"`{found[1]}` had {group.stated} members {when}"]
    if now - then:
        notes.append(f"not members then, but counted now: {facts.labels(now - then, 20)}")
    if then - now:
        notes.append(f"members then, but not counted now: {facts.labels(then - now, 20)}")
    return notes
