"""`conflict` fences: tree to model."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from detente.diagnostic import Collector, register
from detente.model.conflict import (
    Conflict,
    Constraint,
    DecisionMaker,
    Direction,
    Formula,
    Graph,
    Option,
    Preference,
    Statement,
    Term,
    negate,
)
from detente.resolve.choices import names_of, str_of
from detente.resolve.formulas import PATTERN, RESERVED, Undecided, Unread, feasible_state, read_formula
from detente.resolve.rankings import MOST_RANKED, UNKNOWN, Ranked
from detente.source import Span
from detente.syntax import tree

NOBODYS = register("E401", "option-of-nobody", "error", "basic", "A move belongs to no decision maker of its conflict.")
CONTRADICTION = register(
    "E402", "contradictory-statements", "error", "basic", "A preference statement denies or repeats one above it."
)
NO_STATE = register("E403", "no-feasible-state", "error", "basic", "No state of a conflict can be.")
MIXED = register(
    "E406", "mixed-preferences", "error", "basic", "A decision maker mixes statements, a ranking, worths or payoffs."
)
EMPTY = register("E407", "empty-conflict", "error", "basic", "A conflict lacks decision makers, or moves and states.")
STRAY = register("E408", "stray-conflict-line", "error", "basic", "A statement stands before any `conflict` line.")
GRAPH = register("E409", "malformed-graph", "error", "basic", "States, arcs or payoffs of a conflict do not fit together.")
TWICE = register("E410", "named-twice", "error", "basic", "Two things of one conflict have the same name.")
RESERVED_NAME = register("E412", "reserved-name", "error", "basic", "A move is named like a word of the language of formulas.")
TOO_MANY = register("E411", "too-many-options", "error", "basic", "A conflict has more parts than can be taken.")

MOST_OPTIONS = 1_000


@dataclass
class _Draft:
    head: tree.Statement
    makers: list[tree.Statement] = field(default_factory=list)
    moves: list[tree.Statement] = field(default_factory=list)
    infeasible: list[tree.Statement] = field(default_factory=list)
    states: list[tree.Statement] = field(default_factory=list)
    coalitions: list[tree.Statement] = field(default_factory=list)


def read(documents: Sequence[tree.Document], found: Collector) -> tuple[Conflict, ...]:
    """The conflicts stated in these documents, in order; mistakes go to `found`, conflicts without sense are left out."""
    drafts: list[_Draft] = []
    for document in documents:
        for _, statement in document.statements("conflict"):
            form = statement.head.form
            if form == "#" or not statement.head.values:
                continue
            if form == "conflict":
                drafts.append(_Draft(statement))
            elif not drafts:
                found.add(STRAY, f"`{form}` stands before any conflict", statement.head.span,
                          help="begin with `conflict NAME`")
            else:
                kind = {"decision maker": "makers", "move": "moves", "state": "states", "coalition": "coalitions"}
                getattr(drafts[-1], kind.get(form, "infeasible")).append(statement)
    built = (_Reader(draft, found).conflict() for draft in drafts)
    return tuple(c for c in built if c is not None)


class _Reader:
    def __init__(self, draft: _Draft, found: Collector) -> None:
        self.draft, self.found = draft, found
        self.makers = self.named(draft.makers, "decision maker")
        self.moves = self.named(draft.moves, "move")
        self.states = self.named(draft.states, "state")
        self.options = {name: k for k, name in enumerate(self.moves)}
        self.ranked: Ranked | None = None
        self.infeasible: tuple[Constraint, ...] = ()

    def named(self, statements: list[tree.Statement], what: str) -> dict[str, tree.Statement]:
        out: dict[str, tree.Statement] = {}
        for statement in statements:
            name = str_of(statement.head, "name")
            if name.lower() in out:
                self.found.add(TWICE, f"there are two {what}s named `{name}`", statement.head.span, help="rename one")
            else:
                out[name.lower()] = statement
        return out

    def conflict(self) -> Conflict | None:
        head = self.draft.head
        name = str_of(head.head, "name")
        if not self.makers or not (self.moves or self.states):
            lacks = "decision makers" if not self.makers else "moves and states"
            self.found.add(EMPTY, f"conflict `{name}` has no {lacks}", head.head.span,
                           help="add `decision maker NAME`, and `move NAME of MAKER` for what each can do")
            return None
        if self.moves and self.states:
            first = next(iter(self.states.values())).head.span
            self.found.add(GRAPH, f"conflict `{name}` has both moves and states", first, help="use one of the two forms")
            return None
        if len(self.moves) > MOST_OPTIONS or len(self.states) > 4_096:
            self.found.add(TOO_MANY, f"conflict `{name}` has {len(self.moves):,} moves and {len(self.states):,} states; "
                           f"up to {MOST_OPTIONS:,} and 4,096 are taken", head.head.span)
            return None
        lines = {line.form: line for line in head.lines}
        options = self.all_options()
        self.infeasible = self.constraints()
        shell = Conflict(name, (), options, self.infeasible)
        if options and _impossible(shell):
            self.found.add(NO_STATE, f"no state of conflict `{name}` can be: its `infeasible` lines exclude all",
                           head.head.span, help="take out an `infeasible` line that says too much")
            return None
        makers = tuple(self.maker(m) for m in self.makers.values())
        return Conflict(
            name, makers, options, self.infeasible, self.all_coalitions(), self.state(lines.get("now"), shell),
            str_of(head.head, "title"), str_of(lines["dated"], "date") if "dated" in lines else "",
            tuple(str_of(x, "string") for x in head.lines if x.form in ("source", "basis")),
            self.graph() if self.states else None, self.state(lines.get("agreed"), shell), head.head.span,
        )

    def unknown(self, word: str, span: Span, known: Sequence[str], what: str) -> None:
        near = difflib.get_close_matches(word.lower(), list(known), 1)
        advice = f"did you mean `{near[0]}`?" if near else f"its {what}s are: {', '.join(list(known)[:12]) or 'none'}"
        self.found.add(UNKNOWN, f"`{word}` is no {what} of the conflict", span, about=(word,), help=advice)

    def all_options(self) -> tuple[Option, ...]:
        out = []
        for statement in self.moves.values():
            head, forms = statement.head, {x.form for x in statement.lines}
            owner = str_of(head, "owner")
            if owner.lower() not in self.makers:
                self.found.add(NOBODYS, f"the move `{str_of(head, 'name')}` belongs to `{owner}`, which is no decision maker",
                               head.span, help=f"its decision makers are: {', '.join(str_of(m.head, 'name') for m in self.makers.values())}")
            else:
                owner = str_of(self.makers[owner.lower()].head, "name")
            if str_of(head, "name").lower() in RESERVED or PATTERN.match(str_of(head, "name").upper()):
                self.found.add(RESERVED_NAME, f"a move cannot be named `{str_of(head, 'name')}`: formulas read that word otherwise",
                               head.span, help="give it another name; the words people see can stand in its title")
            direction: Direction = "to yes" if "irreversible" in forms else "to no" if "only given up" in forms else "both"
            keeps = tuple(n for x in statement.lines if x.form == "keeps" for n in names_of(x, "names"))
            out.append(Option(str_of(head, "name"), owner, str_of(head, "title"), direction, keeps,
                              _origin(statement.lines), head.span))
        return tuple(out)

    def formula(self, line: tree.Line) -> Formula | None:
        value = line.values.get("phrase")
        if not isinstance(value, tree.Phrase):
            return None
        try:
            return read_formula(value.text, self.options)
        except Unread as unread:
            at = value.span
            place = at.text.find(unread.word) if unread.word else -1
            if place >= 0:
                at = Span(at.source, at.start + place, at.start + place + len(unread.word), at.article)
            near = difflib.get_close_matches(unread.word.lower(), list(self.options), 1)
            advice = f"did you mean `{near[0]}`?" if near else f"its moves are: {', '.join(list(self.options)[:12])}"
            self.found.add(UNKNOWN, str(unread), at, help=advice)
            return None

    def constraints(self) -> tuple[Constraint, ...]:
        out = []
        for statement in self.draft.infeasible:
            formula = self.formula(statement.head)
            if formula is not None:
                out.append(Constraint(formula, str_of(statement.head, "phrase"), statement.head.span))
        return tuple(out)

    def all_coalitions(self) -> tuple[tuple[str, ...], ...]:
        out = []
        for statement in self.draft.coalitions:
            names = names_of(statement.head, "names")
            wrong = [n for n in names if n.lower() not in self.makers]
            for name in wrong:
                self.unknown(name, statement.head.span, list(self.makers), "decision maker")
            if not wrong and len({n.lower() for n in names}) > 1:
                out.append(tuple(str_of(self.makers[n.lower()].head, "name") for n in names))
        return tuple(out)

    def state(self, line: tree.Line | None, shell: Conflict) -> int | None:
        if line is None or not isinstance(value := line.values.get("phrase"), tree.Phrase):
            return None
        if self.states:
            names = list(self.states)
            if value.text.lower() not in names:
                self.unknown(value.text, value.span, names, "state")
                return None
            return names.index(value.text.lower())
        code = 0
        if PATTERN.match(value.text) and "-" not in value.text and len(value.text) == len(self.options):
            code = shell.code(value.text)
        elif value.text != "nothing":
            for word in value.text.replace(",", " ").replace(" and ", " ").split():
                if word.lower() not in self.options:
                    self.unknown(word, value.span, list(self.options), "move")
                    return None
                code |= 1 << self.options[word.lower()]
        if not shell.feasible(code):
            self.found.add(NO_STATE, f"the state `{shell.pattern(code)}` is infeasible", value.span,
                           help=f"change `{line.form}`, or an `infeasible` line")
            return None
        return code

    def maker(self, statement: tree.Statement) -> DecisionMaker:
        lines = statement.lines
        used = {_WAY[x.form] for x in lines if x.form in _WAY}
        name = str_of(statement.head, "name")
        if self.states and used:
            used.add("payoffs")
        if len(used) > 1:
            self.found.add(MIXED, f"the preferences of {name} mix {' and '.join(sorted(used))}", statement.head.span,
                           help="use one way for one decision maker")
        way = next((w for w in ("statements", "a ranking", "worths") if w in used), "")
        preference = Preference()
        if way == "statements" and not self.states:
            strong = next((int(str_of(x, "number")) for x in lines if x.form == "strong statements"), 0)
            preference = Preference(self.statements(name, lines), strong=strong)
        elif way == "a ranking" and not self.states:
            preference = self.ranking(name, [x for x in lines if x.form == "ranks"])
        elif way == "worths":
            preference = Preference(terms=self.terms(lines))
        unseen = () if self.states else self.unseen(lines)
        return DecisionMaker(name, preference, str_of(statement.head, "title"), unseen, statement.head.span)

    def ranking(self, name: str, lines: list[tree.Line]) -> Preference:
        if len(self.options) > MOST_RANKED:
            self.found.add(TOO_MANY, f"{name} ranks the states of {len(self.options)} moves; up to {MOST_RANKED} moves can "
                           "be ranked", lines[0].span, help="write statements with `prefers`, or worths")
            return Preference()
        if self.ranked is None:
            self.ranked = Ranked(self.options, [c.formula for c in self.infeasible], self.found)
        return self.ranked.read(name, lines)

    def unseen(self, lines: Sequence[tree.Line]) -> tuple[Constraint, ...]:
        found = ((self.formula(x), x) for x in lines if x.form == "misperceives")
        return tuple(Constraint(f, str_of(x, "phrase"), x.span) for f, x in found if f is not None)

    def statements(self, name: str, lines: Sequence[tree.Line]) -> tuple[Statement, ...]:
        out: list[Statement] = []
        above: dict[Formula, tree.Line] = {}
        for at, line in enumerate(lines):
            if line.form not in ("prefers", "unsure about"):
                continue
            formula = self.formula(line)
            if formula is None:
                continue
            if formula in above or negate(formula) in above:
                word = "repeats" if formula in above else "denies"
                first = above.get(formula) or above[negate(formula)]
                self.found.add(CONTRADICTION, f"this statement of {name} {word} one above it, which decides first",
                               line.span, help=f"take it out, or change `{first.span.text}`")
                continue
            above[formula] = line
            out.append(Statement(formula, str_of(line, "phrase"), line.form == "prefers", _after(lines, at), line.span))
        return tuple(out)

    def terms(self, lines: Sequence[tree.Line]) -> tuple[Term, ...]:
        out = []
        for at, line in enumerate(lines):
            value = line.values.get("range")
            if line.form not in ("base", "worth of", "together adds") or not isinstance(value, tree.Range):
                continue
            names = () if line.form == "base" else (str_of(line, "option"),) if line.form == "worth of" else names_of(
                line, "options"
            )
            wrong = [n for n in names if n.lower() not in self.options]
            for word in wrong:
                self.unknown(word, line.span, list(self.options), "move")
            if not wrong:
                options = tuple(sorted({self.options[n.lower()] for n in names}))
                out.append(Term(options, Fraction(value.low), Fraction(value.high), _after(lines, at), line.span))
        return tuple(out)

    def graph(self) -> Graph:
        names = list(self.states)
        makers = list(self.makers)
        arcs: list[list[tuple[int, ...]]] = [[() for _ in names] for _ in makers]
        payoffs: list[list[Fraction | None]] = [[None] * len(names) for _ in makers]
        for s, statement in enumerate(self.states.values()):
            for line in statement.lines:
                if line.form == "from to":
                    self.arcs(line, s, arcs, names, makers)
                elif line.form == "payoffs" and isinstance(worths := line.values.get("worths"), tree.Worths):
                    for item in worths.items:
                        if item.option.text.lower() in makers:
                            value = (Fraction(item.value.low) + Fraction(item.value.high)) / 2
                            payoffs[makers.index(item.option.text.lower())][s] = value
                        else:
                            self.unknown(item.option.text, item.option.span, makers, "decision maker")
        for m, row in enumerate(payoffs):
            missing = [names[s] for s, value in enumerate(row) if value is None]
            if missing:
                self.found.add(GRAPH, f"{makers[m]} has no payoff in {', '.join(missing[:6])}", self.draft.head.head.span,
                               help="add `payoffs` with every decision maker to every state")
        shown = tuple(str_of(s.head, "name") for s in self.states.values())
        titles = tuple(str_of(s.head, "title") for s in self.states.values())
        return Graph(shown, tuple(tuple(rows) for rows in arcs),
                     tuple(tuple(v if v is not None else Fraction(0) for v in row) for row in payoffs),
                     titles if any(titles) else ())

    def arcs(
        self, line: tree.Line, s: int, arcs: list[list[tuple[int, ...]]], names: list[str], makers: list[str]
    ) -> None:
        owner = str_of(line, "owner").lower()
        if owner not in makers:
            self.unknown(str_of(line, "owner"), line.span, makers, "decision maker")
            return
        for name in names_of(line, "names"):
            if name.lower() not in names:
                self.unknown(name, line.span, names, "state")
            else:
                arcs[makers.index(owner)][s] += (names.index(name.lower()),)


_WAY = {
    "prefers": "statements", "unsure about": "statements", "ranks": "a ranking", "base": "worths", "worth of": "worths",
    "together adds": "worths",
}


def _impossible(conflict: Conflict) -> bool:
    """Whether it is certain that no state can be."""
    try:
        return feasible_state(conflict) is None
    except Undecided:
        return False


def _origin(lines: Sequence[tree.Line]) -> str:
    return next((str_of(x, "string") for x in lines if x.form in ("basis", "source")), "")


def _after(lines: Sequence[tree.Line], at: int) -> str:
    """A `basis` line speaks of the line above it."""
    following = lines[at + 1] if at + 1 < len(lines) else None
    return str_of(following, "string") if following is not None and following.form in ("basis", "source") else ""
