"""A conflict as the text of a `conflict` block, in canonical form: what is read from the text is the conflict again.

Steps: 1. formulas with the fewest brackets that keep their shape; where a line would be too long, conjunctions as patterns;
2. numbers as decimals; where a decision maker's numbers are not all finite decimals, they are multiplied by the least whole
number that makes them so, and the block says it (no verdict depends on the scale); 3. rankings as patterns, wrapped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm

from detente.model.conflict import Conflict, DecisionMaker, Formula, Option, Preference, Term

LONGEST = 1_900
WRAP = 100
DEEPEST = 40


def document(conflict: Conflict, prose: str = "") -> str:
    """A Markdown document with a heading, prose and the block. Raises ValueError as `block` does."""
    words = f"\n{prose.strip()}\n" if prose.strip() else ""
    return f"# {_line(conflict.title or conflict.name)}\n{words}\n```conflict\n{block(conflict)}```\n"


def block(conflict: Conflict) -> str:
    """The lines of the block. Raises ValueError where a formula or a name cannot be written on one line."""
    statements = [_head(conflict), *(_maker(conflict, m) for m in conflict.makers)]
    names = [o.name for o in conflict.options]
    statements += [_move(o) for o in conflict.options]
    statements += [[_fitting("infeasible", c.formula, names)] for c in conflict.infeasible]
    statements += list(_states(conflict))
    statements += [[f"coalition {', '.join(group)}"] for group in conflict.coalitions]
    lines = [line for statement in statements for line in statement]
    longest = max(lines, key=len)
    if len(longest) > LONGEST:
        raise ValueError(f"a line of the conflict would have {len(longest):,} characters: {longest[:60]}…")
    return "\n".join("\n  ".join(statement) + "\n" for statement in statements)


def _line(text: str) -> str:
    """A text that may stand between quotation marks on one line."""
    return " ".join(text.replace('"', "'").split())


def _titled(keyword: str, name: str, title: str, after: str = "") -> str:
    return f"{keyword} {name}" + (f' "{_line(title)}"' if title else "") + after


def _basis(text: str) -> list[str]:
    return [f'basis "{_line(text)}"'] if text else []


def _head(conflict: Conflict) -> list[str]:
    out = [_titled("conflict", conflict.name, conflict.title)]
    out += [f"dated {conflict.date}"] if conflict.date else []
    for keyword, code in (("now", conflict.status_quo), ("agreed", conflict.agreed)):
        if code is not None:
            taken = [o.name for k, o in enumerate(conflict.options) if code >> k & 1]
            words = conflict.pattern(code) if conflict.graph else ", ".join(taken) or "nothing"
            out.append(f"{keyword} {words if len(words) < LONGEST else conflict.pattern(code)}")
    return [*out, *(x for note in conflict.notes for x in _basis(note))]


def _move(option: Option) -> list[str]:
    out = [_titled("move", option.name, option.title, f" of {option.owner}")]
    out += {"both": [], "to yes": ["irreversible"], "to no": ["only given up"]}[option.direction]
    out += [f"keeps {', '.join(option.keeps)}"] if option.keeps else []
    return [*out, *_basis(option.origin)]


def _maker(conflict: Conflict, maker: DecisionMaker) -> list[str]:
    names = [o.name for o in conflict.options]
    preference = maker.preference
    out = [_titled("decision maker", maker.name, maker.title)]
    for statement in preference.statements:
        out.append(_fitting("prefers" if statement.known else "unsure about", statement.formula, names))
        out += _basis(statement.origin)
    out += [f"strong statements {preference.strong}"] if preference.strong else []
    out += _ranking(conflict, preference)
    out += _terms(preference.terms, names)
    return [*out, *(_fitting("misperceives", c.formula, names) for c in maker.unseen)]


def _ranking(conflict: Conflict, preference: Preference) -> Iterator[str]:
    """`ranks` lines: a line that goes on within a group begins with `=`, after a strong gap with `>>`."""
    line, joint = "", ""
    for k, group in enumerate(preference.ranking):
        for code in group:
            if not conflict.feasible(code):
                continue
            state = conflict.pattern(code)
            piece = f"{joint} {state}" if joint in ("=", ">>") else state
            if line and len(line) + len(piece) > WRAP:
                yield f"ranks {line}"
                line = ""
            between = "" if not line else ", " if joint == "," else " "
            line, joint = line + between + piece, "="
        joint = ">>" if k in preference.gaps else ","
    if line:
        yield f"ranks {line}"


def _terms(terms: Sequence[Term], names: list[str]) -> Iterator[str]:
    scale = lcm(*(_endless(x.denominator) for t in terms for x in (t.low, t.high)))
    for term in terms:
        low, high = decimal(term.low * scale), decimal(term.high * scale)
        value = low if low == high else f"{low}..{high}"
        options = [names[k] for k in term.options]
        match options:
            case []:
                yield f"base {value}"
            case [one]:
                yield f"worth of {one} {value}"
            case _:
                yield f"together {', '.join(options)} adds {value}"
        times = f"times {scale}" if scale != 1 else ""
        yield from _basis("; ".join(x for x in (term.origin, times) if x))


def _endless(denominator: int) -> int:
    """The part of a denominator that keeps its decimal from ending."""
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator


def decimal(value: Fraction) -> str:
    """The decimal that a number is. Raises ValueError where it has no end."""
    places = 0
    while value.denominator != 1 and places <= 40:
        value, places = value * 10, places + 1
    if value.denominator != 1:
        raise ValueError("a number without a finite decimal")
    digits = str(abs(value.numerator)).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text


def _states(conflict: Conflict) -> Iterator[list[str]]:
    graph = conflict.graph
    if graph is None:
        return
    for s, name in enumerate(graph.states):
        out = [_titled("state", name, graph.titles[s] if graph.titles else "")]
        for m, maker in enumerate(conflict.makers):
            if graph.arcs[m][s]:
                out.append(f"from {maker.name} to {', '.join(graph.states[q] for q in graph.arcs[m][s])}")
        worth = ", ".join(f"{maker.name} {decimal(graph.payoffs[m][s])}" for m, maker in enumerate(conflict.makers))
        yield [*out, f"payoffs {worth}"]


def _fitting(keyword: str, formula: Formula, names: list[str]) -> str:
    """A line with a formula: in names, or in patterns where names make it too long."""
    text = f"{keyword} {formula_text(formula, names)}"
    return text if len(text) <= LONGEST else f"{keyword} {formula_text(formula, names, patterns=True)}"


def formula_text(formula: Formula, names: list[str], level: int = 0, depth: int = 0, patterns: bool = False) -> str:
    """The formula as the language writes it.

    level: how closely what is around it binds (0 nothing, 1 `if`, 2 `or`, 3 `and` and `not`). patterns: conjunctions as
    patterns. Raises ValueError where brackets would nest too deep.
    """
    if depth > DEEPEST:
        raise ValueError(f"a formula with brackets more than {DEEPEST} deep cannot be written")

    def part(one: Formula, binds: int) -> str:
        return formula_text(one, names, binds, depth + 1, patterns)

    parts = formula.parts
    match formula.operator:
        case "option":
            return names[formula.option]
        case "not":
            return part(parts[0].parts[0], level) if parts[0].operator == "not" else f"not {part(parts[0], 3)}"
        case "and" | "or" if len(parts) == 1:
            return part(parts[0], level)
        case "and":
            pattern = _pattern(parts, len(names)) if patterns else ""
            text, own = pattern or " and ".join(part(p, 3) for p in parts) or "anything", 3 if pattern or not parts else 2
        case "or":
            text, own = " or ".join(part(p, 2) for p in parts) or "nothing", 1 if parts else 3
        case "if" | "iff":
            text, own = f" {formula.operator} ".join(part(p, 1) for p in parts), 0
    return f"({text})" if own < level else text


def _pattern(parts: Sequence[Formula], n: int) -> str:
    """The pattern that means these parts together, "" where none means just them in this order."""
    signs, last = ["-"] * n, -1
    for p in parts:
        literal = p.parts[0] if p.operator == "not" else p
        if literal.operator != "option" or literal.option <= last:
            return ""
        last = literal.option
        signs[last] = "N" if p.operator == "not" else "Y"
    return "".join(signs)
