"""A clause relies on an organisation that the settlement ends.

## What it finds

Clauses that speak of an organisation or a treaty which another statement of the same settlement replaces.

## Why it matters

One article keeps what another abolishes; which of them was meant will be argued over.

## Specimen

```
clause stay
  A shall consent that B stay in alliance
organisation union of 2 members from A, B
  replaces alliance
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
from detente.model.choice import Guard, conjoin
from detente.model.norm import Norm
from detente.source import Span


@rule("C314", "relied-on-but-ended", "warning", "basic", "A clause relies on what another statement ends.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that speaks of something replaced."""
    ended: dict[str, tuple[str, Guard, Span | None]] = {}
    for organisation in facts.settlement.organisations.values():
        for name in organisation.replaces:
            ended[name.lower()] = (organisation.name, organisation.guard, organisation.span)
    for instrument in facts.settlement.instruments.values():
        for line in instrument.replaces:
            ended[str(line.value).lower()] = (instrument.name, line.guard, line.span)
    groups: dict[str, dict[str, Norm]] = {}
    for norm in facts.written:
        named = {n.lower() for _, v in norm.deed.args for n in v.names} | {b.lower() for b in norm.bearers}
        for name in named & ended.keys():
            act = facts.deeds.act(norm.deed)
            together = {name.lower() for name in _same_article(facts, norm)}
            if act is not None and not act.ends and ended[name][0].lower() not in together:
                groups.setdefault(name, {}).setdefault(norm.clause, norm)
    for name, found in groups.items():
        by, guard, span = ended[name]
        norms = list(found.values())
        clauses = ", ".join(f"`{c}`" for c in found)
        verb = "relies" if len(found) == 1 else "rely"
        yield from facts.find(
            "C314", f"{clauses} {verb} on {name.upper() if len(name) <= 4 else name}, which `{by}` replaces", norms[0].span,
            cases=conjoin(union(c for n in norms for c in [facts.norm_cases(n)]), (guard,)), labels=[(span, "replaced here")],
            about=(*found, name), help="say until when these clauses hold, or what takes its place after the change",
        )


def _same_article(facts: Facts, norm: Norm) -> list[str]:
    """Organisations founded in the article of a norm: what its clauses say of the old ones is how these end."""
    path = norm.span.article if norm.span else ()
    return [o.name for o in facts.settlement.organisations.values() if o.span is not None and o.span.article == path]
