"""Diagnostics drawn for a terminal: code, message, excerpt with labelled spans, what it depends on, source, help."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from detente.diagnostic import Diagnostic
from detente.source import Span

STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
WIDTH = 118


def draw(diagnostic: Diagnostic) -> Text:
    """One diagnostic as styled text of several lines."""
    style = STYLES[diagnostic.severity]
    out = Text()
    out.append(f"{diagnostic.severity}[{diagnostic.code} {diagnostic.name}]", style)
    out.append(f" {diagnostic.message}\n", "bold")
    spans = ([(diagnostic.span, "", True)] if diagnostic.span else []) + [(x.span, x.text, False) for x in diagnostic.labels]
    gutter = max((len(str(s.begin.line)) for s, _, _ in spans), default=1)
    before = ""
    for span, text, primary in spans:
        _excerpt(out, span, text, style if primary else "blue", gutter, before)
        before = span.source.name
    if not spans and diagnostic.file:
        out.append(f"  --> {diagnostic.file}\n", "blue")
    pad = " " * gutter
    if diagnostic.depends:
        _line(out, pad, "depends on", "; ".join(diagnostic.depends))
    for note in diagnostic.notes:
        _line(out, pad, "note", note)
    if diagnostic.source or diagnostic.grounds != "from the text":
        words = [w for w in (diagnostic.source, diagnostic.grounds if diagnostic.grounds != "from the text" else "") if w]
        _line(out, pad, "grounds", "; ".join(words))
    if diagnostic.help:
        _line(out, pad, "help", diagnostic.help)
    return out


def _line(out: Text, pad: str, word: str, text: str) -> None:
    out.append(f"{pad} = ", "blue")
    out.append(f"{word}: ", "bold")
    out.append(f"{text}\n")


def _excerpt(out: Text, span: Span, text: str, style: str, gutter: int, before: str) -> None:
    place = span.begin
    pad = " " * gutter
    if span.source.name != before:
        path = " › ".join(span.article)
        out.append(f"{pad}--> ", "blue")
        out.append(f"{span.source.name}:{place.line}:{place.column}")
        out.append(f"  {path}\n" if path else "\n", "dim")
    line = span.source.line(place.line).expandtabs(1)
    start = place.column - 1
    end = len(line) if span.finish.line > place.line else max(start + 1, span.finish.column - 1)
    if len(line) > WIDTH and start > WIDTH // 2:
        cut = start - WIDTH // 4
        line, start, end = "…" + line[cut:], start - cut + 1, end - cut + 1
    if len(line) > WIDTH:
        line = line[: WIDTH - 1] + "…"
    end = max(start + 1, min(end, len(line)))
    out.append(f"{place.line:>{gutter}} | ", "blue")
    out.append(f"{line}\n")
    out.append(f"{pad} | ", "blue")
    out.append(" " * start + ("^" if style != "blue" else "-") * (end - start), style)
    out.append(f" {text}\n" if text else "\n", style)


def show(diagnostics: Iterable[Diagnostic], console: Console) -> None:
    """Draw diagnostics one after another, an empty line between."""
    for diagnostic in diagnostics:
        console.print(draw(diagnostic), soft_wrap=True, highlight=False)
