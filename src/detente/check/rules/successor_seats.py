"""An organisation is replaced by one that has no seat for some of its members.

## What it finds

Members, on the fact date, of an organisation that another one replaces, which are not among the members of the successor; and
organisations that are ended by fewer than all their members (VCLT 54), with duties of defence that nobody takes over.

## Why it matters

Whoever loses a seat loses a vote and a shield, and has no reason to consent to the end of the old house.

## Specimen

```
organisation union of 2 members from A, B
  replaces alliance
```

## Source

VCLT 54 and 59; memberships from the sources named in the atlas.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from detente import atlas
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic, register
from detente.model.norm import Norm
from detente.model.world import Organisation

NO_CONSENT = register("C312", "ended-without-consent", "error", "basic", "An organisation is ended by fewer than all its members.")
GAP = register("C313", "protection-gap", "warning", "strict", "A duty of defence ends and none takes its place.")


@rule("C311", "member-without-successor", "warning", "basic", "A replaced organisation leaves members without a seat.", "VCLT 54, 59",
      also=(NO_CONSENT, GAP))
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield findings for each organisation that is replaced."""
    day = datetime.date.fromisoformat(facts.settlement.facts_on)
    for organisation in facts.settlement.organisations.values():
        cases = (organisation.guard,)
        for name in organisation.replaces:
            members = atlas.members(name, day)
            if not members:
                continue
            lost = members - organisation.members
            if lost and organisation.members:
                yield from facts.find(
                    "C311", f"{facts.labels(lost)} {'has' if len(lost) == 1 else 'have'} a seat in {name} and none in "
                    f"`{organisation.name}`", organisation.span, cases=cases, about=(organisation.name, name, *sorted(lost)),
                    help="offer them a seat or an association, or say that they consent to the end",
                )
            yield from _consent(facts, organisation, name, members)
            yield from _gap(facts, organisation, name, members)


def _consent(facts: Facts, organisation: Organisation, name: str, members: frozenset[str]) -> Iterator[Diagnostic]:
    signers = frozenset(facts.settlement.signatories)
    founding = [i for i in facts.settlement.instruments.values() if i.name.lower() in organisation.exists_when.lower()]
    parties = frozenset().union(*(i.parties for i in founding)) if founding else signers
    missing = members - parties
    if missing:
        yield from facts.find(
            "C312", f"{name} cannot be ended by this settlement: {len(missing)} of its {len(members)} members do not sign "
            f"({facts.labels(missing, 6)})", organisation.span, cases=(organisation.guard,),
            about=(organisation.name, name), grounds="default of treaty law", source="VCLT 54(b)",
            help=f"write that each party `shall leave {name}`, or make the consent of all members a condition",
        )
    elif members - signers:
        rest = members - signers
        yield from facts.find(
            "C312", f"{name} ends only if all its members consent: {len(rest)} of {len(members)} are not at the table now "
            f"({facts.labels(rest, 6)})", organisation.span, cases=(organisation.guard,), severity="warning",
            about=(organisation.name, name), grounds="default of treaty law", source="VCLT 54(b)",
            help="make their consent a condition precedent",
        )


def _gap(facts: Facts, organisation: Organisation, name: str, members: frozenset[str]) -> Iterator[Diagnostic]:
    old = [n for treaty, norms in facts.treaties for n in norms
           if treaty.active(facts.settlement.facts_on) and members <= treaty.parties and _defends(facts, n)
           and len(treaty.parties) <= 2 * len(members)]
    founding = {i.name.lower() for i in facts.settlement.instruments.values() if i.name.lower() in organisation.exists_when.lower()}
    new = [n for n in facts.norms if n.instrument.lower() in founding and _defends(facts, n)]
    old.sort(key=lambda n: not n.deed.act.startswith("defend"))
    if old and not new:
        yield from facts.find(
            "C313", f"with {name} the duty `{old[0].deed.text}` of its {len(members)} members ends; `{organisation.name}` has none",
            organisation.span, cases=(organisation.guard,), labels=[(old[0].span, f"`{old[0].clause}`")],
            about=(organisation.name, name), help="write the duty of the new organisation before the old one ends",
        )


def _defends(facts: Facts, norm: Norm) -> bool:
    act = facts.deeds.act(norm.deed)
    return act is not None and norm.modality == "obligation" and "defense" in act.atop
