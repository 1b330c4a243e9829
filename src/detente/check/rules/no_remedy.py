"""An instrument does not say what follows a breach.

## What it finds

Instruments with essential duties in which no clause answers a breach: none that is owed `failing` another, none that gives a
power when a party is in material breach; duties marked `reciprocal` are answered in kind and not counted. The default of treaty
law then applies.

## Why it matters

By default the others must agree among all of them before they suspend a treaty of several parties, must give notice, and must
wait three months. Few drafters want that, and fewer know it.

## Specimen

```
clause quiet
  each of parties shall not attack the other
  essential
```

## Source

VCLT 60 and 65.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Norm


@rule("C107", "no-remedy", "note", "strict", "An instrument does not say what follows a breach.", "VCLT 60, 65")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each instrument with essential duties and no answer to their breach."""
    for instrument in facts.settlement.instruments.values():
        norms = [n for n in facts.written if n.instrument.lower() == instrument.name.lower()]
        essential = list(dict.fromkeys(n.clause for n in norms if "essential" in n.marks and not n.links.reciprocal))
        if not essential or any(_answers(n) for n in norms):
            continue
        if len(instrument.parties) == 2:
            default = "the other party may then end or suspend it, wholly or in part (VCLT 60(1))"
        else:
            default = "the others may suspend it only if all of them agree, save the party specially affected (VCLT 60(2))"
        yield from facts.find(
            "C107", f"`{instrument.name}` does not say what follows a breach of {', '.join(f'`{c}`' for c in essential[:6])}",
            instrument.span, cases=(instrument.guard,), about=(instrument.name, *essential), notes=[default],
            grounds="default of treaty law",
            help="add a clause with `failing …`, or one with `has power to …` and `when … is in material breach`",
        )


def _answers(norm: Norm) -> bool:
    if norm.links.failing:
        return True
    return any("breach" in c.text for c in norm.conditions) or any(
        m is not None and m.anchor.kind in ("breach", "failing") for m in (norm.timing.due, norm.timing.start)
    )
