"""Parties deal between themselves in the territory of states that do not sign.

## What it finds

Zones that bear a party's name, or that are kept apart from others, in which parties accept rules towards each other and which
take in states that are no party: how many states are assigned.

## Why it matters

Their foreign policy is settled in a text they have no say in. It is listed first in every report.

## Specimen

```
zone sphere of A = Norway, Sweden
clause restraint
  each of A, B shall not station forces in sphere of the other
```

## Source

Charter of the United Nations, Article 2(1); VCLT 34.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Cases, conjoin


@rule("C306", "zone-of-others", "warning", "basic", "Parties deal in the territory of states that do not sign.", "VCLT 34")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each zone that disposes of third states."""
    signatories = frozenset(facts.settlement.signatories)
    apart = {name.lower() for r in facts.settlement.zone_rules for name in r.zones}
    used: dict[str, tuple[list[str], Cases]] = {}
    for norm in facts.written:
        for _, value in norm.deed.args:
            for name in value.names:
                if name.lower() in facts.settlement.zones and value.extent is not None and norm.binding:
                    clauses, cases = used.get(name.lower(), ([], ()))
                    used[name.lower()] = ([*clauses, norm.clause], union([cases, facts.norm_cases(norm)]))
    for key, (clauses, cases) in used.items():
        zone = facts.settlement.zones[key]
        states: dict[str, Cases] = {}
        for leaf, held in zone.extent.items():
            owner = atlas.owner(leaf)
            if owner and owner not in signatories:
                states[owner] = union([states.get(owner, ()), held])
        sure = [s for s, c in states.items() if facts.logic.certain(c)]
        maybe = [s for s in states if s not in sure]
        if len(states) < 2 or not (" of " in zone.name or key in apart):
            continue
        also = f", and {len(maybe)} more by reading or open choice" if maybe else ""
        listed = f": {facts.labels(sure, 16)}" if sure else ""
        names = ", ".join(f"`{c}`" for c in list(dict.fromkeys(clauses))[:5])
        yield from facts.find(
            "C306", f"`{zone.name}` assigns {len(sure)} states that do not sign{also}{listed}", zone.span,
            cases=conjoin(cases, union(states.values())), notes=[f"used by {names}"] + (
                [f"by reading or open choice: {facts.labels(maybe, 30)}"] if maybe else []
            ), about=(zone.name, *sorted(states)),
            help="ask for their consent, or word the rules as restraint of the parties that leaves third states free",
        )
