"""A permission is needed for nothing, or a `notwithstanding` prevails over nothing.

## What it finds

Permissions whose deed no clause of the settlement forbids in any case, and `notwithstanding` lines that name clauses which do
not meet the norm at all.

## Why it matters

What nobody forbids needs no leave; a permission that overrides nothing makes readers look for the ban it answers.

## Specimen

```
clause silk-road
  A may take part in fair
  notwithstanding quiet
```

## Source

Deontic logic: strong permission (von Wright, Norm and Action, 1963).
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import overlap
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import PERMISSION, Norm


@rule("C121", "overrides-nothing", "note", "strict", "A permission is needed for nothing.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each permission that meets no ban."""
    bans = clash.Index(clash.entries(clash.bans(facts.norms), facts.norm_cases))
    groups: dict[str, list[Norm]] = {}
    met: dict[str, set[str]] = {}
    for norm in facts.written:
        act = facts.deeds.act(norm.deed)
        # Access to the land of others is forbidden without a clause that says so.
        if norm.modality != PERMISSION or act is None or act.reveals:
            continue
        groups.setdefault(norm.clause, []).append(norm)
        for step in facts.deeds.implied(norm.deed):
            for entry, _ in bans.near(step.deed, norm.bearers):
                if overlap(step.deed, norm.bearers, entry.norm.deed, entry.norm.bearers) is not None:
                    met.setdefault(norm.clause, set()).add(entry.norm.clause.lower())
    for clause, norms in groups.items():
        over = norms[0].links.notwithstanding
        if clause in met:
            # Only clauses of permissions alone are judged: a duty beside it may be what prevails over a duty there.
            idle = [n for n in over if n.lower() in facts.settlement.clauses and n.lower() not in met[clause]]
            if idle and all(n.modality == PERMISSION for n in facts.settlement.norms_of(clause)):
                listed = ", ".join(f"`{n}`" for n in idle)
                yield from facts.find(
                    "C121", f"`{clause}` prevails over {listed}, which forbids nothing that it permits",
                    norms[0].line("notwithstanding"), cases=union(facts.norm_cases(n) for n in norms), about=(clause, *idle),
                    help="name the clause that is meant",
                )
            continue
        tail = f", and prevails over {', '.join(f'`{n}`' for n in over)} which forbid nothing of the kind" if over else ""
        yield from facts.find(
            "C121", f"`{clause}` permits what no clause forbids{tail}", norms[0].line("notwithstanding") or norms[0].span,
            cases=facts.norm_cases(norms[0]), about=(clause, *over),
            help="keep it if reassurance is meant; drop it if a ban was expected and left out",
        )
