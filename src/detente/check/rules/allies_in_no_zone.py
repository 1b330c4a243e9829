"""Allies of a party lie in none of the zones that are being shared out.

## What it finds

Where a settlement shares out zones that are meant to be apart, the states to which a party owes defence under a treaty in
force and which lie in none of those zones. The count is given for every reading on which it hangs.

## Why it matters

Who is in no zone is protected by no rule of the settlement, and learns that his ally has signed a text in which he does not
occur.

## Specimen

```
zones sphere of A, sphere of B do not overlap
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
from detente.diagnostic import Diagnostic
from detente.model.choice import NEVER, Cases
from detente.model.world import Zone

DEFENCE = "defense"


@rule("C304", "allies-in-no-zone", "warning", "strict", "Allies of a party lie in none of the zones shared out.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each party whose allies are left out of the zones."""
    zones = _shared(facts)
    if len(zones) < 2:
        return
    for party in facts.settlement.signatories:
        outside: dict[str, Cases] = {}
        for ally in sorted(allies(facts, party) - frozenset(facts.settlement.signatories)):
            leaves = atlas.extent(ally) or frozenset()
            free = union(
                facts.logic.negate(union(z.extent.get(leaf, NEVER) for z in zones)) for leaf in sorted(leaves)
            ) if leaves else NEVER
            if leaves and facts.logic.possible(free):
                outside[ally] = free
        if not outside:
            continue
        sure = [a for a, c in outside.items() if facts.logic.certain(c)]
        maybe = {a: c for a, c in outside.items() if a not in sure}
        names = ", ".join(f"`{z.name}`" for z in zones)
        notes = []
        if maybe:
            on = sorted({w for c in maybe.values() for g in facts.logic.reduce(c) for w in g.words()})
            notes.append(f"depending on readings and open members, also {facts.labels(maybe, 40)} ({'; '.join(on[:6])})")
        shown = sure or list(maybe)
        count = "one ally" if len(shown) == 1 else f"{len(shown)} allies"
        yield from facts.find(
            "C304", f"{count} of {facts.label(party)} {facts.verb(shown, 'lies', 'lie')} in none of {names}: {facts.labels(shown, 40)}",
            zones[0].span, cases=union(outside[a] for a in shown),
            labels=[(z.span, "") for z in zones[1:3]], notes=notes, about=(party, *shown),
            help="say what holds for them: a zone, a guarantee, or that nothing changes",
        )


def _shared(facts: Facts) -> list[Zone]:
    """Zones that a rule keeps apart and that are named after parties, with the other zones of that rule."""
    out: dict[str, Zone] = {}
    for zone_rule in facts.settlement.zone_rules:
        if not zone_rule.whole:
            for name in zone_rule.zones:
                out[name.lower()] = facts.settlement.zones[name.lower()]
    families = {n.split(" of ")[0] for n in out if " of " in n}
    for key, zone in facts.settlement.zones.items():
        if " of " in key and key.split(" of ")[0] in families:
            out[key] = zone
    return list(out.values())


def allies(facts: Facts, party: str) -> frozenset[str]:
    """States to which a party owes defence under a treaty in force on the fact date."""
    found: set[str] = set()
    for treaty, norms in facts.treaties:
        if party not in treaty.parties or not treaty.active(facts.settlement.facts_on) or not treaty.binding:
            continue
        for norm in norms:
            act = facts.deeds.act(norm.deed)
            if act is None or DEFENCE not in act.atop or party not in norm.bearers or norm.modality != "obligation":
                continue
            for _, value in norm.deed.args:
                found |= value.parties if value.mode != "it" else set()
    return frozenset(p for p in found - {party} if (place := atlas.find(p)) is not None and place.kind == "state")
