"""A conflict as a graph model: who can move, what each can do, what cannot be, and what each prefers.

In *option form* a state is a set of options that are taken. Its *code* is the integer whose bit k says whether option k is
taken; its *pattern* is the string of Y and N in the order of the options. The feasible codes in ascending order are numbered
from 1: these are the labels that people see. In *graph form* states, arcs and payoffs are given one by one and there are no
options; a code is then the index of a state. Source: Fang, Hipel & Kilgour, Interactive Decision Making: The Graph Model for
Conflict Resolution (1993), for the two forms; Hipel, Kilgour, Fang & Peng (1997) for prioritised statements.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from detente.source import Span

Operator = Literal["option", "not", "and", "or", "if", "iff"]
Direction = Literal["both", "to yes", "to no"]


@dataclass(frozen=True, slots=True)
class Formula:
    """A Boolean formula over options.

    operator "option" holds where option number `option` is taken; "and" of nothing always holds, "or" of nothing never.
    "if" has two parts and reads: the first, if the second (it fails only where the second holds and the first does not).
    """

    operator: Operator
    parts: tuple[Formula, ...] = ()
    option: int = -1

    def holds(self, code: int) -> bool:
        """Whether it holds in the state with this code."""
        match self.operator:
            case "option":
                return bool(code >> self.option & 1)
            case "not":
                return not self.parts[0].holds(code)
            case "and":
                return all(p.holds(code) for p in self.parts)
            case "or":
                return any(p.holds(code) for p in self.parts)
            case "if":
                return self.parts[0].holds(code) or not self.parts[1].holds(code)
            case "iff":
                return self.parts[0].holds(code) == self.parts[1].holds(code)

    def used(self) -> frozenset[int]:
        """The numbers of the options it speaks of."""
        return frozenset({self.option}) if self.operator == "option" else frozenset().union(
            *(p.used() for p in self.parts)
        )


ALWAYS = Formula("and")
NEVER = Formula("or")


def taken(option: int) -> Formula:
    """The formula "this option is taken"."""
    return Formula("option", option=option)


def negate(formula: Formula) -> Formula:
    """Its negation."""
    return formula.parts[0] if formula.operator == "not" else Formula("not", (formula,))


def pattern_formula(pattern: str) -> Formula:
    """The formula of a pattern such as `N-Y-`: Y taken, N not taken, - either.

    Raises ValueError for other characters.
    """
    parts = []
    for k, letter in enumerate(pattern):
        if letter not in "YN-":
            raise ValueError(f"a pattern is made of Y, N and -, not {letter!r}")
        if letter != "-":
            parts.append(taken(k) if letter == "Y" else negate(taken(k)))
    return parts[0] if len(parts) == 1 else Formula("and", tuple(parts))


@dataclass(frozen=True, slots=True)
class Option:
    """Something a decision maker can do or leave.

    owner: name of its decision maker. direction: "to yes" once taken it stays, "to no" once given up it stays so.
    keeps: clauses that taking it performs, where the conflict comes from a settlement. origin: where it comes from.
    """

    name: str
    owner: str
    title: str = ""
    direction: Direction = "both"
    keeps: tuple[str, ...] = ()
    origin: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Statement:
    """A preference statement: states where it holds rank above those where it does not, unless one above it decides.

    known: False where it is not known which way it counts; states that it parts first are then not comparable. text: as
    written, for people; it takes no part in equality.
    """

    formula: Formula
    text: str = field(default="", compare=False)
    known: bool = True
    origin: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """What it adds that all these options are taken (numbers of options; none for a constant), from low to high."""

    options: tuple[int, ...]
    low: Fraction
    high: Fraction
    origin: str = ""
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def middle(self) -> Fraction:
        """The point value: the midpoint."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Preference:
    """What a decision maker prefers, in one of three ways: statements, terms (additive), or a ranking of codes.

    ranking: groups of codes from best to worst; those in a group are equal. strong: the first so many statements part
    states strongly (0: strength is not stated). gaps: numbers of the groups of a ranking (from 0) that are strongly
    preferred to all groups after them. Without any, all states are equal.
    """

    statements: tuple[Statement, ...] = ()
    terms: tuple[Term, ...] = ()
    ranking: tuple[tuple[int, ...], ...] = ()
    strong: int = 0
    gaps: tuple[int, ...] = ()

    def key(self, code: int) -> tuple[Fraction | int, ...]:
        """A sort key of a state: the greater, the better. Of any length, so that no number of statements overflows."""
        if self.ranking:
            return (next((-k for k, group in enumerate(self.ranking) if code in group), -len(self.ranking)),)
        if self.terms:
            total = sum((t.middle for t in self.terms if all(code >> k & 1 for k in t.options)), Fraction(0))
            return (total,)
        return tuple(int(s.formula.holds(code)) for s in self.statements if s.known)

    @property
    def has_strength(self) -> bool:
        """Whether it is stated which preferences are strong."""
        return bool(self.strong or self.gaps)

    def strength_key(self, code: int) -> tuple[int, ...]:
        """A sort key of a state: one state is strongly preferred to another if and only if its key is greater."""
        if self.ranking:
            at = next((k for k, group in enumerate(self.ranking) if code in group), len(self.ranking))
            return (-sum(gap < at for gap in self.gaps),)
        return tuple(int(s.formula.holds(code)) for s in self.statements[: self.strong])

    @property
    def certain(self) -> bool:
        """Whether every two states can be compared."""
        return all(s.known for s in self.statements)


@dataclass(frozen=True, slots=True)
class Constraint:
    """States in which the formula holds cannot be. text: as written, for people; it takes no part in equality."""

    formula: Formula
    text: str = field(default="", compare=False)
    span: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class DecisionMaker:
    """One who can move, and what it prefers.

    unseen: states that it takes to be impossible though they are not (a misperception); it does not reckon with them.
    """

    name: str
    preference: Preference = Preference()
    title: str = ""
    unseen: tuple[Constraint, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str:
        """The title if there is one, else the name."""
        return self.title or self.name

    def sees(self, code: int) -> bool:
        """Whether it takes the state to be possible."""
        return not any(c.formula.holds(code) for c in self.unseen)


@dataclass(frozen=True, slots=True)
class Graph:
    """A conflict given state by state.

    states: names. arcs: by decision maker, then by state, the states it can move to. payoffs: by decision maker, then by
    state; only their order counts. titles: of the states in words; none, or one a state.
    """

    states: tuple[str, ...]
    arcs: tuple[tuple[tuple[int, ...], ...], ...]
    payoffs: tuple[tuple[Fraction, ...], ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """A graph model.

    status_quo: the code of the state where it stands, agreed: of the state that was or would be agreed on; None where not
    said.
    """

    name: str
    makers: tuple[DecisionMaker, ...]
    options: tuple[Option, ...] = ()
    infeasible: tuple[Constraint, ...] = ()
    coalitions: tuple[tuple[str, ...], ...] = ()
    status_quo: int | None = None
    title: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()
    graph: Graph | None = None
    agreed: int | None = None
    span: Span | None = field(default=None, compare=False, repr=False)

    @property
    def size(self) -> int:
        """The number of states, feasible or not."""
        return len(self.graph.states) if self.graph else 1 << len(self.options)

    @property
    def size_in_words(self) -> str:
        """How many decision makers, moves and states there are, in words."""
        made = f"{len(self.makers)} decision maker{'s' if len(self.makers) != 1 else ''}"
        if self.graph:
            return f"{made}, {len(self.graph.states):,} states"
        return f"{made}, {len(self.options):,} move{'s' if len(self.options) != 1 else ''}"

    def maker(self, name: str) -> int:
        """The number of a decision maker. Raises KeyError where there is none of that name."""
        for k, maker in enumerate(self.makers):
            if maker.name.lower() == name.lower():
                return k
        raise KeyError(name)

    def mask(self, maker: int) -> int:
        """The options of a decision maker as a bit mask."""
        name = self.makers[maker].name
        return sum(1 << k for k, o in enumerate(self.options) if o.owner == name)

    def seen_by(self, maker: int) -> Conflict:
        """The conflict as a decision maker sees it: what it takes to be impossible is infeasible."""
        unseen = self.makers[maker].unseen
        return replace(self, infeasible=(*self.infeasible, *unseen)) if unseen else self

    def feasible(self, code: int) -> bool:
        """Whether the state can be."""
        return not any(c.formula.holds(code) for c in self.infeasible)

    def allows(self, maker: int, code: int, other: int) -> bool:
        """Whether the decision maker can move from one feasible code to another in one step (option form)."""
        changed = code ^ other
        if not changed or changed & ~self.mask(maker) or not self.feasible(other):
            return False
        for k, option in enumerate(self.options):
            if changed >> k & 1:
                if option.direction == ("to yes" if code >> k & 1 else "to no"):
                    return False
        return True

    def pattern(self, code: int) -> str:
        """The state as Y and N in the order of the options; in graph form its name."""
        if self.graph:
            return self.graph.states[code]
        return "".join("Y" if code >> k & 1 else "N" for k in range(len(self.options)))

    def code(self, pattern: str) -> int:
        """The code of a full pattern. Raises ValueError where it is not one."""
        if len(pattern) != len(self.options) or set(pattern) - {"Y", "N"}:
            raise ValueError(f"not a state of {len(self.options)} options: {pattern!r}")
        return sum(1 << k for k, letter in enumerate(pattern) if letter == "Y")

    def words(self, code: int) -> str:
        """The state in words: the options that are taken; in graph form its title, else its name."""
        if self.graph:
            return (self.graph.titles[code] if self.graph.titles else "") or self.graph.states[code]
        names = [o.title or o.name for k, o in enumerate(self.options) if code >> k & 1]
        return ", ".join(names) or "nothing taken"
