"""Diagnostics drawn for a terminal: code, message, excerpt with labelled spans, what it depends on, source, help."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from detente.diagnostic import Diagnostic
from detente.source import Span

STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
WIDTH = 118


_CONTROLS = {k: "\N{MIDDLE DOT}" for k in (*range(32), *range(127, 160)) if k != 10} | {9: " "}


def clean(text: str) -> str:
    """The text without characters that steer a terminal, each replaced by one that is seen."""
    return text.translate(_CONTROLS)


def draw(diagnostic: Diagnostic, width: int = 0) -> Text:
    """One diagnostic as styled text of several lines; with a width, sentences are broken at it and excerpts cut."""
    style = STYLES[diagnostic.severity]
    out = Text()
    head = f"{diagnostic.severity}[{diagnostic.code} {diagnostic.name}] "
    lines = _broken(clean(diagnostic.message), width - 2, len(head) - 2)
    out.append(head, style)
    out.append("\n  ".join(x.strip() for x in lines) + "\n", "bold")
    spans = ([(diagnostic.span, "", True)] if diagnostic.span else []) + [(x.span, x.text, False) for x in diagnostic.labels]
    gutter = max((len(str(s.begin.line)) for s, _, _ in spans), default=1)
    before: tuple[str, tuple[str, ...]] = ("", ())
    for span, text, primary in spans:
        _excerpt(out, span, text, style if primary else "blue", gutter, before, width or WIDTH)
        before = span.source.name, span.article
    if not spans and diagnostic.file:
        out.append(f"  --> {diagnostic.file}\n", "blue")
    pad = " " * gutter
    if diagnostic.depends:
        _line(out, pad, "depends on", "; or on ".join(diagnostic.depends), width)
    for note in diagnostic.notes:
        _line(out, pad, "note", note, width)
    grounds = "; ".join(x for x in (diagnostic.grounds, diagnostic.source) if x and x != "from the text")
    if grounds:
        _line(out, pad, "grounds", grounds, width)
    if diagnostic.help:
        _line(out, pad, "help", diagnostic.help, width)
    return out


def _broken(text: str, width: int, first: int = 0) -> list[str]:
    """The text in lines of a width, the first shorter by `first`; in one line where the width is too small to break at."""
    if width < 40:
        return [text]
    return textwrap.wrap(text, width, initial_indent=" " * first, break_long_words=False)[:400] or [""]


def _line(out: Text, pad: str, word: str, text: str, width: int) -> None:
    out.append(f"{pad} = ", "blue")
    out.append(f"{word}: ", "bold")
    indent = len(pad) + 3
    lines = _broken(clean(text), width - indent, len(word) + 2)
    out.append(f"\n{' ' * indent}".join(x.strip() for x in lines) + "\n")


def _excerpt(
    out: Text, span: Span, text: str, style: str, gutter: int, before: tuple[str, tuple[str, ...]], width: int
) -> None:
    place = span.begin
    pad = " " * gutter
    room = max(30, width - gutter - 4)
    if (span.source.name, span.article) != before:
        path = " › ".join(span.article)
        out.append(f"{pad}--> ", "blue")
        out.append(f"{span.source.name}:{place.line}:{place.column}")
        out.append(f"  {path}\n" if path else "\n", "dim")
    line = clean(span.source.line(place.line))
    start = place.column - 1
    end = len(line) if span.finish.line > place.line else max(start + 1, span.finish.column - 1)
    if len(line) > room and start > room // 2:
        cut = start - room // 4
        line, start, end = "…" + line[cut:], start - cut + 1, end - cut + 1
    if len(line) > room:
        line = line[: room - 1] + "…"
    end = max(start + 1, min(end, len(line)))
    out.append(f"{place.line:>{gutter}} | ", "blue")
    out.append(f"{line}\n")
    out.append(f"{pad} | ", "blue")
    # Letters of some scripts take two columns on a terminal.
    before_it, under = cell_len(line[:start]), max(1, cell_len(line[start:end]))
    out.append(" " * before_it + ("^" if style != "blue" else "-") * under, style)
    out.append(f" {clean(text)}\n" if text else "\n", style)


def show(diagnostics: Iterable[Diagnostic], console: Console, most_alike: int = 3) -> None:
    """Draw diagnostics, what matters first, an empty line between.

    Of more than `most_alike` findings of one kind and severity (four times as many for lines that cannot be read) the rest are
    named in one line each. On a terminal sentences
    are broken at its width; elsewhere nothing is broken, so that the output can be searched.
    """
    from detente.report.findings import groups

    width = min(console.width, 140) if console.is_terminal else 0
    for group in groups(diagnostics):
        # Each unreadable line has advice of its own.
        most = 4 * most_alike if group.kind.code.startswith("E") else most_alike
        whole = most if len(group.findings) > most + 1 else len(group.findings)
        for diagnostic in group.findings[:whole]:
            console.print(draw(diagnostic, width), soft_wrap=True, highlight=False)
        rest = group.findings[whole:]
        if rest:
            line = f"{group.severity}[{group.kind.code} {group.kind.name}] "
            console.print(Text.assemble((line, STYLES[group.severity]), (f"{len(rest)} more of this kind:", "bold")), soft_wrap=True)
        for diagnostic in rest:
            where = diagnostic.span.where if diagnostic.span else diagnostic.file
            console.print(Text.assemble(("  --> ", "blue"), where, "  ", clean(diagnostic.message)), soft_wrap=True, highlight=False)
        if rest:
            console.print()
