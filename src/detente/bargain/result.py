"""The result of a bargaining analysis: frozen records in exact numbers, with a JSON form and data frames.

Statuses: `proven` (nothing is left to search), `best found` (a time limit or Ctrl-C; `bound` says what is not ruled
out), `bound`, `none exists` (proven), `unknown`, `not computed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from detente.bargain.facts import Count, Status
from detente.model.bargaining import BargainingProblem, Package
from detente.solve.exact import exact

if TYPE_CHECKING:
    import pandas as pd

Payoffs = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Named:
    """A package with its payoffs. gains: utility minus no-agreement value, of the parties asked. product: of the strict
    gains; objective: the value the definition maximises; bound: the best value not ruled out; ties: payoff vectors that
    do as well. flagged: its options that somebody rejected, with who and why."""

    definition: str
    package: Package | None
    utilities: Payoffs
    gains: Payoffs
    product: Fraction | None
    objective: Fraction | None
    bound: Fraction | None
    status: Status
    method: str
    ties: int | None = None
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concession:
    """The package that asks least. total: sum of normalised concessions; each: per party and bloc, on its own scale."""

    package: Package | None
    total: Fraction | None
    bound: Fraction | None
    each: Payoffs
    status: Status
    method: str


@dataclass(frozen=True, slots=True)
class Zone:
    """The zone of possible agreement. empty: None where not decided. first_level: without ratification.

    agreeable: packages each party alone would sign and could ratify. relaxing: what opens an empty zone, with the number
    of packages each lets in (at least), and the smallest set of red lines that does.
    """

    size: Count
    first_level: Count
    empty: bool | None
    status: Status
    blocking: tuple[tuple[str, ...], ...]
    blocking_status: Status
    agreeable: Mapping[str, int | None]
    witness: Package | None
    proof: str
    least_concession: Concession | None = None
    constraints_to_relax: tuple[tuple[str, int], ...] = ()
    red_lines_to_relax: tuple[tuple[str, int], ...] = ()
    least_red_lines: tuple[str, ...] | None = None
    relaxing_status: Status = "not computed"


@dataclass(frozen=True, slots=True)
class Pareto:
    """Feasible packages that nothing dominates for the parties asked; points: one package per payoff vector."""

    size: int | None
    status: Status
    points: tuple[tuple[Package, int, Payoffs], ...] | None
    acceptable: tuple[tuple[Package, int, Payoffs], ...] | None


@dataclass(frozen=True, slots=True)
class Change:
    """A package reached from another by changing some issues, from -> to."""

    package: Package | None
    changes: tuple[tuple[str, str, str], ...]
    bound: int | None
    status: Status
    method: str


@dataclass(frozen=True, slots=True)
class Vote:
    """How a ratifying body votes on a package: blocs that say yes, their share, what is needed."""

    party: str
    body: str
    yes: tuple[str, ...]
    share: Fraction
    needs: Fraction
    of: Fraction
    passes: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the author's package stands. dominated_by: the nearest feasible package better for some party asked and
    worse for none; dominators: how many there are. distances: issues to change to each named package. amendment: the
    least change that makes it acceptable; linkage: the least set of side issues that makes its core acceptable."""

    package: Package
    feasible: bool
    broken: tuple[str, ...]
    acceptable: bool
    accepts: Mapping[str, bool]
    crossed: tuple[str, ...]
    utilities: Payoffs
    gains: Payoffs
    votes: tuple[Vote, ...]
    dominators: Count | None
    dominated_by: Change | None
    distances: Mapping[str, int]
    amendment: Change | None
    linkage: Change | None
    flagged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flip:
    """One number that alone turns a verdict, all others at their points: it turns when the number is `side` threshold.

    side: "below" and "above" are strict, "at or above" and "at or below" include it. within: inside its stated range.
    """

    verdict: str
    who: str
    number: str
    point: Fraction
    side: str
    threshold: Fraction
    within: bool
    width: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """In how many of the sampled worlds something held, with a 95 % interval (Wilson)."""

    hits: int
    worlds: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Robustness:
    """Sampled worlds, each number uniform in its range. packages: candidates with the share of worlds in which each is
    acceptable and in which it is the Nash package of the candidates. all_candidates: whether every feasible package was
    one. zone: share of worlds with an acceptable candidate. conclusions: what holds at the point values, and its share.
    parties: per candidate, the share in which each party asked says yes."""

    worlds: int
    seed: int
    all_candidates: bool
    zone: Share
    packages: tuple[tuple[Package, Share, Share], ...]
    parties: Mapping[Package, Mapping[str, Share]]
    conclusions: tuple[tuple[str, Share], ...]
    status: Status


@dataclass(frozen=True, slots=True)
class ExchangeResult:
    """What an exchange gives each side. gains: on its own scale as low, point, high; normalised: divided by ideal minus
    no agreement (None where that is not positive); exposure: days ahead of the counterpart times own cost, None where a
    date is not stated. remark: in words."""

    name: str
    gains: Mapping[str, tuple[Fraction, Fraction, Fraction]]
    normalised: Mapping[str, Fraction | None]
    exposure: Mapping[str, Fraction | None]
    remark: str


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """The bargain after a turn of events, beside the one before it: zone, named packages, and who accepts what."""

    name: str
    zone: Count
    empty: bool | None
    named: Mapping[str, Named]
    proposal_acceptable: bool | None
    still_acceptable: Mapping[str, bool]
    accepts_before: Mapping[str, bool]
    accepts_after: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class BargainResult:
    """Everything `analyse` found, and how. engine and reason: which engine and why it was chosen. outcome: "complete",
    "cut off by time" or "interrupted". inputs: SHA-256 of the problem. assumptions: what was taken for granted."""

    problem: BargainingProblem
    engine: str
    reason: str
    outcome: str
    packages: Count
    zone: Zone
    pareto: Pareto
    named: Mapping[str, Named]
    proposal: Proposal | None
    robustness: Robustness | None
    flips: tuple[Flip, ...]
    exchanges: tuple[ExchangeResult, ...]
    scenarios: tuple[ScenarioResult, ...]
    votes: Mapping[str, tuple[Vote, ...]]
    assumptions: tuple[str, ...]
    parameters: Mapping[str, object]
    inputs: str
    method: str = "exact enumeration or search over packages; see engine, and method of each answer"
    notes: tuple[str, ...] = field(default=())

    @property
    def exact(self) -> bool:
        """Whether nothing was cut off: every answer is proven or says that it was not asked for."""
        return self.outcome == "complete"

    @property
    def witness(self) -> Package | None:
        """A package that shows that agreement is possible."""
        return self.zone.witness

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; see `detente.bargain.jsonform`."""
        from detente.bargain.jsonform import result_dict

        return result_dict(self)

    def to_frame(self) -> pd.DataFrame:
        """Named packages and the proposal as a data frame: one row each, options and exact payoffs in columns."""
        from detente.bargain.frames import named_frame

        return named_frame(self)

    def packages_frame(self) -> pd.DataFrame:
        """The acceptable Pareto packages as a data frame; empty where the set is not known."""
        from detente.bargain.frames import front_frame

        return front_frame(self)

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())


def payoffs(p: Payoffs) -> dict[str, Any]:
    """Payoffs for JSON."""
    return {name: exact(value) for name, value in p.items()}
