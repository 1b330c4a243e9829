"""A duty is owed to, or a red line is drawn for, somebody outside the instrument.

## What it finds

`owed to` and `red line of` lines that name somebody who is no party to the instrument of the clause.

## Why it matters

Who is not a party cannot invoke the treaty: the line is drawn on paper that belongs to others.

## Specimen

```
instrument pact "Pact" between A, B
clause seas
  A shall not station forces in Baltic-Sea
  red line of C
```

## Source

VCLT 34–36 and 60: only parties, and third states with a right they accepted, have standing.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Norm


@rule("C127", "standing", "warning", "strict", "A duty is owed to somebody outside the instrument.", "VCLT 34–36, 60")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause whose creditor has no standing."""
    groups: dict[tuple[str, str, frozenset[str]], list[Norm]] = {}
    own = {*facts.settlement.bodies, *facts.settlement.things}
    for norm in facts.written:
        instrument = facts.settlement.instruments.get(norm.instrument.lower())
        if instrument is None or not instrument.parties:
            continue
        for form, whom in (("owed to", norm.owed_to), ("red line of", frozenset(norm.red_line_of))):
            outside = frozenset(w for w in whom - instrument.parties if w.lower() not in own)
            if outside:
                groups.setdefault((norm.clause, form, outside), []).append(norm)
    for (clause, form, outside), norms in groups.items():
        verb = "is owed to" if form == "owed to" else "is a red line of"
        yield from facts.find(
            "C127", f"`{clause}` {verb} {facts.labels(outside)}, not a party to `{norms[0].instrument}`",
            norms[0].line(form), cases=union(facts.norm_cases(n) for n in norms), about=(clause, *outside),
            help="put the clause into an instrument with them, or give them a right they can accept (VCLT 36)",
        )
