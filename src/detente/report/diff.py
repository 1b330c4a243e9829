"""Two versions of a settlement compared: clause by clause, and finding by finding.

Clauses are matched by name; what is compared is what they say (each line with its subject, deed, time, conditions and
choices), not how they are written. Findings are matched by kind, message and the names concerned, so that a finding which only
moved in the file is the same finding; what is left is matched by kind and the first name concerned, as a finding that changed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from detente.check import CheckResult
from detente.diagnostic import SEVERITIES, Diagnostic
from detente.model.settlement import Settlement
from detente.report import json, words
from detente.report.duties import Duty, duties


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that differs. how: "added", "removed", "changed" or "renamed". gone, new: lines only in one, in words.

    clause: its name, for a renamed one `old → new`.
    """

    clause: str
    how: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second settlement changes. choices: options of issues and questions added or removed, in words.

    zones: places that join or leave a zone, in words. gone, new: findings only in the first, only in the second. altered:
    findings of both that read differently, (before, after). All three are empty where no check was given.
    """

    clauses: tuple[ClauseChange, ...]
    zones: tuple[str, ...]
    choices: tuple[str, ...]
    gone: tuple[Diagnostic, ...]
    new: tuple[Diagnostic, ...]
    altered: tuple[tuple[Diagnostic, Diagnostic], ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.clauses or self.zones or self.choices or self.gone or self.new or self.altered)


def compare(
    before: Settlement, after: Settlement, old: CheckResult | None = None, new: CheckResult | None = None
) -> Difference:
    """Compare two settlements, and their checks where both are given."""
    gone: list[Diagnostic] = []
    fresh: list[Diagnostic] = []
    if old is not None and new is not None:
        gone, fresh = _only(old.diagnostics, new.diagnostics), _only(new.diagnostics, old.diagnostics)
    altered = _altered(gone, fresh)
    left = tuple(d for d in gone if all(d is not a for a, _ in altered))
    come = tuple(d for d in fresh if all(d is not b for _, b in altered))
    return Difference(_clauses(before, after), _zones(before, after), _choices(before, after), left, come, altered)


def _lines(settlement: Settlement) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Clause name as written and its lines, by name in lower case."""
    out: dict[str, tuple[str, list[str]]] = {
        c.name.lower(): (c.name, []) for c in settlement.clauses.values() if "/" not in c.name and ":" not in c.name
    }
    for d in duties(settlement):
        if not d.adopted_from:
            out.setdefault(d.clause.lower(), (d.clause, []))[1].append(_said(settlement, d))
    return {k: (name, tuple(dict.fromkeys(lines))) for k, (name, lines) in out.items()}


def _said(settlement: Settlement, d: Duty) -> str:
    """Everything a line says, in one sentence: what is not in it makes no difference."""
    norm = d.norm
    assert norm is not None
    parts = [d.sentence, d.when, *d.conditions]
    links = norm.links
    for label, names in (
        ("in return for", links.in_return_for), ("together with", links.together_with), ("after", links.after),
        ("failing", links.failing), ("notwithstanding", links.notwithstanding), ("subject to", links.subject_to),
        ("verified by", norm.verified_by), ("red line of", norm.red_line_of), ("marked", tuple(sorted(norm.marks))),
        ("with written consent of", tuple(words.ordered(settlement, norm.consent_of))),
        ("owed to", d.creditors if d.owed_by_text else ()), ("under", d.depends),
    ):  # fmt: skip
        if names:
            parts.append(f"{label} {words.join(names)}")
    if d.instrument:
        parts.append(f"in {d.instrument}")
    return "; ".join(p for p in parts if p)


def _clauses(before: Settlement, after: Settlement) -> tuple[ClauseChange, ...]:
    one, other = _lines(before), _lines(after)
    out = []
    for key in dict.fromkeys((*one, *other)):
        name, old = one.get(key, ("", ()))
        new_name, new = other.get(key, ("", ()))
        if key not in other:
            out.append(ClauseChange(name, "removed", old, ()))
        elif key not in one:
            out.append(ClauseChange(new_name, "added", (), new))
        elif old != new:
            gone = tuple(x for x in old if x not in new)
            fresh = tuple(x for x in new if x not in old)
            if gone or fresh:
                out.append(ClauseChange(name, "changed", gone, fresh))
    return _renamed(out)


def _renamed(changes: list[ClauseChange]) -> tuple[ClauseChange, ...]:
    """A clause removed and one added that say exactly the same are one clause under a new name."""
    added = {c.new: c for c in reversed(changes) if c.how == "added" and c.new}
    out, taken = [], set()
    for c in changes:
        twin = added.pop(c.gone, None) if c.how == "removed" else None
        if twin is not None:
            taken.add(twin.clause)
            out.append(ClauseChange(f"{c.clause} → {twin.clause}", "renamed", (), ()))
        else:
            out.append(c)
    return tuple(c for c in out if not (c.how == "added" and c.clause in taken))


def _zones(before: Settlement, after: Settlement) -> tuple[str, ...]:
    out = []
    for key in dict.fromkeys((*before.zones, *after.zones)):
        a, b = before.zones.get(key), after.zones.get(key)
        zone = b or a
        assert zone is not None
        if a is None or b is None:
            out.append(f"zone {zone.name} {'removed' if b is None else 'added'}")
            continue
        for verb, places in (("joins", b.extent.keys() - a.extent.keys()), ("leaves", a.extent.keys() - b.extent.keys())):
            if places:
                shown = words.join(sorted(words.name(after, p) for p in places), 8)
                out.append(f"{shown} {verb if len(places) == 1 else verb.rstrip('s')} {zone.name}")
        moved = [p for p in a.extent.keys() & b.extent.keys() if a.extent[p] != b.extent[p]]
        if moved:
            shown = words.join(sorted(words.name(after, p) for p in moved), 8)
            out.append(f"{shown}: in {zone.name} under other conditions than before")
    return tuple(out)


def _choices(before: Settlement, after: Settlement) -> tuple[str, ...]:
    out = []
    for key in dict.fromkeys((*before.choices, *after.choices)):
        a, b = before.choices.get(key), after.choices.get(key)
        if a is None or b is None:
            choice = b or a
            assert choice is not None
            if choice.kind != "member":
                out.append(f"{choice.kind} {choice.name} {'removed' if b is None else 'added'}")
            continue
        for verb, left, right in (("gains", b, a), ("loses", a, b)):
            names = [o.name for o in left.options if right.option(o.name) is None]
            if names:
                out.append(f"{a.kind} {a.name} {verb} {words.join(names)}")
        if a.proposes != b.proposes:
            out.append(f"{a.kind} {a.name} proposes {b.proposes or 'nothing'}, before {a.proposes or 'nothing'}")
    return tuple(out)


def _altered(gone: list[Diagnostic], fresh: list[Diagnostic]) -> tuple[tuple[Diagnostic, Diagnostic], ...]:
    """Pairs of a finding gone and one new that are of one kind and severity and about the same thing first of all."""
    waiting: dict[tuple[object, ...], list[Diagnostic]] = {}
    for d in fresh:
        waiting.setdefault((d.code, d.severity, d.about[:1]), []).append(d)
    out = []
    for d in gone:
        twins = waiting.get((d.code, d.severity, d.about[:1]), [])
        if d.about and twins:
            out.append((d, twins.pop(0)))
    return tuple(out)


def _only(these: tuple[Diagnostic, ...], those: tuple[Diagnostic, ...]) -> list[Diagnostic]:
    left = Counter(map(_same, those))
    out = []
    for d in these:
        if left[_same(d)]:
            left[_same(d)] -= 1
        else:
            out.append(d)
    return out


def _same(d: Diagnostic) -> tuple[object, ...]:
    return d.code, d.severity, d.message, d.depends, d.about


def to_json(difference: Difference) -> dict[str, Any]:
    """The difference as plain data; findings as in the JSON of the check."""
    return {
        "clauses": [
            {"clause": c.clause, "how": c.how, "gone": list(c.gone), "new": list(c.new)} for c in difference.clauses
        ],
        "zones": list(difference.zones),
        "choices": list(difference.choices),
        "findings": {
            "gone": [json.diagnostic(d) for d in difference.gone],
            "new": [json.diagnostic(d) for d in difference.new],
            "altered": [{"before": json.diagnostic(a), "after": json.diagnostic(b)} for a, b in difference.altered],
        },
    }


def show(difference: Difference, console: Console) -> None:
    """Draw the difference: `-` only in the first, `+` only in the second, `~` changed."""
    if difference.same:
        console.print("The two settlements say the same.")
        return
    signs = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow"), "renamed": ("~", "yellow")}
    if difference.clauses:
        console.print(Text("Clauses", "bold"))
    for c in difference.clauses:
        sign, style = signs[c.how]
        console.print(Text.assemble((f"{sign} {c.clause}", style), (f"  {c.how}", "dim")))
        for line, mark, colour in [*((x, "-", "red") for x in c.gone), *((x, "+", "green") for x in c.new)]:
            console.print(Padding(Text.assemble((f"{mark} ", colour), line), (0, 0, 0, 4)))
    for title, lines in (("Zones", difference.zones), ("Choices", difference.choices)):
        if lines:
            console.print(Text(f"\n{title}", "bold"))
        for line in lines:
            console.print(Padding(Text(line), (0, 0, 0, 2)))
    for title, mark, colour, found in (("gone", "-", "green", difference.gone), ("new", "+", "red", difference.new)):
        if found:
            said = words.join([words.plural(n, s) for s in SEVERITIES if (n := sum(d.severity == s for d in found))])
            console.print(Text(f"\nFindings {title}: {said}", "bold"))
        for d in found:
            console.print(Padding(Text.assemble((f"{mark} {d.severity} {d.code} ", colour), d.message), (0, 0, 0, 2)))
    if difference.altered:
        console.print(Text(f"\nFindings that read differently: {len(difference.altered)}", "bold"))
    for a, b in difference.altered:
        what = b.message if a.message != b.message else f"{b.message}; depends on {'; or on '.join(b.depends) or 'nothing'}"
        console.print(Padding(Text.assemble((f"~ {b.severity} {b.code} ", "yellow"), what), (0, 0, 0, 2)))
