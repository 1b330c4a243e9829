"""CP-SAT with fixed behaviour: seeded, one worker, and with a status that says what was proven.

Steps of `solve`: 1. refuse coefficients whose sums could leave 64 bits (the caller is told, nothing is rounded);
2. search with a fixed seed and one worker, so that the same model gives the same answer on any machine (on packages,
linear relaxation in full and one worker was 10 to 30 times faster than the solver's interleaved portfolio; on questions of
yes or no with many conditional sums, a light relaxation and full presolve were faster by as much); 3. translate the outcome: proven, best found with its bound, impossible, or unknown. Ctrl-C ends the search and counts
as a cut. Source: Perron & Didier, CP-SAT (OR-Tools), parameters `num_workers`, `linearization_level`, `random_seed`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from detente.solve.budget import Budget

SAFE = 2**52
"""Largest sum of absolute coefficients times bounds that is handed to the solver."""

Status = Literal["proven", "best found", "impossible", "unknown"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """status: what is known. bound: best proven bound on the objective. solver: read values from it."""

    status: Status
    bound: float
    solver: Any

    @property
    def found(self) -> bool:
        """Whether there is a solution to read."""
        return self.status in ("proven", "best found")


def solve(model: Any, budget: Budget, seed: int = 0, seconds: float | None = None, logical: bool = False) -> Outcome:
    """Solve a CP-SAT model within half of what is left of the budget, so that later steps get their part.

    seconds: a further limit for this step. logical: the model has no objective and is mostly logic.
    """
    from ortools.sat.python import cp_model

    left = budget.left()
    limits = [x for x in (None if left is None else left / 2, seconds) if x is not None]
    solver = cp_model.CpSolver()
    p = solver.parameters
    p.random_seed, p.num_workers, p.linearization_level = seed, 1, 1 if logical else 2
    # one presolve step of OR-Tools 9.15 can lose solutions and then "prove" a wrong optimum (its issue 5293); this turns
    # it off, and nothing else
    p.presolve_inclusion_work_limit = 0
    if not logical:
        p.symmetry_level, p.cp_model_probing_level = 0, 0
    if limits:
        if min(limits) <= 0:
            budget.cut = True
            return Outcome("unknown", float("inf"), solver)
        p.max_time_in_seconds = min(limits)
    code = solver.solve(model)
    if code == cp_model.MODEL_INVALID:
        raise ValueError(f"the model handed to the solver is not valid: {model.validate()}")
    status: Status = {
        cp_model.OPTIMAL: "proven", cp_model.FEASIBLE: "best found", cp_model.INFEASIBLE: "impossible",
    }.get(code, "unknown")  # type: ignore[assignment]  # fmt: skip
    if status in ("best found", "unknown"):
        budget.cut = True
        budget.interrupted = budget.interrupted or not limits or solver.wall_time < 0.9 * min(limits)
    return Outcome(status, solver.best_objective_bound, solver)
