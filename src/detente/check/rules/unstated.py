"""The text fails to say who, when or how much.

## What it finds

Everything marked `unstated`: a bearer that the passive voice hides, a day from which nothing says to count, a number that is
missing. A reading may fill the gap; without one it stays open in every verdict.

## Why it matters

"Foreign forces are withdrawn" binds nobody. Each side will name the other.

## Specimen

```
clause border
  unstated shall hand control of border to A
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Cases
from detente.model.norm import Norm


@rule("C104", "unstated", "warning", "basic", "The text fails to say who, when or how much.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each gap, with the readings that leave it open."""
    gaps: dict[tuple[str, str], list[Norm]] = {}
    for norm in facts.written:
        for gap in _gaps(norm):
            gaps.setdefault((norm.clause, gap), []).append(norm)
    for (clause, gap), norms in gaps.items():
        cases: Cases = union(facts.norm_cases(n) for n in norms)
        words = {"bearer": "who owes it", "anchor": "from when it counts", "number": "how long or how much"}[gap]
        yield from facts.find(
            "C104", f"`{clause}` does not say {words}", norms[0].span, cases=cases, about=(clause,),
            help="name it, or write a `question` with a `reading` for each way it is understood",
        )


def _gaps(norm: Norm) -> Iterator[str]:
    if norm.mode == "unstated":
        yield "bearer"
    moments = [norm.timing.due, norm.timing.start, norm.timing.end, norm.timing.start_by, *(s.due for s in norm.timing.stages)]
    if any(m is not None and m.anchor.kind == "unstated" for m in moments):
        yield "anchor"
    if any(m is not None and m.period is not None and m.period.gap == "unstated" for m in moments) or any(
        value.kind == "amount" and value.text.startswith("unstated") for _, value in norm.deed.args
    ):
        yield "number"
