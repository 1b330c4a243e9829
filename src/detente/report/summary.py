"""The assessment on a terminal, read in a minute: what it is, whom it burdens, what was found, what it hangs on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from detente.diagnostic import SEVERITIES
from detente.report import words
from detente.report.findings import Group, Hinge, groups, hinges
from detente.report.overview import Overview, verdict
from detente.report.section import Section
from detente.report.terminal import STYLES

FEW_GROUPS = 9
FEW_HINGES = 5
FEW_OUTSIDERS = 6
HOW = {"duty": "would have to", "disposed of": "is disposed of", "consent": "is asked to consent"}


@dataclass(frozen=True)
class Summary:
    """What fits a screen. outsiders: (name, what it bears). counts: (severity, number). sections: (title, sentence)."""

    title: str
    verdict: str
    outsiders: tuple[tuple[str, str], ...]
    more_outsiders: int
    counts: tuple[tuple[str, int], ...]
    groups: tuple[Group, ...]
    hinges: tuple[Hinge, ...]
    sections: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, str], ...]
    report: str


def summarise(
    view: Overview, sections: Sequence[Section], left_out: Sequence[tuple[str, str]] = (), report: str = ""
) -> Summary:
    """Pick what matters most out of the sections."""
    s = view.settlement
    found = [d for x in sections for d in x.findings]
    rows = [(words.name(s, o.party), _bears(o.burdens)) for o in view.outsiders]
    rows += [(words.plural(len(b.who), "state or place", "states and places"), f"{b.how}: {b.what}") for b in view.wide]
    other = [(x.title, x.summary) for x in sections if x.html and x.name not in ("check", "outsiders", "overview")]
    return Summary(
        s.title or "Untitled settlement",
        verdict(view, found),
        tuple(rows[:FEW_OUTSIDERS]),
        max(0, len(rows) - FEW_OUTSIDERS),
        tuple((x, sum(d.severity == x for d in found)) for x in SEVERITIES),
        groups(found),
        hinges(s, found),
        tuple(other),
        tuple(left_out),
        report,
    )


def _bears(burdens: Sequence[object]) -> str:
    from detente.report.burdens import Burden

    parts: dict[str, list[str]] = {}
    for b in burdens:
        assert isinstance(b, Burden)
        if b.clause not in parts.setdefault(b.how, []):
            parts[b.how].append(b.clause)
    return "; ".join(f"{HOW[how]}: {words.join(names, 4)}" for how, names in parts.items())


def show(summary: Summary, console: Console) -> None:
    """Draw it: plain text where the console is no terminal."""
    console.print(Text(summary.title, "bold"))
    console.print(Padding(Text(summary.verdict), (0, 0, 1, 0)))
    if summary.outsiders:
        _heading(console, "On those who do not sign")
        for name, text in summary.outsiders:
            _row(console, name, text)
        if summary.more_outsiders:
            console.print(Text(f"  and {summary.more_outsiders} more", "dim"))
    if summary.groups:
        said = words.join([words.plural(n, s) for s, n in summary.counts if n])
        _heading(console, f"Findings: {said}")
        for group in summary.groups[:FEW_GROUPS]:
            _group(console, group)
        left = summary.groups[FEW_GROUPS:]
        if left:
            count = sum(len(g.findings) for g in left)
            console.print(Text(f"  and {words.plural(count, 'finding')} of {words.plural(len(left), 'further kind')}", "dim"))
    if summary.hinges:
        _heading(console, "What it hangs on")
        for hinge in summary.hinges[:FEW_HINGES]:
            _row(console, hinge.choice, f"{hinge.title or hinge.kind} ({words.plural(hinge.findings, 'finding')})")
    if summary.sections:
        _heading(console, "Besides")
        for title, text in summary.sections:
            _row(console, title, text)
    for name, why in summary.left_out:
        console.print(Text(f"  {name} did not run: {why}", "dim"))
    if summary.report:
        console.print()
        console.print(Text.assemble("Report: ", (summary.report, "bold")), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, "bold"))


def _row(console: Console, name: str, text: str) -> None:
    console.print(Padding(Text.assemble((name, "cyan"), "  ", text), (0, 0, 0, 2)))


def _group(console: Console, group: Group) -> None:
    first = group.findings[0]
    count = len(group.findings)
    more = f"  (and {count - 1} like it)" if count > 1 else ""
    mark = Text(f"{group.severity} {group.kind.code} ", STYLES[group.severity])
    console.print(Padding(Text.assemble(mark, first.message, (more, "dim")), (0, 0, 0, 2)))
