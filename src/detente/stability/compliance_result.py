"""The result of a compliance analysis: frozen, says how it was computed, converts to JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from detente.model.compliance import ComplianceConflict
from detente.solve.exact import exact

VERSIONS = ("lawful", "any")
CONCEPTS = ("nash", "gmr", "smr", "seq")


@dataclass(frozen=True, slots=True)
class Patience:
    """The critical discount factor of a deviation: kept at or above it.

    gain, loss: per period, on the party's own scale; loss after everything that lawfully harms it is withheld and it replies best. seen:
    the chance per period that the breach is seen, low to high. lowest, highest: the factor with the breach seen most and least; None
    where no patience suffices. hollow: bundles of the answer that cost their owner more to withhold than to perform.
    """

    gain: Fraction
    loss: Fraction
    seen: tuple[Fraction, Fraction]
    lowest: float | None
    highest: float | None
    bundles: tuple[str, ...]
    answer: tuple[str, ...] = ()
    hollow: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "gain": exact(self.gain), "loss": exact(self.loss), "seen": [exact(q) for q in self.seen], "lowest": self.lowest,
            "highest": self.highest, "bundles": list(self.bundles), "answer": list(self.answer), "hollow": list(self.hollow),
        }


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one party keeps the agreed state.

    agreed, no_agreement: its utility. verdicts: by view ("as seen", "all seen"), version and concept: "stable", "unstable", "not
    identified" or "undecided". summary: see `compliance.LEVELS`. text: the deviation that decides, and its answer. unpriced: own bundles
    whose worth to it is not known, so that breaking these was not tried. patience: over all deviations of continuing bundles. firm: in which
    share of the worlds drawn from the ranges of the positions lawful answers deter it (SEQ); None where none were drawn.
    """

    party: str
    label: str
    valued: bool
    agreed: Fraction
    no_agreement: Fraction
    verdicts: Mapping[str, Mapping[str, Mapping[str, str]]]
    summary: str
    text: str
    deviation: tuple[str, ...] = ()
    gain: Fraction = Fraction(0)
    unpriced: tuple[str, ...] = ()
    patience: Patience | None = None
    firm: Fraction | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "firm": exact(self.firm), "party": self.party, "label": self.label, "has_position": self.valued, "agreed": exact(self.agreed),
            "no_agreement": exact(self.no_agreement), "verdicts": {k: {n: dict(c) for n, c in v.items()} for k, v in self.verdicts.items()},
            "summary": self.summary, "text": self.text, "deviation": list(self.deviation), "gain": exact(self.gain),
            "unpriced": list(self.unpriced), "patience": self.patience.to_dict() if self.patience else None,
        }


@dataclass(frozen=True, slots=True)
class Pressure:
    """Breaking one bundle alone. gain: midpoint; low, high: over the ranges of the position. summary, text: as in Standing."""

    bundle: str
    party: str
    gain: Fraction
    low: Fraction
    high: Fraction
    summary: str
    text: str
    patience: Patience | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "bundle": self.bundle, "party": self.party, "gain": exact(self.gain), "low": exact(self.low), "high": exact(self.high),
            "summary": self.summary, "text": self.text, "patience": self.patience.to_dict() if self.patience else None,
        }


@dataclass(frozen=True, slots=True)
class Carrier:
    """Licences without which the agreed state is not stable, inclusion-minimal: (withhold, failing, ground) each. deviation: what becomes free."""

    party: str
    licences: tuple[tuple[str, str, str], ...]
    deviation: tuple[str, ...]
    concept: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "party": self.party, "licences": [list(x) for x in self.licences], "deviation": list(self.deviation),
            "concept": self.concept, "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Reliance:
    """A bundle whose breach must be seen: unseen, the agreed state is no longer stable for its bearer."""

    bundle: str
    party: str
    concept: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"bundle": self.bundle, "party": self.party, "concept": self.concept, "text": self.text}


@dataclass(frozen=True, slots=True)
class Repair:
    """Additions that make the agreed state stable for a party: ("verify", b, ""), ("essential", b, "") or ("link", b, c).

    None of them can be left out. additions is empty where no links and verifications suffice.
    """

    party: str
    additions: tuple[tuple[str, str, str], ...]
    concept: str
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"party": self.party, "additions": [list(x) for x in self.additions], "concept": self.concept, "text": self.text}


@dataclass(frozen=True)
class ComplianceResult:
    """Whether a package would be kept, by whom, why, and what carries it.

    verdict: one sentence. stable: by concept under lawful answers, for all: "stable", "unstable", "not identified" or "undecided".
    pressures: most tempting first. most_patient: the parties that need the greatest discount factor. method,
    exact, parameters, inputs: how it was computed; bounds: what was not searched to the end.
    """

    conflict: ComplianceConflict = field(repr=False)
    verdict: str
    stable: Mapping[str, str]
    parties: tuple[Standing, ...]
    pressures: tuple[Pressure, ...]
    carriers: tuple[Carrier, ...]
    reliances: tuple[Reliance, ...]
    repairs: tuple[Repair, ...]
    most_patient: tuple[str, ...]
    not_identified: tuple[str, ...]
    method: str
    parameters: Mapping[str, Any]
    bounds: tuple[str, ...] = ()
    exact: bool = True

    def to_dict(self) -> dict[str, Any]:
        """As plain data: the compliance part of `detente stability SETTLEMENT --format json`."""
        c = self.conflict
        return {
            "name": c.name, "title": c.title, "package": dict(c.package), "readings": dict(c.readings), "stage": c.stage,
            "verdict": self.verdict, "stable": dict(self.stable), "parties": [p.to_dict() for p in self.parties],
            "bundles": [_bundle(c, b.name) for b in c.bundles],
            "licences": [{"withhold": x.withhold, "failing": x.failing, "ground": x.ground} for x in c.licences],
            "exits": [{"name": e.name, "owner": e.owner, "ends": list(e.ends), "whole": e.whole, "free": e.free} for e in c.exits],
            "pressures": [p.to_dict() for p in self.pressures], "carriers": [x.to_dict() for x in self.carriers],
            "reliances": [x.to_dict() for x in self.reliances], "repairs": [x.to_dict() for x in self.repairs],
            "most_patient": list(self.most_patient), "not_identified": list(self.not_identified), "notes": list(c.notes),
            "findings": [d.message for d in c.diagnostics], "method": self.method, "exact": self.exact,
            "parameters": dict(self.parameters), "bounds": list(self.bounds),
        }


def _bundle(conflict: ComplianceConflict, name: str) -> dict[str, Any]:
    b = conflict.bundle(name)
    return {
        "name": b.name, "owner": b.owner, "kind": b.kind, "about": b.about, "instrument": b.instrument, "creditors": list(b.creditors),
        "clauses": list(b.clauses), "title": b.title, "essential": b.essential, "humanitarian": b.humanitarian, "survives": b.survives,
        "continuing": b.continuing, "seen": b.seen, "partly": b.partly, "watchers": list(b.watchers), "instead_of": list(b.instead_of),
    }
