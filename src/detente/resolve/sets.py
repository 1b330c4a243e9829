"""Groups, zones and weapon classes: set expressions worked out, with open members and cycles.

A zone's extent maps leaf places to the cases under which they belong: always, under some readings or options, or as an
open member, which is a choice of its own (`Serbia in sphere of RU`, yes or no).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from detente import atlas
from detente.model.choice import (
    CERTAIN,
    NEVER,
    NO,
    YES,
    Cases,
    Choice,
    Guard,
    Option,
    conjoin,
    disjoin,
    guard,
)
from detente.model.vocabulary import certain
from detente.model.world import Group, WeaponClass, Zone
from detente.resolve import kinds
from detente.resolve.choices import names_of, under
from detente.resolve.context import Context, Item
from detente.source import Span
from detente.syntax import tree

Members = dict[str, Cases]


class Sets:
    """Works out groups, zones and classes on demand; a definition met while it is being worked out is circular."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.items: dict[str, list[Item]] = {}
        self.working: list[str] = []
        self.guards: dict[int, Guard] = {}
        for item in context.of("group", "zone", "class"):
            self.items.setdefault(item.word("name").lower(), []).append(item)

    def finish(self) -> None:
        """Work out everything declared."""
        for key, items in self.items.items():
            {"group": self.group, "zone": self.zone, "class": self.weapon}[items[0].keyword](key)

    def guard(self, item: Item) -> Guard:
        """The guard of a statement, worked out (and complained about) once."""
        if id(item) not in self.guards:
            self.guards[id(item)] = under(self.context, item.lines("under"))
        return self.guards[id(item)]

    def _circular(self, key: str, span: Span) -> bool:
        if key not in self.working:
            return False
        chain = " → ".join(f"`{k}`" for k in (*self.working[self.working.index(key) :], key))
        self.context.found.add(
            kinds.CIRCULAR, f"this definition runs in a circle: {chain}", span, about=(key,),
            help="define one of them by its members",
        )
        return True

    # ---- zones -------------------------------------------------------------------------------------------------

    def zone(self, key: str) -> Zone | None:
        """The zone with this name (lower case), worked out at need; None where there is none."""
        known = self.context.zones.get(key)
        if known is not None or key not in self.items or self.items[key][0].keyword != "zone":
            return known
        items = self.items[key]
        if self._circular(key, items[0].span):
            return None
        self.working.append(key)
        extent: Members = {}
        opened: list[str] = []
        name, described = items[0].word("name"), False
        for item in items:
            members = item.value("members")
            if isinstance(members, tree.SetExpression):
                part, found = self._extent(members, name)
                opened += found
            else:
                part, described = {name: CERTAIN}, True
                self._lies_in(item, name)
            holds = (self.guard(item),)
            for leaf, cases in part.items():
                extent[leaf] = disjoin(extent.get(leaf, NEVER), conjoin(cases, holds))
        self.working.pop()
        # A member opened by `perhaps` and settled by a later `plus` or `except` is no choice.
        hanging = {choice for cases in extent.values() for g in cases for choice, _ in g.atoms}
        for choice in opened:
            if choice not in hanging:
                self.context.choices.pop(choice.lower(), None)
        opened = [c for c in opened if c in hanging]
        contested = tuple(n for i in items for line in i.lines("contested by") for n in names_of(line, "names"))
        zone = Zone(name, extent, items[0].word("title"), described, contested, tuple(dict.fromkeys(opened)), items[0].span)
        self.context.zones[key] = zone
        return zone

    def _lies_in(self, item: Item, name: str) -> None:
        leaves: set[str] = set()
        for line in item.lines("lies in"):
            members = line.values["members"]
            assert isinstance(members, tree.SetExpression)
            leaves |= set(self._extent(members, name)[0])
        self.context.described[name] = frozenset(leaves)

    def _extent(self, members: tree.SetExpression, zone: str) -> tuple[Members, list[str]]:
        out: Members = {}
        opened: list[str] = []
        for part in members.parts:
            if part.operator in ("=", "plus"):
                for item in part.items:
                    made = self._open(self._states(item), zone, opened) if item.kind == "parts of" else self.place(item)
                    for leaf, cases in made.items():
                        out[leaf] = disjoin(out.get(leaf, NEVER), cases)
            elif part.operator == "perhaps":
                for item in part.items:
                    states = self._states(item) if item.kind == "parts of" else self._one(item)
                    for leaf, cases in self._open(states, zone, opened).items():
                        out[leaf] = disjoin(out.get(leaf, NEVER), cases)
            elif part.operator == "except":
                for item in part.items:
                    self._take_away(out, self.place(item))
            elif part.fact is not None:
                self.context.found.add(
                    kinds.WRONG_KIND, "`that` describes groups, not zones", part.fact.span, help="list the places"
                )
        return out, opened

    def _take_away(self, out: Members, gone: Members) -> None:
        for leaf, cases in gone.items():
            if leaf in out:
                left = NEVER if cases == CERTAIN else conjoin(out[leaf], self.context.negate(cases))
                if left == NEVER:
                    del out[leaf]
                else:
                    out[leaf] = left

    def _one(self, item: tree.Item) -> list[tuple[str, str, Members]]:
        place = atlas.find(item.name.text)
        return [(item.name.text, place.code if place else item.name.text, self.place(item))]

    def _states(self, item: tree.Item) -> list[tuple[str, str, Members]]:
        """The states of a region: name, code, extent."""
        extent = self.place(tree.Item("name", item.name))
        states = dict.fromkeys(atlas.owner(leaf) or leaf for leaf in extent)
        return [
            (place.name, place.code, certain(atlas.extent(code) or frozenset()))
            for code in states
            if (place := atlas.find(code)) is not None
        ]

    def _open(self, states: Iterable[tuple[str, str, Members]], zone: str, opened: list[str]) -> Members:
        out: Members = {}
        for name, code, extent in states:
            choice = f"{name} in {zone}"
            if choice.lower() not in self.context.choices:
                options = (Option(YES), Option(NO))
                self.context.choices[choice.lower()] = Choice(
                    choice, "member", options, f"whether {name.replace('-', ' ')} belongs to {zone}", zone=zone, place=code
                )
            opened.append(choice)
            for leaf, cases in extent.items():
                out[leaf] = conjoin(cases, (guard(choice, YES),))
        return out

    def place(self, item: tree.Item) -> Members:
        """The extent of one member of a zone expression; reports what is no place."""
        name, key = item.name.text, item.name.text.lower()
        if item.kind == "members of":
            ids = self.members_of(item) or {}
            return self._territory(ids)
        if key in self.items and self.items[key][0].keyword == "zone":
            zone = self.zone(key)
            return dict(zone.extent) if zone else {}
        if key in self.items and self.items[key][0].keyword == "group":
            group = self.group(key)
            return self._territory(dict(group.members)) if group else {}
        if key == "everywhere":
            return self.with_described(atlas.everywhere())
        leaves = atlas.extent(name)
        if leaves is None and self.context.parties.get(key) and self.context.parties[key].state:
            leaves = atlas.extent(self.context.parties[key].id)
        if leaves is None:
            if self.context.kind_of(name):
                self.context.found.add(
                    kinds.WRONG_KIND, f"`{name}` is a {self.context.kind_of(name)}, not a place", item.name.span
                )
            else:
                self.context.unknown(name, item.name.span, "place")
            return {}
        return self.with_described(leaves)

    def with_described(self, leaves: frozenset[str]) -> Members:
        """These leaves and the described zones that lie in them."""
        inside = [n for n, within in self.context.described.items() if within and within <= leaves]
        return {**certain(leaves), **dict.fromkeys(inside, CERTAIN)}

    def _territory(self, ids: Members) -> Members:
        out: Members = {}
        for party, cases in ids.items():
            for leaf in atlas.extent(party) or ():
                out[leaf] = disjoin(out.get(leaf, NEVER), cases)
        return out

    # ---- groups ------------------------------------------------------------------------------------------------

    def group(self, key: str) -> Group | None:
        """The group with this name (lower case), worked out at need."""
        known = self.context.groups.get(key)
        if known is not None or key not in self.items or self.items[key][0].keyword != "group":
            return known
        items = self.items[key]
        if self._circular(key, items[0].span):
            return None
        self.working.append(key)
        members: Members = {}
        for item in items:
            expression = item.value("members")
            assert isinstance(expression, tree.SetExpression)
            holds = (self.guard(item),)
            for party, cases in self.party_set(expression, items[0].word("name")).items():
                members[party] = disjoin(members.get(party, NEVER), conjoin(cases, holds))
        self.working.pop()
        count = items[0].value("count")
        stated = int(count.text) if isinstance(count, tree.Word) else None
        text = items[0].statement.head.values["members"].span.text
        group = Group(items[0].word("name"), tuple(members.items()), stated, text, items[0].span)
        self.context.groups[key] = group
        return group

    def party_set(self, expression: tree.SetExpression, name: str = "") -> Members:
        """The party ids of a set expression with their cases; `name` is the group's, for its open members."""
        out: Members = {}
        for part in expression.parts:
            for item in part.items:
                found = self.members_of(item) if item.kind == "members of" else self._party(item)
                for party, cases in found.items():
                    if part.operator == "except":
                        out.pop(party, None)
                    elif part.operator == "perhaps":
                        self._open([(item.name.text, party, {})], name, [])
                        out[party] = (guard(f"{item.name.text} in {name}", YES),)
                    else:
                        out[party] = disjoin(out.get(party, NEVER), cases)
        return out

    def _party(self, item: tree.Item) -> Members:
        name, key = item.name.text, item.name.text.lower()
        if key in self.items and self.items[key][0].keyword == "group":
            group = self.group(key)
            return dict(group.members) if group else {}
        if key == "parties":
            return dict.fromkeys((p.id for p in self.context.parties.values() if not p.third), CERTAIN)
        party = self.context.party_id(name)
        if party is not None:
            return {party: CERTAIN}
        if (key in self.items and self.items[key][0].keyword == "zone") or atlas.extent(name):
            owners = {atlas.owner(leaf) or "" for leaf in self.place(item)} - {""}
            return dict.fromkeys(sorted(owners), CERTAIN)
        if self.context.kind_of(name) in ("body", "people"):
            return {name: CERTAIN}
        self.context.unknown(name, item.name.span, "party or group")
        return {}

    def members_of(self, item: tree.Item) -> Members:
        """The members of an organisation, a treaty or a group on a date (the fact date where none is given)."""
        name = item.name.text
        on = datetime.date.fromisoformat(item.date.text) if item.date else self.context.facts_on
        ids = atlas.members(name, on)
        if ids is not None:
            return dict.fromkeys(sorted(ids), CERTAIN)
        treaty = self.context.instrument(name)
        if treaty is not None:
            return dict.fromkeys(sorted(treaty.parties), CERTAIN)
        if name.lower() in self.items:
            return self._party(tree.Item("name", item.name))
        self.context.unknown(name, item.name.span, "organisation")
        return {}

    # ---- weapon classes ----------------------------------------------------------------------------------------

    def weapon(self, key: str) -> WeaponClass | None:
        """The class with this name (lower case), worked out at need."""
        known = self.context.classes.get(key)
        if known is not None or key not in self.items or self.items[key][0].keyword != "class":
            return known
        items = self.items[key]
        if self._circular(key, items[0].span):
            return None
        self.working.append(key)
        out: Members = {}
        name = items[0].word("name")
        for item in items:
            expression = item.value("members")
            holds = (self.guard(item),)
            part = self._kinds(expression) if isinstance(expression, tree.SetExpression) else {name: CERTAIN}
            for kind, cases in part.items():
                out[kind] = disjoin(out.get(kind, NEVER), conjoin(cases, holds))
        self.working.pop()
        made = WeaponClass(name, out, items[0].word("title"), items[0].span)
        self.context.classes[key] = made
        return made

    def _kinds(self, expression: tree.SetExpression) -> Members:
        out: Members = {}
        for part in expression.parts:
            for item in part.items:
                made = self.weapon(item.name.text.lower())
                if made is None:
                    if item.name.text.lower() not in self.working:
                        self.context.unknown(item.name.text, item.name.span, "class of weapons")
                    continue
                for kind, cases in made.kinds.items():
                    if part.operator == "except":
                        out.pop(kind, None)
                    else:
                        out[kind] = disjoin(out.get(kind, NEVER), cases)
        return out
