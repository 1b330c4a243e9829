"""Zones that are meant to be apart overlap.

## What it finds

A line `zones A, B do not overlap` whose zones share a place: surely, under some readings, or if an open member comes in.

## Why it matters

A place in two zones is promised to two sides, or kept both free and reserved. Whoever lives there is the first to find out.

## Specimen

```
zone north = Norway, Sweden
zone east = Sweden, Finland
zones north, east do not overlap
```

## Source

Plain logic; no rule of law is needed.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import conjoin


@rule("C301", "zone-overlap", "error", "basic", "Zones that are meant to be apart overlap.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each pair of zones of a rule that share places."""
    for zone_rule in facts.settlement.zone_rules:
        if zone_rule.whole:
            continue
        zones = [facts.settlement.zones[name.lower()] for name in zone_rule.zones]
        for one, other in itertools.combinations(zones, 2):
            shared = {
                leaf: conjoin(conjoin(one.extent[leaf], other.extent[leaf]), (zone_rule.guard,))
                for leaf in one.extent.keys() & other.extent.keys()
            }
            sure = sorted(leaf for leaf, cases in shared.items() if facts.logic.certain(cases))
            open_ = {leaf: c for leaf, c in shared.items() if leaf not in sure and facts.logic.possible(c)}
            labels = [(one.span, f"`{one.name}`"), (other.span, f"`{other.name}`")]
            for leaves, cases in ((sure, union(shared[x] for x in sure)), (sorted(open_), union(open_.values()))):
                if leaves:
                    names = facts.labels(dict.fromkeys(leaves))
                    yield from facts.find(
                        "C301", f"both `{one.name}` and `{other.name}` hold {names}", zone_rule.span, cases=cases,
                        labels=labels, about=(one.name, other.name),
                        help="take these places out of one zone, or say which zone prevails",
                    )
