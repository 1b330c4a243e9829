"""The bundles of a compliance conflict for a terminal: who owes what to whom, how it is seen, and what licenses withholding it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.model.compliance import Bundle, ComplianceConflict
from detente.report.terminal import clean
from detente.report.words import join, plural

PROSE = """Derived from the settlement. Every figure carries its origin; change what you doubt and ask `detente stability` about this
file again. The agreed state is that everything is performed. What the lines mean is in the explanation of compliance."""
GROUNDS = {"exchange": "given in return for", "wait": "due after", "breach": "suspended for"}


def show(conflict: ComplianceConflict, console: Console) -> None:
    """Print the bundles, the powers to leave, and what was left out."""
    console.print(Text(clean(conflict.title or conflict.name), "bold"), soft_wrap=True)
    chosen = [f"{issue} {option}" for issue, option in conflict.package if option != "no"]
    package = f"Package: {join(chosen) or 'every issue no'}. " if conflict.package else ""
    _say(console, f"{package}Stage: {conflict.stage}.")
    if conflict.readings:
        _say(console, f"Read as: {join([f'{question} {reading}' for question, reading in conflict.readings])}.")
    _say(console, f"{plural(len(conflict.bundles), 'bundle')}, {plural(len(conflict.licences), 'licence')} to withhold.")
    table = Table("bundle", "what it asks", "owed to", "seen", "may be withheld", box=None, pad_edge=False, padding=(0, 1))
    for bundle in conflict.bundles:
        table.add_row(*(Text(clean(cell)) for cell in (
            bundle.name, _asks(bundle), join([conflict.label(p) for p in bundle.creditors], 2), _seen(bundle), _licences(conflict, bundle.name),
        )))
    console.print(table)
    for exit in conflict.exits:
        _say(console, f"{conflict.label(exit.owner)} may {exit.title}{'' if exit.free else ' after a breach'}, which ends {plural(len(exit.ends), 'bundle')}.")
    for note in conflict.notes:
        _say(console, f"Left out: {note}.")
    for found in conflict.diagnostics:
        _say(console, f"{found.severity}: {found.message}")


def _asks(bundle: Bundle) -> str:
    marks = [word for word, on in (("essential", bundle.essential), ("humanitarian", bundle.humanitarian)) if on]
    once = [] if bundle.continuing else ["once"]
    return bundle.title[:90] + (f" ({', '.join([*marks, *once])})" if marks or once else "")


def _seen(bundle: Bundle) -> str:
    if bundle.kind == "consent":
        return "by all"
    how = {"verified": f"by {join(list(bundle.watchers), 2)}", "open": "open to view", "unseen": "not seen"}[bundle.seen]
    return how + (", some of it not" if bundle.partly else "")


def _licences(conflict: ComplianceConflict, name: str) -> str:
    parts = []
    for ground, words in GROUNDS.items():
        found = [x.failing for x in conflict.licences if x.withhold == name and x.ground == ground]
        if found:
            parts.append(f"{words} {join(found, 3)}")
    return "; ".join(parts) or "never"


def _say(console: Console, text: str) -> None:
    console.print(Text(clean(text)), soft_wrap=True)
