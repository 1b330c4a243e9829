"""An act weighs on a third state that nobody asks.

## What it finds

Acts declared to burden a place or a party, where the owner of that place, or that party, signs no instrument of the clause.
Those whose written consent the clause asks for are named as asked, the others as not asked.

## Why it matters

Whoever disposes of other people's land should at least see it written down first.

## Specimen

```
clause corridor
  A shall agree to a corridor from Norway to Finland across Sweden
```

## Source

VCLT 34–37; the sovereign equality of states, Charter of the United Nations, Article 2(1).
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import PROHIBITION, Norm


@rule("C117", "third-state-burden", "warning", "basic", "An act weighs on a third state that nobody asks.", "VCLT 34–37")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that burdens outsiders."""
    groups: dict[str, list[tuple[Norm, frozenset[str]]]] = {}
    for norm in facts.written:
        act = facts.deeds.act(norm.deed)
        if act is None or not act.burdens or norm.modality == PROHIBITION:
            continue
        instrument = facts.settlement.instruments.get(norm.instrument.lower())
        inside = (instrument.parties if instrument else frozenset()) | norm.bearers
        burdened = frozenset().union(*(_owners(norm, slot) for slot in act.burdens)) - inside
        if burdened:
            groups.setdefault(norm.clause, []).append((norm, burdened))
    for clause, found in groups.items():
        norm = found[0][0]
        burdened = frozenset(b for _, group in found for b in group)
        asked = burdened & norm.consent_of
        missing = burdened - asked
        if missing:
            also = f"; {facts.labels(asked)} {'is' if len(asked) == 1 else 'are'} asked for consent" if asked else ""
            word = "is" if len(missing) == 1 else "are"
            message = f"`{clause}` weighs on {facts.labels(missing)}, who {word} not asked{also}"
        else:
            message = f"`{clause}` weighs on {facts.labels(asked)}, whose written consent it asks for"
        yield from facts.find(
            "C117", message, norm.span, cases=union(facts.norm_cases(n) for n, _ in found), about=(clause, *sorted(burdened)),
            severity=None if missing else "note", help="ask for written consent, or leave their territory out",
        )


def _owners(norm: Norm, slot: str) -> frozenset[str]:
    value = norm.deed.arg(slot)
    if value is None:
        return frozenset()
    if value.extent is not None:
        return frozenset(atlas.owner(leaf) for leaf in value.leaves) - {""}
    return value.parties
