"""The bargains an assessment looks at: each set of positions, with those who must accept and with the affected besides.

1. A full analysis per set for those whose acceptance the text asks, with `WORLDS` sampled worlds and seed 0.
2. Whether the zone is empty, per set, with each affected party (one with a position whose acceptance is not asked) as a
   further party who must accept, and with all of them.
Each step has a time limit; what is cut off says so. Nothing cut off, the same input gives the same result.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.bargain.result import BargainResult
    from detente.model.bargaining import BargainingProblem

WORLDS = 100_000
SECONDS = 12.0
SECONDS_ZONE = 2.0
MOST_SETS = 4
MOST_AFFECTED = 6

Build = Callable[[str, tuple[str, ...]], "BargainingProblem"]
"""The problem of a rival set ("" for the files of none) with these further parties, by name."""


@dataclass(frozen=True, slots=True)
class Try:
    """Whether a package can be agreed if these must accept besides. empty: None where not settled. blocking: as in Zone."""

    also: tuple[str, ...]
    empty: bool | None
    status: str
    blocking: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SetRun:
    """One set of positions: its name ("" for the files of no set), the full analysis, and the further tries."""

    name: str
    result: BargainResult
    tries: tuple[Try, ...]


@dataclass(frozen=True, slots=True)
class Bargains:
    """What the section of the report shows. left_out: sets that lack a position, with the reason."""

    runs: tuple[SetRun, ...]
    left_out: tuple[tuple[str, str], ...]


def run(build: Build, sets: Sequence[str], left_out: Sequence[tuple[str, str]] = ()) -> Bargains:
    """All runs. sets: those whose positions are complete. Raises what `build` and `analyse` raise."""
    from detente.bargain import analyse

    done = []
    for name in sets[:MOST_SETS]:
        problem = build(name, ())
        affected = [p.name for p in problem.parties if p.name not in problem.rule.of][:MOST_AFFECTED]
        ways = [(x,) for x in affected] + ([tuple(affected)] if len(affected) > 1 else [])
        tries = []
        for also in ways:
            zone = analyse(build(name, also), worlds=0, seconds=SECONDS_ZONE, parts=()).zone
            tries.append(Try(also, zone.empty, zone.status, zone.blocking))
        done.append(SetRun(name, analyse(problem, worlds=WORLDS, seconds=SECONDS), tuple(tries)))
    skipped = [(name, "not more than four sets are shown") for name in sets[MOST_SETS:]]
    return Bargains(tuple(done), (*left_out, *skipped))
