"""Choices and guards: what a settlement leaves to bargaining, to interpretation, or to a later decision.

A `Choice` is an issue (bargained), a question (interpreted) or an open zone member (bargained, yes or no). A `Guard` says
under which options something holds: a conjunction of "this choice is one of these options". `Cases` is a disjunction of
guards; the empty tuple is never, a tuple with the empty guard is always.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.source import Span

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Option:
    """One way of settling an issue, or one reading of a question.

    requires, excludes: (choice, option) pairs. only_if: the party that must insist on it, "" if none. rejected: who
    refused it and why, "" if nobody. held_by: for a reading, the parties that read it so.
    """

    name: str
    title: str = ""
    requires: tuple[tuple[str, str], ...] = ()
    excludes: tuple[tuple[str, str], ...] = ()
    only_if: str = ""
    otherwise: str = ""
    rejected: str = ""
    held_by: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """An issue, side issue, question or open member, with its options in the order written.

    kind: "issue", "side issue", "question" or "member". proposes: the author's option, "" if none is named.
    decided_by: parties that alone decide it. For a member, `zone` and `place` name what is open.
    """

    name: str
    kind: str
    options: tuple[Option, ...]
    title: str = ""
    proposes: str = ""
    decided_by: tuple[str, ...] = ()
    zone: str = ""
    place: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def bargained(self) -> bool:
        """Whether parties bargain over it (issues and open members); questions are interpreted."""
        return self.kind != "question"

    def option(self, name: str) -> Option | None:
        """The option with this name, whatever the case."""
        return next((o for o in self.options if o.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Guard:
    """A conjunction: for each named choice, one of the options. The empty guard always holds."""

    atoms: tuple[tuple[str, frozenset[str]], ...] = ()

    def both(self, other: Guard) -> Guard | None:
        """The conjunction of two guards; None where they cannot hold together."""
        if not self.atoms:
            return other
        if not other.atoms:
            return self
        table = dict(self.atoms)
        for choice, options in other.atoms:
            kept = table.get(choice, options) & options
            if not kept:
                return None
            table[choice] = kept
        return Guard(tuple(sorted(table.items(), key=lambda a: a[0])))

    def holds(self, package: dict[str, str]) -> bool:
        """Whether it holds under these options; a choice that is not named there does not hold."""
        return all(package.get(choice) in options for choice, options in self.atoms)

    def words(self) -> tuple[str, ...]:
        """The guard for people: ("annexation yes", "map M49")."""
        return tuple(f"{choice} {' or '.join(sorted(options))}" for choice, options in self.atoms)


ALWAYS = Guard()
Cases = tuple[Guard, ...]
CERTAIN: Cases = (ALWAYS,)
NEVER: Cases = ()


def guard(choice: str, *options: str) -> Guard:
    """The guard "this choice is one of these options"."""
    return Guard(((choice, frozenset(options)),))


def conjoin(one: Cases, other: Cases) -> Cases:
    """The disjunction of all consistent conjunctions, simplified."""
    if one == CERTAIN:
        return other
    if other == CERTAIN:
        return one
    return simplify(g for a in one for b in other if (g := a.both(b)) is not None)


def disjoin(*cases: Cases) -> Cases:
    """The disjunction, simplified."""
    return simplify(g for c in cases for g in c)


def simplify(guards: Iterable[Guard]) -> Cases:
    """Without duplicates and without guards that another one covers, in the order met."""
    kept: list[Guard] = []
    for g in dict.fromkeys(guards):
        if not g.atoms:
            return CERTAIN
        if not any(_covers(k, g) for k in kept):
            kept = [k for k in kept if not _covers(g, k)]
            kept.append(g)
    return tuple(kept)


def _covers(wide: Guard, narrow: Guard) -> bool:
    table = dict(narrow.atoms)
    return all(choice in table and table[choice] <= options for choice, options in wide.atoms)
