"""The result of a stability analysis: frozen, says how it was computed, converts to JSON and to a data frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from detente.model.conflict import Conflict
from detente.stability.arena import members

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, slots=True)
class Move:
    """One move: who, from which state to which (labels), and in words."""

    party: str
    start: int
    end: int
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"party": self.party, "from": self.start, "to": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Witness:
    """Why a state is stable or not for one party under one concept.

    improvement: the move that decides: one that nothing deters, or, where all are deterred, one of them. answer: the legal
    sequence of the others that deters it; empty where nothing does. text: the same as a sentence.
    """

    party: str
    state: int
    concept: str
    stable: bool
    improvement: Move | None
    answer: tuple[Move, ...]
    text: str

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "party": self.party, "state": self.state, "concept": self.concept, "stable": self.stable,
            "improvement": self.improvement.to_dict() if self.improvement else None,
            "answer": [m.to_dict() for m in self.answer], "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Path:
    """How the conflict could walk from the status quo to a state. kind: "improvements" or "moves"."""

    to: int
    kind: str
    moves: tuple[Move, ...]

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {"to": self.to, "kind": self.kind, "moves": [m.to_dict() for m in self.moves]}


@dataclass(frozen=True, slots=True)
class Joint:
    """Stability when some act as one. better: by state (label), where the coalition could go to the gain of each member.

    stable: by concept, what is stable for the coalition itself; an equilibrium is also stable for everybody outside it.
    """

    members: tuple[str, ...]
    equilibria: Mapping[str, tuple[int, ...]]
    better: Mapping[int, tuple[int, ...]]
    stable: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "members": list(self.members), "equilibria": _lists(self.equilibria), "stable": _lists(self.stable),
            "better_for_all": {str(k): list(v) for k, v in self.better.items()},
        }


@dataclass(frozen=True)
class StabilityResult:
    """What is stable in a conflict.

    states: how many there are; feasible: how many can be. labels: pattern by number, at most `parameters["listed"]` of them;
    equilibria, by_party: numbers by concept, cut at the same length; counts: how many there are. not_computed: concepts left
    out, with the reason. Each of the following is None where the conflict does not state what it needs, or is too large:
    strong: by concept, equilibria that hold by strong sanctions for all whose strength is stated, and strong_by_party;
    uncertain: by reading of unknown preference (`VARIANTS` of `detente.stability.arena`) and concept, the equilibria (the plain
    tables are reading d); coalitional: by concept, states that no group at all upsets; perceptions: by party that
    misperceives, its "unseen" states and what it "believes" to be equilibria, and under "if all were seen" the equilibria then.
    engine, method, exact, parameters, inputs (SHA-256 of the conflict): how it was computed. The query engine looks at some
    states only: `labels` numbers them in the order asked, `equilibria` and `by_party` are among them, `feasible` is 0 (not
    counted), and `undecided` names what it could not decide.
    """

    conflict: Conflict = field(repr=False)
    states: int
    feasible: int
    labels: Mapping[int, str] = field(repr=False)
    words: Mapping[int, str] = field(repr=False)
    equilibria: Mapping[str, tuple[int, ...]]
    counts: Mapping[str, int]
    by_party: Mapping[str, Mapping[str, tuple[int, ...]]] = field(repr=False)
    witnesses: tuple[Witness, ...] = field(repr=False)
    engine: str
    method: str
    inputs: str
    parameters: Mapping[str, Any]
    exact: bool = True
    status_quo: int | None = None
    paths: tuple[Path, ...] = ()
    coalitions: tuple[Joint, ...] = ()
    strong: Mapping[str, tuple[int, ...]] | None = None
    horizon: Mapping[str, Any] | None = None
    not_computed: Mapping[str, str] = field(default_factory=dict)
    strong_by_party: Mapping[str, Mapping[str, tuple[int, ...]]] | None = None
    uncertain: Mapping[str, Mapping[str, tuple[int, ...]]] | None = None
    coalitional: Mapping[str, tuple[int, ...]] | None = None
    perceptions: Mapping[str, Mapping[str, Any]] | None = None
    undecided: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As plain data: the JSON form of `detente stability --format json`."""
        return {
            "name": self.conflict.name, "title": self.conflict.title,
            "states": self.states, "feasible": self.feasible,
            "options": [{"name": o.name, "owner": o.owner, "direction": o.direction} for o in self.conflict.options],
            "state_labels": {str(k): v for k, v in self.labels.items()},
            "equilibria": _lists(self.equilibria), "counts": dict(self.counts),
            "by_party": {p: _lists(t) for p, t in self.by_party.items()},
            "witnesses": [w.to_dict() for w in self.witnesses],
            "status_quo": self.status_quo, "paths": [p.to_dict() for p in self.paths],
            "coalitions": [c.to_dict() for c in self.coalitions],
            "strong": None if self.strong is None else _lists(self.strong),
            "strong_by_party": None if self.strong_by_party is None else
            {p: _lists(t) for p, t in self.strong_by_party.items()},
            "uncertain": None if self.uncertain is None else {v: _lists(t) for v, t in self.uncertain.items()},
            "coalitional": None if self.coalitional is None else _lists(self.coalitional),
            "perceptions": None if self.perceptions is None else {p: dict(t) for p, t in self.perceptions.items()},
            "horizon": self.horizon, "not_computed": dict(self.not_computed), "undecided": list(self.undecided),
            "engine": self.engine, "method": self.method, "exact": self.exact,
            "parameters": dict(self.parameters), "inputs": self.inputs,
        }

    def frame(self) -> pandas.DataFrame:
        """One row a listed state: number, pattern, words, and whether it is an equilibrium under each concept."""
        import pandas as pd

        rows = [
            {"state": k, "pattern": v, "words": self.words[k], **{c: k in set(e) for c, e in self.equilibria.items()}}
            for k, v in self.labels.items()
        ]
        return pd.DataFrame(rows)

    def _repr_html_(self) -> str:
        return str(self.frame().to_html(index=False))


def numbers(bits: int, listed: int) -> tuple[int, ...]:
    """The numbers (from 1) of the states in a bit set, the first so many."""
    return tuple(islice((s + 1 for s in members(bits)), listed))


def _lists(table: Mapping[str, tuple[int, ...]]) -> dict[str, list[int]]:
    return {k: list(v) for k, v in table.items()}
