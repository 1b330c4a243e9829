"""A clause requires what a text that is not in force would require.

## What it finds

Duties to comply with, apply or keep within a treaty that has ended, is suspended by the debtor, never entered into force, or is
not binding on the fact date, where no instrument of the settlement adopts it.

## Why it matters

"Full compliance" with a suspended treaty may mean its last state, its original numbers, or nothing.

## Specimen

```
treaty cfe "Forces treaty" between A, B
  in force since 1992-11-09
  suspended by A since 2007-12-12
clause back
  A shall comply with cfe
```

## Source

VCLT 57–58, 70 and 72.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.instrument import Instrument
from detente.model.norm import Norm


@rule("C406", "lapsed-relied-on", "warning", "strict", "A clause relies on a text that is not in force.", "VCLT 70, 72")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that relies on a lapsed or suspended treaty."""
    adopted = {str(g.value).lower() for i in facts.settlement.instruments.values() for g in i.adopts}
    groups: dict[tuple[str, str], list[Norm]] = {}
    for norm in facts.written:
        for slot, value in norm.deed.args:
            for name in value.names if slot.split("#")[0] == "treaty" else ():
                if name.lower() not in facts.settlement.instruments and name.lower() not in adopted:
                    groups.setdefault((norm.clause, name), []).append(norm)
    for (clause, name), norms in groups.items():
        treaty = facts.treaty(name)
        state = _state(facts, treaty, norms[0].bearers) if treaty is not None else ""
        if treaty is not None and state:
            yield from facts.find(
                "C406", f"`{clause}` relies on the {treaty.title or treaty.name}, which {state}", norms[0].span,
                cases=union(facts.norm_cases(n) for n in norms), about=(clause, name),
                help="adopt its text (`adopts …`) with dates and numbers of its own, or oblige to resume it first",
            )


def _state(facts: Facts, treaty: Instrument, bearers: frozenset[str]) -> str:
    on = facts.settlement.facts_on
    if treaty.ended and treaty.ended <= on:
        return f"ended on {treaty.ended}"
    suspended = [(p, d) for p, d in treaty.suspended if p in bearers and d <= on]
    if suspended:
        return f"{facts.label(suspended[0][0])} has suspended since {suspended[0][1]}"
    if treaty.proposed is not None:
        return "is only a draft"
    if not treaty.binding:
        return "does not bind in law"
    return "" if treaty.active(on) or not treaty.in_force else "was not in force on that day"
