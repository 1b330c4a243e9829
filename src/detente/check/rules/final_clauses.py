"""An instrument is silent on how it begins, how parties consent, or how they leave.

## What it finds

Instruments without a line on withdrawal, on entry into force, or on ratification. For each the default of treaty law is named.

## Why it matters

The defaults surprise: no exit at all unless the parties meant one, entry into force only when everybody has consented.

## Specimen

```
instrument pact "Pact" between A, B
```

## Source

VCLT 11–14, 24, 54 and 56.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic, register
from detente.model.instrument import Instrument

NO_START = register(
    "C114", "no-entry-into-force", "warning", "strict", "An instrument does not say when it enters into force."
)
NO_CONSENT = register("C115", "no-ratification", "note", "advisory", "An instrument does not say how parties consent to it.")


@rule("C113", "no-exit", "warning", "strict", "An instrument does not say how a party may leave it.", "VCLT 54, 56",
      also=(NO_START, NO_CONSENT))
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield findings for each instrument that is silent on its own life."""
    for instrument in facts.settlement.instruments.values():
        if instrument.status in ("political", "open"):
            continue
        cases = (instrument.guard,)
        name = instrument.name
        if not instrument.withdrawals and not instrument.duration:
            yield from facts.find(
                "C113", f"`{name}` does not say how a party may leave it", instrument.span, cases=cases, about=(name,),
                grounds="default of treaty law",
                notes=["a party may then leave only if all consent, or if exit was intended or lies in the nature of the treaty, "
                       "and then on 12 months' notice"],
                help="add `withdrawal by any of parties on … notice`, or `no withdrawal`",
            )
        if not instrument.force and not _since(instrument):
            yield from facts.find(
                "C114", f"`{name}` does not say when it enters into force", instrument.span, cases=cases, about=(name,),
                grounds="default of treaty law", source="VCLT 24(2)",
                notes=["it then enters into force once all its parties have consented to be bound"],
                help="add `entry into force on …`",
            )
        if not instrument.consents and not instrument.signed:
            yield from facts.find(
                "C115", f"`{name}` does not say how its parties consent to be bound", instrument.span, cases=cases,
                about=(name,), grounds="default of treaty law", source="VCLT 11–14",
                notes=["signature may then be enough, or ratification needed: the negotiations and full powers decide"],
                help="add `ratification by … needs …` for the votes that are needed at home",
            )


def _since(instrument: Instrument) -> bool:
    return bool(instrument.in_force)
