"""Source text: a file as read, spans in it, lines and columns.

Everything later in the pipeline points back here. A `Span` is a pair of character offsets into one `Source`; a `Place`
is what a person reads (line and column, counted from 1, columns in characters). Nothing here knows the treaty language.
"""

from __future__ import annotations

import bisect
import hashlib
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Source:
    """One text file as it was read.

    name: the path shown to people, relative where that is possible. text: the content with `\\n` line ends.
    """

    name: str
    text: str = field(repr=False)

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Offsets at which the lines begin."""
        found, at = [0], self.text.find("\n")
        while at >= 0:
            found.append(at + 1)
            at = self.text.find("\n", at + 1)
        return tuple(found)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def place(self, offset: int) -> Place:
        """Line and column (from 1) of a character offset; an offset past the end counts as the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect.bisect_right(self.starts, offset) - 1
        return Place(line + 1, offset - self.starts[line] + 1)

    def line(self, number: int) -> str:
        """The text of line `number` (from 1), without its line end; empty where there is no such line."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start:] if end < 0 else self.text[start:end]


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A line and a column, both counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of one source: `start` to `end` (exclusive), in characters, and the heading path it stands under.

    article is the path of headings, outermost first, such as ("Part II — Ukraine", "Article 4 — Crimea").
    """

    source: Source = field(repr=False, compare=False)
    start: int
    end: int
    article: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The characters the span covers."""
        return self.source.text[self.start : self.end]

    @property
    def begin(self) -> Place:
        """Where the span begins."""
        return self.source.place(self.start)

    @property
    def finish(self) -> Place:
        """Where the span ends: the place after its last character."""
        return self.source.place(self.end)

    @property
    def where(self) -> str:
        """`file:line:column`, for one-line messages."""
        return f"{self.source.name}:{self.begin.line}:{self.begin.column}"
