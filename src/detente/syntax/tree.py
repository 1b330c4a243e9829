"""The syntax tree: what a fence says, with nothing looked up.

A fence holds statements; a statement is one head line and flat detail lines; a line is one keyword and its values. The
tree is uniform: every line names its form (see `detente.syntax.forms`) and carries values by slot name, so the parser,
the formatter, the documentation and the editor all read the same register of forms. Spans never take part in equality.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.source import Source, Span

OPEN = "open"
UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class Word:
    """One word or fixed phrase: a name, a unit, a date, a number, or a reference such as `sphere of RU`."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quoted string, without its quotation marks."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Free words to be looked up in the vocabulary, white space folded."""

    text: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list: `kind` is "name", "parts of" or "members of"; date goes with "members of"."""

    kind: str
    name: Word
    date: Word | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names or references, in the order written."""

    items: tuple[Word, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class SetPart:
    """`=`, `except`, `plus`, `perhaps` with items, or `that` with a fact phrase."""

    operator: str
    items: tuple[Item, ...]
    fact: Phrase | None = None


@dataclass(frozen=True, slots=True)
class SetExpression:
    """Members and what is taken away, added, or left open, in the order written."""

    parts: tuple[SetPart, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who: quantifier is "each", "any", "jointly", "at least", "plain"; count goes with "at least"."""

    quantifier: str
    items: tuple[Word, ...]
    span: Span = field(compare=False, repr=False)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Norm:
    """A subject, a modality and an act phrase: `each of parties shall not attack the other`."""

    subject: Subject
    modality: str
    act: Phrase
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with an optional unit word; number is a decimal literal, `open` or `unstated`."""

    number: str
    unit: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time: a date, an anchor phrase, or a period after or before an anchor."""

    anchor: Phrase
    span: Span = field(compare=False, repr=False)
    period: Amount | None = None
    direction: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a body decides: a share of a base, and what must be included, must not object, or is not counted.

    share: "consensus", "unanimity", "majority", "2/3", "60 %", "9", or "same" with the name of a clause in base.
    """

    share: str
    base: Word | None
    span: Span = field(compare=False, repr=False)
    including_share: str = ""
    including: tuple[Word, ...] = ()
    no_vote_against: tuple[Word, ...] = ()
    not_counting: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """A number or a range of numbers, exact decimals as written: low and high may be equal."""

    low: str
    high: str
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Worth:
    """An option name with its value: `neutral 30..40`."""

    option: Word
    value: Range


@dataclass(frozen=True, slots=True)
class Worths:
    """Several options with their values."""

    items: tuple[Worth, ...]
    span: Span = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """An issue and one of its options, or a question and one of its readings."""

    issue: Word
    option: Word


@dataclass(frozen=True, slots=True)
class Choices:
    """Several choices, in the order written."""

    items: tuple[Choice, ...]
    span: Span = field(compare=False, repr=False)


Value = (
    Word | Quoted | Phrase | Names | SetExpression | Subject | Norm | Amount | Moment | Rule | Range | Worths | Choices
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the form it has, its values by slot name, and a trailing comment if there is one.

    A line that could not be read has the form "" and no values; it stands for what was lost.
    """

    form: str
    values: dict[str, Value]
    span: Span = field(compare=False, repr=False)
    comment: str = ""

    def get(self, slot: str) -> Value | None:
        """The value of a slot, None where the line leaves it out."""
        return self.values.get(slot)


@dataclass(frozen=True, slots=True)
class Statement:
    """A head line and the detail lines under it. Comment lines stand among the lines with the form "#"."""

    head: Line
    lines: tuple[Line, ...]
    span: Span = field(compare=False, repr=False)

    @property
    def keyword(self) -> str:
        """The head keyword, such as `clause`."""
        return self.head.form


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its kind (`treaty`, `position`, `conflict`, `events`) and its statements."""

    kind: str
    statements: tuple[Statement, ...]
    span: Span = field(compare=False, repr=False)
    article: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands directly under it: prose blocks (spans) and the indices of its fences."""

    title: str
    level: int
    path: tuple[str, ...]
    span: Span
    prose: tuple[Span, ...]
    fences: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Document:
    """One Markdown file read as literate treaty text."""

    source: Source
    sections: tuple[Section, ...]
    fences: tuple[Fence, ...]

    def statements(self, kind: str = "treaty") -> Iterator[tuple[Fence, Statement]]:
        """All statements of the fences of one kind, in order, each with its fence."""
        for fence in self.fences:
            if fence.kind == kind:
                for statement in fence.statements:
                    yield fence, statement
