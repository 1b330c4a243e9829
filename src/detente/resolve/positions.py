"""Position files: tree to model, with exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from detente.diagnostic import register
from detente.model.position import Bloc, Position, Values, Worth
from detente.resolve.choices import find, str_of
from detente.resolve.tools import Tools
from detente.source import Span
from detente.syntax import tree

NOT_A_PARTY = register(
    "E301", "position-of-nobody", "error", "basic", "A position for a party that the settlement does not know."
)
TWICE_VALUED = register("E302", "valued-twice", "error", "basic", "A position values one thing twice.")
STRAY = register("E303", "stray-bloc", "error", "basic", "A bloc or scenario without a position above it, or of another party.")
UNKNOWN_CLAUSE = register("E304", "worth-of-nothing", "error", "basic", "A position prices a clause that does not exist.")
NO_BASIS = register("E305", "value-without-basis", "note", "advisory", "A position gives no basis for its figures.")


def read(documents: Sequence[tree.Document], tools: Tools) -> tuple[Position, ...]:
    """The positions stated in these documents, in order; mistakes are reported, the rest is kept."""
    out: list[Position] = []
    for document in documents:
        out += _Reader(tools).document(document)
    return tuple(out)


class _Reader:
    def __init__(self, tools: Tools) -> None:
        self.tools, self.context = tools, tools.context
        self.positions: list[Position] = []
        self.last = ""

    def document(self, document: tree.Document) -> list[Position]:
        for _, statement in document.statements("position"):
            if not statement.head.values:
                continue
            match statement.head.form:
                case "position":
                    self.position(statement)
                case "bloc":
                    self.bloc(statement)
                case "scenario":
                    self.scenario(statement)
        return self.positions

    def position(self, statement: tree.Statement) -> None:
        name = str_of(statement.head, "name")
        party = self.context.parties.get(name.lower())
        if party is None:
            known = ", ".join(p.name for p in self.context.parties.values())
            self.context.found.add(
                NOT_A_PARTY, f"`{name}` is no party of the settlement", statement.head.span, about=(name,),
                help=f"its parties are: {known}",
            )
            self.last = ""
            return
        lines = statement.lines
        basis = tuple(str_of(x, "string") for x in _own_basis(lines))
        if not basis:
            self.context.found.add(
                NO_BASIS, f"the position of {name} says nowhere where its figures come from", statement.head.span,
                about=(name,), help='add `basis "…"`, if only to say that they are assumptions',
            )
        self.positions.append(Position(
            party.id, party.name, self.values(lines), str_of(statement.head, "title"),
            next((str_of(x, "string") for x in lines if x.form == "scale"), ""), basis,
            any(x.form == "comparable" for x in lines),
            next((str_of(x, "name") for x in lines if x.form == "set"), ""), span=statement.head.span,
        ))
        self.last = "position"

    def bloc(self, statement: tree.Statement) -> None:
        head = statement.head
        party = self.context.parties.get(str_of(head, "party").lower())
        body = str_of(head, "body")
        if not self.positions or party is None or party.id != self.positions[-1].party:
            self.context.found.add(
                STRAY, f"bloc `{str_of(head, 'name')}` does not follow the position of its party", head.span,
                help="put it in the file of that party, below its position",
            )
            return
        if self.context.kind_of(body) != "body":
            value = head.values["body"]
            assert isinstance(value, tree.Word)
            self.context.unknown(body, value.span, "body")
        bloc = Bloc(
            str_of(head, "name"), party.id, int(str_of(head, "votes")), body, self.values(statement.lines),
            span=head.span,
        )
        self.positions[-1] = replace(self.positions[-1], blocs=(*self.positions[-1].blocs, bloc))
        self.last = "bloc"

    def scenario(self, statement: tree.Statement) -> None:
        if not self.positions or not self.last:
            self.context.found.add(
                STRAY, f"scenario `{str_of(statement.head, 'name')}` has no position above it", statement.head.span,
                help="put it below the position or bloc whose values it replaces",
            )
            return
        entry = (str_of(statement.head, "name"), self.values(statement.lines))
        holder = self.positions[-1]
        if self.last == "bloc":
            bloc = holder.blocs[-1]
            bloc = replace(bloc, scenarios=(*bloc.scenarios, entry))
            self.positions[-1] = replace(holder, blocs=(*holder.blocs[:-1], bloc))
        else:
            self.positions[-1] = replace(holder, scenarios=(*holder.scenarios, entry))

    def values(self, lines: Sequence[tree.Line]) -> Values:
        out: dict[str, object] = {}
        options: dict[tuple[str, str], Worth] = {}
        clauses: dict[tuple[str, str, str], Worth] = {}
        reputation: dict[tuple[str, str, str], Worth] = {}
        together: list[tuple[tuple[tuple[str, str], ...], Worth]] = []
        never: list[tuple[str, str]] = []
        insists: list[tuple[str, str]] = []
        for at, line in enumerate(lines):
            basis = _basis_after(lines, at)
            match line.form:
                case "no agreement" | "core":
                    out[line.form.replace(" ", "_")] = _worth(line, basis)
                case "values the rest about":
                    out["rest"] = _worth(line, basis)
                case "values":
                    self.options(line, basis, options)
                case "worth of" | "reputation of":
                    self.clause(line, basis, clauses if line.form == "worth of" else reputation)
                case "together adds":
                    pairs = self.pairs(line)
                    if pairs:
                        together.append((pairs, _worth(line, basis)))
                case "never":
                    never += self.pairs(line)
                case "insists on":
                    insists += self.pairs(line)
        return Values(
            **out, options=tuple(options.items()), clauses=tuple(clauses.items()), reputation=tuple(reputation.items()),  # type: ignore[arg-type]
            together=tuple(together), never=tuple(never), insists=tuple(insists),
        )

    def options(self, line: tree.Line, basis: str, into: dict[tuple[str, str], Worth]) -> None:
        issue, worths = str_of(line, "issue"), line.values["worths"]
        assert isinstance(worths, tree.Worths)
        for item in worths.items:
            pair = find(self.context, issue, item.option.text, item.option.span)
            if pair is None:
                continue
            if pair in into:
                self.context.found.add(
                    TWICE_VALUED, f"`{pair[0]} {pair[1]}` has a value already", item.option.span, help="keep one"
                )
                continue
            into[pair] = Worth(Fraction(item.value.low), Fraction(item.value.high), basis, item.value.span)

    def clause(self, line: tree.Line, basis: str, into: dict[tuple[str, str, str], Worth]) -> None:
        name = str_of(line, "clause")
        if self.context.kind_of(name) != "clause":
            value = line.values["clause"]
            assert isinstance(value, tree.Word)
            self.context.found.add(
                UNKNOWN_CLAUSE, f"`{name}` is no clause of the settlement", value.span, about=(name,),
                help="price a clause by its name, or an option with `values`",
            )
            return
        bearer, instrument = str_of(line, "bearer"), str_of(line, "instrument")
        party = self.context.party_id(bearer) if bearer else ""
        if party is None or (instrument and self.context.kind_of(instrument) != "instrument"):
            wrong = line.values["bearer" if party is None else "instrument"]
            assert isinstance(wrong, tree.Word)
            self.context.unknown(wrong.text, wrong.span, "party" if party is None else "instrument")
            return
        into[(self.context.spelling(name.lower()), party, instrument)] = _worth(line, basis)

    def pairs(self, line: tree.Line) -> tuple[tuple[str, str], ...]:
        value = line.values["choices"]
        assert isinstance(value, tree.Choices)
        found = [find(self.context, c.issue.text, c.option.text, line.span) for c in value.items]
        return tuple(p for p in found if p is not None) if all(found) else ()


def _worth(line: tree.Line, basis: str) -> Worth:
    value = line.values["range"]
    assert isinstance(value, tree.Range)
    return Worth(Fraction(value.low), Fraction(value.high), basis, _span(value))


def _span(value: tree.Range) -> Span:
    return value.span


def _basis_after(lines: Sequence[tree.Line], at: int) -> str:
    """A `basis` line speaks of the value line above it."""
    following = lines[at + 1] if at + 1 < len(lines) else None
    return str_of(following, "string") if following is not None and following.form == "basis" else ""


def _own_basis(lines: Sequence[tree.Line]) -> list[tree.Line]:
    """The basis lines before the first value: they speak of the whole position."""
    out = []
    for line in lines:
        if line.form == "basis":
            out.append(line)
        elif line.form not in ("scale", "comparable", "set", "#"):
            break
    return out
