"""Something is declared and never used.

## What it finds

Terms, people, zones, groups, classes, quantities, bodies, milestones and acts of the document that no clause, zone, limit,
instrument or test speaks of.

## Why it matters

Words without use are leftovers of another draft, or the clause that needed them is missing.

## Specimen

```
term corridor "A corridor"
```

## Source

The text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.source import Source, Span


@rule("C122", "unused-declaration", "note", "advisory", "Something is declared and never used.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield one finding with all names that occur nowhere but where they are declared, and one with all idle acts."""
    settlement = facts.settlement
    declared: dict[str, Span] = {}
    sources: dict[str, Source] = {}
    for name, span in _declared(facts):
        if span is not None and span.source.name in settlement.files:
            declared[name.lower()] = span
    for clause in settlement.clauses.values():
        if clause.span is not None and clause.span.source.name in settlement.files:
            sources[clause.span.source.name] = clause.span.source
    for span in declared.values():
        sources[span.source.name] = span.source
    words: dict[str, int] = {}
    for source in sources.values():
        for word in re.findall(r"[^\W\d_][\w'’\-]*", re.sub(r'"[^"\n]*"', "", _fences(source.text)).lower()):
            words[word] = words.get(word, 0) + 1
    idle = [n for n in declared if " " not in n and words.get(n, 0) <= 1]
    if idle:
        first = min((declared[n] for n in idle), key=lambda s: s.start)
        yield from facts.find(
            "C122", f"declared and never used: {', '.join(f'`{n}`' for n in idle)}", first, about=idle,
            labels=[(declared[n], "") for n in idle[:6]], help="use them, or take them out",
        )
    used = {n.deed.act for n in settlement.norms} | {g.event.deed.act for g in settlement.givens}
    used |= {e.event.deed.act for e in settlement.expectations}
    conditions = [c for n in settlement.norms for c in n.conditions] + [c for m in settlement.milestones.values() for c in m.conditions]
    used |= {c.what.event.deed.act for c in conditions if c.what.event is not None}
    used |= {r.act for a in settlement.acts.values() for r in (*a.contrary, *a.kind_of, *a.calls_for, *a.starts, *a.ends)}
    acts = [a for a in settlement.acts.values() if not a.shipped and not a.state and a.phrase not in used and a.span is not None]
    acts = [a for a in acts if not any(b.lasts_until and b.lasts_until.act == a.phrase for b in settlement.acts.values())]
    if acts and acts[0].span is not None:
        yield from facts.find(
            "C122", f"acts that no norm and no test uses: {', '.join(f'`{a.phrase}`' for a in acts)}", acts[0].span,
            about=[a.phrase for a in acts], help="use them, or take them out",
        )


def _declared(facts: Facts) -> Iterator[tuple[str, Span | None]]:
    s = facts.settlement
    yield from ((t.name, t.span) for t in s.things.values())
    yield from ((t.name, t.span) for t in s.zones.values())
    yield from ((t.name, t.span) for t in s.groups.values())
    yield from ((t.name, t.span) for t in s.classes.values())
    yield from ((t.name, t.span) for t in s.quantities.values())
    yield from ((t.name, t.span) for t in s.bodies.values())
    yield from ((t.name, t.span) for t in s.milestones.values())
    yield from ((t.name, t.span) for t in s.limits.values())


def _fences(text: str) -> str:
    """The text of all fenced blocks."""
    return "\n".join(re.findall(r"^```(?:treaty|position|conflict|events)[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
