"""Members of a zone are left open.

## What it finds

Zones with `perhaps` members: each is an issue of its own. The clauses that speak of the zone, and so hang on it, are named.

## Why it matters

A line on a map that is still to be drawn protects nobody behind it and binds nobody before it.

## Specimen

```
zone north = Norway, Sweden perhaps Finland
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C302", "open-zone", "warning", "strict", "Members of a zone are left open.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each zone with open members."""
    for zone in facts.settlement.zones.values():
        if not zone.open_members:
            continue
        members = [facts.settlement.choices[m.lower()].place for m in zone.open_members]
        hanging = dict.fromkeys(
            n.clause for n in facts.written
            if any(zone.name in value.names for _, value in n.deed.args)
        )
        tail = f"; on it hang {', '.join(f'`{c}`' for c in list(hanging)[:6])}" if hanging else ""
        yield from facts.find(
            "C302", f"`{zone.name}` leaves {len(members)} {'member' if len(members) == 1 else 'members'} open: {facts.labels(members, 12)}{tail}", zone.span,
            about=(zone.name, *hanging), help="settle them in the text, or value them in the positions and bargain over them",
        )
