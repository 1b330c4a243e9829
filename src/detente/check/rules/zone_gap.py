"""Zones that should cover a whole leave a gap.

## What it finds

A line `zones A, B cover C` where a place of C lies in none of them: surely, or under some readings and options.

## Why it matters

In the gap nobody's rule holds, and everybody's forces may.

## Specimen

```
zones north, south cover valley
```

## Source

Plain logic.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import CERTAIN, NEVER, Cases, conjoin


@rule("C303", "zone-gap", "error", "basic", "Zones that should cover a whole leave a gap.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each cover with places left out."""
    for zone_rule in facts.settlement.zone_rules:
        if not zone_rule.whole:
            continue
        whole = facts.settlement.zones.get(zone_rule.whole.lower())
        extent = dict(whole.extent) if whole else dict.fromkeys(_atlas(zone_rule.whole), CERTAIN)
        zones = [facts.settlement.zones[n.lower()] for n in zone_rule.zones]
        gaps: dict[str, Cases] = {}
        for leaf, cases in extent.items():
            covered = union(z.extent.get(leaf, NEVER) for z in zones)
            open_ = conjoin(cases, facts.logic.negate(covered))
            if open_ and facts.logic.possible(open_):
                gaps[leaf] = conjoin(open_, (zone_rule.guard,))
        sure = {leaf: c for leaf, c in gaps.items() if facts.logic.certain(c)}
        rest = {leaf: c for leaf, c in gaps.items() if leaf not in sure}
        for found in (sure, rest):
            if found:
                listed = ", ".join(f"`{n}`" for n in zone_rule.zones)
                yield from facts.find(
                    "C303", f"{listed} leave a gap in `{zone_rule.whole}`: {facts.labels(found)}", zone_rule.span,
                    cases=union(found.values()), labels=[(z.span, f"`{z.name}`") for z in zones],
                    about=(zone_rule.whole, *zone_rule.zones), help="add these places to one of the zones",
                )


def _atlas(name: str) -> frozenset[str]:
    from detente import atlas

    return atlas.extent(name) or frozenset()
