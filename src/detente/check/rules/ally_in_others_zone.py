"""An ally of one party lies in the zone of the other.

## What it finds

States to which a party owes defence under a treaty in force and which lie, surely or perhaps, in the zone that bears the name of
another party.

## Why it matters

The ally must be defended and must not be helped: the settlement gives away what an alliance promised.

## Specimen

```
zone sphere of B = Norway
```

## Source

Defence duties of treaties in force; zones of the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.check.rules.allies_in_no_zone import allies
from detente.diagnostic import Diagnostic


@rule("C307", "ally-in-others-zone", "warning", "strict", "An ally of one party lies in the zone of the other.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each party with allies in another party's zone."""
    owners = {}
    for zone in facts.settlement.zones.values():
        if " of " in zone.name:
            member = facts.settlement.parties.get(zone.name.split(" of ")[-1].lower())
            if member is not None:
                owners[zone.name] = member.id
    for party in facts.settlement.signatories:
        bound = allies(facts, party)
        for name, owner in owners.items():
            zone = facts.settlement.zones[name.lower()]
            if owner == party:
                continue
            inside = {
                ally: union(zone.extent[x] for x in (atlas.extent(ally) or frozenset()) if x in zone.extent)
                for ally in sorted(bound) if (atlas.extent(ally) or frozenset()) & zone.extent.keys()
            }
            if inside:
                sure = all(facts.logic.certain(c) for c in inside.values())
                lie = facts.verb(inside, "lies", "lie") if sure else "may lie"
                yield from facts.find(
                    "C307", f"{facts.labels(inside)}, whom {facts.label(party)} must defend, {lie} in `{name}`",
                    zone.span, cases=union(inside.values()), about=(party, name, *inside),
                    help="take them out of the zone, or say that the alliance prevails",
                )
