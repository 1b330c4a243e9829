"""The debtor verifies itself, or the inspector has promised nothing.

## What it finds

Duties whose only verifier is their bearer, or a body of its own; and verifiers who are neither parties nor bound or empowered by any clause to
inspect.

## Why it matters

Verification by the verified is trust by another name; and an inspector who has not agreed to come will not come.

## Specimen

```
clause clear
  A shall destroy missiles
  verified by A
```

## Source

Arms-control practice.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C110", "self-verified", "warning", "strict", "The debtor verifies itself, or the inspector has promised nothing.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause verified by its debtor, and for each inspector without a word of its own."""
    seen: set[str] = set()
    watchers: dict[str, list[str]] = {}
    active = frozenset().union(*(n.bearers for n in facts.norms)) if facts.norms else frozenset()
    named = {v.lower() for n in facts.norms for _, value in n.deed.args for v in value.names if "inspect" in n.deed.act
             or "monitor" in n.deed.act or "visit" in n.deed.act}
    signed = frozenset().union(*(i.parties for i in facts.settlement.instruments.values()))
    for norm in facts.written:
        if not norm.verified_by or norm.clause in seen:
            continue
        seen.add(norm.clause)
        if _insiders(facts, norm.verified_by) <= norm.bearers and len(norm.bearers) == 1:
            bodies = [w for w in norm.verified_by if w not in norm.bearers]
            own = f"{', '.join(f'`{b}`' for b in bodies)}, whose members all come from " if bodies else ""
            yield from facts.find(
                "C110", f"`{norm.clause}` is verified only by {own}{facts.labels(norm.bearers)}, which {facts.verb(norm.bearers, 'owes', 'owe')} it",
                norm.line("verified by"), cases=facts.norm_cases(norm), about=(norm.clause,), help="name another inspector",
            )
        for who in norm.verified_by:
            bound = who in active or who in signed or who.lower() in named or who.lower() in facts.settlement.bodies
            if not bound:
                watchers.setdefault(who, []).append(norm.clause)
    for who, clauses in watchers.items():
        first = facts.settlement.norms_of(clauses[0])[0]
        listed = ", ".join(f"`{c}`" for c in clauses[:6])
        yield from facts.find(
            "C110", f"{facts.label(who)} is to verify {listed}, but has neither signed nor been given access by any clause",
            first.line("verified by"), about=(who, *clauses), severity="note",
            help="make it a party, or let it in (`let … inspect …`)",
        )


def _insiders(facts: Facts, verifiers: tuple[str, ...]) -> frozenset[str]:
    """The verifiers, with the members of a body in its place where it has any."""
    out: set[str] = set()
    for who in verifiers:
        body = facts.settlement.bodies.get(who.lower())
        out |= set(body.members) if body is not None and body.members else {who}
    return frozenset(out)
