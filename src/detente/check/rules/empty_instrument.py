"""An instrument has no content of its own.

## What it finds

Instruments to which no clause belongs and which adopt no other text; `modelled on` takes over nothing.

## Why it matters

Its signature is a price in other clauses, and nobody can say what was bought.

## Specimen

```
instrument friendship "Treaty of friendship" between A, B
  modelled on old-friendship
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C112", "empty-instrument", "warning", "basic", "An instrument has no content of its own.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each instrument without duties."""
    filled = {i.lower() for c in facts.settlement.clauses.values() for i in c.instruments}
    for instrument in facts.settlement.instruments.values():
        if instrument.name.lower() in filled and any(
            n.binding for n in facts.norms if n.instrument.lower() == instrument.name.lower()
        ):
            continue
        models = [str(m.value) for m in instrument.modelled_on]
        tail = f"; it is only modelled on {', '.join(f'`{m}`' for m in models)}" if models else ""
        what = "no duty" if instrument.name.lower() in filled else "no clause"
        yield from facts.find(
            "C112", f"`{instrument.name}` has {what} of its own{tail}", instrument.span, cases=(instrument.guard,),
            about=(instrument.name,), help="write its clauses, or `adopts` the text that is meant",
        )
