"""The compliance conflict: would the parties keep what they signed?

A *bundle* is a group of duties that one bearer owes to the same creditors on the same terms; it is performed as a whole or not.
At the *agreed state* every bundle is performed and nobody has left. A state is given by the bundles that are *withheld* (not
performed) and the exits that are taken. A *licence* says that one bundle may lawfully be withheld while another fails:

- "exchange": the two are given in return for each other, or the clause is reciprocal;
- "wait": the bundle comes after the other, or is provided, or dated by it;
- "breach": the other is essential, has been broken, and the two bearers owe each other (VCLT 60).

What a holder of values gains or loses is a sum of *shares*: a share counts while all bundles it names are performed. Shares come
from `worth of CLAUSE`; where a position values an option but not its clauses, the bundles concerned are *unpriced* for that holder and
nothing is guessed. Derived from a settlement by `detente.stability.settle`, analysed by `detente.stability.compliance`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from detente.diagnostic import Diagnostic

Kind = Literal["duty", "consent", "fallback"]
Sight = Literal["verified", "open", "unseen"]
Ground = Literal["exchange", "wait", "breach"]


@dataclass(frozen=True, slots=True)
class Duty:
    """What one clause of one instrument asks of one bearer.

    text: in words, with its modality. continuing: owed throughout, not once. partners: who owe it jointly with the bearer.
    """

    clause: str
    bearer: str
    instrument: str
    text: str
    article: str = ""
    continuing: bool = False
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """Duties of one bearer that are performed or withheld together.

    kind: "duty"; "consent" (a third state or another party keeps up a condition: withdrawing it is no breach); "fallback" (it is
    due, and counts, only while one of `instead_of` is not performed). about: the option or article it belongs to. seen: a breach is
    seen because somebody verifies the clause, because the act is open to view, or it is not seen. partly: some of it could be broken
    unseen. watchers: who verify. survives: it binds after the end of its instrument.
    """

    name: str
    owner: str
    title: str = ""
    about: str = ""
    instrument: str = ""
    creditors: tuple[str, ...] = ()
    duties: tuple[Duty, ...] = ()
    kind: Kind = "duty"
    essential: bool = False
    humanitarian: bool = False
    survives: bool = False
    continuing: bool = True
    seen: Sight = "unseen"
    partly: bool = False
    watchers: tuple[str, ...] = ()
    instead_of: tuple[str, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses it performs."""
        return tuple(dict.fromkeys(d.clause for d in self.duties))


@dataclass(frozen=True, slots=True)
class Licence:
    """`withhold` (a bundle or exit) is lawful while `failing` is not performed. ground: see the module."""

    withhold: str
    failing: str
    ground: Ground


@dataclass(frozen=True, slots=True)
class Exit:
    """A power to leave: irreversible. ends: the bundles that fall with it. whole: nothing of the settlement is left but what survives.

    free: the text gives the power without a breach; else it needs a licence.
    """

    name: str
    owner: str
    title: str = ""
    ends: tuple[str, ...] = ()
    whole: bool = False
    free: bool = True


@dataclass(frozen=True, slots=True)
class Share:
    """What it is worth to a holder that all these bundles are performed (a constant where none is named), low to high."""

    bundles: tuple[str, ...]
    low: Fraction
    high: Fraction
    origin: str = ""

    @property
    def middle(self) -> Fraction:
        """The point value: the midpoint."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Unidentified:
    """A value that the position gives for an option (or the core) but not for its clauses; price `clauses` to identify it."""

    party: str
    what: str
    low: Fraction
    high: Fraction
    clauses: tuple[str, ...]
    bundles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """A decision maker: a bearer, one who keeps up a condition, or a holder of a power to leave.

    valued: whether it has a position. shares: its utility. no_agreement: what it has once the whole settlement is ended. reputation:
    what breaking a duty bundle of its own costs it. unpriced: bundles whose worth to it is not identified.
    """

    party: str
    title: str = ""
    valued: bool = True
    shares: tuple[Share, ...] = ()
    no_agreement: Share = Share((), Fraction(0), Fraction(0))
    reputation: tuple[Share, ...] = ()
    unpriced: frozenset[str] = frozenset()

    @property
    def agreed(self) -> Fraction:
        """Its utility of the agreed state, at midpoints."""
        return sum((s.middle for s in self.shares), Fraction(0))


@dataclass(frozen=True)
class ComplianceConflict:
    """Whether a package is kept, at a stage. package: (issue, option); readings: (question, reading) assumed. notes: what was left out."""

    name: str
    makers: tuple[Maker, ...]
    bundles: tuple[Bundle, ...]
    licences: tuple[Licence, ...] = ()
    exits: tuple[Exit, ...] = ()
    title: str = ""
    package: tuple[tuple[str, str], ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    stage: str = "entry into force"
    unidentified: tuple[Unidentified, ...] = ()
    notes: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        _check(self)

    def bundle(self, name: str) -> Bundle:
        """A bundle by name. Raises KeyError where there is none."""
        found = next((b for b in self.bundles if b.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def maker(self, party: str) -> Maker:
        """A decision maker by party id. Raises KeyError where there is none."""
        found = next((m for m in self.makers if m.party == party), None)
        if found is None:
            raise KeyError(party)
        return found

    def label(self, party: str) -> str:
        """The name of a party for people."""
        return next((m.title for m in self.makers if m.party == party and m.title), party)


def breach_licences(bundles: Iterable[Bundle]) -> tuple[Licence, ...]:
    """Licences to withhold for material breach: of an essential duty, between two who owe each other under one instrument (VCLT 60).

    Humanitarian duties are never withheld so (VCLT 60(5)); consents and fallbacks neither.
    """
    duties = [b for b in bundles if b.kind == "duty"]
    return tuple(
        Licence(b.name, c.name, "breach")
        for b in duties for c in duties
        if c.essential and not b.humanitarian and b.owner != c.owner and b.instrument == c.instrument
        and b.owner in c.creditors and c.owner in b.creditors
    )


def _check(conflict: ComplianceConflict) -> None:
    """Names are unique and known. Raises ValueError with the first fault."""
    names = [b.name for b in conflict.bundles] + [e.name for e in conflict.exits]
    if len(set(names)) < len(names):
        raise ValueError(f"two bundles or exits are named {next(n for n in names if names.count(n) > 1)}")
    known, bundles = set(names), {b.name for b in conflict.bundles}
    makers: Mapping[str, Maker] = {m.party: m for m in conflict.makers}
    items: tuple[Bundle | Exit, ...] = (*conflict.bundles, *conflict.exits)
    for item in items:
        if item.owner not in makers:
            raise ValueError(f"{item.name} belongs to {item.owner}, who is no decision maker")
    used = [(x.withhold, known) for x in conflict.licences] + [(x.failing, bundles) for x in conflict.licences]
    used += [(n, bundles) for m in conflict.makers for s in (*m.shares, *m.reputation) for n in s.bundles]
    used += [(n, bundles) for e in conflict.exits for n in e.ends] + [(n, bundles) for b in conflict.bundles for n in b.instead_of]
    used += [(n, bundles) for m in conflict.makers for n in m.unpriced]
    if wrong := next((n for n, among in used if n not in among), ""):
        raise ValueError(f"{wrong} is no bundle of this conflict")
    owner = {x.name: x.owner for x in items}
    fallbacks = {b.name for b in conflict.bundles if b.kind != "duty"}
    if cost := next((s for m in conflict.makers for s in m.reputation if len(s.bundles) != 1 or s.bundles[0] in fallbacks), None):
        raise ValueError(f"a reputation is for one duty, not for {', '.join(cost.bundles) or 'nothing'}")
    later = {b.name for b in conflict.bundles if b.kind == "fallback"}
    if chain := next((b for b in conflict.bundles if later & set(b.instead_of)), None):
        raise ValueError(f"{chain.name} stands in for a fallback; fallbacks of fallbacks are not modelled")
    if two := next((s for m in conflict.makers for s in m.shares if len(later & set(s.bundles)) > 1), None):
        raise ValueError(f"{' and '.join(sorted(later & set(two.bundles)))} are fallbacks and cannot be valued together")
    if own := next((x for x in conflict.licences if owner[x.withhold] == owner[x.failing]), None):
        raise ValueError(f"{own.withhold} cannot be withheld for {own.failing}: both are of {owner[own.failing]}")
