"""The debtor alone decides whether its duty arises.

## What it finds

A condition on a duty that only the bearer of the duty controls: its own act, its own decision, or the performance of a clause
that only it owes and that has no last day.

## Why it matters

A promise that its giver can always prevent from falling due is no promise.

## Specimen

```
clause cut
  A shall destroy missiles
  provided A approves budget
```

## Source

The rule is as old as Roman law (a condition that depends on the debtor's will alone); treaties leave it to the text.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import ENDEAVOUR, OBLIGATION, Condition


@rule("C109", "debtor-controls", "warning", "strict", "The debtor alone decides whether its duty arises.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each condition in the sole hands of the debtor."""
    seen: set[tuple[str, str]] = set()
    for norm in facts.written:
        if norm.modality not in (OBLIGATION, ENDEAVOUR):
            continue
        for condition in norm.conditions:
            who = _controllers(facts, condition)
            alone = (norm.mode != "each" or len(who) == 1 or _its_own(condition)) and not _any_other(condition)
            if not who or not alone or not who <= norm.bearers or (norm.clause, condition.text) in seen:
                continue
            seen.add((norm.clause, condition.text))
            word = "escapes it by its own act" if condition.kind == "unless" else "alone decides whether that comes about"
            whose = "which" if who == norm.bearers else f"of whom {facts.labels(who)}"
            yield from facts.find(
                "C109", f"`{norm.clause}` is owed by {facts.labels(norm.bearers)}, {whose} {word}: `{condition.text}`",
                condition.span, cases=facts.norm_cases(norm), about=(norm.clause,),
                help="put the condition in somebody else's hands, or oblige the debtor to bring it about by a date",
            )



def _its_own(condition: Condition) -> bool:
    """Whether the condition is the act of each debtor for itself (`provided it …`)."""
    event = condition.what.event
    return event is not None and event.actor is not None and event.actor.mode == "it"


def _any_other(condition: Condition) -> bool:
    """Whether any one of several may bring it about, so that no debtor can prevent it."""
    event = condition.what.event
    return event is not None and event.actor is not None and event.actor.mode == "any" and len(event.actor.parties) > 1


def _controllers(facts: Facts, condition: Condition) -> frozenset[str]:
    if condition.controllers:
        return condition.controllers
    if condition.what.kind != "clause":
        return frozenset()
    norms = facts.settlement.norms_of(condition.what.name)
    if any(n.timing.due for n in norms):
        return frozenset()
    return frozenset().union(*(n.bearers for n in norms)) if norms else frozenset()
