"""Bundles: duties that one bearer owes to the same creditors on the same terms, and the licences between them.

Steps: 1. group duties equal in bearer, creditors, option or article, instrument, links, verification and flags; 2. a third state whose
consent a duty needs, or a party that controls one of its conditions, keeps up a bundle of its own; 3. licences: `in return for` and
`reciprocal` (exchange), what a duty comes after, is provided, or is dated by (wait), breach of an essential duty (VCLT 60). The terms are
those of `detente.model.compliance`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from detente.model import compliance as m
from detente.model.norm import Condition
from detente.model.settlement import Settlement
from detente.stability.duties import Owed, continuing, options, sight, text

Unit = tuple[str, str, str]
"""A duty: clause, instrument, bearer (all joint bearers joined by commas)."""


MOST_LINKED = 1_000
"""Above so many bundles licences for breach are not listed; such a conflict is not analysed."""


@dataclass
class Grouping:
    """bundles and licences; of each unit the bundles it needs."""

    bundles: list[m.Bundle] = field(default_factory=list)
    licences: list[m.Licence] = field(default_factory=list)
    needs: dict[Unit, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Terms:
    """What a duty depends on: clauses exchanged, clauses waited for, consents (who, for what), and clauses it stands in for."""

    exchange: tuple[str, ...]
    wait: tuple[str, ...]
    consents: tuple[tuple[str, str], ...]
    instead: tuple[str, ...]
    reciprocal: bool


def group(settlement: Settlement, duties: Iterable[Owed]) -> Grouping:
    """The default grouping of duties, with licences."""
    out = Grouping()
    table: dict[object, list[tuple[Owed, _Terms]]] = {}
    for duty in duties:
        terms = _terms(settlement, duty, out.notes)
        table.setdefault(_key(settlement, duty, terms), []).append((duty, terms))
    names: set[str] = set()
    made: list[tuple[m.Bundle, list[tuple[Owed, _Terms]]]] = []
    for members in table.values():
        name = _name(settlement, [d for d, _ in members], names)
        made.append((_bundle(settlement, name, [d for d, _ in members]), members))
    consents = _consents(settlement, made, names)
    _licences(out, made, consents)
    out.bundles += consents.values()
    return out


def creditors(settlement: Settlement, duty: Owed) -> tuple[str, ...]:
    """To whom it is owed: as written, else the other parties of its instrument."""
    named = frozenset().union(*(n.owed_to for n in duty.norms))
    instrument = settlement.instruments.get(duty.instrument.lower())
    found = named or (instrument.parties if instrument else frozenset(settlement.signatories))
    return tuple(sorted(found - {duty.bearer}))


def about(settlement: Settlement, duty: Owed) -> str:
    """The option it belongs to, else the treaty it was adopted from, else its article."""
    pairs = options(settlement, duty.first)
    if pairs:
        return " ".join(pairs[0])
    if duty.first.adopted_from:
        return duty.first.adopted_from
    clause = settlement.clauses.get(duty.clause.lower())
    return clause.article[-1] if clause and clause.article else duty.clause


def _key(settlement: Settlement, duty: Owed, terms: _Terms) -> object:
    owed_to = creditors(settlement, duty)
    how, partly, eyes = sight(settlement, duty, frozenset(owed_to))
    marks = duty.marks
    return (
        duty.bearer, owed_to, about(settlement, duty), duty.instrument, terms, duty.joint, how, partly, eyes,
        "essential" in marks, "humanitarian" in marks, _survives(duty), any(continuing(settlement, n) for n in duty.norms),
        duty.clause if terms.reciprocal or terms.instead else "",
    )


def _survives(duty: Owed) -> bool:
    return any(n.timing.survives or "survives" in n.marks for n in duty.norms)


def _terms(settlement: Settlement, duty: Owed, notes: list[str]) -> _Terms:
    exchange: dict[str, None] = {}
    wait: dict[str, None] = {}
    consents: dict[tuple[str, str], None] = {}
    for norm in duty.norms:
        exchange |= dict.fromkeys(c.lower() for c in norm.links.in_return_for)
        wait |= dict.fromkeys(c.lower() for c in norm.links.after)
        t = norm.timing
        for moment in (t.start, t.due, t.start_by):
            if moment is not None and moment.anchor.kind in ("clause", "start") and moment.anchor.name:
                wait[moment.anchor.name.lower()] = None
        consents |= {(p, duty.clause): None for p in sorted(norm.consent_of - norm.bearers)}
        for condition in norm.conditions:
            _condition(settlement, duty, condition, wait, consents, notes)
    for one in settlement.exchanges:
        for mine, theirs in ((one.one, one.other), (one.other, one.one)):
            if duty.clause.lower() in {c.lower() for c in mine}:
                exchange |= dict.fromkeys(c.lower() for c in theirs)
    known = {k for k in (*exchange, *wait) if k in settlement.clauses}
    instead = tuple(dict.fromkeys(c.lower() for n in duty.norms for c in n.links.failing))
    return _Terms(
        tuple(c for c in exchange if c in known), tuple(c for c in wait if c in known and c != duty.clause.lower()),
        tuple(consents), (*instead, *_breach_trigger(settlement, duty)), any(n.links.reciprocal for n in duty.norms),
    )


def _condition(
    settlement: Settlement, duty: Owed, condition: Condition, wait: dict[str, None],
    consents: dict[tuple[str, str], None], notes: list[str],
) -> None:
    """A condition as what is waited for, or as something that a party keeps up; else a note."""
    what = condition.what
    if condition.kind in ("provided", "while", "after") and not condition.negated:
        if what.kind == "clause":
            wait[what.name.lower()] = None
            return
        kept = [r.names for _, r in what.event.deed.args if r.kind == "clause"] if what.event and what.event.actor is None else []
        if kept and what.event is not None and what.event.deed.act.endswith("is kept"):
            wait.update(dict.fromkeys(n.lower() for names in kept for n in names))
            return
        parties = {p.id for p in settlement.parties.values()}
        holders = sorted((condition.controllers & parties) - duty.first.bearers)
        if holders:
            consents.update({(p, condition.text): None for p in holders})
            return
    if not _in_breach(condition):
        notes.append(f"`{duty.clause}` {condition.kind} {condition.text}: no party here decides that, so it is taken to hold")


def _in_breach(condition: Condition) -> bool:
    event = condition.what.event
    return condition.kind == "when" and event is not None and event.deed.act.endswith("is in material breach")


def _breach_trigger(settlement: Settlement, duty: Owed) -> tuple[str, ...]:
    """Essential clauses whose breach makes the duty due, where it is due `when … is in material breach`."""
    if not any(_in_breach(c) for n in duty.norms for c in n.conditions):
        return ()
    return tuple(dict.fromkeys(
        n.clause.lower() for n in settlement.norms if n.binding and "essential" in n.marks and n.instrument == duty.instrument
    ))


def _slug(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words).strip("-")[:32].strip("-")


def _short(settlement: Settlement, party: str) -> str:
    return _slug(next((p.name for p in settlement.parties.values() if p.id == party), party))


def _name(settlement: Settlement, duties: list[Owed], taken: set[str]) -> str:
    """A name such as `RU-cfe-return`: the clause where there is one, else the option or article."""
    clauses = list(dict.fromkeys(d.clause for d in duties))
    base = f"{_short(settlement, duties[0].bearer)}-{_slug(clauses[0].split(':')[-1] if len(clauses) == 1 else about(settlement, duties[0]))}"
    name = base if base not in taken else f"{base}-{_slug(duties[0].instrument)}"
    number = 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def _bundle(settlement: Settlement, name: str, duties: list[Owed]) -> m.Bundle:
    first = duties[0]
    owed_to = creditors(settlement, first)
    how, partly, eyes = sight(settlement, first, frozenset(owed_to))
    other = _short(settlement, owed_to[0]) if len(owed_to) == 1 else ""
    made = tuple(
        m.Duty(
            d.clause, d.bearer, d.instrument, "; ".join(dict.fromkeys(text(settlement, n, other) for n in d.norms)),
            _article(settlement, d), any(continuing(settlement, n) for n in d.norms), tuple(p for p in d.joint if p != d.bearer),
        )
        for d in duties
    )
    return m.Bundle(
        name, first.bearer, "; ".join(dict.fromkeys(d.text for d in made)), about(settlement, first), first.instrument, owed_to, made,
        essential="essential" in first.marks, humanitarian="humanitarian" in first.marks, survives=_survives(first),
        continuing=any(d.continuing for d in made), seen=how, partly=partly, watchers=eyes,
    )


def _article(settlement: Settlement, duty: Owed) -> str:
    """The heading a duty stands under, with the instrument where the clause belongs to several, and the text it was adopted from."""
    clause = settlement.clauses.get(duty.clause.lower())
    path = clause.article[-1] if clause and clause.article else ""
    if path and clause and len(clause.instruments) > 1:
        number, dash, title = path.partition(" — ")
        path = f"{number} in {duty.instrument}{dash}{title}"
    adopted = duty.first.adopted_from
    return f"{path} of {adopted}" if adopted and path else path


def _consents(
    settlement: Settlement, made: list[tuple[m.Bundle, list[tuple[Owed, _Terms]]]], names: set[str]
) -> dict[tuple[str, str], m.Bundle]:
    out: dict[tuple[str, str], m.Bundle] = {}
    for bundle, members in made:
        for who, what in members[0][1].consents:
            if (who, what) in out:
                continue
            plain = what in {d.clause for d, _ in members}
            name = f"{_short(settlement, who)}-{'consents-' if plain else ''}{_slug(what)}"
            while name in names:
                name += "-2"
            names.add(name)
            title = f"keeps up its written consent to `{what}`" if plain else f"keeps up the condition: {what}"
            out[who, what] = m.Bundle(
                name, who, title, bundle.about, bundle.instrument, (), (), "consent", seen="open", continuing=True,
            )
    return out


def _licences(
    out: Grouping, made: list[tuple[m.Bundle, list[tuple[Owed, _Terms]]]], consents: dict[tuple[str, str], m.Bundle]
) -> None:
    holders: dict[str, list[m.Bundle]] = {}
    for bundle, members in made:
        for duty, _ in members:
            holders.setdefault(duty.clause.lower(), []).append(bundle)
    standing_in = {b.name for b, members in made if members[0][1].instead}
    found: dict[tuple[str, str], m.Licence] = {}

    def add(bundle: m.Bundle, other: m.Bundle, ground: m.Ground) -> None:
        if other.owner != bundle.owner:
            found.setdefault((bundle.name, other.name), m.Licence(bundle.name, other.name, ground))

    for bundle, members in made:
        terms = members[0][1]
        own = [d.clause.lower() for d, _ in members]
        for clause in (*terms.exchange, *(own if terms.reciprocal else ())):
            for other in holders.get(clause, ()):
                if clause not in own or other.instrument == bundle.instrument:
                    add(bundle, other, "exchange")
        for clause in terms.wait:
            for other in holders.get(clause, ()):
                add(bundle, other, "wait")
        for key in terms.consents:
            add(bundle, consents[key], "wait")
        fallback = tuple(dict.fromkeys(
            b.name for c in terms.instead for b in holders.get(c, ()) if b.name != bundle.name and b.name not in standing_in
        ))
        if terms.instead:
            bundle = _as_fallback(bundle, fallback)
        out.bundles.append(bundle)
        extra = tuple(consents[key].name for key in terms.consents)
        for duty, _ in members:
            out.needs.update(_unit(duty, bundle.name, extra, made))
    out.licences += found.values()
    if len(out.bundles) <= MOST_LINKED:
        out.licences += [x for x in m.breach_licences(out.bundles) if (x.withhold, x.failing) not in found]


def _as_fallback(bundle: m.Bundle, instead: tuple[str, ...]) -> m.Bundle:
    from dataclasses import replace

    return replace(bundle, kind="fallback", instead_of=instead)


def _unit(
    duty: Owed, name: str, extra: tuple[str, ...], made: list[tuple[m.Bundle, list[tuple[Owed, _Terms]]]]
) -> Iterator[tuple[Unit, tuple[str, ...]]]:
    if not duty.joint:
        yield (duty.clause, duty.instrument, duty.bearer), (name, *extra)
        return
    needed = [b.name for b, members in made for d, _ in members if (d.clause, d.instrument, d.joint) == (duty.clause, duty.instrument, duty.joint)]
    yield (duty.clause, duty.instrument, ",".join(duty.joint)), (*needed, *extra)
