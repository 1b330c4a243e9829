"""Tokens of a line, and what every reader of slots needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from detente.source import Span


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line: kind is "word", "string", or one of `,` `:` `=`; offsets are into the source."""

    kind: str
    text: str
    start: int
    end: int


class Mismatch(Exception):
    """The tokens do not fit: `at` is the index of the token at fault (within the line), `expected` is in words."""

    def __init__(self, at: int, expected: str) -> None:
        super().__init__(expected)
        self.at = at
        self.expected = expected


SpanOf = Callable[[int, int], Span]


def span_of(tokens: Sequence[Token], a: int, b: int, span: SpanOf) -> Span:
    """The span of tokens a to b (exclusive); an empty one where there are none."""
    if a < b:
        return span(tokens[a].start, tokens[b - 1].end)
    at = tokens[a - 1].end if a else 0
    return span(at, at)


def joined(tokens: Sequence[Token], a: int, b: int) -> str:
    """The words of tokens a to b (exclusive) with single spaces."""
    out = ""
    for token in tokens[a:b]:
        text = f'"{token.text}"' if token.kind == "string" else token.text
        out += text if token.kind in (",", ":") or not out else f" {text}"
    return out
