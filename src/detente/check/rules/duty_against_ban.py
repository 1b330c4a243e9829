"""One party must do what it must not do.

## What it finds

An obligation and a prohibition (or two obligations that exclude each other) that bind one actor in overlapping place and
time, under conditions that can hold together, with no word on which prevails. What a deed calls for counts: who must defend
a country must be able to send forces there.

## Why it matters

Whatever the party does, it breaks the text; and the other side chooses which breach to complain of.

## Specimen

```
clause go
  A shall withdraw forces from Norway
clause help
  A shall defend Norway
```

## Source

Standard deontic logic (von Wright, 1951): one cannot be bound to do and not to do.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import describe
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic

_WHY = {
    "forbidden": "which {other} forbids",
    "contrary": "which excludes what {other} requires",
    "ends it": "which what {other} requires would undo",
    "is ended by it": "which would end what {other} requires",
}


@rule("C201", "duty-against-ban", "error", "basic", "One party must do what it must not do.", "deontic logic")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each pair of clauses that cannot both be kept."""
    found: dict[tuple[str, str], list[clash.Clash]] = {}
    for made in facts.clashes:
        key = (made.one.clause, made.other.clause)
        if (key[1], key[0]) not in found:
            found.setdefault(key, []).append(made)
    bans: dict[str, list[clash.Clash]] = {}
    for (one, _), group in found.items():
        bans.setdefault(one, []).extend(c for c in group if c.why == "forbidden")
    for (one, other), group in found.items():
        first = group[0]
        left = [] if not first.partial else [_left(facts, bans[one])]
        waits = [c.text for c in first.one.conditions if c.kind in ("when", "provided", "while")]
        if waits:
            left.append(f"the duty arises only {', '.join(f'when {w}' for w in waits)}")
        actors = facts.labels(a for c in group for a in c.meeting.actors)
        places = facts.labels(p for c in group for p in c.meeting.places)
        way = f", which calls for `{describe(first.step.deed)}`," if first.step.way and first.why == "forbidden" else ""
        where = f" ({places})" if any(c.meeting.places for c in group) else ""
        why = _WHY[first.why].format(other=f"`{other}`")
        yield from facts.find(
            "C201", f"`{one}` obliges {actors} to {first.one.deed.text}{way} {why}{where}", first.one.span,
            cases=union(c.cases for c in group), labels=[(first.other.span, f"`{other}`"), *facts.origin(first.one), *facts.origin(first.other)], about=(one, other), notes=left,
            severity="warning" if first.partial or waits else None,
            help="say which prevails (`notwithstanding`, `subject to`), or keep them apart in place or time",
        )


def _left(facts: Facts, mine: list[clash.Clash]) -> str:
    """Where the duty could still be done once every ban that meets it is kept."""
    wanted = frozenset().union(*(v.leaves for c in mine for _, v in c.step.deed.args))
    gone = frozenset().union(*(c.meeting.places for c in mine))
    rest = wanted - gone
    return f"it can still be done in {facts.labels(rest)}" if rest else "all such bans together leave no place for it"
