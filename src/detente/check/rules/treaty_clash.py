"""A clause cannot be kept together with a treaty in force.

## What it finds

For every party that is bound by both, a norm of the settlement and a norm of a treaty outside it that cannot both be kept:
one requires what the other forbids, or both require what excludes each other. It is worked out pair of parties by pair of
parties: where some party of the earlier treaty stays outside, that party keeps its right, and a breach is unavoidable.
Treaties that are not binding, or laws of one state, are reported as what they are.

## Why it matters

Choosing one treaty does not cure responsibility under the other (VCLT 30(5)); obligations under the Charter of the United
Nations come first (Charter 103).

## Specimen

```
treaty old "Old alliance" between A, B
  in force since 1950-01-01
  provides A shall defend B
instrument new "New pact" between A, C
clause out
  A shall not station forces in B
```

## Source

VCLT 30, 34 and 59; Charter of the United Nations, Article 103.
"""

from __future__ import annotations

from collections.abc import Iterator

from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import describe
from detente.check.facts import Facts
from detente.check.rule import rule
from detente.diagnostic import Diagnostic, Grounds
from detente.model.instrument import Instrument
from detente.model.norm import Norm
from detente.source import Span


@rule("C401", "treaty-clash", "error", "basic", "A clause cannot be kept together with a treaty in force.", "VCLT 30")
def run(facts: Facts) -> Iterator[Diagnostic]:
    """Yield a finding for each clause and each treaty in force that cannot both be kept."""
    musts = clash.entries(clash.duties(facts.norms), facts.norm_cases)
    mays = clash.entries(clash.liberties(facts.norms), facts.norm_cases)
    bans = clash.entries(clash.bans(facts.norms), facts.norm_cases)
    standing = {t.name.lower(): (t, norms) for t, norms in facts.treaties if _counts(facts, t)}
    theirs = [n for _, norms in standing.values() for n in norms]
    found: dict[tuple[str, str], list[tuple[clash.Clash, Norm, Norm]]] = {}
    for made, mine, other in _meet(facts, [*musts, *mays], musts, bans, theirs):
        found.setdefault((other.instrument.lower(), mine.clause), []).append((made, mine, other))
    order = {name: k for k, name in enumerate(standing)}
    for (treaty, clause), group in sorted(found.items(), key=lambda item: order[item[0][0]]):
        yield from _finding(facts, standing[treaty][0], clause, group)


def _counts(facts: Facts, treaty: Instrument) -> bool:
    """Whether the treaty was in force (or, unbinding, signed) on the fact date and is not itself replaced here."""
    on = facts.settlement.facts_on
    given_up = {
        str(r.value).lower() for i in facts.settlement.instruments.values() for r in (*i.replaces, *i.adopts)
    }
    standing = treaty.active(on) or (not treaty.binding and treaty.proposed is None and bool(treaty.signed) and
                                     treaty.signed <= on and not (treaty.ended and treaty.ended <= on))
    return standing and treaty.name.lower() not in given_up


def _meet(
    facts: Facts, acts: list[clash.Entry], musts: list[clash.Entry], bans: list[clash.Entry], norms: list[Norm]
) -> Iterator[tuple[clash.Clash, Norm, Norm]]:
    """Clashes of own norms with those of treaties: the clash, the own norm, the treaty's."""
    their_musts = clash.entries(clash.duties(norms), lambda n: (n.guard,))
    their_bans = clash.entries(clash.bans(norms), lambda n: (n.guard,))
    for made in clash.forbidden(acts, clash.Index(their_bans), facts.deeds):
        yield made, made.one, made.other
    for made in clash.forbidden(their_musts, clash.Index(bans), facts.deeds):
        yield made, made.other, made.one
    for made in clash.contrary(their_musts, clash.Index(musts, facts.deeds), facts.deeds):
        yield made, made.other, made.one
    for made in clash.contrary(musts, clash.Index(their_musts, facts.deeds), facts.deeds):
        yield made, made.one, made.other


def _finding(
    facts: Facts, treaty: Instrument, clause: str, group: list[tuple[clash.Clash, Norm, Norm]]
) -> Iterator[Diagnostic]:
    first, mine, theirs = group[0]
    actors = frozenset(a for c, _, _ in group for a in c.meeting.actors)
    instrument = facts.settlement.instruments.get(mine.instrument.lower())
    inside = instrument.parties if instrument else frozenset()
    outside = treaty.parties - inside
    title = treaty.title or treaty.name
    rows = list(dict.fromkeys(t.clause for _, _, t in group))
    places = frozenset(p for c, _, _ in group for p in c.meeting.places)
    targets = frozenset(p for c, _, _ in group for p in c.meeting.targets)
    concern = _concern(facts, places | targets)
    verb = {"forbidden": "forbids" if first.one is mine else "requires"}.get(first.why, "requires")
    way = ""
    if first.step.way and first.why == "forbidden" and first.one is theirs:
        way = f" ({facts.labels(actors)} could not `{describe(first.step.deed)}`)"
    message = (
        f"`{clause}` cannot be kept by {facts.labels(actors)} together with the {title}, "
        f"which {verb} `{theirs.deed.text}`{concern}{way}"
    )
    labels: list[tuple[Span | None, str]] = [(t.span, f"{treaty.name}: `{t.clause}`") for t in _distinct(group)]
    labels = facts.origin(mine) + labels
    notes = _notes(facts, treaty, inside, outside)
    if any(t.conditions for _, _, t in group):
        notes.append("the treaty's duty arises only under its own condition: "
                     + "; ".join(dict.fromkeys(c.text for _, _, t in group for c in t.conditions)))
    permits = mine.modality in ("permission", "power")
    if permits:
        notes.append("the clause only permits it: the treaty is broken once the permission is used")
    contingent = permits or all(t.conditions for _, _, t in group) or all(c.partial for c, _, _ in group)
    law = treaty.binding and treaty.status != "law"
    grounds: Grounds = "default of treaty law" if law else "needs legal judgement"
    yield from facts.find(
        "C401", message, mine.span, cases=union(c.cases for c, _, _ in group), labels=labels[:4], notes=notes,
        about=(clause, treaty.name, *rows), grounds=grounds,
        severity=None if law and not contingent else "warning",
        help=f"end or amend the {title} first, leave its parties out of the clause, or say that the clause yields (`subject to {treaty.name}`)",
    )


def _distinct(group: list[tuple[clash.Clash, Norm, Norm]]) -> list[Norm]:
    return list({t.clause: t for _, _, t in group}.values())


def _concern(facts: Facts, ids: frozenset[str]) -> str:
    return f", as to {facts.labels(ids)}" if ids else ""


def _notes(facts: Facts, treaty: Instrument, inside: frozenset[str], outside: frozenset[str]) -> list[str]:
    if treaty.status == "law":
        return ["this is a law of one state: it is no excuse abroad (VCLT 27), but its organs are bound by it"]
    if not treaty.binding:
        return ["the text is political and does not bind in law; going against it has a price all the same"]
    notes = []
    if any(word in treaty.name.lower() for word in ("un-charter",)) or "Charter of the United Nations" in treaty.title:
        notes.append("obligations under the Charter prevail over any other agreement (Charter 103)")
    if outside and inside & treaty.parties:
        notes.append(
            f"{facts.labels(outside)} {'is' if len(outside) == 1 else 'are'} bound by the treaty and not by this settlement: "
            "towards them the treaty governs (VCLT 30(4)(b)), so one of the two is breached"
        )
    elif inside and treaty.parties <= inside:
        notes.append("all its parties sign this settlement: the later text prevails where they differ (VCLT 30(3))")
    suspended = [f"{facts.label(p)} since {d}" for p, d in treaty.suspended]
    if suspended:
        notes.append(f"suspended by {', '.join(suspended)}")
    return notes
