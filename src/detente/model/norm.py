"""Clauses and norms.

A `Clause` is what the drafter wrote. Under each instrument it belongs to, and each combination of choices it speaks of, it
yields `Norm`s: one bearer set, one modality, one deed. The engines read norms; people read clauses.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from detente.model.choice import ALWAYS, Guard
from detente.model.time import Anchor, Moment, Period, Stage
from detente.model.vocabulary import Deed, Event, Referent
from detente.source import Span

OBLIGATION, PROHIBITION, PERMISSION, POWER, ENDEAVOUR = "obligation", "prohibition", "permission", "power", "endeavour"
MODALITIES = {
    "shall": OBLIGATION,
    "shall not": PROHIBITION,
    "may": PERMISSION,
    "has power to": POWER,
    "shall endeavour to": ENDEAVOUR,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition line.

    kind: "provided", "when", "while", "unless" or "after". what: the anchor it speaks of (clause, milestone, event …).
    negated: `provided not X`. controllers: the parties that decide whether it holds; empty where nobody named does.
    """

    kind: str
    what: Anchor
    text: str
    negated: bool = False
    controllers: frozenset[str] = frozenset()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Vote:
    """A decision rule: the share, its base, and what must be included, must not object, or is not counted."""

    share: str
    base: str = ""
    including_share: str = ""
    including: tuple[str, ...] = ()
    no_vote_against: tuple[str, ...] = ()
    not_counting: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """When a norm binds and is due. `due` is the last day; `on_day` marks an exact day; everything may be absent."""

    start: Moment | None = None
    end: Moment | None = None
    due: Moment | None = None
    on_day: bool = False
    start_by: Moment | None = None
    every: Period | None = None
    at_all_times: bool = False
    provisional: Moment | None = None
    stages: tuple[Stage, ...] = ()
    extendable_by: str = ""
    extendable_until: Moment | None = None
    survives: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """Ties to other clauses, by name."""

    in_return_for: tuple[str, ...] = ()
    together_with: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    notwithstanding: tuple[str, ...] = ()
    subject_to: tuple[str, ...] = ()
    without_prejudice_to: tuple[str, ...] = ()
    pursuant_to: tuple[str, ...] = ()
    reciprocal: bool = False


@dataclass(frozen=True, slots=True)
class Norm:
    """Who is bound, permitted or empowered to do what, when, under which choices.

    id: unique, such as `restraint/2@spheres-ru`. bearers: canonical party ids; mode: "each", "jointly", "any",
    "at least" or "unstated" (`count` with "at least"). actor: the subject as a referent. instrument: the instrument it
    belongs to. adopted_from: the treaty whose text was adopted, "" if none. lost: a mistake in the text blanked it.
    spans: the span of each of its lines by form id.
    """

    id: str
    clause: str
    instrument: str
    modality: str
    actor: Referent
    bearers: frozenset[str]
    deed: Deed
    guard: Guard = ALWAYS
    mode: str = "each"
    count: int = 0
    timing: Timing = Timing()
    conditions: tuple[Condition, ...] = ()
    consent_of: frozenset[str] = frozenset()
    links: Links = Links()
    owed_to: frozenset[str] = frozenset()
    verified_by: tuple[str, ...] = ()
    red_line_of: tuple[str, ...] = ()
    marks: frozenset[str] = frozenset()
    needs: tuple[Vote, ...] = ()
    adopted_from: str = ""
    lost: bool = False
    span: Span | None = field(default=None, compare=False, repr=False)
    spans: tuple[tuple[str, Span], ...] = field(default=(), compare=False, repr=False)

    @property
    def binding(self) -> bool:
        """Whether it is a duty to do or not to do (efforts included)."""
        return self.modality in (OBLIGATION, PROHIBITION, ENDEAVOUR)

    def line(self, form: str) -> Span | None:
        """The span of the line with this form id, else of the norm itself."""
        return next((s for f, s in self.spans if f == form), self.span)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as written: its name, title, article path, the instruments it belongs to, and its norms.

    sources: the quoted words of the prose it reads. basis: where it comes from. guard: the choices of its first saying.
    """

    name: str
    title: str
    article: tuple[str, ...]
    instruments: tuple[str, ...]
    norms: tuple[Norm, ...]
    guard: Guard = ALWAYS
    sources: tuple[tuple[str, Span], ...] = ()
    basis: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A mutual exchange: the clauses on either side of `in return for`."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Given:
    """A fact taken as given: somebody does something, on or since a day. `shipped` marks facts of the atlas."""

    event: Event
    text: str
    on: str = ""
    since: str = ""
    uncertain: bool = False
    shipped: bool = False
    basis: tuple[str, ...] = ()
    guard: Guard = ALWAYS
    span: Span | None = field(default=None, compare=False, repr=False)
