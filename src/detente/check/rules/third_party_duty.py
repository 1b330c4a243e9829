"""A clause lays a duty on somebody who does not sign.

## What it finds

Duties and bans whose bearer is no party to the instrument of the clause. With a line `with written consent of …` that covers
the bearer the duty is pending until consent is given; without it the clause binds nobody.

## Why it matters

A treaty gives a third state neither duties nor rights without its consent. A price that must be paid by somebody outside the
room is not paid.

## Specimen

```
third party Finland
clause corridor
  Finland shall build railway in Lapland
```

## Source

VCLT 34 and 35. Article 34 is cited from memory of its wording and needs a lawyer's eye.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Norm


@rule("C116", "third-party-duty", "error", "basic", "A clause lays a duty on somebody who does not sign.", "VCLT 34, 35")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that binds outsiders."""
    groups: dict[str, list[tuple[Norm, frozenset[str]]]] = {}
    for norm in facts.written:
        instrument = facts.settlement.instruments.get(norm.instrument.lower())
        inside = instrument.parties if instrument else frozenset(facts.settlement.signatories)
        outside = _states(facts, norm.bearers - inside)
        if norm.binding and outside and inside:
            groups.setdefault(norm.clause, []).append((norm, outside))
    for clause, found in groups.items():
        norm = found[0][0]
        outside = frozenset(o for _, group in found for o in group)
        asked = outside & norm.consent_of
        if asked == outside:
            yield from facts.find(
                "C116", f"`{clause}` binds {facts.labels(outside)} only once written consent is given", norm.span,
                cases=union(facts.norm_cases(n) for n, _ in found), about=(clause, *outside), severity="warning",
                labels=[(norm.line("with written consent of"), "pending until then")],
                help="make the consent a condition of entry into force, or say what happens if it is refused",
            )
        else:
            yield from facts.find(
                "C116", f"`{clause}` lays a duty on {facts.labels(outside - asked)}, who {facts.verb(outside - asked, 'does', 'do')} not sign `{norm.instrument}`",
                norm.span, cases=union(facts.norm_cases(n) for n, _ in found), about=(clause, *outside),
                grounds="needs legal judgement",
                help="add `with written consent of …`, make it a party, or oblige a party to work towards it",
            )


def _states(facts: Facts, parties: frozenset[str]) -> frozenset[str]:
    """Outsiders that can be bound by a treaty: bodies and groups of people of the settlement itself are left out."""
    own = {*facts.settlement.bodies, *facts.settlement.things}
    return frozenset(p for p in parties if p.lower() not in own)
