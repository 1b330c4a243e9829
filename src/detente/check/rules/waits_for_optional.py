"""A duty waits for something that the package may leave out.

## What it finds

`after`, `provided` and `together with` of a duty, and conditions of entry into force or of consent, that point at a clause, a milestone or an instrument which stands only
under another option than the duty itself.

## Why it matters

If the other side of the table strikes that option, the duty is signed and never falls due.

## Specimen

```
issue missiles
clause pact
  under missiles
  A shall destroy missiles
clause trade
  A shall trade freely with B
  after pact
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import CERTAIN, Cases, Guard, conjoin
from detente.source import Span


@rule("C129", "waits-for-optional", "warning", "strict", "A duty waits for something that the package may leave out.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each duty that waits for what may not be there."""
    seen: set[tuple[str, str]] = set()
    for norm in facts.written:
        waits = [(n, norm.line("after")) for n in norm.links.after]
        waits += [(n, norm.line("together with")) for n in norm.links.together_with]
        waits += [(c.what.name, c.span) for c in norm.conditions
                  if c.kind in ("provided", "when") and not c.negated and c.what.kind in ("clause", "milestone", "instrument")]
        for name, span in waits:
            target = stands(facts, name)
            mine = facts.norm_cases(norm)
            missing = conjoin(mine, facts.logic.negate(target))
            if target != CERTAIN and facts.logic.possible(missing) and (norm.clause, name) not in seen:
                seen.add((norm.clause, name))
                held = "; ".join(facts.logic.depends(target))
                yield from facts.find(
                    "C129", f"`{norm.clause}` waits for `{name}`, which stands only with {held}", span or norm.span,
                    cases=CERTAIN, about=(norm.clause, name), severity="warning",
                    help="make one option require the other (`requires`), or give the duty a date of its own",
                )
    yield from _instruments(facts)



def _instruments(facts: Facts) -> Iterator[Diagnostic]:
    """Instruments whose entry into force, or a party's consent, waits for what may not be there."""
    for instrument in facts.settlement.instruments.values():
        waits: list[tuple[str, Guard, Span | None]] = []
        for line in instrument.force:
            if line.kind in ("together", "after"):
                waits += [(name, line.guard, line.span) for name in line.names]
        gates = [(line.provided, line.guard, line.span) for line in instrument.force]
        gates += [(line.provided, line.guard, line.span) for line in instrument.consents]
        for asked, guard, span in gates:
            if asked is not None and not asked.negated and asked.what.kind in ("clause", "milestone", "instrument"):
                waits.append((asked.what.name, guard, span))
        for name, guard, span in dict.fromkeys(waits):
            target = stands(facts, name)
            mine = facts.guard_cases(instrument.guard, guard)
            if target != CERTAIN and facts.logic.possible(conjoin(mine, facts.logic.negate(target))):
                held = "; ".join(facts.logic.depends(target))
                yield from facts.find(
                    "C129", f"`{instrument.name}` enters into force only with `{name}`, which stands only with {held}",
                    span or instrument.span, cases=mine, about=(instrument.name, name),
                    help="make one option require the other (`requires`), or let it enter into force by itself",
                )


def stands(facts: Facts, name: str) -> Cases:
    """The cases under which a clause, milestone or instrument is part of the settlement."""
    key = name.lower()
    settlement = facts.settlement
    if key in settlement.clauses:
        return facts.clause_cases(settlement.clauses[key])
    if key in settlement.milestones:
        return (settlement.milestones[key].guard,)
    if key in settlement.instruments:
        return (settlement.instruments[key].guard,)
    return CERTAIN
