"""Consent is asked of a state on whose land the other side's forces stand.

## What it finds

Clauses that bind, or need the written consent of, a state in which forces of another party are present on the fact date without
that party being its ally: as the text takes for given, or in a place whose title that party disputes. The tool never decides whether there was
coercion.

## Why it matters

A treaty procured by the threat or use of force against the principles of the Charter is void; whoever relies on the consent
should be able to show how it was given.

## Specimen

```
given B stations forces in Norway
clause order
  Norway shall amend constitution
  with written consent of Norway
```

## Source

VCLT 52 (from memory of its wording).
"""

from __future__ import annotations

from collections.abc import Iterator

from detente import atlas
from detente.check.cases import union
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.check.rules.allies_in_no_zone import allies
from detente.check.rules.day_one_breach import known_presence
from detente.diagnostic import Diagnostic
from detente.model.norm import Given, Norm


@rule("C403", "consent-under-pressure", "note", "strict", "Consent is asked where the other side's forces stand.", "VCLT 52")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each state asked for consent in the presence of another party's forces."""
    present: dict[str, set[str]] = {}
    for given in (*facts.settlement.givens, *known_presence(facts)):
        if given.event.actor is None or ("forces" not in given.event.deed.act and "bases" not in given.event.deed.act):
            continue
        for host in {atlas.owner(x) for _, v in given.event.deed.args for x in v.leaves if _uninvited(given, x)} - {""}:
            present.setdefault(host, set()).update(given.event.actor.parties)
    groups: dict[tuple[str, str], list[Norm]] = {}
    for norm in facts.written:
        asked = norm.consent_of | (norm.bearers if norm.binding and norm.bearers & facts.third else frozenset())
        for state in asked:
            for power in present.get(state, set()) - {state}:
                party = next((p for p in facts.settlement.parties.values() if p.id == power and not p.third), None)
                if party is not None and state not in allies(facts, power):
                    groups.setdefault((state, power), []).append(norm)
    for (state, power), norms in groups.items():
        names = tuple(dict.fromkeys(n.clause for n in norms))
        yield from facts.find(
            "C403", f"{facts.label(state)} is asked to consent to {', '.join(f'`{n}`' for n in names)} while forces of "
            f"{facts.label(power)} stand on its territory", norms[0].span, cases=union(facts.norm_cases(n) for n in norms),
            about=(state, power, *names), grounds="needs legal judgement",
            help="record how and before whom the consent was given, or let it be given after the forces have left",
        )


def _uninvited(given: Given, leaf: str) -> bool:
    """Presence that the text speaks of, or in a place to which the one present lays claim."""
    if not given.shipped:
        return True
    place = atlas.find(leaf)
    claimed = frozenset(place.contested) if place is not None else frozenset()
    return given.event.actor is not None and bool(claimed & given.event.actor.parties)
