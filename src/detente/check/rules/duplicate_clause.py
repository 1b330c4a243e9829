"""Two clauses say the same.

## What it finds

Two norms of one instrument with one modality and one act, where the one covers actors, places and parties of the other in every
case in which it holds.

## Why it matters

Two versions of one duty drift apart with the first amendment, and meanwhile nobody knows which is meant.

## Specimen

```
clause one
  each of A, B shall not attack Norway
clause two
  A shall not attack Norway
```

## Source

Plain logic.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.deeds import overlap
from detente.check.facts import Facts
from detente.check.intervals import position
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.norm import Norm

MOMENTS = ("start", "end", "due", "start_by")


@rule("C120", "duplicate-clause", "warning", "strict", "Two clauses say the same.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause that another one covers."""
    groups: dict[object, list[Norm]] = {}
    for norm in facts.written:
        if norm.binding and not norm.conditions:
            groups.setdefault(_key(facts, norm), []).append(norm)
    firsts = [group[0] for group in groups.values()]
    index = clash.Index(clash.entries(firsts, facts.norm_cases))
    seen: set[frozenset[str]] = set()
    for group in groups.values():
        pairs = [(norm, group[0]) for norm in group[1:]]
        wide = _wider(facts, group[0], index, seen)
        if wide is not None:
            pairs.append((group[0], wide))
        for norm, other in pairs:
            pair = frozenset((norm.clause, other.clause))
            if len(pair) == 2 and pair not in seen:
                seen.add(pair)
                yield from facts.find(
                    "C120", f"`{norm.clause}` says nothing that `{other.clause}` does not say", norm.span,
                    cases=facts.norm_cases(norm), labels=[(other.span, f"`{other.clause}`")],
                    about=(norm.clause, other.clause), help="drop one of them, or say how they differ",
                )


def _key(facts: Facts, norm: Norm) -> object:
    """What two norms that say the same, word for word, have in common; of these only the first is compared further."""
    places = tuple(value.leaves for _, value in norm.deed.args)
    when = tuple(position(getattr(norm.timing, f)) for f in MOMENTS)
    return norm.instrument.lower(), norm.modality, norm.deed, places, norm.bearers, norm.mode, norm.count, when, facts.norm_cases(norm)


def _wider(facts: Facts, norm: Norm, index: clash.Index, seen: set[frozenset[str]]) -> Norm | None:
    """The first norm of another clause that covers this one."""
    for entry, _ in index.near(norm.deed, norm.bearers):
        other = entry.norm
        if other.clause == norm.clause or other.modality != norm.modality or other.instrument != norm.instrument:
            continue
        if frozenset((norm.clause, other.clause)) in seen:
            continue
        if _covers(facts, other, norm) and _same_time(other, norm):
            return other
    return None


def _covers(facts: Facts, wide: Norm, narrow: Norm) -> bool:
    if not narrow.bearers <= wide.bearers or wide.mode != narrow.mode:
        return False
    met = overlap(narrow.deed, narrow.bearers, wide.deed, wide.bearers)
    if met is None:
        return False
    for (_, value), (_, theirs) in zip(narrow.deed.args, wide.deed.args, strict=True):
        if value.extent is not None and not value.leaves <= theirs.leaves:
            return False
        if value.extent is None and value.parties and not value.parties <= theirs.parties:
            return False
        if value.kind == "amount" and value.text != theirs.text:
            return False
    return all(any(_implies(a.atoms, b.atoms) for b in facts.norm_cases(wide)) for a in facts.norm_cases(narrow))


def _implies(one: tuple[tuple[str, frozenset[str]], ...], other: tuple[tuple[str, frozenset[str]], ...]) -> bool:
    table = dict(one)
    return all(choice in table and table[choice] <= options for choice, options in other)


def _same_time(one: Norm, other: Norm) -> bool:
    return all(
        position(getattr(one.timing, f)) == position(getattr(other.timing, f)) for f in MOMENTS
    )
