"""A treaty is revived or adopted without some who were party to it.

## What it finds

Instruments that adopt the text of an earlier treaty between more, or other, parties: who falls out, and whether the earlier text
had ended or was suspended.

## Why it matters

Inspections, quotas and notifications were written for all its parties; those who fall out are freed by the revival.

## Specimen

```
treaty old "Missile treaty" between A, B, C
  in force since 1988-06-01
  ended 2019-08-02
instrument again "Revival" between A, B
  adopts old
```

## Source

VCLT 30, 34 and 40.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C405", "revival-parties", "warning", "strict", "A treaty is revived without some who were party to it.", "VCLT 34, 40")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each adopted text with parties that fall out."""
    for instrument in facts.settlement.instruments.values():
        for line in instrument.adopts:
            treaty = facts.treaty(str(line.value))
            if treaty is None:
                continue
            missing = treaty.parties - instrument.parties
            if not missing:
                continue
            cases = facts.guard_cases(instrument.guard, line.guard)
            what = "was drafted for" if treaty.proposed is not None else "bound"
            title = treaty.title or treaty.name
            notes = [f"it ended on {treaty.ended}"] if treaty.ended else []
            yield from facts.find(
                "C405", f"`{instrument.name}` adopts the {title}, which {what} {len(missing)} more: {facts.labels(missing)}",
                line.span, cases=cases, labels=[(treaty.span, "the earlier text")], notes=notes,
                about=(instrument.name, treaty.name), help="invite them (`accession by …`), or say what holds towards them",
            )
