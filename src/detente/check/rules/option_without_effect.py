"""An option or a reading under which nothing changes.

## What it finds

Issues and questions on which no statement of the settlement hangs; and options of an issue, or readings of a question, under which
exactly the same holds. One option of each issue may stand for nothing, as `no` does, as long as the others differ from it.

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
from detente.model.choice import Choice, Guard, Option


@rule("C123", "option-without-effect", "warning", "strict", "An option or a reading under which nothing changes.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each choice with options that nothing hangs on."""
    used: dict[str, set[frozenset[str]]] = {}
    for guard in _guards(facts):
        for named, options in guard.atoms:
            used.setdefault(named.lower(), set()).add(frozenset(o.lower() for o in options))
    named_elsewhere = {
        (issue.lower(), name.lower())
        for c in facts.settlement.choices.values() for o in c.options for issue, name in (*o.requires, *o.excludes)
    }
    for choice in facts.settlement.choices.values():
        if choice.kind == "member":
            continue
        sets = used.get(choice.name.lower(), set())
        hit = frozenset().union(*sets)
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
        else:
            for same in _alike(choice, sets, named_elsewhere):
                listed = ", ".join(f"`{o.name}`" for o in same)
                kind = "readings" if choice.kind == "question" else "options"
                why = "nothing hangs on them" if same[0] in idle else "the same statements hang on each"
                yield from facts.find(
                    "C123", f"the {kind} {listed} of `{choice.name}` say the same: {why}", choice.span,
                    labels=[(o.span, "") for o in same], about=(choice.name, *(o.name for o in same)),
                    help="write what each of them changes, or make them one",
                )


def _alike(choice: Choice, sets: set[frozenset[str]], named: set[tuple[str, str]]) -> list[list[Option]]:
    """Groups of two and more options under which the same holds and which ask the same of other choices."""
    groups: dict[object, list[Option]] = {}
    for option in choice.options:
        if (choice.name.lower(), option.name.lower()) in named:
            continue
        signature = frozenset(s for s in sets if option.name.lower() in s)
        groups.setdefault((signature, option.requires, option.excludes), []).append(option)
    return [group for group in groups.values() if len(group) > 1]


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
    yield from (t.guard for t in settlement.zone_rules)
    yield from (t.guard for t in settlement.givens)
    yield from (t.guard for t in settlement.expectations)
    for party in settlement.parties.values():
        for _, guard in party.roles:
            yield guard
