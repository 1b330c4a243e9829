"""A clause can never hold.

## What it finds

Clauses whose options exclude each other, or that end before they begin.

## Why it matters

Somebody negotiated it; the text takes it away again without saying so.

## Specimen

```
clause out
  A shall not station forces in Norway
  from 2030-01-01
  until 2025-01-01
```

## Source

Plain logic over options, readings and dates.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.intervals import position
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C119", "dead-clause", "error", "basic", "A clause can never hold.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that is never in force."""
    for clause in facts.clauses:
        norms = [n for n in clause.norms if not n.lost]
        if norms and not any(facts.logic.possible(facts.norm_cases(n)) for n in norms):
            words = " and ".join(dict.fromkeys(w for n in norms for w in n.guard.words()))
            yield from facts.find(
                "C119", f"`{clause.name}` can never hold: its options exclude each other ({words})", clause.span,
                about=(clause.name,), help="drop one of the `under` lines, or the `requires` or `excludes` that forbids it",
            )
            continue
        for norm in norms:
            start, end = position(norm.timing.start), position(norm.timing.end)
            if start is not None and end is not None and start[0] == end[0] and end[1] <= start[1]:
                yield from facts.find(
                    "C119", f"`{clause.name}` ends before it begins", norm.line("until"), cases=facts.norm_cases(norm),
                    labels=[(norm.line("from"), "begins")], about=(clause.name,), help="change one of the two days",
                )
                break
