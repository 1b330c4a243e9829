"""Positions: what the parties value, each on its own scale, with exact numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from detente.source import Span


@dataclass(frozen=True, slots=True)
class Worth:
    """An exact range of value, low to high, with the words that say where it comes from."""

    low: Fraction
    high: Fraction
    basis: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def middle(self) -> Fraction:
        """The point value: the midpoint."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Values:
    """What one holder values: options, clauses, the core, walking away, and what it will not take.

    options: by (choice, option). clauses, reputation: by (clause, bearer id, instrument), the last two "" where the line
    names none. rest: every option without a value of its own; None where not said. together: sets of (choice, option) with
    what they add. never, insists: (choice, option).
    """

    no_agreement: Worth | None = None
    core: Worth | None = None
    options: tuple[tuple[tuple[str, str], Worth], ...] = ()
    rest: Worth | None = None
    clauses: tuple[tuple[tuple[str, str, str], Worth], ...] = ()
    reputation: tuple[tuple[tuple[str, str, str], Worth], ...] = ()
    together: tuple[tuple[tuple[tuple[str, str], ...], Worth], ...] = ()
    never: tuple[tuple[str, str], ...] = ()
    insists: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Bloc:
    """Votes in a ratifying body that decide by values of their own; scenarios replace values by name."""

    name: str
    party: str
    votes: int
    body: str
    values: Values
    scenarios: tuple[tuple[str, Values], ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Position:
    """One party's confidential position. party: canonical id. rival_set: the set of positions the file belongs to."""

    party: str
    name: str
    values: Values
    title: str = ""
    scale: str = ""
    basis: tuple[str, ...] = ()
    comparable: bool = False
    rival_set: str = ""
    scenarios: tuple[tuple[str, Values], ...] = ()
    blocs: tuple[Bloc, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)
