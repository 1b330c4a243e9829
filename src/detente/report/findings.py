"""Findings put in the order a reader needs: burdens on outsiders first, then errors, warnings, notes; alike ones together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.diagnostic import SEVERITIES, Diagnostic, Kind
from detente.model.settlement import Settlement

OUTSIDERS = ("third", "outsider", "burden")


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind and severity, in the order of the text."""

    kind: Kind
    severity: str
    findings: tuple[Diagnostic, ...]

    @property
    def burden(self) -> bool:
        """Whether it is about those who do not sign."""
        return is_burden(self.kind)


def is_burden(kind: Kind) -> bool:
    """Whether a kind of finding is about third states: its name says so (`third-…`, `…-burden`)."""
    return any(word in kind.name.split("-") or word in kind.name for word in OUTSIDERS)


def groups(diagnostics: Iterable[Diagnostic]) -> tuple[Group, ...]:
    """Grouped by severity and kind; burdens on outsiders first, then by severity; unreadable text before findings."""
    table: dict[tuple[str, str], list[Diagnostic]] = {}
    for d in diagnostics:
        table.setdefault((d.severity, d.code), []).append(d)
    made = [Group(found[0].kind, severity, tuple(found)) for (severity, _), found in table.items()]
    return tuple(
        sorted(made, key=lambda g: (not g.burden, SEVERITIES.index(g.severity), g.kind.code[0] != "E", g.kind.code)) 
    )


@dataclass(frozen=True, slots=True)
class Hinge:
    """A choice on which findings hang, and how many. kind: as in `Choice.kind`; title: its question in words."""

    choice: str
    kind: str
    title: str
    findings: int


def hinges(settlement: Settlement, diagnostics: Iterable[Diagnostic]) -> tuple[Hinge, ...]:
    """The options, readings and open members that findings depend on, those that decide most findings first."""
    named = sorted(settlement.choices.values(), key=lambda c: -len(c.name))
    counted: dict[str, int] = {}
    for d in diagnostics:
        atoms = {atom for words in d.depends for atom in words.split(" and ")}
        hit = {c.name for atom in atoms if (c := next((c for c in named if atom.startswith(c.name + " ")), None))}
        for choice in hit:
            counted[choice] = counted.get(choice, 0) + 1
    order = {c.name: k for k, c in enumerate(settlement.choices.values())}
    known = {c.name: c for c in named}
    ranked = sorted(counted, key=lambda c: (-counted[c], order[c]))
    return tuple(Hinge(c, known[c].kind, known[c].title, counted[c]) for c in ranked)
