"""A clause repeats what its debtor owes already.

## What it finds

Duties and bans that the same debtor already has, in the same places, under a treaty in force or under a text that another
instrument of the settlement adopts. A clause that names the earlier duty or its treaty (`pursuant to …`) is not counted.

## Why it matters

It adds nothing, and in an exchange it pays nothing; two versions of one duty invite two interpretations.

## Specimen

```
treaty old "Old treaty" between A, B
  in force since 1990-01-01
  provides A shall not attack B
clause again
  A shall not attack B
```

## Source

The text; VCLT 30(3).
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import Overlap, overlap
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Cases, conjoin
from detente.model.norm import Norm
from detente.model.vocabulary import Deed


@rule("C407", "already-owed", "note", "strict", "A clause repeats what its debtor owes already.", "VCLT 30(3)")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that an earlier or adopted text already holds in full."""
    earlier = [n for t, norms in facts.treaties if t.active(facts.settlement.facts_on) and t.binding for n in norms]
    adopted = [n for n in facts.norms if n.adopted_from]
    index = clash.Index(
        clash.Entry(n, facts.norm_cases(n) if n.adopted_from else (n.guard,)) for n in (*earlier, *adopted) if n.binding
    )
    groups: dict[tuple[str, str], list[tuple[Norm, Norm, Cases]]] = {}
    counts: dict[str, int] = {}
    for norm in facts.written:
        if not norm.binding:
            continue
        counts[norm.clause] = counts.get(norm.clause, 0) + 1
        said = {n.lower() for n in norm.links.pursuant_to}
        for entry, _ in index.near(norm.deed, norm.bearers):
            if {entry.norm.instrument.lower(), entry.norm.clause.lower(), entry.norm.adopted_from.lower()} & said:
                continue
            same = entry.norm.modality == norm.modality and norm.bearers <= entry.norm.bearers and not entry.norm.conditions
            met = overlap(norm.deed, norm.bearers, entry.norm.deed, entry.norm.bearers) if same else None
            if met is not None and _whole(norm.deed, met):
                cases = conjoin(conjoin(facts.norm_cases(norm), entry.cases), met.cases)
                groups.setdefault((norm.clause, entry.norm.clause), []).append((norm, entry.norm, cases))
    for (clause, other), found in groups.items():
        norm, theirs, _ = found[0]
        part = "" if len({n.id for n, _, _ in found}) >= counts[clause] else " in part"
        text = theirs.adopted_from or theirs.instrument
        yield from facts.find(
            "C407", f"`{clause}` repeats{part} what {facts.labels(norm.bearers)} {facts.verb(norm.bearers, 'owes', 'owe')} already under `{other}` of `{text}`",
            norm.span, cases=union(c for _, _, c in found), labels=[(theirs.line("adopted"), f"`{other}`")],
            about=(clause, other), help="leave it out, or refer to the earlier duty (`pursuant to …`)",
        )


def _whole(deed: Deed, met: Overlap) -> bool:
    """Whether the overlap takes in all places and parties of the deed."""
    places = next((v.leaves for _, v in deed.args if v.extent is not None and v.kind != "class"), frozenset())
    targets = next((v.parties for _, v in deed.args if v.extent is None and v.parties and v.mode != "other"), frozenset())
    return places <= met.places and targets <= met.targets
