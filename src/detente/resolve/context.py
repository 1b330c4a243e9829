"""What resolving keeps in hand: the statements, the tables under construction, and the mistakes found.

A `Context` lives for one document. Names form one case-insensitive namespace; what is not declared in the document is
looked for in the atlas and the shipped corpus.
"""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from detente import atlas
from detente.diagnostic import Collector, Label
from detente.model.choice import Cases, Choice
from detente.model.instrument import Instrument
from detente.model.settlement import Settlement
from detente.model.vocabulary import Act
from detente.model.world import (
    Body,
    Group,
    Limits,
    Organisation,
    Party,
    Quantity,
    Thing,
    WeaponClass,
    Zone,
)
from detente.resolve import kinds
from detente.source import Span
from detente.syntax import tree


@dataclass(frozen=True, slots=True)
class Pattern:
    """A declared phrase: words are literals, or slot names marked by a leading `*`."""

    words: tuple[str, ...]
    act: str

    @property
    def weight(self) -> int:
        """How many literal words it has: the more, the more specific."""
        return sum(not w.startswith("*") for w in self.words)


@dataclass(frozen=True, slots=True)
class Item:
    """A statement in its place: the fence it stands in and whether it comes from the shipped prelude."""

    fence: tree.Fence
    statement: tree.Statement
    shipped: bool = False

    @property
    def keyword(self) -> str:
        """The head's form id."""
        return self.statement.head.form

    def value(self, slot: str) -> tree.Value | None:
        """A value of the head line."""
        return self.statement.head.values.get(slot)

    def word(self, slot: str) -> str:
        """The text of a head value, "" where it is left out."""
        value = self.statement.head.values.get(slot)
        return value.text if isinstance(value, tree.Word | tree.Quoted | tree.Phrase) else ""

    def lines(self, *forms: str) -> list[tree.Line]:
        """The detail lines of these forms, in order."""
        return [line for line in self.statement.lines if line.form in forms]

    @property
    def span(self) -> Span:
        """The span of the head line."""
        return self.statement.head.span


@dataclass
class Context:
    """The state of resolving one document."""

    found: Collector
    facts_on: datetime.date
    items: list[Item] = field(default_factory=list)
    library: Mapping[str, Settlement] = field(default_factory=dict)
    kinds: dict[str, tuple[str, Span]] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    classes: dict[str, WeaponClass] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    limits: dict[str, Limits] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    treaties: dict[str, Instrument] = field(default_factory=dict)
    described: dict[str, frozenset[str]] = field(default_factory=dict)
    phrase_index: dict[str, list[Pattern]] = field(default_factory=dict)

    def of(self, *keywords: str) -> list[Item]:
        """The statements with these heads, in order; heads that lost their words are left out."""
        return [i for i in self.items if i.keyword in keywords and i.statement.head.values]

    def declare(self, name: str, kind: str, span: Span, again: bool = False) -> bool:
        """Enter a name; reports a second declaration unless it may be said again. True where it is new."""
        key = name.lower()
        known = self.kinds.get(key)
        if known is None:
            self.kinds[key] = (kind, span)
            return True
        if not (again and known[0] == kind):
            self.found.add(
                kinds.DUPLICATE_NAME,
                f"`{name}` is already the name of a {known[0]}",
                span,
                labels=(Label(known[1], "declared here"),),
                about=(name,),
                help="rename one of them; names are the same whatever their case"
                + ("; a statement said again to add lines needs an `under` line" if known[0] == kind else ""),
            )
        return False

    def kind_of(self, name: str) -> str:
        """The kind under which the document declares a name, "" where it does not."""
        known = self.kinds.get(name.lower())
        return known[0] if known else ""

    def instrument(self, name: str) -> Instrument | None:
        """An instrument of the settlement, a treaty it mentions, or one of the corpus."""
        key = name.lower()
        return self.instruments.get(key) or self.treaties.get(key) or self.shipped_treaty(key)

    def shipped_treaty(self, key: str) -> Instrument | None:
        """A treaty of the corpus by its name in lower case."""
        document = self.library.get(key)
        return document.treaties.get(key) if document else None

    def party_id(self, name: str) -> str | None:
        """The canonical id of a party: a declared one, a state, or an organisation of the atlas."""
        declared = self.parties.get(name.lower())
        if declared:
            return declared.id
        if self.kind_of(name) not in ("", "party", "organisation"):
            return None
        if name.lower() in self.organisations:
            return self.organisations[name.lower()].name
        place = atlas.find(name)
        if place is not None and place.kind in ("state", "territory", "historical"):
            return place.code
        organisation = atlas.organisation(name)
        return organisation.name if organisation else None

    def known_names(self) -> list[str]:
        """Names a mistyped one may have meant."""
        return [*self.kinds, *(p.name for p in self.parties.values())]

    def unknown(self, name: str, span: Span, what: str = "name") -> None:
        """Report a name that nothing declares."""
        near = difflib.get_close_matches(name.lower(), self.known_names(), 1, 0.75)
        near = near or list(atlas.suggest(name, 1))
        advice = f"did you mean `{self.spelling(near[0])}`?" if near else "declare it, or write it as the atlas does"
        self.found.add(kinds.UNKNOWN_NAME, f"nothing is known by the {what} `{name}`", span, about=(name,), help=advice)

    def spelling(self, key: str) -> str:
        """A declared name as it was written."""
        known = self.kinds.get(key.lower())
        if known:
            for word in known[1].text.replace(",", " ").split():
                if word.lower() == key.lower():
                    return word
        return key

    def negate(self, cases: Cases) -> Cases:
        """The cases in which none of these hold, given the options of each choice."""
        from detente.model.choice import CERTAIN, Guard, conjoin

        out: Cases = CERTAIN
        for guard in cases:
            parts = []
            for choice, options in guard.atoms:
                known = self.choices.get(choice.lower())
                rest = frozenset(o.name for o in known.options) - options if known else frozenset()
                if rest:
                    parts.append(Guard(((choice, rest),)))
            out = conjoin(out, tuple(parts))
        return out


def texts(names: Iterable[tree.Word]) -> tuple[str, ...]:
    """The texts of words."""
    return tuple(n.text for n in names)
