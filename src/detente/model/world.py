"""Who and where: parties, groups, bodies, zones, classes, quantities, limits, terms."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.model.choice import ALWAYS, CERTAIN, Cases, Guard
from detente.model.norm import Vote
from detente.model.vocabulary import Extent
from detente.source import Span


@dataclass(frozen=True, slots=True)
class Party:
    """A party, third party or organisation spoken of.

    name: as declared. id: canonical (the ISO code of a state, else the name). third: it does not sign. roles: with the
    choices under which it has them. state: whether the atlas knows it as a state.
    """

    name: str
    id: str
    title: str = ""
    third: bool = False
    roles: tuple[tuple[str, Guard], ...] = ()
    state: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def label(self) -> str:
        """The name for people."""
        return self.title or self.name.replace("-", " ")


@dataclass(frozen=True, slots=True)
class Group:
    """A set of party ids with the cases under which each belongs. stated: the count in the text, None if none."""

    name: str
    members: tuple[tuple[str, Cases], ...]
    stated: int | None = None
    text: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def ids(self) -> frozenset[str]:
        """All who may belong."""
        return frozenset(m for m, _ in self.members)

    @property
    def sure(self) -> frozenset[str]:
        """Those who belong in every case."""
        return frozenset(m for m, c in self.members if c == CERTAIN)


@dataclass(frozen=True, slots=True)
class Body:
    """Those who vote: a house, an electorate, a commission."""

    name: str
    title: str = ""
    size: int | None = None
    members: tuple[str, ...] = ()
    parent: str = ""
    needs: tuple[Vote, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Zone:
    """Places. extent: leaf places of the atlas (or the zone's own name where it is described in words) with cases.

    lies_in: leaves a described zone lies in. contested: who disputes the title. open_members: names of the choices that
    decide its open members. spans: where it is defined.
    """

    name: str
    extent: Extent = field(repr=False)
    title: str = ""
    described: bool = False
    contested: tuple[str, ...] = ()
    open_members: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """`zones … do not overlap` or `zones … cover …` (then `whole` names the cover)."""

    zones: tuple[str, ...]
    whole: str = ""
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WeaponClass:
    """A class of weapons: its elementary kinds with cases; a described class is its own only kind."""

    name: str
    kinds: Extent
    title: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something measured, its unit, what counts and what does not."""

    name: str
    unit: str
    title: str = ""
    counts: tuple[str, ...] = ()
    not_counting: tuple[str, ...] = ()
    measured_by: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings: (amount as written, unit or thing). `open` amounts cannot be exceeded."""

    name: str
    ceilings: tuple[tuple[str, str], ...]
    of: tuple[str, ...] = ()
    place: str = ""
    title: str = ""
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Thing:
    """A term or a described group of people."""

    name: str
    kind: str
    title: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation the settlement founds."""

    name: str
    title: str = ""
    stated: int | None = None
    members: frozenset[str] = frozenset()
    members_text: str = ""
    replaces: tuple[str, ...] = ()
    exists_when: str = ""
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)
