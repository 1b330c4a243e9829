"""Markdown to sections and fences.

Headings give every clause its provenance, paragraphs are the treaty's prose, fenced blocks with a known info word are its
formal reading. Only block structure is read; inline markup stays as written.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from detente.diagnostic import Collector, register
from detente.source import Source, Span
from detente.syntax import tree

FENCE_KINDS = ("treaty", "position", "conflict", "events")

UNCLOSED_FENCE = register("E105", "unclosed-fence", "error", "basic", "A fenced block is opened and never closed.")
HIDDEN_CHARACTER = register(
    "E114", "hidden-character", "error", "basic", "The text holds a character that hides or reorders others."
)
_HIDDEN = {
    **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "changes the direction of the text"),
    **dict.fromkeys("\u200b\u2060\ufeff\u00ad\u180e", "is invisible"),
    **dict.fromkeys("\u2028\u2029", "breaks the line for some readers only"),
}
_SUSPECT = re.compile("[" + "".join(_HIDDEN) + "\x01-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class RawFence:
    """A fenced block before its lines are read: kind, content span, heading path."""

    kind: str
    span: Span
    section: int


@cache
def _markdown() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"maxNesting": 20}).disable(["inline"])


def sections(source: Source, found: Collector) -> tuple[tuple[tree.Section, ...], tuple[RawFence, ...]]:
    """The sections and raw fences of a document; unclosed fences and hidden characters are reported."""
    _report_hidden(source, found)
    titles: list[dict[str, Any]] = [_section("", 0, (), 0)]
    fences: list[RawFence] = []
    headings: list[tuple[int, str]] = []
    tokens = _markdown().parse(source.text)
    for i, token in enumerate(tokens):
        if token.type == "heading_open" and token.level == 0:
            level = int(token.tag[1])
            title = " ".join(tokens[i + 1].content.split())
            titles.append(_section(title, level, _under(headings, level, title), token.map[0]))
        elif token.type == "fence" and (kind := token.info.split(" ")[0].strip().lower()) in FENCE_KINDS:
            titles[-1]["fences"].append(len(fences))
            fences.append(_fence(source, token, kind, titles, found))
        elif token.type in ("paragraph_open", "list_item_open", "blockquote_open") and token.type == "paragraph_open":
            titles[-1]["prose"].append(tuple(token.map))
    return tuple(_finish(source, t) for t in titles), tuple(fences)


def _section(title: str, level: int, path: tuple[str, ...], line: int) -> dict[str, Any]:
    return {"title": title, "level": level, "path": path, "line": line, "prose": [], "fences": []}


def _under(open_: list[tuple[int, str]], level: int, title: str) -> tuple[str, ...]:
    """The heading path of a new heading; keeps the open headings up to date. The document's title is left out of paths."""
    while open_ and open_[-1][0] >= level:
        open_.pop()
    path = (*(t for n, t in open_ if n > 1), title)
    open_.append((level, title))
    return path


def _lines_span(source: Source, first: int, last: int, article: tuple[str, ...]) -> Span:
    starts = source.starts
    begin = starts[min(first, len(starts) - 1)]
    end = starts[last] if last < len(starts) else len(source.text)
    return Span(source, begin, max(begin, end), article)


def _fence(source: Source, token: Any, kind: str, titles: list[dict[str, Any]], found: Collector) -> RawFence:
    first, last = token.map
    path = titles[-1]["path"]
    closing = source.line(last).strip().lstrip("> ")
    closed = last - first >= 2 and closing.startswith(token.markup[:3]) and set(closing) == {token.markup[0]}
    if not closed:
        opening = _lines_span(source, first, first + 1, path)
        found.add(
            UNCLOSED_FENCE,
            f"the `{kind}` block opened in line {first + 1} is never closed",
            Span(source, opening.start, max(opening.start, opening.end - 1), path),
            help=f"put a line with `{token.markup}` after its last line",
        )
    return RawFence(kind, _lines_span(source, first + 1, last - 1 if closed else last, path), len(titles) - 1)


def _finish(source: Source, t: dict[str, Any]) -> tree.Section:
    prose = tuple(_lines_span(source, a, b, t["path"]) for a, b in t["prose"])
    heading = _lines_span(source, t["line"], t["line"] + 1, t["path"])
    span = Span(source, heading.start, max(heading.start, heading.end - 1), t["path"])
    return tree.Section(t["title"], t["level"], t["path"], span, prose, tuple(t["fences"]))


def _report_hidden(source: Source, found: Collector) -> None:
    for match in itertools.islice(_SUSPECT.finditer(source.text), 20):
        char, at = match[0], match.start()
        found.add(
            HIDDEN_CHARACTER,
            f"the character U+{ord(char):04X} {_HIDDEN.get(char, 'controls a terminal')}",
            Span(source, at, at + 1),
            help="delete it; a treaty's text must read the same for everybody",
        )
