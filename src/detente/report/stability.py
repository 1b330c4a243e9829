"""The stability analysis for a terminal: the answer first, then which states hold, for whom, and how one gets there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report import stability_aim
from detente.report import stability_view as view
from detente.report.json import FORMAT
from detente.report.terminal import clean

if TYPE_CHECKING:
    from detente.stability.aim import Aim
    from detente.stability.compliance_result import ComplianceResult
    from detente.stability.result import StabilityResult

MOST_STATES = 24
MOST_EXPLAINED = 5
MOST_PATHS = 6


def to_json(
    results: Sequence[StabilityResult], derived: ComplianceResult | None = None, aims: Sequence[Aim | None] = ()
) -> dict[str, Any]:
    """The form that `stability.schema.json` describes: the first result, the others in `others`; what is derived in `compliance`.

    aims: for each result what was asked about one of its states, put in as `aim`.
    """
    every = [r.to_dict() | {"aim": a.to_dict() if a else None} for r, a in zip_longest(results, aims)]
    first, others = (every[0], every[1:]) if every else ({}, [])
    more = {} if derived is None else {"compliance": derived.to_dict()}
    return {"format": FORMAT, **first, "others": others, **more}


def show(result: StabilityResult, console: Console, asked: tuple[int, ...] = (), aim: Aim | None = None) -> None:
    """Print the analysis. asked: numbers of states to explain in place of the status quo and the equilibria."""
    conflict = result.conflict
    console.print(Text(clean(conflict.title or conflict.name), "bold"))
    exact = "exact" if result.exact else "not exact"
    console.print(f"{view.size(result)}; {result.engine} engine, {exact}.", soft_wrap=True)
    _say(console, view.verdict(result))
    rows = view.lines(result)
    _table(result, rows, console)
    chosen = list(asked) or [r.number for r in rows if r.role or "seq" in r.holds or "nash" in r.holds][:MOST_EXPLAINED]
    for number in chosen:
        _explain(result, number, console, bool(asked))
    if aim is not None:
        _heading(console, f"What it would take for state {aim.state} to hold, and how sure that is")
        for text in stability_aim.sentences(result, aim):
            _say(console, text, "  ")
    if not asked:
        _paths(result, console)
        _more(result, console)


def _say(console: Console, text: str, indent: str = "") -> None:
    console.print(Text(indent + clean(text)), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(clean(text), "bold"), soft_wrap=True)


def _table(result: StabilityResult, rows: list[view.StateLine], console: Console) -> None:
    _heading(console, "States that hold, for all together" if result.feasible else "States looked at")
    used = [c for c in view.NAMES if c in result.equilibria]
    table = Table("", "state", "", *(view.NAMES[c] for c in used), box=None, pad_edge=False, padding=(0, 1))
    for row in rows[:MOST_STATES]:
        marks = ("●" if c in row.holds else "?" if c in row.open else "·" for c in used)
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
    if any(row.open for row in rows):
        _say(console, "?: not decided", "  ")


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


def _more(result: StabilityResult, console: Console) -> None:
    found = [x for j in result.coalitions for x in view.joint(result, j)] + view.further(result)
    found += [f"Not computed: {view.NAMES.get(name, name)} ({why})." for name, why in result.not_computed.items()]
    if found:
        _heading(console, "Further")
    for text in found:
        _say(console, text, "  ")
