"""A condition that nobody controls.

## What it finds

Conditions (`provided`, `when`, `while`) on a state of affairs or an event that no named party, body or clause can bring about.

## Why it matters

If nobody can be asked to bring it about, nobody is to blame when it fails, and the duty behind it sleeps for ever.

## Specimen

```
clause border
  A shall hand control of border to B
  provided a comprehensive settlement is reached
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Condition


@rule("C108", "condition-of-nobody", "warning", "strict", "A condition that nobody controls.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each condition without a controller."""
    seen: set[tuple[str, str]] = set()
    for norm in facts.written:
        for condition in norm.conditions:
            if condition.kind == "unless" or (norm.clause, condition.text) in seen or _controlled(facts, condition):
                continue
            seen.add((norm.clause, condition.text))
            yield from facts.find(
                "C108", f"`{norm.clause}` hangs on `{condition.text}`, which nobody named here can bring about",
                condition.span, cases=facts.norm_cases(norm), about=(norm.clause,),
                help="oblige somebody to bring it about, say who decides it (`decided by` at the fact), or give a last day",
            )


def _controlled(facts: Facts, condition: Condition) -> bool:
    if condition.controllers or condition.what.kind != "event":
        return True
    event = condition.what.event
    if event is None:
        return False
    if event.actor is not None:
        return True
    act = facts.settlement.acts.get(event.deed.act)
    if act is None:
        return True
    named = {n.lower() for _, value in event.deed.args for n in value.names}
    if named & set(facts.settlement.organisations):
        return True
    if act.decided_by or act.begins_with or act.ends_with:
        return True
    return any(relation.act == act.phrase for other in facts.settlement.acts.values() for relation in (*other.starts, *other.ends))
