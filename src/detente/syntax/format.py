"""Canonical text: what a fence looks like when the tool writes it.

Heads stand at the margin, details two spaces in, values with single spaces, statements of different kinds apart by an
empty line. Prose is not touched. Lines that could not be read are kept as they stand, so formatting loses nothing.
"""

from __future__ import annotations

from detente.source import Source
from detente.syntax import tree
from detente.syntax.forms import Form, Slot
from detente.syntax.grammar import FENCES, form_of

_TIGHT = frozenset(
    {"party", "third party", "group", "people", "term", "body", "class", "act", "fact", "reading", "option", "given",
     "quantity", "#"}
)

_TIMES = frozenset({"hours", "days", "weeks", "months", "years"})


def format_text(document: tree.Document) -> str:
    """The whole document with every fence in canonical form; prose is kept byte for byte."""
    text, at, out = document.source.text, 0, []
    for fence in document.fences:
        out.append(text[at : fence.span.start])
        body = format_fence(fence)
        raw = text[fence.span.start : fence.span.end]
        out.append(body if body or not raw.strip() else raw)
        at = fence.span.end
    out.append(text[at:])
    return "".join(out)


def format_fence(fence: tree.Fence) -> str:
    """The lines of one fence in canonical form, with a line end after each."""
    out: list[str] = []
    before: tree.Statement | None = None
    for statement in fence.statements:
        if before is not None and _apart(before, statement):
            out.append("")
        if statement.head.form == "#":
            out.append(statement.head.comment)
        else:
            out.append(_line(fence.kind, statement, statement.head, True))
            out += ["  " + _line(fence.kind, statement, line, False) for line in statement.lines]
        before = statement
    return "".join(line.rstrip() + "\n" for line in out)


def _apart(one: tree.Statement, other: tree.Statement) -> bool:
    if one.head.form == "#" or other.head.form in ("option", "reading"):
        return False
    return not (one.head.form == other.head.form and one.head.form in _TIGHT and not (one.lines or other.lines))


def _line(kind: str, statement: tree.Statement, line: tree.Line, head: bool) -> str:
    if line.form == "#":
        return line.comment
    if not line.form or (not line.values and "{" in _form(kind, statement, line, head).pattern.partition("[")[0]):
        text = line.span.text.strip()
        return f"{text}  {line.comment}" if line.comment else text
    text = render(_form(kind, statement, line, head), line.values)
    return f"{text}  {line.comment}" if line.comment else text


def _form(kind: str, statement: tree.Statement, line: tree.Line, head: bool) -> Form:
    return FENCES[kind][line.form].form if head else form_of(kind, statement.head.form, line.form)


def render(form: Form, values: dict[str, tree.Value]) -> str:
    """A line of this form with these values: the variant whose slots are just the ones given."""
    for variant in form.variants:
        if {p.name for p in variant if isinstance(p, Slot)} == set(values):
            words = [show(values[p.name]) if isinstance(p, Slot) else p for p in variant]
            # A colon of the form stands at the word before it; one inside a value stays where it is.
            return "".join((" " if k and w != ":" else "") + w for k, w in enumerate(w for w in words if w))
    raise ValueError(f"no variant of `{form.pattern}` has the slots {sorted(values)}")


def show(value: tree.Value) -> str:
    """A value as it stands in canonical text."""
    match value:
        case tree.Word(text) | tree.Phrase(text):
            return text
        case tree.Quoted(text):
            return f'"{text}"'
        case tree.Names(items):
            return ", ".join(i.text for i in items)
        case tree.SetExpression(parts):
            return " ".join(_set_part(p) for p in parts)
        case tree.Subject():
            return _subject(value)
        case tree.Norm(subject, modality, act):
            return f"{_subject(subject)} {modality} {act.text}"
        case tree.Amount(number, unit):
            return f"{number} {unit.removesuffix('s') if number == '1' and unit in _TIMES else unit}".strip()
        case tree.Moment(anchor, _, period, direction):
            return f"{show(period)} {direction} {anchor.text}" if period else anchor.text
        case tree.Rule():
            return _rule(value)
        case tree.Range(low, high):
            return low if low == high else f"{low}..{high}"
        case tree.Worths(items):
            return ", ".join(f"{w.option.text} {show(w.value)}" for w in items)
        case tree.Choices(items):
            return ", ".join(f"{c.issue.text} {c.option.text}" if c.option.span.text else c.issue.text for c in items)


def _set_part(part: tree.SetPart) -> str:
    if part.operator == "that":
        return f"that {part.fact.text if part.fact else ''}"
    items = ", ".join(
        ("" if i.kind == "name" else f"{i.kind} ") + i.name.text + (f" on {i.date.text}" if i.date else "")
        for i in part.items
    )
    return items if part.operator == "=" else f"{part.operator} {items}"


def _subject(subject: tree.Subject) -> str:
    items = ", ".join(i.text for i in subject.items)
    match subject.quantifier:
        case "each" | "any":
            return f"{subject.quantifier} of {items}"
        case "jointly":
            return f"{items} jointly"
        case "at least":
            return f"at least {subject.count} of {items}"
    return items


def _rule(rule: tree.Rule) -> str:
    if rule.share == "same":
        return rule.base.text if rule.base else ""
    out = rule.share + (f" of {rule.base.text}" if rule.base else "")
    if rule.including:
        out += f" including {rule.including_share} of each of {', '.join(w.text for w in rule.including)}"
    if rule.no_vote_against:
        out += f" with no vote against by {', '.join(w.text for w in rule.no_vote_against)}"
    if rule.not_counting:
        out += f" not counting {', '.join(w.text for w in rule.not_counting)}"
    return out


def canonical(source: Source) -> str:
    """The canonical text of a source."""
    from detente.diagnostic import Collector
    from detente.syntax.parse import parse

    return format_text(parse(source, Collector()))
