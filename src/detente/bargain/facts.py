"""What an engine finds out, in the integers of `compiled`; `analyse` turns it into a result for readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from detente.bargain.compiled import Digits

Status = Literal["proven", "best found", "bound", "none exists", "unknown", "not computed"]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of packages: exact where lower == upper; upper None where nothing is known."""

    lower: int
    upper: int | None

    @property
    def exact(self) -> int | None:
        """The number, where it is known."""
        return self.lower if self.lower == self.upper else None

    @property
    def status(self) -> Status:
        """`proven` or `bound`."""
        return "proven" if self.lower == self.upper else "bound"


@dataclass(frozen=True, slots=True)
class Found:
    """A package found by an engine.

    digits: the package, None where none exists or none was found. value: its objective, in the objective's own units.
    bound: the best value that is not ruled out (equal to value where proven). ties: distinct payoff vectors that tie.
    """

    digits: Digits | None
    status: Status
    method: str
    value: Fraction | None = None
    bound: Fraction | None = None
    ties: int | None = None


@dataclass
class Survey:
    """The first facts. Ideals and extremes are gains per party in its integer units, None where there is no package."""

    feasible: Count
    zone: Count
    first_level: Count
    agreeable: tuple[int | None, ...]
    patterns: tuple[frozenset[int], ...]
    blocking: tuple[frozenset[int], ...]
    blocking_status: Status
    ideals: tuple[int | None, ...]
    highest: tuple[int | None, ...]
    lowest: tuple[int | None, ...]
    complete: bool
    witness: Digits | None = None
    front: list[tuple[tuple[int, ...], int, Digits]] | None = None
    front_status: Status = "not computed"
    front_size: int | None = None
    zone_front: list[tuple[tuple[int, ...], int, Digits]] | None = None
    yes: dict[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """Feasible packages that dominate a payoff for the parties asked: how many, and the nearest in changed issues."""

    count: Count
    nearest: Found


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What opens an empty zone: each item with the number of packages it admits (lower bound by search), and the
    smallest set of red lines that does."""

    constraints: tuple[tuple[str, int], ...]
    red_lines: tuple[tuple[str, int], ...]
    least_red_lines: tuple[str, ...] | None
    status: Status


@dataclass(frozen=True, slots=True)
class Pivot:
    """By how much one agent decides whether there is a zone, in its integer units.

    margin: with a zone, its greatest gain in the zone (all of the zone is lost if its gains fall by more); without, its
    greatest (negative) gain among packages that only it keeps out. None where it alone cannot change the answer.
    options: the same per (issue, option), where that option's value alone can change it.
    """

    agent: int
    margin: int | None
    options: tuple[tuple[tuple[int, int], int], ...] = ()
    status: Status = "proven"
