"""What is bargained over, by whom, and under which rule: the input of `detente.bargain`.

A *package* chooses one option of every issue (an open member of a zone is an issue with the options yes and no). It is
*feasible* if every `Constraint` holds and every gated option is open. A party's utility of a package is, on its own
scale,

    core + value of each chosen option + what interactions add,

in exact rationals. Each number is a `Range`; the point value is its midpoint. A party accepts a feasible package if no
red line is crossed, utility >= no-agreement value, and each body that must ratify for it says yes. The `AgreementRule`
says whose acceptance makes the package acceptable to all who must sign: those packages are the zone of possible
agreement.

Gate: an option that is there `only if X insists` is open if X insists on it, or if X weakly prefers the package to the
same package with the proposed option in its place, at point values. Where the issue proposes nothing, only insisting
opens it.

Every record is checked when it is made; a contradiction in it is the caller's mistake and raises ValueError. Importers
and the treaty language check the user's text first and report diagnostics.

Sources: Raiffa, Richardson & Metcalfe (2002), Negotiation Analysis, ch. 11-14 and 21-25 (scoring, reservation values,
many parties); Putnam (1988), Diplomacy and Domestic Politics, International Organization 42(3) (ratification).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from detente.model.preference import (
    ZERO,
    Choice,
    Interaction,
    OptionValue,
    Preference,
    Range,
    Revision,
)  # fmt: skip

__all__ = [
    "ZERO", "AgreementRule", "BargainingProblem", "Bloc", "Choice", "Constraint", "Exchange", "Interaction", "Issue",
    "Option", "OptionValue", "Package", "Performance", "Preference", "Quota", "Range", "Ratification", "Revision",
    "Scenario",
]  # fmt: skip

Package = tuple[str, ...]
"""One option name per issue, in the declared order of the issues."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle an issue.

    only_if: the party that must insist on it (or weakly prefer it) for it to be open; empty: always open.
    rejected_by: who turned it down, and why; such an option stays in the space and is flagged.
    """

    name: str
    title: str = ""
    only_if: str = ""
    rejected_by: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """What is bargained over. proposed: the author's option, empty where none is proposed. side: offered as linkage.

    member_of: the zone, where the issue is whether a place belongs to it.
    """

    name: str
    options: tuple[Option, ...]
    title: str = ""
    proposed: str = ""
    side: bool = False
    member_of: str = ""

    def __post_init__(self) -> None:
        names = self.option_names
        if not names:
            raise ValueError(f"issue {self.name} has no option")
        if len(set(names)) < len(names):
            raise ValueError(f"issue {self.name} names an option twice")
        if self.proposed and self.proposed not in names:
            raise ValueError(f"issue {self.name} proposes {self.proposed}, which is not among its options")

    @property
    def option_names(self) -> tuple[str, ...]:
        """Names of the options in declared order."""
        return tuple(o.name for o in self.options)

    @property
    def base(self) -> str:
        """The author's option; without one, `no` for a yes/no issue (nothing added); else empty."""
        return self.proposed or ("no" if set(self.option_names) == {"yes", "no"} else "")


@dataclass(frozen=True, slots=True)
class Constraint:
    """If all `premises` are chosen, at least one of `conclusions` must be; with none, the premises are forbidden.

    `A requires B` has one premise and one conclusion; `A excludes B` has two premises and no conclusion; a forbidden
    partial package has any premises; no premise makes a plain "one of these". reason: whence it comes, for the reader.
    """

    premises: tuple[Choice, ...]
    conclusions: tuple[Choice, ...] = ()
    reason: str = ""

    def __str__(self) -> str:
        left, right = " and ".join(map(str, self.premises)), " or ".join(map(str, self.conclusions))
        if not self.conclusions:
            return f"{self.premises[0]} excludes {self.premises[1]}" if len(self.premises) == 2 else f"never {left}"
        return f"{left} requires {right}" if self.premises else f"always {right}"


@dataclass(frozen=True, slots=True)
class Bloc:
    """A bloc of a ratifying body: it votes yes if it accepts by its own values. share: its seats or its part."""

    preference: Preference
    share: Fraction


@dataclass(frozen=True, slots=True)
class Quota:
    """Of these blocs together, at least `part` (0..1) of the seats must vote yes; part 1 makes each a veto."""

    blocs: tuple[str, ...]
    part: Fraction


@dataclass(frozen=True, slots=True)
class Ratification:
    """A body that must say yes for a party.

    of: all its seats (1 where shares are parts); needs: how many yes votes; more_than: a strict majority is asked.
    Seats in no bloc count as not voting yes, which is listed as an assumption. quotas: parallel consent and vetoes.
    """

    party: str
    body: str
    blocs: tuple[Bloc, ...]
    needs: Fraction
    of: Fraction = Fraction(1)
    more_than: bool = False
    quotas: tuple[Quota, ...] = ()

    def __post_init__(self) -> None:
        if any(b.share < 0 for b in self.blocs) or sum((b.share for b in self.blocs), Fraction(0)) > self.of:
            raise ValueError(f"the blocs of {self.body} hold more than its {self.of} seats, or a negative share")
        names = {b.preference.name for b in self.blocs}
        if any(set(q.blocs) - names for q in self.quotas):
            raise ValueError(f"a quota of {self.body} names an unknown bloc")

    def passes(self, yes: Iterable[str]) -> bool:
        """Whether the body says yes if exactly these blocs vote yes."""
        votes = set(yes)
        total = sum((b.share for b in self.blocs if b.preference.name in votes), Fraction(0))
        if total < self.needs or (self.more_than and total == self.needs):
            return False
        share = {b.preference.name: b.share for b in self.blocs}
        return all(
            sum((share[n] for n in q.blocs if n in votes), Fraction(0)) >= q.part * sum(share[n] for n in q.blocs)
            for q in self.quotas
        )


@dataclass(frozen=True, slots=True)
class AgreementRule:
    """At least `at_least` of the parties `of` must accept, among them all of `including`."""

    of: tuple[str, ...]
    at_least: int
    including: tuple[str, ...] = ()

    @classmethod
    def all_of(cls, parties: Iterable[str]) -> AgreementRule:
        """Unanimity."""
        names = tuple(parties)
        return cls(names, len(names))

    def passes(self, accepting: Iterable[str]) -> bool:
        """Whether the package is agreed if exactly these parties accept."""
        said = set(accepting)
        return len(said & set(self.of)) >= self.at_least and said >= set(self.including)

    def __str__(self) -> str:
        if self.at_least >= len(self.of):
            return f"agreed by all of {', '.join(self.of)}"
        text = f"agreed by at least {self.at_least} of {', '.join(self.of)}"
        return text + (f" including {', '.join(self.including)}" if self.including else "")


@dataclass(frozen=True, slots=True)
class Performance:
    """One side of an exchange: a clause, who performs it, the day it is due (None: not stated), what it is worth.

    worth: a range per party that values it; the performing party's own is usually negative, its cost.
    """

    clause: str
    party: str
    day: int | None
    worth: tuple[tuple[str, Range], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two performances given in return for each other."""

    name: str
    first: Performance
    second: Performance


@dataclass(frozen=True, slots=True)
class Scenario:
    """A turn of events, such as a crisis, that replaces some values of some parties and blocs."""

    name: str
    revisions: tuple[Revision, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class BargainingProblem:
    """Issues, constraints, parties and rule: all that the analysis of a bargain needs, and nothing else.

    parties: the preferences of all parties heard, also of those whose consent is not asked. rule: who must accept.
    comparable: the parties declared their scales comparable, so raw sums and differences between them mean something.
    """

    name: str
    issues: tuple[Issue, ...]
    parties: tuple[Preference, ...]
    rule: AgreementRule
    constraints: tuple[Constraint, ...] = ()
    ratifications: tuple[Ratification, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    comparable: bool = False
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        _check(self)

    @property
    def combinations(self) -> int:
        """Number of combinations of options, feasible or not."""
        total = 1
        for issue in self.issues:
            total *= len(issue.options)
        return total

    @property
    def blocs(self) -> tuple[Bloc, ...]:
        """All blocs of all ratifying bodies."""
        return tuple(b for r in self.ratifications for b in r.blocs)

    @property
    def proposal(self) -> Package | None:
        """The author's package; None where an issue neither proposes an option nor is a yes/no issue."""
        package = tuple(i.base for i in self.issues)
        return package if all(package) else None

    def party(self, name: str) -> Preference:
        """The preference of a party. Raises KeyError for an unknown name."""
        for p in self.parties:
            if p.name == name:
                return p
        raise KeyError(name)

    def under(self, scenario: str) -> BargainingProblem:
        """This problem with the values of a scenario in place. Raises KeyError for an unknown scenario."""
        found = next((s for s in self.scenarios if s.name == scenario), None)
        if found is None:
            raise KeyError(scenario)
        new = {r.name: r for r in found.revisions}

        def change(p: Preference) -> Preference:
            return p.revised(new[p.name]) if p.name in new else p

        bodies = tuple(
            replace(r, blocs=tuple(replace(b, preference=change(b.preference)) for b in r.blocs))
            for r in self.ratifications
        )
        return replace(
            self, parties=tuple(change(p) for p in self.parties), ratifications=bodies, scenarios=(),
            name=f"{self.name}, {scenario}",
        )  # fmt: skip


def _check(problem: BargainingProblem) -> None:
    """Names are unique and known. Raises ValueError with the first fault."""
    known = {Choice(i.name, o) for i in problem.issues for o in i.option_names}
    if len({i.name for i in problem.issues}) < len(problem.issues):
        raise ValueError("two issues have one name")
    everyone = [*problem.parties, *(b.preference for b in problem.blocs)]
    names = [p.name for p in everyone]
    if len(set(names)) < len(names):
        raise ValueError("two parties or blocs have one name")
    parties = {p.name for p in problem.parties}
    for word, asked in (("the rule", problem.rule.of), ("the rule", problem.rule.including),
                        ("a ratification", [r.party for r in problem.ratifications])):  # fmt: skip
        if unknown := sorted(set(asked) - parties):
            raise ValueError(f"{word} names {unknown[0]}, who has no position")
    if not problem.rule.of:
        raise ValueError("the rule asks nobody to accept")
    if len(set(problem.rule.of)) < len(problem.rule.of) or set(problem.rule.including) - set(problem.rule.of):
        raise ValueError("the rule names a party twice, or includes one it does not count")
    if not 0 <= problem.rule.at_least <= len(problem.rule.of):
        raise ValueError(f"the rule asks for {problem.rule.at_least} of {len(problem.rule.of)} parties")
    for i in problem.issues:
        if gate := next((o for o in i.options if o.only_if and o.only_if not in parties), None):
            raise ValueError(f"{i.name} {gate.name} waits for {gate.only_if}, who has no position")
    used = [(c, str(k)) for k in problem.constraints for c in (*k.premises, *k.conclusions)]
    revisions = [r for s in problem.scenarios for r in s.revisions]
    if stranger := next((r.name for r in revisions if r.name not in names), ""):
        raise ValueError(f"a scenario revises {stranger}, who has no position")
    holders: list[Preference | Revision] = [*everyone, *revisions]
    for p in holders:
        used += [(v.choice, p.name) for v in p.values]
        used += [(c, p.name) for t in p.interactions for c in t.choices]
        used += [(c, p.name) for c in (*p.never, *p.insists)]
        if any(len(set(t.choices)) < len(t.choices) or len(t.choices) < 2 for t in p.interactions):
            raise ValueError(f"an interaction of {p.name} needs two or more different options")
    if wrong := next(((c, who) for c, who in used if c not in known), None):
        raise ValueError(f"{wrong[1]} names the option {wrong[0]}, which does not exist")
