"""Parties, bodies, quantities, limits, terms and organisations: tree to model."""

from __future__ import annotations

from detente import atlas
from detente.model.choice import Guard
from detente.model.settlement import AgreedBy
from detente.model.world import Body, Limits, Organisation, Party, Quantity, Thing
from detente.resolve.choices import names_of, str_of, under
from detente.resolve.context import Context, texts
from detente.resolve.moments import Moments
from detente.resolve.referents import Referents
from detente.resolve.sets import Sets
from detente.syntax import tree

_KIND = {"third party": "party", "people": "people"}


def declare_names(context: Context) -> None:
    """Enter every declared name before anything is looked up."""
    for item in context.of(
        "group", "people", "body", "zone", "class", "quantity", "limits", "term", "treaty", "instrument", "organisation",
        "milestone", "clause",
    ):
        again = item.keyword in ("zone", "class", "group", "clause", "instrument", "milestone", "limits") and (
            bool(item.lines("under")) or item.keyword == "instrument"
        )
        name = item.word("name")
        context.declare(name, _KIND.get(item.keyword, item.keyword), item.span, again)


def declare_parties(context: Context) -> None:
    """Enter parties and third parties; a party said again under a reading gains roles."""
    for item in context.of("party", "third party"):
        name, key = item.word("name"), item.word("name").lower()
        roles = item.value("roles")
        words = texts(roles.items) if isinstance(roles, tree.Names) else ()
        guard = under(context, item.lines("under"))
        held = tuple((w, guard) for w in words)
        known = context.parties.get(key)
        if known is not None and item.lines("under"):
            context.parties[key] = _with_roles(known, held)
            continue
        if not context.declare(name, "party", item.span):
            continue
        place = atlas.find(name)
        found = place is not None and place.kind in ("state", "territory", "historical")
        organisation = None if found else atlas.organisation(name)
        canonical = place.code if found and place else organisation.name if organisation else name
        context.parties[key] = Party(
            name, canonical, item.word("title"), item.keyword == "third party", held, found, item.span
        )


def _with_roles(party: Party, roles: tuple[tuple[str, Guard], ...]) -> Party:
    from dataclasses import replace

    return replace(party, roles=party.roles + roles)


def things(context: Context) -> None:
    """Enter terms and described people, quantities and limits."""
    for item in context.of("term", "people"):
        kind = "people" if item.keyword == "people" else "term"
        context.things[item.word("name").lower()] = Thing(item.word("name"), kind, item.word("title"), item.span)
    for item in context.of("quantity"):
        unit = item.value("unit")
        context.quantities[item.word("name").lower()] = Quantity(
            item.word("name"), unit.span.text if isinstance(unit, tree.Names) else "", item.word("title"),
            tuple(str_of(x, "phrase") for x in item.lines("counts")),
            tuple(str_of(x, "phrase") for x in item.lines("not counting")),
            tuple(n for x in item.lines("measured by") for n in names_of(x, "names")), item.span,
        )


def limits(context: Context, sets: Sets) -> None:
    """Enter ceilings; parties and places are checked."""
    for item in context.of("limits"):
        of = item.value("names")
        parties = []
        for word in of.items if isinstance(of, tree.Names) else ():
            party = context.party_id(word.text)
            if party is None and not context.kind_of(word.text):
                context.unknown(word.text, word.span, "party")
            parties.append(party or word.text)
        place = item.word("place")
        if place:
            value = item.value("place")
            assert isinstance(value, tree.Word)
            sets.place(tree.Item("name", value))
        ceilings = []
        for line in item.lines("at most"):
            amount = line.values["amount"]
            assert isinstance(amount, tree.Amount)
            ceilings.append((amount.number, amount.unit))
        context.limits[item.word("name").lower()] = Limits(
            item.word("name"), tuple(ceilings), tuple(parties), place, item.word("title"),
            under(context, item.lines("under")), item.span,
        )


def bodies(context: Context, sets: Sets, moments: Moments) -> None:
    """Enter bodies with their members and default rules."""
    for item in context.of("body"):
        members = item.value("members")
        ids: tuple[str, ...] = ()
        if isinstance(members, tree.SetExpression):
            ids = tuple(sets.party_set(members))
        size = item.value("size")
        parent = item.word("parent")
        if parent and context.kind_of(parent) != "body" and context.party_id(parent) is None:
            value = item.value("parent")
            assert isinstance(value, tree.Word)
            context.unknown(parent, value.span, "body")
        needs = tuple(moments.vote(x.values["rule"]) for x in item.lines("needs", "or needs"))
        context.bodies[item.word("name").lower()] = Body(
            item.word("name"), item.word("title"), int(size.text) if isinstance(size, tree.Word) else None, ids, parent,
            needs, item.span,
        )


def organisations(context: Context, sets: Sets) -> None:
    """Enter the organisations that the settlement founds."""
    for item in context.of("organisation"):
        members, count = item.value("members"), item.value("count")
        ids = sets.party_set(members) if isinstance(members, tree.SetExpression) else {}
        for line in item.lines("replaces"):
            names = line.values["names"]
            for word in names.items if isinstance(names, tree.Names) else ():
                if atlas.organisation(word.text) is None and not context.kind_of(word.text):
                    context.unknown(word.text, word.span, "organisation")
        context.organisations[item.word("name").lower()] = Organisation(
            item.word("name"), item.word("title"), int(count.text) if isinstance(count, tree.Word) else None,
            frozenset(ids), members.span.text if isinstance(members, tree.SetExpression) else "",
            tuple(n for x in item.lines("replaces") for n in names_of(x, "names")),
            next((str_of(x, "phrase") for x in item.lines("exists when")), ""),
            under(context, item.lines("under")), item.span,
        )


def agreed_by(context: Context, referents: Referents) -> tuple[AgreedBy, ...]:
    """Who must accept a package."""
    out = []
    for item in context.of("agreed by"):
        who = item.value("subject")
        assert isinstance(who, tree.Subject)
        loose = tree.Subject("each", who.items, who.span) if who.quantifier == "plain" else who
        referent = referents.subject(_all_of(loose), {})
        including = item.value("names")
        ids = []
        for word in including.items if isinstance(including, tree.Names) else ():
            party = context.party_id(word.text)
            if party is None:
                context.unknown(word.text, word.span, "party")
            else:
                ids.append(party)
        if referent is not None:
            out.append(AgreedBy(referent, tuple(ids), item.span))
    return tuple(out)


def _all_of(subject: tree.Subject) -> tree.Subject:
    """`all of G` said for `each of G`."""
    first = subject.items[0]
    if first.text.startswith("all of "):
        word = tree.Word(first.text.removeprefix("all of "), first.span)
        return tree.Subject("each", (word, *subject.items[1:]), subject.span)
    return subject

