"""A stated number of members is wrong.

## What it finds

A group or an organisation said to have a number of members that differs from the members the text names, or from the
membership the atlas knows on that date.

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

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C111", "member-count", "error", "basic", "A stated number of members is wrong.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each stated count that differs from the members."""
    for group in facts.settlement.groups.values():
        if group.stated is not None and group.stated not in range(len(group.sure), len(group.ids) + 1):
            counted = f"{len(group.sure)}" if group.sure == group.ids else f"{len(group.sure)} to {len(group.ids)}"
            notes = [f"they are: {facts.labels(group.ids, 60)}"] if len(group.ids) <= 60 else []
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
