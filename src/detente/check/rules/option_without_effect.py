"""An option or a reading under which nothing changes.

## What it finds

Options of an issue, and readings of a question, on which no statement of the settlement hangs. An option `no` or one that is
plainly the absence of the others needs no statement, as long as some other option of its issue has one.

## Why it matters

The parties will bargain over words; or the clause that should have hung on them was forgotten.

## Specimen

```
question ceasefire
  reading narrow
  reading wide
```

## Source

The text itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Guard


@rule("C123", "option-without-effect", "warning", "strict", "An option or a reading under which nothing changes.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each choice with options that nothing hangs on."""
    used: dict[str, set[str]] = {}
    for guard in _guards(facts):
        for named, options in guard.atoms:
            used.setdefault(named.lower(), set()).update(o.lower() for o in options)
    for choice in facts.settlement.choices.values():
        if choice.kind == "member":
            continue
        hit = used.get(choice.name.lower(), set())
        idle = [o for o in choice.options if o.name.lower() not in hit]
        if not choice.options:
            yield from facts.find(
                "C123", f"`{choice.name}` has no readings", choice.span, about=(choice.name,),
                help="add `reading` lines below it, and statements `under` each",
            )
        elif len(idle) == len(choice.options):
            yield from facts.find(
                "C123", f"nothing in the settlement hangs on `{choice.name}`", choice.span, about=(choice.name,),
                help="put `under` lines on the statements that it decides",
            )
        elif choice.kind == "question" and len(idle) > 1:
            listed = ", ".join(f"`{o.name}`" for o in idle)
            yield from facts.find(
                "C123", f"the readings {listed} of `{choice.name}` say the same: nothing hangs on them", choice.span,
                about=(choice.name,), help="write what each of them changes",
            )


def _guards(facts: Facts) -> Iterator[Guard]:
    settlement = facts.settlement
    for norm in settlement.norms:
        yield norm.guard
    for zone in settlement.zones.values():
        for cases in set(zone.extent.values()):
            yield from cases
    for made in settlement.classes.values():
        for cases in set(made.kinds.values()):
            yield from cases
    for group in settlement.groups.values():
        for _, cases in group.members:
            yield from cases
    for instrument in settlement.instruments.values():
        yield instrument.guard
        yield from (line.guard for line in instrument.consents)
        yield from (line.guard for line in instrument.force)
        yield from (line.guard for line in (*instrument.adopts, *instrument.replaces, *instrument.modelled_on))
    yield from (t.guard for t in settlement.organisations.values())
    yield from (t.guard for t in settlement.milestones.values())
    yield from (t.guard for t in settlement.limits.values())
    yield from (t.guard for t in settlement.givens)
    yield from (t.guard for t in settlement.expectations)
    for party in settlement.parties.values():
        for _, guard in party.roles:
            yield guard
