"""A party is barred from its own territory.

## What it finds

Bans on a party over places (forces, bases, weapons) whose zone takes in territory of that very party: surely, or under some
reading of the zone.

## Why it matters

A state that signs away its own garrisons by a careless boundary will find the boundary, not the garrisons, to be the mistake.

## Specimen

```
zone belt = M49-Northern-Europe
clause empty
  each of Norway, Russia shall not station forces in belt
```

## Source

Plain logic over the zones; territory as the atlas has it.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Cases, conjoin
from detente.model.norm import PROHIBITION, Norm


@rule("C305", "barred-at-home", "error", "basic", "A party is barred from its own territory.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that bars a party at home."""
    groups: dict[tuple[str, str], list[tuple[Norm, frozenset[str], Cases]]] = {}
    for norm in facts.norms:
        act = facts.deeds.act(norm.deed)
        if norm.modality != PROHIBITION or act is None or act.lasts_until is None or len(norm.bearers) > 60:
            continue
        for _, value in norm.deed.args:
            if value.extent is None or value.kind == "class" or value.text in norm.bearers:
                continue
            for bearer in norm.bearers:
                home = (atlas.extent(bearer) or frozenset()) & value.leaves
                if home and home != value.leaves:
                    cases = conjoin(facts.norm_cases(norm), union(value.extent[leaf] for leaf in sorted(home)))
                    groups.setdefault((norm.clause, bearer), []).append((norm, home, cases))
    for (clause, bearer), found in groups.items():
        norm = found[0][0]
        home = frozenset(h for _, part, _ in found for h in part)
        part = "its own territory" if home >= (atlas.extent(bearer) or frozenset()) else f"{facts.labels(home)}, its own territory"
        acts = ", ".join(f"`{n.deed.text}`" for n, _, _ in {n.id: (n, h, c) for n, h, c in found}.values())
        yield from facts.find(
            "C305", f"`{clause}` bars {facts.label(bearer)} from {part}: {acts}", norm.span,
            cases=union(c for _, _, c in found), labels=facts.origin(norm), about=(clause, bearer),
            help="take its territory out of the zone (`except …`), or say what the ban does not reach",
        )
