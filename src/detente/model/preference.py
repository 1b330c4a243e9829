"""What somebody values: options, interactions, no agreement; exact ranges on a private scale.

The words of `detente.model.bargaining`, which re-exports them: start there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import NamedTuple


class Choice(NamedTuple):
    """An option of an issue, by names."""

    issue: str
    option: str

    def __str__(self) -> str:
        return f"{self.issue} {self.option}"


@dataclass(frozen=True, slots=True)
class Range:
    """The values a number may have, lo..hi, uniform unless said otherwise; a known number has lo == hi."""

    lo: Fraction
    hi: Fraction

    def __post_init__(self) -> None:
        if self.lo > self.hi:
            raise ValueError(f"the range {self.lo}..{self.hi} is upside down")

    @classmethod
    def of(cls, lo: int | str | Fraction, hi: int | str | Fraction | None = None) -> Range:
        """A range from integers, Fractions or strings such as "1.5" or "7/3"; one value makes a known number."""
        low = Fraction(lo)
        return cls(low, low if hi is None else Fraction(hi))

    @property
    def mid(self) -> Fraction:
        """The point value: the midpoint."""
        return (self.lo + self.hi) / 2

    @property
    def known(self) -> bool:
        """Whether the range is a single number."""
        return self.lo == self.hi


ZERO = Range(Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class OptionValue:
    """What an option is worth to somebody, with the basis of the figure."""

    choice: Choice
    value: Range
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Interaction:
    """What is added if all of `choices` (two or more) are in the package together."""

    choices: tuple[Choice, ...]
    adds: Range
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Preference:
    """The values of a party or of a bloc inside it.

    name: the party or bloc. no_agreement: the reservation value d. core: worth of what is in every package. never: red
    lines; it accepts no package with any of these. insists: it accepts no package without each of these, and this
    opens a gated option. Options without a value count 0 and are listed as an assumption unless `rest_basis` is given.
    scale: what the numbers mean, in words.
    """

    name: str
    no_agreement: Range = ZERO
    core: Range = ZERO
    values: tuple[OptionValue, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    never: tuple[Choice, ...] = ()
    insists: tuple[Choice, ...] = ()
    basis: str = ""
    rest_basis: str = ""
    scale: str = ""
    title: str = ""

    def __post_init__(self) -> None:
        seen = [v.choice for v in self.values]
        if len(set(seen)) < len(seen):
            raise ValueError(f"{self.name} values an option twice")
        if set(self.never) & set(self.insists):
            raise ValueError(f"{self.name} both insists on and rules out an option")

    def numbers(self) -> Iterator[tuple[str, Range]]:
        """Every number with its description, in a fixed order: no agreement, core, values, interactions."""
        yield "no agreement", self.no_agreement
        yield "core", self.core
        for v in self.values:
            yield f"value of {v.choice}", v.value
        for t in self.interactions:
            yield f"together {', '.join(map(str, t.choices))}", t.adds

    def revised(self, revision: Revision) -> Preference:
        """These values with those of a scenario in place."""
        values = {v.choice: v for v in self.values} | {v.choice: v for v in revision.values}
        joint = {frozenset(t.choices): t for t in self.interactions}
        joint |= {frozenset(t.choices): t for t in revision.interactions}
        return replace(
            self,
            no_agreement=self.no_agreement if revision.no_agreement is None else revision.no_agreement,
            core=self.core if revision.core is None else revision.core,
            values=tuple(values.values()),
            interactions=tuple(joint.values()),
            never=tuple(dict.fromkeys((*self.never, *revision.never))),
            insists=tuple(dict.fromkeys((*self.insists, *revision.insists))),
        )


@dataclass(frozen=True, slots=True)
class Revision:
    """What a scenario changes for one party or bloc.

    no_agreement and core replace where they are not None; values and interactions replace those on the same options;
    red lines and demands are added.
    """

    name: str
    no_agreement: Range | None = None
    core: Range | None = None
    values: tuple[OptionValue, ...] = ()
    interactions: tuple[Interaction, ...] = ()
    never: tuple[Choice, ...] = ()
    insists: tuple[Choice, ...] = ()
