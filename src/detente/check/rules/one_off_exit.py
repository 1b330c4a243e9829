"""What must be ended may be begun again the next day.

## What it finds

Duties to end something that lasts (to withdraw, to close, to remove), where nothing in the settlement forbids the same actor to
begin it again in the same place.

## Why it matters

A withdrawal without a bar on return is a photograph, not a promise.

## Specimen

```
clause leave
  A shall withdraw forces from Norway
```

## Source

The text itself: a duty to do something once is fulfilled once it is done.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import describe, overlap
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import OBLIGATION, Norm
from detente.model.vocabulary import Deed


@rule("C128", "one-off-exit", "warning", "strict", "What must be ended may be begun again the next day.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that ends something and bars no return."""
    bans = clash.Index(clash.entries(clash.bans(facts.norms), facts.norm_cases))
    groups: dict[str, list[tuple[Norm, Deed, frozenset[str]]]] = {}
    for norm in facts.written:
        if norm.modality != OBLIGATION or norm.timing.at_all_times:
            continue
        for deed, why in facts.deeds.excluded(norm.deed):
            if why != "is ended by it":
                continue
            places = next((v.leaves for _, v in deed.args if v.extent is not None), frozenset())
            covered: set[str] = set()
            barred = False
            for entry, _ in bans.near(deed, norm.bearers):
                met = overlap(deed, norm.bearers, entry.norm.deed, entry.norm.bearers)
                if met is not None:
                    barred = True
                    covered |= met.places
            if not barred or (places and not places <= covered):
                groups.setdefault(norm.clause, []).append((norm, deed, places - covered if barred else frozenset()))
    for clause, found in groups.items():
        norm, _, left = found[0]
        again = ", ".join(dict.fromkeys(f"`{describe(d)}`" for _, d, _ in found))
        where = f" in {facts.labels(left)}" if left else ""
        yield from facts.find(
            "C128", f"`{clause}` is fulfilled once; nothing bars {facts.labels(norm.bearers)} from beginning again{where}: {again}",
            norm.span, cases=union(facts.norm_cases(n) for n, _, _ in found), about=(clause,),
            help="add a ban (`shall not …`) from that day on, or `at all times`",
        )
