"""From the plain data of the reference to conflicts."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from reference import Game, Sketch

from detente.model.conflict import (
    Conflict,
    Constraint,
    DecisionMaker,
    Graph,
    Option,
    Preference,
    Statement,
    Term,
    pattern_formula,
)


def conflict_of(sketch: Sketch) -> Conflict:
    """The same conflict in the program's own terms."""
    return Conflict(
        "sketch",
        tuple(DecisionMaker(f"D{i}", _preference(*p)) for i, p in enumerate(sketch.preferences)),
        tuple(
            Option(f"o{k}", f"D{i}", direction=w)  # type: ignore[arg-type]
            for k, (i, w) in enumerate(zip(sketch.owners, sketch.ways, strict=True))
        ),
        tuple(Constraint(pattern_formula(p)) for p in sketch.infeasible),
    )


def _preference(kind: str, body: list[Any]) -> Preference:
    if kind == "ranking":
        return Preference(ranking=tuple(tuple(group) for group in body))
    if kind == "statements":
        return Preference(tuple(Statement(pattern_formula(p)) for p in body))
    return Preference(terms=tuple(Term(tuple(o), Fraction(w), Fraction(w)) for o, w in body))


def graph_conflict(game: Game) -> Conflict:
    """A game in graph form as a conflict."""
    graph = Graph(
        tuple(f"s{k}" for k in game.codes),
        tuple(tuple(tuple(sorted(q)) for q in rows) for rows in game.arcs),
        tuple(tuple(Fraction(v) for v in row) for row in game.value),  # type: ignore[arg-type]
    )
    return Conflict("graph", tuple(DecisionMaker(f"D{i}") for i in range(len(game.arcs))), graph=graph)
