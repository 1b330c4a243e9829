"""An act touches what no treaty may permit: a lawyer must look.

## What it finds

Duties and permissions to do, or to recognise, acts declared to touch force, annexation, self-determination or the protection of
persons. The tool never decides whether a peremptory norm is broken.

## Why it matters

A treaty is void if it conflicts with a peremptory norm when it is concluded; recognition of what such a breach brought about is
itself in question.

## Specimen

```
clause recognise
  A shall recognise the annexation of Sweden by B
```

## Source

VCLT 53 and 64 (53 from memory of its wording); Articles on State Responsibility (2001), Articles 40 and 41.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import PROHIBITION, Norm

GRAVE = ("force", "annexation", "self-determination", "forced-transfer", "protection-of-persons")


@rule("C402", "peremptory-norm", "warning", "basic", "An act touches what no treaty may permit: a lawyer must look.", "VCLT 53, 64")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that requires or permits a grave act."""
    groups: dict[str, list[tuple[Norm, tuple[str, ...]]]] = {}
    for norm in facts.norms:
        act = facts.deeds.act(norm.deed)
        touched = tuple(t for t in (act.touches if act else ()) if t in GRAVE)
        if touched and norm.modality != PROHIBITION and not _protects(norm, touched):
            groups.setdefault(norm.clause, []).append((norm, touched))
    for clause, found in groups.items():
        norm = found[0][0]
        matters = ", ".join(dict.fromkeys(t.replace("-", " ") for _, ts in found for t in ts))
        yield from facts.find(
            "C402", f"`{clause}` ({norm.deed.text}) touches {matters}: whether a peremptory norm stands against it needs a lawyer",
            norm.span, cases=union(facts.norm_cases(n) for n, _ in found), labels=facts.origin(norm), about=(clause,),
            grounds="needs legal judgement", help="take advice before anything is initialled; severability does not help (VCLT 44(5))",
        )


def _protects(norm: Norm, touched: tuple[str, ...]) -> bool:
    """Acts that only touch the protection of persons by protecting them."""
    return touched == ("protection-of-persons",) and norm.deed.act.startswith(("protect", "release", "give"))
