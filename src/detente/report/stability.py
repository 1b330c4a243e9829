"""The stability analysis for a terminal: the answer first, then which states hold, for whom, and how one gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report import stability_view as view
from detente.report.terminal import clean
from detente.report.words import join, plural

if TYPE_CHECKING:
    from detente.stability.result import StabilityResult

MOST_STATES = 24
MOST_EXPLAINED = 5
MOST_PATHS = 6


def show(result: StabilityResult, console: Console, asked: tuple[int, ...] = ()) -> None:
    """Print the analysis. asked: numbers of states to explain in place of the status quo and the equilibria."""
    conflict = result.conflict
    console.print(Text(clean(conflict.title or conflict.name), "bold"))
    states = "" if conflict.graph else f"; {result.feasible:,} of {plural(result.states, 'combination')} can be"
    exact = "exact" if result.exact else "not exact"
    console.print(f"{conflict.size_in_words}{states}; {result.engine} engine, {exact}.", soft_wrap=True)
    _say(console, view.verdict(result))
    rows = view.lines(result)
    _table(result, rows, console)
    chosen = list(asked) or [r.number for r in rows if r.role or "seq" in r.holds or "nash" in r.holds][:MOST_EXPLAINED]
    for number in chosen:
        _explain(result, number, console, bool(asked))
    if not asked:
        _paths(result, console)
        _coalitions(result, console)
        _more(result, console)


def _say(console: Console, text: str, indent: str = "") -> None:
    console.print(Text(indent + clean(text)), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(clean(text), "bold"), soft_wrap=True)


def _table(result: StabilityResult, rows: list[view.StateLine], console: Console) -> None:
    _heading(console, "States that hold, for all together")
    used = [c for c in view.NAMES if c in result.equilibria]
    table = Table("", "state", "", *(view.NAMES[c] for c in used), box=None, pad_edge=False, padding=(0, 1))
    for row in rows[:MOST_STATES]:
        marks = ("●" if c in row.holds else "·" for c in used)
        pattern = "" if row.pattern == row.words else row.pattern if len(row.pattern) <= 24 else ""
        words = clean(row.words) + (f"  [{row.role}]" if row.role else "")
        table.add_row(str(row.number), Text(words), Text(pattern, "dim"), *marks)
    console.print(table)
    total = max(result.counts.values(), default=0)
    if len(rows) > MOST_STATES or total > len(rows):
        _say(console, f"and more: {', '.join(f'{result.counts[c]:,} {view.NAMES[c]}' for c in used)}; "
             "`--format json` lists them, `--state` explains one", "  ")  # fmt: skip
    for c in used:
        _say(console, f"{view.NAMES[c]}: {view.MEANING[c]}", "  ")


def _explain(result: StabilityResult, number: int, console: Console, every_concept: bool) -> None:
    found = view.accounts(result, number)
    if not found:
        return
    role = next((f", {r.role}" for r in view.lines(result) if r.number == number and r.role), "")
    _heading(console, f"State {number}{role}: {result.words.get(number, '')}")
    for account in found:
        _say(console, f"{account.title}: {view.SHORT[account.way]}. {account.text}", "  ")
    if every_concept:
        for w in result.witnesses:
            if w.state == number and w.improvement is not None:
                stable = "stable" if w.stable else "not stable"
                _say(console, f"{view.NAMES[w.concept]}, {view.title(result.conflict, w.party)}: {stable}. {w.text}", "    ")


def _paths(result: StabilityResult, console: Console) -> None:
    if result.status_quo is None or not result.paths:
        return
    _heading(console, f"How it could go from here (state {result.status_quo})")
    for found in sorted(result.paths, key=lambda p: p.kind != "improvements")[:MOST_PATHS]:
        _say(console, view.path(result, found), "  ")


def _coalitions(result: StabilityResult, console: Console) -> None:
    for joint in result.coalitions:
        who = join([view.title(result.conflict, n) for n in joint.members])
        _heading(console, f"If {who} act as one")
        for c, numbers in joint.equilibria.items():
            gone = [n for n in result.equilibria.get(c, ()) if n not in numbers]
            if gone:
                _say(console, f"{view.NAMES[c]}: {join([f'state {n}' for n in gone], 8)} no longer hold", "  ")
        for start, ends in list(joint.better.items())[:8]:
            _say(console, f"from state {start} all of them gain by going to {join([str(e) for e in ends], 6, 'or')}", "  ")


def _more(result: StabilityResult, console: Console) -> None:
    if result.strong is not None:
        _heading(console, "By strong threats alone")
        for c, numbers in result.strong.items():
            _say(console, f"{view.NAMES[c]}: {join([str(n) for n in numbers], 12) or 'no state'}", "  ")
    if result.horizon is not None:
        numbers = result.horizon["non_myopic_equilibria"]
        _heading(console, "If both think any number of moves ahead (non-myopic)")
        _say(console, join([f"state {n} ({result.words.get(n, '')})" for n in numbers], 8) or "no state holds", "  ")
    if result.not_computed:
        _heading(console, "Not computed")
        for name, why in result.not_computed.items():
            _say(console, f"{view.NAMES.get(name, name)}: {why}", "  ")
