"""Instruments: the texts to be signed, and the treaties outside the settlement."""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.model.choice import ALWAYS, Guard
from detente.model.norm import Condition, Vote
from detente.model.time import Moment, Period
from detente.source import Span


@dataclass(frozen=True, slots=True)
class Guarded:
    """A line of an instrument with the choices under which it holds; `value` depends on the line."""

    value: object
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """How a party consents to be bound: the vote it needs at home, or a condition it makes."""

    parties: tuple[str, ...]
    needs: Vote | None = None
    provided: Condition | None = None
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class EntryIntoForce:
    """One line on entry into force: kind is "on", "together", "after", "provided", "not before" or "for it"."""

    kind: str
    moment: Moment | None = None
    names: tuple[str, ...] = ()
    provided: Condition | None = None
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Who may leave: by party ids, on what notice or condition; excluded where `none` is true."""

    parties: frozenset[str] = frozenset()
    notice: Period | None = None
    provided: str = ""
    none: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One text: part of the settlement (`origin` "settlement"), mentioned by it ("treaty"), or shipped ("corpus").

    parties: canonical ids of those between whom it is. replaces, modelled_on, adopts: names of other texts, guarded.
    signed, in_force, ended: ISO dates or "". suspended: (party id, since). proposed: (party ids, date) of a draft.
    binding: False for texts meant not to bind. status: "treaty", "political" or as written.
    """

    name: str
    title: str
    origin: str
    parties: frozenset[str]
    guard: Guard = ALWAYS
    parties_text: str = ""
    signed: str = ""
    signed_by: frozenset[str] = frozenset()
    in_force: str = ""
    ended: str = ""
    suspended: tuple[tuple[str, str], ...] = ()
    proposed: tuple[tuple[str, ...], str] | None = None
    binding: bool = True
    status: str = ""
    consents: tuple[Consent, ...] = ()
    force: tuple[EntryIntoForce, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    adopts: tuple[Guarded, ...] = ()
    modelled_on: tuple[Guarded, ...] = ()
    replaces: tuple[Guarded, ...] = ()
    without_prejudice_to: tuple[str, ...] = ()
    provisional: Moment | None = None
    duration: str = ""
    accession: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)

    def active(self, on: str) -> bool:
        """Whether it was in force on an ISO date: begun, not ended, not a draft."""
        begun = bool(self.in_force) and self.in_force <= on
        return begun and not (self.ended and self.ended <= on) and self.proposed is None
