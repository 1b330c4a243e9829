"""Line forms: the register of every line the language knows, and how a line is matched against its form.

A form is a head or detail keyword with a pattern such as `within {period} of {moment}`. Literal words stand for
themselves, `{slot}` or `{slot:kind}` for values (kinds in `detente.syntax.readers`), square brackets for what may be left
out. One register serves the parser, the formatter, the reference pages, completion and the error messages, so that none
of them can disagree with another.

Matching a line: (1) the longest keyword that the statement allows is found; (2) each variant of its pattern is tried from
left to right, a slot reaching up to the next literal word; (3) if none fits, the failure furthest to the right is the
message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from detente.syntax import readers, tree
from detente.syntax.tokens import Mismatch, SpanOf, Token

_PIECE = re.compile(r"\{(\w+)(?::(\w+))?\}|(\[)|(\])|([^\s\[\]{}]+)")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a value in a pattern."""

    name: str
    kind: str


@dataclass(frozen=True)
class Form:
    """One line of the language.

    keyword: the words it starts with. pattern: the whole line. summary: what it says, one sentence. example: one line.
    repeat: whether a statement may carry it more than once. name: what the tree calls it, where that is not its id.
    """

    keyword: str
    pattern: str
    summary: str
    example: str
    repeat: bool = False
    name: str = ""

    @cached_property
    def variants(self) -> tuple[tuple[str | Slot, ...], ...]:
        """The pattern with every optional part left in or out, the longest first."""
        return tuple(sorted(_expand(_parse(self.pattern)), key=len, reverse=True))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The keyword as words."""
        return tuple(self.keyword.split())

    @property
    def pattern_in_words(self) -> str:
        """The pattern as people read it: `within PERIOD of MOMENT`."""
        return re.sub(r"\{(\w+)(?::\w+)?\}", lambda m: m[1].upper(), self.pattern)

    @cached_property
    def id(self) -> str:
        """The literal words that every variant has, which tell forms with one keyword apart."""
        return self.name or " ".join(p for p in self.variants[-1] if isinstance(p, str) and p.isalpha())


@dataclass(frozen=True)
class Head:
    """A statement: its head form and the detail lines it may carry (by form id)."""

    form: Form
    lines: dict[str, Form] = field(default_factory=dict)
    norm: bool = False
    topic: str = ""

    @property
    def id(self) -> str:
        """The id of the head form."""
        return self.form.id

    @cached_property
    def by_word(self) -> dict[str, tuple[Form, ...]]:
        """The detail forms by their first word, the longest keyword first."""
        return by_first_word(self.lines.values())


def _parse(pattern: str) -> list[object]:
    stack: list[list[object]] = [[]]
    for match in _PIECE.finditer(pattern):
        slot, kind, opened, closed, word = match.groups()
        if slot:
            stack[-1].append(Slot(slot, kind or slot))
        elif opened:
            stack.append([])
        elif closed:
            inner = stack.pop()
            stack[-1].append(inner)
        else:
            stack[-1].append(word)
    return stack[0]


def _expand(parts: Sequence[object]) -> list[tuple[str | Slot, ...]]:
    results: list[tuple[str | Slot, ...]] = [()]
    for part in parts:
        if isinstance(part, list):
            inner = [*_expand(part), ()]
            results = [r + i for r in results for i in inner]
        else:
            assert isinstance(part, str | Slot)
            results = [(*r, part) for r in results]
    return results


def match(form: Form, tokens: Sequence[Token], span: SpanOf) -> dict[str, tree.Value]:
    """The values of the slots; raises Mismatch (furthest failure) where no variant of the pattern fits."""
    best: Mismatch | None = None
    for variant in form.variants:
        values: dict[str, tree.Value] = {}
        try:
            _match(variant, 0, tokens, 0, span, values)
            return values
        except Mismatch as mismatch:
            if best is None or mismatch.at > best.at:
                best = mismatch
    assert best is not None
    raise best


def _match(
    pattern: tuple[str | Slot, ...], p: int, tokens: Sequence[Token], t: int, span: SpanOf, out: dict[str, tree.Value]
) -> None:
    while p < len(pattern):
        part = pattern[p]
        if isinstance(part, Slot):
            _match_slot(part, pattern, p, tokens, t, span, out)
            return
        if t >= len(tokens) or tokens[t].text != part or tokens[t].kind == "string":
            raise Mismatch(t, f"`{part}`")
        p, t = p + 1, t + 1
    if t < len(tokens):
        raise Mismatch(t, "the end of the line")


def _match_slot(
    slot: Slot,
    pattern: tuple[str | Slot, ...],
    p: int,
    tokens: Sequence[Token],
    t: int,
    span: SpanOf,
    out: dict[str, tree.Value],
) -> None:
    reader, expected = readers.READERS[slot.kind]
    if t >= len(tokens):
        raise Mismatch(t, expected)
    best: Mismatch | None = None
    for end in _ends(slot, pattern, p, tokens, t):
        try:
            value = reader(tokens, t, end, span)
            _match(pattern, p + 1, tokens, end, span, out)
        except Mismatch as mismatch:
            if best is None or mismatch.at > best.at:
                best = mismatch
            continue
        out[slot.name] = value
        return
    raise best or Mismatch(t, expected)


def _ends(
    slot: Slot, pattern: tuple[str | Slot, ...], p: int, tokens: Sequence[Token], t: int
) -> list[int]:
    if slot.kind in readers.SINGLE:
        return [t + 1]
    if p + 1 == len(pattern):
        return [len(tokens)]
    following = pattern[p + 1]
    if isinstance(following, Slot):
        if following.kind == "string":
            return [i for i in range(t + 1, len(tokens)) if tokens[i].kind == "string"] or [len(tokens)]
        return list(range(t + 1, len(tokens) + 1))
    if following == ":":
        return [i for i in range(t + 1, len(tokens)) if tokens[i].kind == ":"] or [len(tokens)]
    ends = [i for i in range(t + 1, len(tokens)) if tokens[i].text == following and tokens[i].kind != "string"]
    return ends or [len(tokens)]


def by_first_word(all_forms: Iterable[Form]) -> dict[str, tuple[Form, ...]]:
    """Forms grouped by the first word of their keyword, the longest keyword first."""
    table: dict[str, list[Form]] = {}
    for form in all_forms:
        table.setdefault(form.words[0], []).append(form)
    return {word: tuple(sorted(group, key=lambda f: -len(f.words))) for word, group in table.items()}


def forms(*rows: tuple[str, str, str] | tuple[str, str, str, bool]) -> dict[str, Form]:
    """A table of detail forms from rows of pattern, summary, example and, where it may repeat, True."""
    table = {}
    for row in rows:
        form = Form(keyword_of(row[0]), row[0], row[1], row[2], len(row) > 3)
        table[form.id] = form
    return table


def keyword_of(pattern: str) -> str:
    """The literal words a pattern starts with."""
    words = []
    for word in pattern.split():
        if word.startswith(("{", "[")):
            break
        words.append(word)
    return " ".join(words)
