"""Would this act cross a line? What the text says of one actor and one deed.

Verdicts. *bars*: some clause forbids the deed, or something it calls for, at every place asked about. *ensures*: some clause
obliges the actor to do it, or forbids the lasting act that it ends. *allows*: a clause permits it. *leaves open*: one of
these holds under some options, open members or readings only, or under a condition. *is silent on*: no clause speaks of it.

Steps: (1) the issues that the author proposes an option for are taken as proposed (or as the caller says); questions and
open members stay open; (2) every clause that meets the deed is collected with the cases under which it does; (3) a
permission that prevails over a ban takes the ban away; (4) the first verdict in the order above that is certain, else
"leaves open" if any is possible, else "is silent on"; (5) binding treaties in force that bar the deed or oblige to it are
named beside the verdict and do not change it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from detente.check import clash
from detente.check.cases import union
from detente.check.deeds import describe, overlap
from detente.check.facts import Facts
from detente.check.intervals import ranked
from detente.model.choice import Cases, conjoin
from detente.model.norm import OBLIGATION, PERMISSION, POWER, PROHIBITION, Norm
from detente.model.vocabulary import Deed, Event, Referent

BARS, ENSURES, ALLOWS, OPEN, SILENT = "bars", "ensures", "allows", "leaves open", "is silent on"


@dataclass(frozen=True, slots=True)
class Ground:
    """A clause that speaks of the deed: what it makes of it, in which cases, with what conditions in words.

    via: what the deed comes to where the clause does not speak of it by name (`station forces in Poland` for a defence).
    """

    norm: Norm
    effect: str
    cases: Cases
    conditions: tuple[str, ...] = ()
    via: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on one deed, with the clauses that decide it and what it hangs on.

    package: the options taken as settled. partial: for a bar that covers only part of what was asked, the places covered.
    elsewhere: clauses of treaties in force that bar the deed or oblige to it.
    """

    verdict: str
    text: str
    grounds: tuple[Ground, ...]
    depends: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    partial: frozenset[str] = frozenset()
    package: Mapping[str, str] = field(default_factory=dict)
    elsewhere: tuple[Ground, ...] = ()


def ask(facts: Facts, event: Event, text: str, package: Mapping[str, str] | None = None) -> Answer:
    """What the settlement says of an event: an actor and a deed. package: issue to option; default the author's."""
    fixed = dict(facts.proposed if package is None else package)
    parts = [_single(facts, Event(event.actor, deed), text, fixed) for deed in _each(event.deed)]
    elsewhere = tuple(_elsewhere(facts, event))
    if len(parts) == 1:
        return replace(parts[0], elsewhere=elsewhere)
    verdicts = {p.verdict for p in parts}
    verdict = verdicts.pop() if len(verdicts) == 1 else OPEN
    grounds = tuple(dict.fromkeys(g for p in parts for g in p.grounds))
    notes = tuple(dict.fromkeys(d for p in parts for d in p.depends))
    conditions = tuple(dict.fromkeys(c for p in parts for c in p.conditions))
    return Answer(verdict, text, grounds, notes, conditions, frozenset(), fixed, elsewhere)


def _each(deed: Deed) -> list[Deed]:
    """`each of A, B` asked as one question a place."""
    for k, (slot, value) in enumerate(deed.args):
        if value.mode == "each" and len(value.names) > 1 and value.extent is not None:
            from detente import atlas

            out = []
            for name in value.names:
                leaves = (atlas.extent(name) or frozenset()) & value.leaves
                if not leaves:
                    return [deed]
                extent = {leaf: value.extent[leaf] for leaf in sorted(leaves)}
                one = Referent(name, value.kind, (name,), "one", frozenset(), extent)
                out.append(Deed(deed.act, (*deed.args[:k], (slot, one), *deed.args[k + 1 :]), deed.text))
            return out
    return [deed]


def _single(facts: Facts, event: Event, text: str, fixed: dict[str, str]) -> Answer:
    logic = facts.logic
    actors = event.actor.parties if event.actor else frozenset()
    grounds = _grounds(facts, event.deed, actors, fixed)
    asked = next((v.leaves for _, v in event.deed.args if v.extent is not None), frozenset())
    for verdict in (BARS, ENSURES, ALLOWS):
        mine = [g for g in grounds if g.effect == verdict]
        firm = [g for g in mine if not g.conditions]
        if firm and logic.certain(union(g.cases for g in firm)):
            covered = _covered(facts, event.deed, actors, firm, asked, fixed) if verdict == BARS else asked
            if covered >= asked:
                decisive = tuple(g for g in firm if logic.certain(g.cases)) or tuple(firm)
                return Answer(verdict, text, decisive, package=fixed)
            return Answer(OPEN, text, tuple(firm), (f"only {facts.labels(covered)} is covered",), partial=covered, package=fixed)
    live = [g for g in grounds if logic.possible(g.cases)]
    if not live:
        return Answer(SILENT, text, (), package=fixed)
    conditions = tuple(dict.fromkeys(c for g in live for c in g.conditions))
    return Answer(OPEN, text, tuple(live), logic.depends(union(g.cases for g in live)), conditions, package=fixed)


def _covered(
    facts: Facts, deed: Deed, actors: frozenset[str], grounds: list[Ground], asked: frozenset[str], fixed: dict[str, str]
) -> frozenset[str]:
    if not asked:
        return asked
    out: set[str] = set()
    for ground in grounds:
        for step in facts.deeds.implied(deed):
            meeting = overlap(step.deed, actors, ground.norm.deed, ground.norm.bearers)
            if meeting is not None:
                out |= meeting.places or asked
    return frozenset(out) & asked if out & asked else asked


def _grounds(facts: Facts, deed: Deed, actors: frozenset[str], fixed: dict[str, str]) -> list[Ground]:
    out = []
    liberties = [n for n in facts.norms if n.modality in (PERMISSION, POWER)]
    for norm in facts.norms:
        if not norm.bearers & actors and actors:
            continue
        effect, cases, via = _effect(facts, norm, deed, actors)
        if not effect:
            continue
        if effect == BARS and any(_prevails(facts, p, norm, deed, actors) for p in liberties):
            continue
        cases = facts.logic.restrict(conjoin(cases, facts.norm_cases(norm)), fixed)
        if cases and facts.logic.possible(cases):
            out.append(Ground(norm, effect, cases, _conditions(facts, norm), via))
    return out


def _elsewhere(facts: Facts, event: Event) -> Iterator[Ground]:
    """What treaties in force say of the deed, one clause of each treaty and effect."""
    actors = event.actor.parties if event.actor else frozenset()
    seen: set[tuple[str, str]] = set()
    for treaty, norms in facts.treaties:
        if not (treaty.active(facts.settlement.facts_on) and treaty.binding):
            continue
        for norm in sorted(norms, key=lambda n: n.modality != PROHIBITION):
            if norm.bearers & actors:
                effect, cases, via = _effect(facts, norm, event.deed, actors)
                if effect in (BARS, ENSURES) and facts.logic.certain(cases) and (treaty.name, effect) not in seen:
                    seen.add((treaty.name, effect))
                    yield Ground(norm, effect, cases, _conditions(facts, norm), via)


def _conditions(facts: Facts, norm: Norm) -> tuple[str, ...]:
    written = [f"{c.kind} {c.text}" for c in norm.conditions if c.kind != "unless"]
    if norm.consent_of & facts.third:
        written.append(f"with written consent of {facts.labels(norm.consent_of)}")
    return tuple(written)


def _effect(facts: Facts, norm: Norm, deed: Deed, actors: frozenset[str]) -> tuple[str, Cases, str]:
    """What a norm makes of the deed, in which cases they meet, and what the deed comes to if the norm does not name it."""
    if norm.modality == PROHIBITION:
        met = [
            (m.cases, step.deed) for step in facts.deeds.implied(deed)
            if (m := overlap(step.deed, actors, norm.deed, norm.bearers)) is not None
        ]
        if met:
            return BARS, union(c for c, _ in met), _via(deed, met[0][1])
        ending = union(
            m.cases for other, why in facts.deeds.excluded(norm.deed) if why == "ends it"
            if (m := overlap(other, norm.bearers, deed, actors)) is not None
        )
        return (ENSURES, ending, "") if ending else ("", (), "")
    meeting = overlap(norm.deed, norm.bearers, deed, actors)
    if norm.modality == OBLIGATION:
        if meeting is not None and clash.forced(norm, meeting):
            return ENSURES, meeting.cases, ""
        against = [
            (m.cases, step.deed)
            for other, _ in facts.deeds.excluded(norm.deed) for step in facts.deeds.implied(deed)
            if (m := overlap(other, norm.bearers, step.deed, actors)) is not None
        ]
        return (BARS, union(c for c, _ in against), _via(deed, against[0][1])) if against else ("", (), "")
    if norm.modality in (PERMISSION, POWER) and meeting is not None:
        return ALLOWS, meeting.cases, ""
    return "", (), ""


def _via(asked: Deed, met: Deed) -> str:
    return "" if met.act == asked.act else describe(met)


def _prevails(facts: Facts, liberty: Norm, ban: Norm, deed: Deed, actors: frozenset[str]) -> bool:
    """Whether a permission that meets the deed is said to prevail over the ban."""
    said = {n.lower() for n in liberty.links.notwithstanding} & {ban.clause.lower(), ban.instrument.lower()}
    yields = {n.lower() for n in ban.links.subject_to} & {liberty.clause.lower(), liberty.instrument.lower()}
    return bool(said or yields) and ranked(liberty, ban) and overlap(liberty.deed, liberty.bearers, deed, actors) is not None
