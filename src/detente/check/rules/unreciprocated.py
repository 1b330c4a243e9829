"""A duty of one party in a treaty of two, with nothing in return.

## What it finds

Duties and bans on one party of an instrument between two that are in no exchange, not reciprocal, owed to nobody, and have no
counterpart on the other side under the same heading.

## Why it matters

It may be meant so; but nobody can be heard to say "we did it because you did", and its breach gives the other side nothing to
withhold.

## Specimen

```
clause seas
  A shall not station forces in Baltic-Sea
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Norm


@rule("C126", "unreciprocated", "note", "strict", "A duty of one party in a treaty of two, with nothing in return.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that only one of two parties owes, for nothing."""
    exchanged = {n.lower() for e in facts.settlement.exchanges for n in (*e.one, *e.other)}
    bearers: dict[tuple[str, ...], frozenset[str]] = {}
    for norm in facts.written:
        if norm.binding and norm.span is not None:
            bearers[norm.span.article] = bearers.get(norm.span.article, frozenset()) | norm.bearers
    groups: dict[str, list[Norm]] = {}
    for norm in facts.written:
        instrument = facts.settlement.instruments.get(norm.instrument.lower())
        if not norm.binding or instrument is None or len(instrument.parties) != 2 or norm.span is None:
            continue
        answered = norm.clause.lower() in exchanged or norm.links.reciprocal or norm.links.failing or norm.links.in_return_for
        other = instrument.parties - norm.bearers
        if len(norm.bearers) == 1 and norm.bearers < instrument.parties and not answered:
            if not other & bearers.get(norm.span.article, frozenset()) and not norm.owed_to & other:
                groups.setdefault(norm.clause, []).append(norm)
    for clause, norms in groups.items():
        yield from facts.find(
            "C126", f"`{clause}` is owed by {facts.labels(norms[0].bearers)} alone, for nothing and to nobody named",
            norms[0].span, cases=union(facts.norm_cases(n) for n in norms), about=(clause,),
            help="say to whom it is owed (`owed to …`) or what it answers (`in return for …`)",
        )
