"""An obligation that can never be breached, for want of a date.

## What it finds

A `shall` with no deadline, no `every`, no stages and no `at all times`. It is either owed once, and then never late, or
throughout, and then the text should say so. A duty that only waits for a condition is late at no time either, unless it says
how long after.

## Why it matters

What has no date cannot be broken, so it cannot be enforced; the side that performs first gives something for a promise.

## Specimen

```
clause out
  A shall withdraw forces from Norway
```

## Source

VCLT 26 asks for performance in good faith and sets no time.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import OBLIGATION, Norm


@rule("C103", "no-deadline", "warning", "strict", "An obligation that can never be breached, for want of a date.", "VCLT 26")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause whose duty has no date."""
    groups: dict[str, list[Norm]] = {}
    for norm in facts.written:
        if norm.modality == OBLIGATION and not _timed(facts, norm):
            groups.setdefault(norm.clause, []).append(norm)
    for clause, norms in groups.items():
        norm = norms[0]
        act = facts.deeds.act(norm.deed)
        lasting = act is not None and act.lasts_until is not None
        waits = [c.text for c in norm.conditions if c.kind in ("when", "provided")] + list(norm.links.after)
        if waits:
            message = f"`{clause}` waits for `{waits[0]}`, and says nowhere how long after that it is due"
            advice = "add `within 30 days of …`"
        elif lasting:
            message = f"`{clause}` does not say whether it is owed once or throughout"
            advice = "add `at all times`, or a last day with `within` or `by`"
        else:
            message = f"`{clause}` has no last day: it can never be breached"
            advice = "add `within … of …` or `by DATE`; `within open days of …` says that it is still to be agreed"
        yield from facts.find(
            "C103", message, norm.span, cases=union(facts.norm_cases(n) for n in norms), about=(clause,), help=advice,
        )


def _timed(facts: Facts, norm: Norm) -> bool:
    timing = norm.timing
    if timing.due or timing.every or timing.at_all_times or timing.stages or timing.start_by:
        return True
    if norm.mode == "unstated" or norm.deed.act == "unstated":
        return True
    return any(_together(facts, name, {norm.clause.lower()}) for name in norm.links.together_with)


def _together(facts: Facts, name: str, seen: set[str]) -> bool:
    """Whether a clause that falls on the same day has a date."""
    if name.lower() in seen:
        return False
    return any(
        n.timing.due is not None or any(_together(facts, m, seen | {name.lower()}) for m in n.links.together_with)
        for n in facts.settlement.norms_of(name)
    )
