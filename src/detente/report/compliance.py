"""Whether a settlement would be kept, for a terminal: the verdict, each party, the pressure points, what carries it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report.terminal import clean
from detente.report.words import plural

if TYPE_CHECKING:
    from detente.stability.compliance_result import ComplianceResult, Patience

MOST = 8


def size(result: ComplianceResult) -> str:
    """What was looked at, in words."""
    c = result.conflict
    return (
        f"{plural(len(c.bundles), 'bundle')} of duties of {plural(len(c.makers), 'decision maker')}, "
        f"{plural(len(c.licences), 'licence')} to withhold; stage: {c.stage}"
    )


def patience(found: Patience | None, period: str) -> str:
    """A critical discount factor for people."""
    if found is None:
        return "–"
    if found.gain <= 0:
        return "none"
    if found.lowest is None:
        return "no patience suffices"
    if found.highest is None:
        return f"{found.lowest:.2f} a {period}, if it is seen at all"
    if f"{found.lowest:.2f}" == f"{found.highest:.2f}":
        return f"{found.lowest:.2f} a {period}"
    return f"{found.lowest:.2f} to {found.highest:.2f} a {period}"


def show(result: ComplianceResult, console: Console) -> None:
    """Print the analysis."""
    console.print(Text(clean(result.conflict.title or result.conflict.name), "bold"), soft_wrap=True)
    _say(console, f"{size(result)}; {'exact' if result.exact else 'cut off where said'}.")
    _say(console, result.verdict)
    period = str(result.parameters.get("period", "period"))
    _heading(console, "Who keeps what it owes")
    table = Table("party", "", "patience it needs", box=None, pad_edge=False, padding=(0, 1))
    for p in result.parties:
        table.add_row(Text(clean(p.label)), Text(clean(p.summary)), patience(p.patience, period))
    console.print(table)
    for p in result.parties:
        _say(console, p.text, "  ")
    if result.most_patient:
        names = [result.conflict.label(p) for p in result.most_patient]
        _say(console, f"The most patient must be: {', '.join(names)}.", "  ")
    _list(console, "Pressure points: single duties, the most tempting first", (f"{p.summary}: {p.text}" for p in result.pressures))
    _list(console, "What carries it", (c.text for c in result.carriers))
    _list(console, "What must be seen", (c.text for c in result.reliances))
    _list(console, "What would mend it", (c.text for c in result.repairs))
    _list(console, "Not identified, for want of values", result.not_identified)
    _list(console, "Left out", result.conflict.notes)
    _list(console, "Not searched to the end", result.bounds)


def _list(console: Console, heading: str, texts: Iterable[str]) -> None:
    found = list(texts)
    if found:
        _heading(console, heading)
    for text in found[:MOST]:
        _say(console, text, "  ")
    if len(found) > MOST:
        _say(console, f"and {len(found) - MOST:,} more: see `--format json`", "  ")


def _say(console: Console, text: str, indent: str = "") -> None:
    console.print(Text(indent + clean(text)), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, "bold"))
