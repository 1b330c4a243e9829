"""A clause gives a right to somebody who does not sign.

## What it finds

Permissions and powers of bearers who are no party to the clause's instrument. Their assent is presumed as long as nothing
shows the contrary, and they must use the right as the text says.

## Why it matters

Such a right may become irrevocable without their consent (VCLT 37(2)).

## Specimen

```
clause pilgrims
  Finland may enter valley
```

## Source

VCLT 36 and 37.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Norm


@rule("C118", "third-party-right", "note", "strict", "A clause gives a right to somebody who does not sign.", "VCLT 36, 37")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that gives outsiders a right."""
    groups: dict[str, list[tuple[Norm, frozenset[str]]]] = {}
    own = {*facts.settlement.bodies, *facts.settlement.things}
    for norm in facts.written:
        instrument = facts.settlement.instruments.get(norm.instrument.lower())
        inside = instrument.parties if instrument else frozenset()
        outside = frozenset(b for b in norm.bearers - inside if b.lower() not in own)
        if not norm.binding and outside and inside:
            groups.setdefault(norm.clause, []).append((norm, outside))
    for clause, found in groups.items():
        outside = frozenset(o for _, group in found for o in group)
        yield from facts.find(
            "C118", f"`{clause}` gives a right to {facts.labels(outside)}, who did not sign: assent is presumed",
            found[0][0].span, cases=union(facts.norm_cases(n) for n, _ in found), about=(clause,),
            grounds="default of treaty law", help="say whether the right can be taken back without their consent",
        )
