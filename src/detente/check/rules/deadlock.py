"""Nobody can go first: duties, conditions and entry into force wait for each other in a circle.

## What it finds

A circle of waits through `after`, `provided`, `when`, days counted from a performance, consent and entry into force. The
lines of the circle are named one by one. Readings and options count: a circle may close under one reading only.

## Why it matters

A text in deadlock is signed, and then nothing happens; each side can say in good faith that it waits for the other.

## Specimen

```
clause elections
  after border
clause border
  start on 1 day after elections
```

## Source

Graph theory (strongly connected components: Tarjan, 1972); the law says nothing against a text that cannot start.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.order import Cycle, Graph, words
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C205", "deadlock", "error", "basic", "Duties, conditions and entry into force wait for each other in a circle.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each circle of waits."""
    for cycle in Graph(facts).cycles():
        points = [words(e.later) for e in cycle.edges]
        chain = " → ".join([*points, points[0]])
        names = tuple(dict.fromkeys(e.later[1] for e in cycle.edges))
        lines = [(e.span, f"{k}. {e.text}") for k, e in enumerate(cycle.edges, 1)]
        yield from facts.find(
            "C205", f"nobody can go first: {chain}", cycle.edges[0].span, cases=cycle.cases, labels=lines, about=names,
            help=_repair(cycle),
        )


def _repair(cycle: Cycle) -> str:
    waits = [e for e in cycle.edges if e.wait]
    one = waits[0]
    return (
        f"break one wait: put the two on one day (`together with {one.earlier[1]}`), split `{one.earlier[1]}` into stages, "
        "or give one of them a date of its own as a fallback (`or on DATE`)"
    )
