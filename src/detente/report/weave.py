"""The whole text as safe HTML, heading by heading, ready to be set beside its clauses and findings.

The Markdown is the user's and may be hostile: raw HTML is shown as text, links and images are shown and never made live.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from detente.source import Source, Span
from detente.syntax.literate import FENCE_KINDS

MOST_CHARACTERS = 600_000
MOST_PASSAGES = 3_000


@dataclass(frozen=True, slots=True)
class Fence:
    """A formal block: its kind, the number of its first line and its lines."""

    kind: str
    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading with all that stands under it up to the next one.

    id: anchor in the page. level: 1 to 6, 0 before the first heading. first, last: lines, `last` exclusive. parts: prose as
    HTML and fences, in the order written.
    """

    id: str
    source: Source
    title: str
    level: int
    first: int
    last: int
    parts: tuple[Markup | Fence, ...]

    @property
    def size(self) -> int:
        """Characters of its heading and parts."""
        return len(self.title) + sum(len(p) if isinstance(p, str) else sum(map(len, p.lines)) for p in self.parts)

    def holds(self, span: Span | None) -> bool:
        """Whether a span begins in this passage."""
        return span is not None and span.source.name == self.source.name and self.first <= span.begin.line < self.last


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")
    md.add_render_rule("link_open", _link_open)
    md.add_render_rule("link_close", lambda *_: "</span>")
    md.add_render_rule("image", lambda self, tokens, k, *_: f"<i>[image: {escape(tokens[k].content)}]</i>")
    md.add_render_rule("heading_open", lambda self, tokens, k, *_: '<p class="heading">')
    md.add_render_rule("heading_close", lambda *_: "</p>")
    return md


def _link_open(self: Any, tokens: Sequence[Any], k: int, *_: Any) -> str:
    return f'<span class="link" title="{escape(tokens[k].attrs.get("href", ""))}">'


def passages(sources: Sequence[Source]) -> tuple[tuple[Passage, ...], int]:
    """(passages of all files in order, how many characters were left out because the text is too long for a page).

    The text is cut before it is parsed, at the end of a line, so that time and size are bounded whatever it holds.
    """
    out: list[Passage] = []
    left = MOST_CHARACTERS
    dropped = 0
    for number, source in enumerate(sources):
        text = source.text
        if len(text) > left:
            text = text[: text.rfind("\n", 0, left) + 1]
        left -= len(text)
        dropped += len(source.text) - len(text)
        for passage in _passages(source, text, number):
            if len(out) < MOST_PASSAGES:
                out.append(passage)
            else:
                dropped += passage.size
    return tuple(out), dropped


def _passages(source: Source, text: str, number: int) -> Iterator[Passage]:
    tokens = _markdown().parse(text)
    end = text.count("\n") + 2
    title, level, first = "", 0, 1
    parts: list[Markup | Fence] = []
    for block in _blocks(tokens):
        head = block[0]
        if head.type == "heading_open" and head.map:
            yield from _finish(source, number, title, level, first, head.map[0] + 1, parts)
            title, level, first, parts = " ".join(block[1].content.split()), int(head.tag[1]), head.map[0] + 1, []
        elif head.type == "fence" and head.map and head.info.split(" ")[0].strip().lower() in FENCE_KINDS:
            kind = head.info.split(" ")[0].strip().lower()
            parts.append(Fence(kind, head.map[0] + 2, tuple(head.content.removesuffix("\n").split("\n"))))
        else:
            parts.append(Markup(_markdown().renderer.render(block, _markdown().options, {})))
    yield from _finish(source, number, title, level, first, end, parts)


class Index:
    """Finds the passage a span begins in, by bisection."""

    def __init__(self, woven: Sequence[Passage]) -> None:
        self.files: dict[str, tuple[list[int], list[Passage]]] = {}
        for p in woven:
            lines, found = self.files.setdefault(p.source.name, ([], []))
            lines.append(p.first)
            found.append(p)

    def find(self, span: Span | None) -> Passage | None:
        """The passage, None where the page has none for it."""
        if span is None or span.source.name not in self.files:
            return None
        lines, found = self.files[span.source.name]
        k = bisect.bisect_right(lines, span.begin.line) - 1
        return found[k] if k >= 0 and found[k].holds(span) else None


def _finish(
    source: Source, number: int, title: str, level: int, first: int, last: int, parts: list[Markup | Fence]
) -> Iterator[Passage]:
    if title or parts:
        yield Passage(f"t{number}-{first}", source, title, level, first, last, tuple(parts))


def _blocks(tokens: Sequence[Any]) -> Iterator[list[Any]]:
    block: list[Any] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


@dataclass(frozen=True, slots=True)
class Line:
    """A quoted line: its number and its pieces (text, whether it is marked)."""

    number: int
    pieces: tuple[tuple[str, bool], ...]


WIDEST = 220
MOST_LINES = 4


def excerpt(span: Span) -> tuple[Line, ...]:
    """The line or lines of a span, at most four, the words it covers marked; long lines are cut around them."""
    begin, end = span.begin, span.finish
    out = []
    for number in range(begin.line, min(end.line, begin.line + MOST_LINES - 1) + 1):
        text = span.source.line(number)
        start = begin.column - 1 if number == begin.line else 0
        stop = end.column - 1 if number == end.line else len(text)
        if number > begin.line and stop == 0:
            continue
        before, marked, after = text[:start], text[start:stop], text[stop:]
        if len(before) > WIDEST // 2:
            before = "…" + before[-WIDEST // 3 :]
        if len(marked) > WIDEST:
            marked = marked[:WIDEST] + "…"
        if len(before) + len(marked) + len(after) > WIDEST:
            after = after[: max(0, WIDEST - len(before) - len(marked))] + "…"
        before = before.lstrip() if number == begin.line else before
        out.append(Line(number, ((before, False), (marked, True), (after, False))))
    return tuple(out)
