"""One side of an exchange gives more than it gets, or gives first.

## What it finds

Exchanges (`in return for`) in which one side is due before the other; one side cannot be undone while the other can be
stopped at any time; or one side only repeats what its debtor already owes under a treaty in force or an adopted text.

## Why it matters

Who performs first, or for good, depends on the other's good will from then on. Who is paid with what was owed anyway is not
paid.

## Specimen

```
clause scrap
  A shall destroy missiles
  within 30 days of entry into force
  in return for withdraw
clause withdraw
  B shall withdraw forces from Norway
  within 2 years of entry into force
```

## Source

The text itself; exchange as in VCLT 60 and the law of countermeasures.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from detente.check import clash
from detente.check.deeds import overlap
from detente.check.facts import Facts
from detente.check.intervals import position
from detente.check.rule import rule
from detente.diagnostic import Diagnostic
from detente.model.choice import Cases, conjoin
from detente.model.norm import Exchange, Norm
from detente.model.vocabulary import Deed


@rule("C124", "lopsided-exchange", "warning", "strict", "One side of an exchange gives more than it gets, or gives first.")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each exchange with what tilts it."""
    owed = clash.Index(clash.entries(
        _binding(_outside(facts)), lambda n: facts.norm_cases(n) if n.adopted_from else (n.guard,)
    ))
    for exchange in facts.settlement.exchanges:
        sides = [_norms(facts, exchange.one), _norms(facts, exchange.other)]
        if not all(sides):
            continue
        notes = [*_first(facts, *sides), *_lasting(facts, *sides)]
        for names, side in ((exchange.one, sides[0]), (exchange.other, sides[1])):
            notes += _owed_anyway(facts, names, side, owed)
        if notes:
            yield from facts.find(
                "C124", f"the exchange of {_listed(exchange.one)} for {_listed(exchange.other)} is lopsided: {notes[0]}",
                exchange.span, cases=_cases(facts, exchange), notes=notes[1:], about=(*exchange.one, *exchange.other),
                help="put both on one day (`together with`), or split them into stages that answer each other",
            )


def _cases(facts: Facts, exchange: Exchange) -> Cases:
    norms = _norms(facts, exchange.one)
    return facts.norm_cases(norms[0])


def _listed(names: Iterable[str]) -> str:
    return " and ".join(f"`{n}`" for n in names)


def _norms(facts: Facts, names: Iterable[str]) -> list[Norm]:
    return [n for name in names for n in facts.settlement.norms_of(name) if n.binding and not n.lost]


def _outside(facts: Facts) -> list[Norm]:
    on = facts.settlement.facts_on
    norms = [n for treaty, group in facts.treaties if treaty.active(on) and treaty.binding for n in group]
    return norms + [n for n in facts.norms if n.adopted_from]


def _binding(norms: Iterable[Norm]) -> list[Norm]:
    return [n for n in norms if n.modality in ("obligation", "prohibition")]


def _first(facts: Facts, one: list[Norm], other: list[Norm]) -> Iterator[str]:
    ends = [[p for n in side if (p := position(n.timing.due)) is not None] for side in (one, other)]
    if all(ends) and all(len(e) == len(s) for e, s in zip(ends, (one, other), strict=True)):
        if len({p[0] for side in ends for p in side}) == 1:
            last = [max(p[1] for p in side) for side in ends]
            if last[0] != last[1]:
                early, late = (one, other) if last[0] < last[1] else (other, one)
                days = abs(last[0] - last[1])
                yield f"{facts.labels(early[0].bearers)} must perform {days:,.0f} days before {facts.labels(late[0].bearers)}"
    dated = [any(n.timing.due or n.timing.on_day for n in side) for side in (one, other)]
    if dated[0] != dated[1]:
        bound, free = (one, other) if dated[0] else (other, one)
        yield f"{_with(facts, bound, 'has', 'have')} a last day, {_with(facts, free, 'has', 'have')} none"


def _with(facts: Facts, norms: list[Norm], one: str, many: str) -> str:
    """The debtors and a verb that agrees with them."""
    return f"{facts.labels(norms[0].bearers)} {facts.verb(norms[0].bearers, one, many)}"


def _lasting(facts: Facts, one: list[Norm], other: list[Norm]) -> Iterator[str]:
    final = [all((a := facts.deeds.act(n.deed)) is not None and a.irreversible for n in side) for side in (one, other)]
    if final[0] != final[1]:
        bound, free = (one, other) if final[0] else (other, one)
        yield f"what {_with(facts, bound, 'does', 'do')} cannot be undone, what {_with(facts, free, 'does', 'do')} can"
    ongoing = [any(n.modality == "prohibition" or n.timing.at_all_times for n in side) for side in (one, other)]
    if ongoing[0] != ongoing[1]:
        lasting, once = (one, other) if ongoing[0] else (other, one)
        yield (f"{_with(facts, lasting, 'is', 'are')} bound for good ({_listed(dict.fromkeys(n.clause for n in lasting))}), "
               f"{facts.labels(once[0].bearers)} only once")


def _owed_anyway(facts: Facts, names: Iterable[str], side: list[Norm], owed: clash.Index) -> Iterator[str]:
    hits: dict[str, str] = {}
    for norm in side:
        for entry, _ in owed.near(norm.deed, norm.bearers):
            same = entry.norm.modality == norm.modality and entry.norm.clause not in names
            if same and entry.norm.bearers >= norm.bearers and _whole(facts, norm.deed, norm, entry):
                hits.setdefault(norm.clause, entry.norm.clause)
        for deed, why in facts.deeds.excluded(norm.deed):
            for entry, _step in owed.near(deed, norm.bearers) if why == "is ended by it" else ():
                banned = entry.norm.modality == "prohibition" and norm.modality == "obligation"
                if banned and _whole(facts, deed, norm, entry):
                    hits.setdefault(norm.clause, entry.norm.clause)
    if hits and {c.lower() for c in hits} >= {n.lower() for n in names}:
        whom = facts.labels(side[0].bearers)
        also = ", ".join(f"`{theirs}`" for theirs in dict.fromkeys(hits.values()))
        yield f"{whom} gives what it owes already, at least in part, under {also}"


def _whole(facts: Facts, deed: Deed, norm: Norm, entry: clash.Entry) -> bool:
    """Whether the earlier norm covers the deed wherever it is owed, in every case in which it is owed."""
    met = overlap(deed, norm.bearers, entry.norm.deed, entry.norm.bearers)
    if met is None or entry.norm.conditions:
        return False
    places = next((v.leaves for _, v in deed.args if v.extent is not None and v.kind != "class"), frozenset())
    missing = conjoin(facts.norm_cases(norm), facts.logic.negate(entry.cases))
    return places <= met.places and not facts.logic.possible(missing)
