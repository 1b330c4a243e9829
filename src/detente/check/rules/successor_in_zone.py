"""A member of the new organisation lies in the zone of a power outside it.

## What it finds

Members of an organisation that the settlement founds whose territory lies in a zone named after a party that is not a member.

## Why it matters

Collective security owes them help; the zone forbids it, or makes it the business of somebody else.

## Specimen

```
zone sphere of C = Norway
organisation union of 2 members from Norway, Sweden
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import conjoin


@rule("C315", "successor-in-zone", "note", "strict", "A member of the new organisation lies in an outsider's zone.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each organisation with members in an outsider's zone."""
    for organisation in facts.settlement.organisations.values():
        for zone in facts.settlement.zones.values():
            owner = facts.settlement.parties.get(zone.name.split(" of ")[-1].lower()) if " of " in zone.name else None
            if owner is None or owner.id in organisation.members:
                continue
            inside = {
                m: union(zone.extent[x] for x in (atlas.extent(m) or frozenset()) if x in zone.extent)
                for m in sorted(organisation.members) if (atlas.extent(m) or frozenset()) & zone.extent.keys()
            }
            if inside:
                yield from facts.find(
                    "C315", f"{facts.labels(inside)}, of `{organisation.name}`, {facts.verb(inside, 'lies', 'lie')} in `{zone.name}`, whose power is no member",
                    organisation.span, cases=conjoin(union(inside.values()), (organisation.guard,)),
                    labels=[(zone.span, f"`{zone.name}`")], about=(organisation.name, zone.name, *inside),
                    help="say which prevails for them: the zone, or the duties of the organisation",
                )
