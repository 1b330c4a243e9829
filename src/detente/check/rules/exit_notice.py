"""A treaty cannot be left as fast as a clause requires.

## What it finds

Duties to leave an organisation or withdraw from a treaty by a last day that is earlier than the notice which that treaty asks
for, or with no time for notice at all.

## Why it matters

The party would breach either the old treaty or the new one; a date after the notice costs nothing.

## Specimen

```
treaty alliance "Alliance" between A, B
  in force since 1950-01-01
  withdrawal by any of parties on 12 months notice
clause out
  A shall withdraw from alliance
  within 30 days of entry into force
```

## Source

VCLT 54 and 56; the withdrawal clauses of the treaties named.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.instrument import Instrument
from detente.model.norm import OBLIGATION, Norm


@rule("C408", "exit-notice", "warning", "strict", "A treaty cannot be left as fast as a clause requires.", "VCLT 54, 56")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each exit that leaves no time for notice."""
    for norm in facts.norms:
        act = facts.deeds.act(norm.deed)
        leaving = act is not None and (bool(act.ends) or act.phrase.startswith(("leave", "withdraw from", "terminate")))
        if norm.modality != OBLIGATION or not leaving:
            continue
        for treaty in _treaties(facts, norm):
            for exit_ in treaty.withdrawals:
                due = norm.timing.due
                days = exit_.notice.days if exit_.notice else None
                if not days or not exit_.parties & norm.bearers or due is None or due.period is None or due.period.days is None:
                    continue
                if due.period.days * due.sign < days and exit_.notice is not None:
                    yield from facts.find(
                        "C408", f"`{norm.clause}` leaves {due.period.words()}, but the {treaty.title or treaty.name} asks for "
                        f"{exit_.notice.words()} notice", norm.line("within of"), cases=facts.norm_cases(norm),
                        labels=[(exit_.span, "the notice it asks for")], about=(norm.clause, treaty.name),
                        help="put the last day after the notice, or let notice be given before entry into force",
                    )


def _treaties(facts: Facts, norm: Norm) -> Iterator[Instrument]:
    """Treaties that the deed speaks of, or whose members are those of the organisation it speaks of."""
    import datetime

    from detente import atlas

    day = datetime.date.fromisoformat(facts.settlement.facts_on)
    for slot, value in norm.deed.args:
        for name in value.names:
            known = facts.treaty(name)
            if known is not None:
                yield known
            elif slot.split("#")[0] == "organisation":
                members = atlas.members(name, day)
                for treaty, _ in facts.treaties:
                    if members and treaty.parties == members and treaty.withdrawals:
                        yield treaty
