"""A bargaining problem in integers: what every engine computes with.

1. Every number is taken at its point value (the midpoint of its range) and scaled by the common denominator of all
   numbers, so a gain (utility minus no-agreement value) is an integer in units of 1/scale, and products of equally many
   gains compare as they do on the parties' own scales.
2. Every constraint becomes a forbidden *box*: a package is ruled out if, for each issue of the box, its option is in the
   box's set. An implication "premises -> one of conclusions" is the box of its premises and of all options that are no
   conclusion. A red line is a box of one issue for its owner; so is a demand, with all other options.
3. A gate (`only if X insists`) is decided once where X's interactions do not touch the issue; else it stays a condition
   on the package.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from detente.model.bargaining import BargainingProblem, Choice, Package, Preference
from detente.solve.exact import common_denominator

Box = tuple[tuple[int, frozenset[int]], ...]
"""Issues with sets of options, in order of issues; a package is inside if every issue's option is in its set."""
Digits = tuple[int, ...]
"""A package as one option index per issue."""


@dataclass(frozen=True, slots=True)
class Agent:
    """A party or a bloc. Gains are `base + sum(table[issue][option]) + terms`, in units of 1/scale."""

    name: str
    scale: int
    no_agreement: Fraction
    base: int
    table: tuple[tuple[int, ...], ...]
    terms: tuple[tuple[Box, int], ...]
    refuses: tuple[tuple[str, Box], ...]

    @property
    def bound(self) -> int:
        """No partial sum of a gain is larger than this in size."""
        tables = sum(max(map(abs, row)) for row in self.table)
        return abs(self.base) + tables + sum(abs(w) for _, w in self.terms) + 1

    def gain(self, digits: Digits) -> int:
        """Gain of a package in units of 1/scale."""
        total = self.base + sum(row[d] for row, d in zip(self.table, digits, strict=True))
        return total + sum(w for box, w in self.terms if inside(box, digits))

    def accepts(self, digits: Digits) -> bool:
        """Whether no red line is crossed and the gain is not negative."""
        return self.gain(digits) >= 0 and not any(inside(b, digits) for _, b in self.refuses)


@dataclass(frozen=True, slots=True)
class Gate:
    """Open in a package that has `option` of `issue` if const + terms >= 0 (in the gating party's units)."""

    issue: int
    option: int
    const: int
    terms: tuple[tuple[Box, int], ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The problem in integers. agents: the parties in declared order, then the blocs. voices: indices of the parties
    the rule counts. bodies: per ratification the party's index and (bloc index, share) pairs."""

    problem: BargainingProblem
    sizes: Digits
    agents: tuple[Agent, ...]
    voices: tuple[int, ...]
    boxes: tuple[tuple[str, Box], ...]
    gates: tuple[Gate, ...]

    @property
    def parties(self) -> int:
        """How many of the agents are parties."""
        return len(self.problem.parties)

    def digits(self, package: Package) -> Digits:
        """Option indices of a package given by names. Raises ValueError for an unknown option."""
        return tuple(i.option_names.index(o) for i, o in zip(self.problem.issues, package, strict=True))

    def package(self, digits: Digits) -> Package:
        """Option names of a package given by indices."""
        return tuple(i.option_names[d] for i, d in zip(self.problem.issues, digits, strict=True))

    def index(self, digits: Digits) -> int:
        """Place of a package in the declared (lexicographic) order."""
        at = 0
        for size, d in zip(self.sizes, digits, strict=True):
            at = at * size + d
        return at

    def at(self, index: int) -> Digits:
        """The package at a place in the declared order."""
        found = []
        for size in reversed(self.sizes):
            index, d = divmod(index, size)
            found.append(d)
        return tuple(reversed(found))

    def feasible(self, digits: Digits) -> bool:
        """Whether every constraint and gate holds."""
        if any(inside(box, digits) for _, box in self.boxes):
            return False
        return all(
            digits[g.issue] != g.option or g.const + sum(w for b, w in g.terms if inside(b, digits)) >= 0
            for g in self.gates
        )

    def agreeing(self, digits: Digits) -> tuple[str, ...]:
        """The parties that accept a package and, where a body must ratify, can ratify it."""
        yes = {a.name for a in self.agents if a.accepts(digits)}
        stopped = {r.party for r in self.problem.ratifications if not r.passes(yes)}
        return tuple(p.name for p in self.problem.parties if p.name in yes and p.name not in stopped)

    def acceptable(self, digits: Digits) -> bool:
        """Whether a package is feasible and the rule is met."""
        return self.feasible(digits) and self.problem.rule.passes(self.agreeing(digits))


def inside(box: Box, digits: Digits) -> bool:
    """Whether a package lies in a box."""
    return all(digits[i] in options for i, options in box)


def compile_problem(problem: BargainingProblem) -> Compiled:
    """Integers for a problem at its point values."""
    place = {i.name: n for n, i in enumerate(problem.issues)}
    option = {Choice(i.name, o): n for i in problem.issues for n, o in enumerate(i.option_names)}
    sizes = tuple(len(i.options) for i in problem.issues)
    spots = {c: (place[c.issue], n) for c, n in option.items()}
    everyone = [*problem.parties, *(b.preference for b in problem.blocs)]
    scale = common_denominator(r.mid for p in everyone for _, r in p.numbers())
    agents = tuple(_agent(p, scale, sizes, spots) for p in everyone)
    boxes = []
    for k in problem.constraints:
        box = box_of([(spots[c], True) for c in k.premises] + [(spots[c], False) for c in k.conclusions], sizes)
        if box is not None:
            boxes.append((str(k) + (f" ({k.reason})" if k.reason else ""), box))
    gates = []
    for n, issue in enumerate(problem.issues):
        for o, opt in enumerate(issue.options):
            if not opt.only_if or Choice(issue.name, opt.name) in problem.party(opt.only_if).insists:
                continue
            gate = _gate(n, o, issue.proposed, option.get(Choice(issue.name, issue.proposed)),
                         next(a for a in agents if a.name == opt.only_if))  # fmt: skip
            if gate is None:
                boxes.append((f"{issue.name} {opt.name} is there only if {opt.only_if} insists",
                              ((n, frozenset({o})),)))  # fmt: skip
            elif gate.terms:
                gates.append(gate)
    voices = tuple(n for n, p in enumerate(problem.parties) if p.name in problem.rule.of)
    return Compiled(problem, sizes, agents, voices, tuple(boxes), tuple(gates))


def box_of(parts: list[tuple[tuple[int, int], bool]], sizes: Digits) -> Box | None:
    """The box in which all wanted choices hold and no unwanted one does; None where there is no such package."""
    sets: dict[int, set[int]] = {}
    for (issue, option), wanted in parts:
        allowed = sets.setdefault(issue, set(range(sizes[issue])))
        allowed &= {option} if wanted else set(range(sizes[issue])) - {option}
    if any(not s for s in sets.values()):
        return None
    return tuple((i, frozenset(sets[i])) for i in sorted(sets))


def _agent(p: Preference, scale: int, sizes: Digits, spots: dict[Choice, tuple[int, int]]) -> Agent:
    table = [[0] * size for size in sizes]
    for v in p.values:
        issue, o = spots[v.choice]
        table[issue][o] = int(v.value.mid * scale)
    terms = []
    for t in p.interactions:
        box = box_of([(spots[c], True) for c in t.choices], sizes)
        if box is not None:
            terms.append((box, int(t.adds.mid * scale)))
    refuses = []
    for choices, wanted, word in ((p.never, True, "never"), (p.insists, False, "insists on")):
        for c in choices:
            box = box_of([(spots[c], wanted)], sizes)
            if box is not None:
                refuses.append((f"{p.name} {word} {c}", box))
    d = p.no_agreement.mid
    rows = tuple(map(tuple, table))
    return Agent(p.name, scale, d, int((p.core.mid - d) * scale), rows, tuple(terms), tuple(refuses))


def _gate(issue: int, option: int, proposed: str, other: int | None, who: Agent) -> Gate | None:
    """The condition under which `who` weakly prefers the option to the proposed one; None where it never does."""
    if not proposed or other is None:
        return None
    if option == other:
        return Gate(issue, option, 0, ())
    terms: list[tuple[Box, int]] = []
    for box, w in who.terms:
        rest = tuple((i, s) for i, s in box if i != issue)
        here = next((s for i, s in box if i == issue), None)
        if here is not None and (sign := (option in here) - (other in here)):
            terms.append((rest, sign * w))
    const = who.table[issue][option] - who.table[issue][other]
    if not terms and const < 0:
        return None
    return Gate(issue, option, const, tuple(terms))
