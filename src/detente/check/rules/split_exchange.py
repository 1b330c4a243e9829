"""The two sides of an exchange stand in different instruments, so breach of one frees nobody under the other.

## What it finds

Clauses held against each other (`in return for`, `together with`) that belong to different instruments; and, between the same
two parties, bans marked essential in one instrument that only duties of another instrument could answer.

## Why it matters

Suspension for breach works within one treaty (VCLT 60). Across two treaties the victim must go on performing, or justify a
countermeasure.

## Specimen

```
part of first
clause out
  A shall withdraw forces from Norway
  in return for pay
part of second
clause pay
  B shall give economic aid to A
```

## Source

VCLT 60; Articles on State Responsibility (2001), Articles 49–54, for countermeasures.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import PROHIBITION, Norm


@rule("C125", "split-exchange", "warning", "strict", "The sides of an exchange stand in different instruments.", "VCLT 60")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each exchange over two instruments, and for essential bans that answer each other across two."""
    seen: set[frozenset[str]] = set()
    for norm in facts.written:
        for name in (*norm.links.in_return_for, *norm.links.together_with):
            for other in facts.settlement.norms_of(name):
                pair = frozenset((norm.clause, other.clause))
                if other.instrument.lower() != norm.instrument.lower() and pair not in seen:
                    seen.add(pair)
                    yield from _finding(facts, norm, other, "is held against")
    yield from _bans(facts)


def _bans(facts: Facts) -> Iterator[Diagnostic]:
    """Essential bans on two parties that protect each other, in two instruments."""
    essential = [n for n in facts.written if n.modality == PROHIBITION and "essential" in n.marks and len(n.bearers) <= 3]
    groups: dict[tuple[str, str], tuple[Norm, Norm]] = {}
    for one in essential:
        for other in essential:
            crossed = one.bearers != other.bearers and one.instrument.lower() < other.instrument.lower()
            if not crossed or one.bearers & other.bearers:
                continue
            instruments = [facts.settlement.instruments.get(n.instrument.lower()) for n in (one, other)]
            both = one.bearers | other.bearers
            if all(i is not None and both <= i.parties for i in instruments):
                groups.setdefault((one.clause, other.clause), (one, other))
    for one, other in groups.values():
        yield from _finding(facts, one, other, "could only be answered under")


def _finding(facts: Facts, one: Norm, other: Norm, words: str) -> Iterator[Diagnostic]:
    yield from facts.find(
        "C125", f"`{one.clause}` in `{one.instrument}` {words} `{other.clause}` in `{other.instrument}`: "
        "breach of the one frees nobody under the other", one.span, labels=[(other.span, f"in `{other.instrument}`")],
        cases=union([facts.norm_cases(one)]), about=(one.clause, other.clause), grounds="default of treaty law",
        help="put both into one instrument, or add a clause that lets one be suspended for breach of the other",
    )
