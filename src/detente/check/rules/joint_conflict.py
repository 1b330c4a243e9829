"""Three or more clauses that cannot all be kept, though any two can.

## What it finds

Smallest sets of norms that together leave a duty no place, or set off a duty that another norm forbids. Every clause named
is needed: take one away and the rest can be kept.

## Why it matters

Nobody who reads the articles one by one, or two by two, can see it; it shows when the last of them is to be performed.

## Specimen

```
clause build
  A shall build radar in north
clause one
  A shall not build radar in Norway
clause two
  A shall not build radar in Sweden
```

## Source

Minimal unsatisfiable sets, found by z3 with named assumptions and deletion (Liffiton and Sakallah, 2008).
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import joint
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C202", "joint-conflict", "error", "basic", "Three or more clauses that cannot all be kept.", "deontic logic")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each smallest set of norms in conflict."""
    seen: set[frozenset[str]] = set()
    for made in (*joint.no_place(facts), *joint.chains(facts, facts.clashes)):
        names = tuple(dict.fromkeys(n.clause for n in made.norms))
        key = frozenset(names)
        if key in seen or len(names) < 3:
            continue
        seen.add(key)
        listed = ", ".join(f"`{n}`" for n in names[1:-1]) + f" and `{names[-1]}`"
        duty = made.norms[0]
        if made.kind == "no place":
            message = f"{listed} together leave no place where `{duty.clause}` ({duty.deed.text}) can be performed"
        else:
            message = f"keeping `{names[0]}` sets off a duty that cannot be kept: {listed}"
        yield from facts.find(
            "C202", message, duty.span, cases=made.cases,
            labels=[(n.span, f"`{n.clause}`") for n in made.norms[1:]], about=names,
            notes=[f"for example with {', '.join(made.example)}"] if made.example and made.cases else [],
            help="leave one place free, or take one of these clauses out of the package",
        )
