"""Nobody verifies a duty whose breach cannot be seen from outside.

## What it finds

Duties and bans that no `verified by` line covers, in places that nobody else may inspect or monitor, and whose act is not open
to view. Essential ones, and those about weapons,
ceilings and quantities, are warnings; the others are gathered into one note an article.

## Why it matters

A breach that nobody sees deters nobody; and a party that keeps its word cannot show it.

## Specimen

```
clause clear
  A shall remove missiles from Norway
  essential
```

## Source

Arms-control practice; no rule of law requires verification.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import ENDEAVOUR, Norm
from detente.model.sight import seen

WEIGHTY = ("weapon", "quantity", "limits", "amount")


@rule("C106", "no-verification", "warning", "strict", "Nobody verifies a duty whose breach cannot be seen.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each weighty unverified clause, and one for the rest of each article."""
    rest: dict[tuple[str, ...], dict[str, Norm]] = {}
    weighty: dict[str, list[Norm]] = {}
    for norm in facts.written:
        act = facts.deeds.act(norm.deed)
        if not norm.binding or norm.modality == ENDEAVOUR or act is None or seen(facts.settlement, norm):
            continue
        if "essential" in norm.marks or any(s.split("#")[0] in WEIGHTY for s in act.slots):
            weighty.setdefault(norm.clause, []).append(norm)
        elif norm.span is not None:
            rest.setdefault(norm.span.article, {}).setdefault(norm.clause, norm)
    for clause, norms in weighty.items():
        yield from facts.find(
            "C106", f"nobody verifies `{clause}`, and its breach is not open to view", norms[0].span,
            cases=union(facts.norm_cases(n) for n in norms), about=(clause,), help="add `verified by …`",
        )
    for found in rest.values():
        clauses = [c for c in found if c not in weighty]
        if clauses:
            first = found[clauses[0]]
            names = ", ".join(f"`{c}`" for c in clauses)
            yield from facts.find(
                "C106", f"nobody verifies {names}", first.span, about=clauses, severity="note",
                help="add `verified by …` where a party would want to know",
            )
