"""A duty can only be performed on the territory of a third state.

## What it finds

Duties whose act calls for something on the territory of states that sign no instrument of the clause and whose consent the
clause does not ask.

## Why it matters

Performance then depends on somebody who promised nothing, or breaks that state's rights.

## Specimen

```
clause shield
  A shall build radar in Norway
```

## Source

VCLT 34–35; territorial sovereignty.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import ENDEAVOUR, OBLIGATION, Norm


@rule("C409", "needs-foreign-soil", "warning", "strict", "A duty can only be performed on the soil of a third state.", "VCLT 34–35")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each duty that needs a third state's territory."""
    groups: dict[str, list[tuple[Norm, frozenset[str]]]] = {}
    for norm in facts.written:
        if norm.modality not in (OBLIGATION, ENDEAVOUR):
            continue
        instrument = facts.settlement.instruments.get(norm.instrument.lower())
        inside = (instrument.parties if instrument else frozenset()) | norm.bearers | norm.consent_of
        for step in facts.deeds.implied(norm.deed):
            act = facts.deeds.act(step.deed)
            if act is None or act.lasts_until is None:
                continue
            places = next((v.leaves for _, v in step.deed.args if v.extent is not None and v.kind != "class"), frozenset())
            owners = frozenset(atlas.owner(x) for x in places) - {""}
            if owners and not owners & inside:
                groups.setdefault(norm.clause, []).append((norm, owners))
    for clause, found in groups.items():
        norm = found[0][0]
        owners = frozenset(o for _, os in found for o in os)
        yield from facts.find(
            "C409", f"`{clause}` ({norm.deed.text}) can only be performed in {facts.labels(owners)}, who promised nothing",
            norm.span, cases=union(facts.norm_cases(n) for n, _ in found), about=(clause, *sorted(owners)),
            help="ask for their written consent, or name a place of the parties' own",
        )
