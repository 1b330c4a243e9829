"""Strength, unknown preference, misperception, coalitions and paths by their definitions; the collected published cases."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from reference import (
    CONCEPTS,
    Game,
    legal_sequences,
    others_reach,
    random_graph,
    random_sketch,
    stable,
    table,
)
from sketches import conflict_of, graph_conflict

from detente.model.conflict import (
    Conflict,
    Constraint,
    DecisionMaker,
    Graph,
    Option,
    Preference,
    Statement,
    pattern_formula,
)
from detente.stability import StabilityResult, analyse
from detente.stability.coalition import with_coalition
from detente.stability.space import space
from detente.stability.transform import COVERED, FOUR

WAYS = {"both": "both", "N->Y only": "to yes", "Y->N only": "to no"}


def case_conflict(case: dict[str, Any]) -> Conflict:
    """A case of the data file, by its rankings of states."""
    rankings = case["preference_ranking_most_to_least"]
    groups = {m: [g if isinstance(g, list) else [g] for g in rankings[m]] for m in case["decision_makers"]}
    if case["kind"] == "explicit_graph":
        n = case["n_states"]
        arcs = tuple(
            tuple(tuple(q - 1 for q in case["arcs"][m].get(s, [])) for s in range(1, n + 1)) for m in case["decision_makers"]
        )
        payoffs = tuple(tuple(Fraction(v) for v in case["payoffs_by_state"][m]) for m in case["decision_makers"])
        graph = Graph(tuple(str(s) for s in range(1, n + 1)), arcs, payoffs)
        return Conflict(case["id"], tuple(DecisionMaker(m) for m in case["decision_makers"]), graph=graph)
    options = tuple(Option(f"o{o['index']}", o["dm"], o["name"], WAYS[o["direction"]]) for o in case["options"])  # type: ignore[arg-type]
    infeasible = tuple(
        Constraint(pattern_formula("".join(p.get(k, "-") for k in range(len(options))))) for p in case["infeasible_patterns"]
    )
    shell = Conflict(case["id"], (), options, infeasible)
    codes = {s: shell.code(pattern) for s, pattern in case["states"].items()}
    assert list(codes.values()) == [c for c in range(shell.size) if shell.feasible(c)]
    makers = tuple(
        DecisionMaker(m, Preference(ranking=tuple(tuple(codes[s] for s in g) for g in groups[m]))) for m in case["decision_makers"]
    )
    return replace(shell, makers=makers)


def test_published_cases(data_dir: Path) -> None:
    cases = yaml.safe_load((data_dir / "graph-model-cases.yaml").read_text(encoding="utf-8"))["cases"]
    assert len(cases) >= 6
    for case in cases:
        conflict = case_conflict(case)
        for engine in ("graph", "transform") if conflict.graph is None else ("graph",):
            result = analyse(conflict, engine=engine)
            for concept, expected in case["equilibria"]["run_textbook_reference"].items():
                if concept not in result.not_computed:
                    assert list(result.equilibria[concept]) == expected, (case["id"], engine, concept)
        if "coalition_MoE_Uniroyal_run_gmcr_py_dense" in case:
            joint = analyse(replace(conflict, coalitions=(("MoE", "Uniroyal"),))).coalitions[0]
            for concept, expected in case["coalition_MoE_Uniroyal_run_gmcr_py_dense"].items():
                assert list(joint.equilibria[concept]) == expected, concept


def sketched(seed: int) -> tuple[Game, Conflict]:
    rng = random.Random(seed)
    if seed % 3 == 0:
        game = random_graph(rng)
        return game, graph_conflict(game)
    sketch = random_sketch(rng, 4)
    return sketch.game(), conflict_of(sketch)


@pytest.mark.parametrize("seed", range(30))
def test_coalitions(seed: int) -> None:
    """A coalition against the definition: legal sequences of its members, better for all, any not better for one deters."""
    game, conflict = sketched(seed)
    makers = range(len(game.arcs))
    result = analyse(conflict, concepts=FOUR)
    proof = {c: set(range(len(game.codes))) for c in FOUR}
    for count in range(1, len(game.arcs) + 1):
        for group in combinations(makers, count):
            arena = with_coalition(space(conflict), tuple(f"D{i}" for i in group)).arena
            for s in range(len(game.codes)):
                for concept in FOUR:
                    expected = stable_for_group(game, concept, group, s)
                    assert arena.stable(concept, 0, s) == expected, (group, s, concept)
                    if not expected:
                        proof[concept].discard(s)
    assert result.coalitional is not None
    assert {c: [s - 1 for s in v] for c, v in result.coalitional.items()} == {c: sorted(v) for c, v in proof.items()}


def stable_for_group(game: Game, concept: str, group: tuple[int, ...], s: int) -> bool:
    def better(q: int) -> bool:
        return all(game.better(i, q, s) for i in group)

    def reach(a: int) -> set[int]:
        return legal_sequences(game, list(group), a, False)

    if len(group) == 1:
        return stable(game, concept, group[0], s)
    others = [j for j in range(len(game.arcs)) if j not in group]
    for s1 in {q for q in reach(s) if better(q)}:
        answers = {q for q in legal_sequences(game, others, s1, concept == "seq") if not better(q)}
        if concept == "smr":
            answers = {s2 for s2 in answers if not any(better(s3) for s3 in reach(s2))}
        if concept == "nash" or not answers:
            return False
    return True


@pytest.mark.parametrize("seed", range(20))
def test_strong_stability(seed: int) -> None:
    """Half of the levels of a ranking strongly apart; each improvement needs an answer that is strongly worse."""
    rng = random.Random(seed)
    sketch = random_sketch(rng, 4)
    game = sketch.game()
    order = [[*game.codes] for _ in range(sketch.makers)]
    gaps = []
    for row in order:
        rng.shuffle(row)
        gaps.append(tuple(sorted(rng.sample(range(len(row)), len(row) // 2))))
    makers = tuple(
        DecisionMaker(f"D{i}", Preference(ranking=tuple((c,) for c in row), gaps=gaps[i])) for i, row in enumerate(order)
    )
    result = analyse(replace(conflict_of(sketch), makers=makers))
    game.value = [[-row.index(c) for c in game.codes] for row in order]
    assert result.strong_by_party is not None

    def much_worse(i: int, q: int, s: int) -> bool:
        return any(-game.value[i][s] <= gap < -game.value[i][q] for gap in gaps[i])  # type: ignore[operator]

    for i in range(sketch.makers):
        for concept in ("gmr", "smr", "seq"):
            expected = []
            for s in range(len(game.codes)):
                good = stable(game, concept, i, s)
                for s1 in game.improvements(i, s):
                    answers = {q for q in others_reach(game, i, s1, concept == "seq") if much_worse(i, q, s)}
                    if concept == "smr":
                        answers = {q for q in answers if all(much_worse(i, s3, s) for s3 in game.arcs[i][q])}
                    good = good and bool(answers)
                if good:
                    expected.append(s + 1)
            assert list(result.strong_by_party[f"D{i}"][concept]) == expected


@pytest.mark.parametrize("seed", range(30))
def test_unknown_preference(seed: int) -> None:
    """The four readings by their definitions; d is the plain table, a the most demanding, and all agree where all is known."""
    rng = random.Random(seed)
    sketch = random_sketch(rng, 4)
    n = len(sketch.owners)
    bodies = [[("".join(rng.choice("YN--") for _ in range(n)), rng.random() < 0.6) for _ in range(4)] for _ in range(sketch.makers)]
    makers = tuple(
        DecisionMaker(f"D{i}", Preference(tuple(Statement(pattern_formula(p), known=k) for p, k in body)))
        for i, body in enumerate(bodies)
    )
    conflict = replace(conflict_of(sketch), makers=makers)
    result = analyse(conflict)
    codes, arcs = sketch.codes(), sketch.game().arcs

    def compare(i: int, q: int, s: int) -> str:
        for pattern, known in bodies[i]:
            a, b = sketch.holds(pattern, codes[q]), sketch.holds(pattern, codes[s])
            if a != b:
                return "unknown" if not known else "better" if a else "worse"
        return "equal"

    def follow(i: int, s1: int, improving: bool) -> set[int]:
        kept = [
            [{q for q in row if not improving or compare(j, q, s) in ("better", "unknown")} for s, row in enumerate(arcs[j])]
            for j in range(sketch.makers)
        ]
        game = Game(codes, kept, [[0] * len(codes)] * sketch.makers)
        return legal_sequences(game, [j for j in range(sketch.makers) if j != i], s1, False)

    if all(m.preference.certain for m in makers):
        assert result.uncertain is None
        return
    assert result.uncertain is not None
    for letter, (leaves, deters) in {"a": (1, 0), "b": (0, 0), "c": (1, 1), "d": (0, 1)}.items():
        tempting = ("better", "unknown") if leaves else ("better",)
        harmless = ("worse", "equal", "unknown") if deters else ("worse", "equal")
        for concept in ("nash", "gmr", "smr", "seq"):
            expected = []
            for s in range(len(codes)):
                good = True
                for i in range(sketch.makers):
                    for s1 in (q for q in arcs[i][s] if compare(i, q, s) in tempting):
                        answers = {q for q in follow(i, s1, concept == "seq") if compare(i, q, s) in harmless}
                        if concept == "smr":
                            answers = {q for q in answers if all(compare(i, s3, s) in harmless for s3 in arcs[i][q])}
                        good = good and concept != "nash" and bool(answers)
                if good:
                    expected.append(s + 1)
            assert list(result.uncertain[letter][concept]) == expected, (letter, concept)
    assert result.uncertain["d"] == result.equilibria


@pytest.mark.parametrize("seed", range(150))
@pytest.mark.parametrize("engine", ["graph", "transform"])
def test_misperceived_states(seed: int, engine: str) -> None:
    """Each decision maker judges by the states it sees; what it does not see is not stable for it."""
    rng = random.Random(seed)
    sketch = random_sketch(rng, 4)
    conflict, n = conflict_of(sketch), len(sketch.owners)
    blind = ["".join(rng.choice("YN--") for _ in range(n)) for _ in range(sketch.makers)]
    conflict = replace(conflict, makers=tuple(
        replace(m, unseen=(Constraint(pattern_formula(p)),)) for m, p in zip(conflict.makers, blind, strict=True)
    ))
    if all(set(p) == {"-"} for p in blind):
        return
    result = analyse(conflict, engine=engine)
    codes = sketch.codes()
    for i, pattern in enumerate(blind):
        mine = replace(sketch, infeasible=[*sketch.infeasible, pattern])
        seen = mine.codes()
        game = mine.game() if seen else Game([], [], [])
        for concept in CONCEPTS if engine == "graph" else COVERED:
            expected = [codes.index(seen[s]) + 1 for s in (table(game, concept)[i] if seen else [])]
            assert list(result.by_party[f"D{i}"][concept]) == expected
        if engine == "graph" and result.perceptions and f"D{i}" in result.perceptions:
            told = result.perceptions[f"D{i}"]
            assert told["unseen"] == [k + 1 for k, c in enumerate(codes) if c not in seen]
            believed = set(range(len(seen))).intersection(*table(game, "seq")) if seen else set()
            assert told["believes"]["seq"] == sorted(codes.index(seen[s]) + 1 for s in believed)


@pytest.mark.parametrize("seed", range(30))
def test_paths_are_legal_and_shortest(seed: int) -> None:
    game, conflict = sketched(seed)
    start = seed % len(game.codes)
    conflict = replace(conflict, status_quo=game.codes[start])
    result: StabilityResult = analyse(conflict)
    reachable = {k: legal_sequences(game, list(range(len(game.arcs))), start, k == "improvements") for k in ("improvements", "moves")}
    names = [m.name for m in conflict.makers]
    shown = {p.to - 1: p for p in result.paths}
    wanted = {s - 1 for e in result.equilibria.values() for s in e} - {start}
    assert set(shown) == wanted & (reachable["improvements"] | reachable["moves"])
    for goal, path in shown.items():
        assert path.kind == ("improvements" if goal in reachable["improvements"] else "moves")
        at, last = start, ""
        for step in path.moves:
            mover = names.index(step.party)
            assert step.start == at + 1 and step.party != last and step.end - 1 in game.arcs[mover][at]
            assert path.kind == "moves" or game.better(mover, step.end - 1, at)
            at, last = step.end - 1, step.party
        assert at == goal


@pytest.mark.parametrize("seed", range(30))
def test_witnesses_replayed(seed: int) -> None:
    """Every witness of every engine shows a real improvement, and a real answer where one is claimed."""
    game, conflict = sketched(seed)
    engines = ("graph", "transform", "query") if conflict.graph is None else ("graph",)
    for engine in engines:
        asked = {"codes": game.codes} if engine == "query" else {"states": range(1, len(game.codes) + 1)}
        result = analyse(conflict, engine=engine, **asked)  # type: ignore[arg-type]
        number = {n: k for n, label in result.labels.items() for k, c in enumerate(game.codes) if conflict.pattern(c) == label}
        assert result.witnesses
        for w in result.witnesses:
            i, s = int(w.party[1:]), number[w.state]
            if result.undecided and not w.improvement:
                continue
            assert w.stable == stable(game, w.concept, i, s)
            assert (w.improvement is None) == (not game.improvements(i, s))
            if w.improvement is None:
                continue
            at = number[w.improvement.end]
            assert at in game.improvements(i, s)
            assert w.stable == bool(w.answer)
            if w.concept == "sim":
                continue
            for step in w.answer:
                j, end = int(step.party[1:]), number[step.end]
                assert j != i and number[step.start] == at and end in game.arcs[j][at]
                assert w.concept not in ("seq", "sseq") or game.better(j, end, at)
                at = end
            assert not w.answer or not game.better(i, at, s)
            assert w.concept not in ("smr", "sseq") or not w.answer or not any(game.better(i, q, s) for q in game.arcs[i][at])
            assert w.text.startswith(w.party) and w.text.endswith(".")
