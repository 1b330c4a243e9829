"""A clause permits what another forbids, and none is said to prevail.

## What it finds

A permission or a power whose deed meets a prohibition of the same actor, in place and time, without `notwithstanding` or
`subject to` between them.

## Why it matters

Each side will read the rank its own way on the day it matters.

## Specimen

```
clause ban
  A shall not station forces in Norway
clause leave
  A may station forces in Oslo-fjord
```

## Source

Deontic logic; VCLT 31 leaves the rank to interpretation.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic


@rule("C203", "permission-against-ban", "warning", "basic", "A clause permits what another forbids, none prevails.", "VCLT 31")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each permission and prohibition that meet without a rank."""
    mays = clash.entries(clash.liberties(facts.norms), facts.norm_cases)
    bans = clash.Index(clash.entries(clash.bans(facts.norms), facts.norm_cases))
    found: dict[tuple[str, str], list[clash.Clash]] = {}
    for made in clash.forbidden(mays, bans, facts.deeds):
        found.setdefault((made.one.clause, made.other.clause), []).append(made)
    for (one, other), group in found.items():
        first = group[0]
        actors = facts.labels(a for c in group for a in c.meeting.actors)
        yield from facts.find(
            "C203", f"`{one}` permits {actors} to {first.one.deed.text}; `{other}` forbids it", first.one.span,
            cases=union(c.cases for c in group), labels=[(first.other.span, f"`{other}`"), *facts.origin(first.one), *facts.origin(first.other)], about=(one, other),
            help="say which prevails: `notwithstanding` in the one, or `subject to` in the other",
        )
