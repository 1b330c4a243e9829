"""The result of the query engine: some states of a conflict of any size, numbered in the order in which they come up.

Steps: 1. each state, decision maker and concept is a question of `detente.stability.query`, all within one budget of time; 2. what
is undecided is named, with the reason; 3. every verdict gets a witness in words.
"""

from __future__ import annotations

from collections.abc import Callable

from detente.model.conflict import Conflict
from detente.solve.budget import Budget, stoppable
from detente.stability.query import ASKED, Query, Verdict, refuse
from detente.stability.result import StabilityResult, Witness
from detente.stability.space import TooLarge
from detente.stability.witness import Teller

METHOD = "one state at a time by constraint solving, answers added as they are needed; see the reference of concepts"


def by_query(
    conflict: Conflict, codes: list[int], concepts: tuple[str, ...], moves: int, seconds: float | None,
    tell: Callable[[str, float], None], inputs: str,
) -> StabilityResult:
    """The result for some states of a conflict, numbered in this order. Raises TooLarge where it does not take the conflict."""
    if reason := refuse(conflict):
        raise TooLarge(reason)
    numbers: dict[int, int] = {}

    def number(code: int) -> int:
        return numbers.setdefault(code, len(numbers) + 1)

    asked = [number(c) for c in codes if conflict.feasible(c)]
    if not asked:
        raise ValueError("none of the states asked for can be")
    makers, used = range(len(conflict.makers)), [c for c in ASKED if c in concepts]
    names = tuple(m.name for m in conflict.makers)
    talk = Teller(conflict, names, tuple(conflict.mask(m) for m in makers), lambda c: c, number)
    budget = Budget(seconds, tell)
    stable: dict[tuple[str, int], list[int]] = {(c, m): [] for c in used for m in makers}
    witnesses: list[Witness] = []
    undecided: list[str] = []
    with stoppable(budget):
        for at, code in enumerate(list(numbers)[: len(asked)]):
            for m in makers:
                budget.report("states", (at + m / len(makers)) / len(asked))
                query = Query(conflict, m, code, moves, budget)
                for concept in used:
                    seen = conflict.makers[m].sees(code)
                    verdict = query.ask(concept) if seen else Verdict(False)
                    witnesses.append(_witness(talk, concept, m, code, verdict, seen))
                    if verdict.stable is None:
                        undecided.append(f"state {number(code)}, {concept.upper()}, {names[m]}: {verdict.reason}")
                    elif verdict.stable:
                        stable[concept, m].append(number(code))
    equal = {c: tuple(n for n in asked if all(n in stable[c, m] for m in makers)) for c in used}
    missing = dict.fromkeys((c for c in concepts if c not in ASKED), "it is computed on small conflicts")
    now = conflict.status_quo
    return StabilityResult(
        conflict, conflict.size, 0, {n: conflict.pattern(c) for c, n in numbers.items()},
        {n: conflict.words(c) for c, n in numbers.items()}, equal, {c: len(e) for c, e in equal.items()},
        {names[m]: {c: tuple(stable[c, m]) for c in used} for m in makers}, tuple(witnesses), "query", METHOD, inputs,
        {"concepts": list(concepts), "asked": asked, "moves": moves, "seconds": seconds}, not undecided,
        None if now is None else numbers.get(now), not_computed=missing, undecided=tuple(undecided),
    )


def _witness(talk: Teller, concept: str, maker: int, code: int, verdict: Verdict, seen: bool) -> Witness:
    if not seen:
        return talk.unseen(concept, maker, code)
    if verdict.stable is None:
        name = talk.movers[maker]
        text = f"Undecided for {talk.shown(name)}: {verdict.reason}."
        return Witness(name, talk.number(code), concept, False, None, (), text)
    if verdict.improvement is None:
        return talk.content(concept, maker, code)
    if not verdict.stable:
        return talk.tempted(concept, maker, code, verdict.improvement)
    return talk.deterred(concept, maker, code, verdict.improvement, [talk.move(*step) for step in verdict.answer])
