"""A whole settlement: everything one document (or one shipped treaty) says, resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from detente.model.choice import ALWAYS, Choice, Guard
from detente.model.instrument import Instrument
from detente.model.norm import Clause, Condition, Exchange, Given, Norm
from detente.model.time import Moment
from detente.model.vocabulary import Act, Event, Referent
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
    ZoneRule,
)
from detente.source import Span


@dataclass(frozen=True, slots=True)
class Milestone:
    """A named day. moments: alternatives, the earliest counts. conditions: what brings it about or keeps it off."""

    name: str
    title: str = ""
    moments: tuple[Moment, ...] = ()
    not_before: Moment | None = None
    conditions: tuple[Condition, ...] = ()
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Expectation:
    """A test of the text: `verdict` is "ensures", "bars", "allows", "leaves open" or "is silent on"."""

    title: str
    verdict: str
    event: Event
    text: str
    through: tuple[str, ...] = ()
    on: str = ""
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Allow:
    """A finding the drafter silences, for these names (all where empty), and why."""

    code: str
    names: tuple[str, ...]
    reason: str
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AgreedBy:
    """Who must accept a package: the subject with its quantifier, and who must be among them."""

    subject: Referent
    including: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Article:
    """A heading with its prose: `quoted` are the words that clauses say they read."""

    path: tuple[str, ...]
    prose: tuple[Span, ...]
    clauses: tuple[str, ...]
    fences: int
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the prose that a statement says it reads: the words, the statement's name, and where it says so."""

    words: str
    name: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True)
class Settlement:
    """What a document says.

    Tables are keyed by the name in lower case. facts_on: ISO date at which memberships and forces are taken. digest:
    SHA-256 over the text of all its files. corpus: the shipped instruments it is checked against, by name.
    """

    title: str
    dated: str
    facts_on: str
    digest: str
    parties: Mapping[str, Party] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    zones: Mapping[str, Zone] = field(default_factory=dict)
    zone_rules: tuple[ZoneRule, ...] = ()
    classes: Mapping[str, WeaponClass] = field(default_factory=dict)
    quantities: Mapping[str, Quantity] = field(default_factory=dict)
    limits: Mapping[str, Limits] = field(default_factory=dict)
    things: Mapping[str, Thing] = field(default_factory=dict)
    organisations: Mapping[str, Organisation] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    treaties: Mapping[str, Instrument] = field(default_factory=dict)
    milestones: Mapping[str, Milestone] = field(default_factory=dict)
    clauses: Mapping[str, Clause] = field(default_factory=dict)
    exchanges: tuple[Exchange, ...] = ()
    givens: tuple[Given, ...] = ()
    premises: tuple[str, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    allows: tuple[Allow, ...] = ()
    agreed_by: tuple[AgreedBy, ...] = ()
    articles: tuple[Article, ...] = ()
    quotes: tuple[Quote, ...] = ()
    authors: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    @cached_property
    def norms(self) -> tuple[Norm, ...]:
        """All norms of its own instruments, in the order written."""
        return tuple(n for c in self.clauses.values() for n in c.norms)

    def norms_of(self, clause: str) -> tuple[Norm, ...]:
        """The norms of a clause by name; empty where there is none."""
        found = self.clauses.get(clause.lower())
        return found.norms if found else ()

    @cached_property
    def signatories(self) -> tuple[str, ...]:
        """Canonical ids of the parties of its instruments, those declared as parties first, in the order declared."""
        between = frozenset().union(*(i.parties for i in self.instruments.values()))
        declared = [p.id for p in self.parties.values() if not p.third and (p.id in between or not between)]
        return tuple(dict.fromkeys(declared))

    def label(self, party: str) -> str:
        """The name of a party id for people."""
        for known in self.parties.values():
            if known.id == party:
                return known.label
        return party.replace("-", " ")

    def issues(self) -> Iterator[Choice]:
        """What is bargained over: issues, side issues and open members."""
        return (c for c in self.choices.values() if c.bargained)

    def questions(self) -> Iterator[Choice]:
        """What can be read in more than one way."""
        return (c for c in self.choices.values() if not c.bargained)
