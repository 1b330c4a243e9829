"""A number, a period or a ceiling is left to be agreed.

## What it finds

`open` periods, moments, amounts and ceilings. Until they are agreed the duty they belong to cannot be breached.

## Why it matters

An agreement to agree binds nobody to a result; what is open should be visible at a glance.

## Specimen

```
clause out
  A shall withdraw forces from Norway
  within open days of entry into force
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


@rule("C105", "left-open", "warning", "strict", "A number, a period or a ceiling is left to be agreed.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each open number of a clause, a limit or an instrument."""
    groups: dict[str, list[Norm]] = {}
    for norm in facts.written:
        if _open(norm):
            groups.setdefault(norm.clause, []).append(norm)
    for clause, norms in groups.items():
        yield from facts.find(
            "C105", f"`{clause}` leaves a number or a day to be agreed; until then it cannot be breached",
            norms[0].line("within of"), cases=union(facts.norm_cases(n) for n in norms), about=(clause,),
            help="put the number in, or say who sets it by when",
        )
    for limits in facts.settlement.limits.values():
        things = [unit for amount, unit in limits.ceilings if amount == "open"]
        if things:
            yield from facts.find(
                "C105", f"the ceiling on {', '.join(things)} in `{limits.name}` is left to be agreed: it cannot be exceeded",
                limits.span, cases=(limits.guard,), about=(limits.name,), help="put the numbers in",
            )
    for milestone in facts.settlement.milestones.values():
        if any(m.anchor.kind == "open" or (m.period is not None and m.period.gap == "open") for m in milestone.moments):
            yield from facts.find(
                "C105", f"the day of `{milestone.name}` is left to be agreed; until then nothing that counts from it falls due",
                milestone.span, cases=(milestone.guard,), about=(milestone.name,), help="name the day, or what brings it about",
            )
    for instrument in facts.settlement.instruments.values():
        for exit_ in instrument.withdrawals:
            if exit_.notice is not None and exit_.notice.gap == "open":
                yield from facts.find(
                    "C105", f"the notice on which a party may leave `{instrument.name}` is left to be agreed", exit_.span,
                    cases=(instrument.guard,), about=(instrument.name,), help="put the number in",
                )
        for line in instrument.force:
            if line.moment is not None and line.moment.unknown:
                yield from facts.find(
                    "C105", f"the day on which `{instrument.name}` enters into force is left to be agreed", line.span,
                    cases=facts.guard_cases(instrument.guard, line.guard), about=(instrument.name,),
                    help="say on what ratifications, or which day",
                )


def _open(norm: Norm) -> bool:
    moments = [norm.timing.due, norm.timing.start, norm.timing.end, norm.timing.start_by, *(s.due for s in norm.timing.stages)]
    if norm.timing.every is not None and norm.timing.every.gap == "open":
        return True
    return any(
        m is not None and (m.anchor.kind == "open" or (m.period is not None and m.period.gap == "open")) for m in moments
    ) or any(value.kind == "amount" and value.text.startswith("open") for _, value in norm.deed.args)
