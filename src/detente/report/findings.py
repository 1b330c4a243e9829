"""Findings put in the order a reader needs: burdens on outsiders first, then errors, warnings, notes; alike ones together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from detente.diagnostic import SEVERITIES, TIERS, Diagnostic, Kind, Severity
from detente.model.settlement import Settlement

BURDENS = frozenset({"third-party-duty", "third-state-burden", "zone-of-others", "needs-foreign-soil"})


@dataclass(frozen=True, slots=True)
class Group:
    """Findings of one kind and severity, in the order of the text."""

    kind: Kind
    severity: Severity
    findings: tuple[Diagnostic, ...]

    @property
    def burden(self) -> bool:
        """Whether it is about those who do not sign."""
        return is_burden(self.kind)


def is_burden(kind: Kind) -> bool:
    """Whether a kind of finding is about what is laid on those who do not sign."""
    return kind.name in BURDENS


def groups(diagnostics: Iterable[Diagnostic]) -> tuple[Group, ...]:
    """Grouped by severity and kind. First burdens on outsiders, then by severity.

    Within a severity: unreadable text, then kinds that are errors where they are certain, then the smaller tier.
    """
    table: dict[tuple[Severity, str], list[Diagnostic]] = {}
    for d in diagnostics:
        table.setdefault((d.severity, d.code), []).append(d)
    made = [Group(found[0].kind, severity, tuple(found)) for (severity, _), found in table.items()]
    return tuple(sorted(made, key=_rank))


def _rank(group: Group) -> tuple[object, ...]:
    kind = group.kind
    usual = SEVERITIES.index(kind.severity)
    return not group.burden, SEVERITIES.index(group.severity), kind.code[0] != "E", usual, TIERS.index(kind.tier), kind.code


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
