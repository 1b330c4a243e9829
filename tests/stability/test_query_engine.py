"""The query engine against the textbook reference, its witnesses replayed, and what it says when it cannot decide."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from reference import random_sketch, stable
from sketches import conflict_of
from test_transform_engine import drawn

from detente.model.conflict import (
    Conflict,
    Constraint,
    DecisionMaker,
    Formula,
    Graph,
    Option,
    Preference,
    Statement,
    Term,
    negate,
    pattern_formula,
    taken,
)
from detente.stability import TooLarge, analyse, transform
from detente.stability.query import ASKED, Query, Verdict


def replay(conflict: Conflict, concept: str, maker: int, code: int, verdict: Verdict) -> None:
    """Check every move of a witness against the conflict's own rules."""
    key = conflict.makers[maker].preference.key
    if verdict.improvement is None:
        return
    assert conflict.allows(maker, code, verdict.improvement)
    assert key(verdict.improvement) > key(code)
    at, last = verdict.improvement, maker
    for mover, start, end in verdict.answer:
        assert start == at and mover not in (maker, last) and conflict.allows(mover, start, end)
        if concept in ("seq", "sseq"):
            assert conflict.makers[mover].preference.key(end) > conflict.makers[mover].preference.key(start)
        at, last = end, mover
    if verdict.answer:
        assert key(at) <= key(code)
        if concept in ("smr", "sseq"):
            assert not any(conflict.allows(maker, at, q) and key(q) > key(code) for q in range(conflict.size))


def test_no_difference_to_the_reference() -> None:
    """Every verdict that is given is right, and nearly all are given."""
    undecided = asked = 0
    for seed in range(120):
        rng = random.Random(seed)
        sketch = random_sketch(rng)
        game, conflict = sketch.game(), conflict_of(sketch)
        s = rng.randrange(len(game.codes))
        for i in range(sketch.makers):
            query = Query(conflict, i, game.codes[s])
            for concept in ASKED:
                verdict = query.ask(concept)
                asked += 1
                undecided += verdict.stable is None
                if verdict.stable is not None:
                    assert verdict.stable == stable(game, concept, i, s), (seed, i, concept)
                    replay(conflict, concept, i, game.codes[s], verdict)
    assert asked > 1_500 and undecided <= asked // 200


def weighed(owners: str, worths: dict[str, int], ways: str, infeasible: str = "") -> Conflict:
    """Options of A and B by letter; worths of A by pattern such as `Y-Y`; B wants its own options taken."""
    def term(pattern: str, worth: int) -> Term:
        return Term(tuple(k for k, x in enumerate(pattern) if x == "Y"), Fraction(worth), Fraction(worth))

    mine = Preference(terms=tuple(term(p, w) for p, w in worths.items()))
    theirs = Preference(terms=tuple(Term((k,), Fraction(1), Fraction(1)) for k, o in enumerate(owners) if o == "B"))
    options = tuple(
        Option(f"o{k}", o, direction="to yes" if w == "!" else "both") for k, (o, w) in enumerate(zip(owners, ways, strict=True))
    )
    out = (Constraint(pattern_formula(infeasible)),) if infeasible else ()
    return Conflict("w", (DecisionMaker("A", mine), DecisionMaker("B", theirs)), options, out)


@pytest.mark.parametrize("infeasible", ["Y-Y", "-YY"])
def test_an_answer_to_one_improvement_cannot_be_given_to_another(infeasible: str) -> None:
    """A gains by either option; B's answer cannot be together with one of them, so that one upsets the state."""
    conflict = weighed("AAB", {"Y--": 1, "-Y-": 1, "--Y": -5}, "   ", infeasible)
    for concept in ("gmr", "smr", "seq", "sseq"):
        verdict = Query(conflict, 0, 0).ask(concept)
        assert verdict.stable is False and verdict.improvement in ((1, 3) if infeasible == "Y-Y" else (2, 3))
        assert not weighs_down(conflict, concept)


@pytest.mark.parametrize("moved", [0, 1])
def test_an_answer_is_credible_after_some_improvements_only(moved: int) -> None:
    """B gains by its answer only where A has taken one of its two options; so A may take the other."""
    conflict = weighed("AAB", {"Y--": 1, "-Y-": 1, "--Y": -5}, "   ")
    terms = (Term((2,), Fraction(-1), Fraction(-1)), Term((moved, 2), Fraction(3), Fraction(3)))
    conflict = replace(conflict, makers=(conflict.makers[0], DecisionMaker("B", Preference(terms=terms))))
    for concept in ("seq", "sseq"):
        verdict = Query(conflict, 0, 0).ask(concept)
        assert verdict.stable is False and verdict.improvement == (2, 1)[moved]
        assert not weighs_down(conflict, concept)
    assert Query(conflict, 0, 0).ask("gmr").stable is True


def weighs_down(conflict: Conflict, concept: str) -> bool:
    return 1 in analyse(conflict, engine="graph").by_party["A"][concept]


@pytest.mark.parametrize("ways", ["! ", " !"])
def test_a_trap_for_one_improvement_is_none_for_another(ways: str) -> None:
    """B's answer holds A where A did what cannot be undone; from the other improvement A gets out again, to its gain."""
    conflict = weighed("AAB", {"Y--": 1, "-Y-": 1, "--Y": 1, "Y-Y": -7, "-YY": -7}, ways + " ")
    for concept in ("smr", "sseq"):
        assert Query(conflict, 0, 0).ask(concept).stable is False
        assert not weighs_down(conflict, concept)
    assert Query(conflict, 0, 0).ask("gmr").stable is True


def large(n: int, interactions: int, seed: int, makers: int = 4) -> Conflict:
    rng = random.Random(seed)

    def terms() -> tuple[Term, ...]:
        singles = [((k,), Fraction(rng.randint(-100, 100))) for k in range(n)]
        pairs = [(tuple(rng.sample(range(n), 2)), Fraction(rng.randint(-100, 100))) for _ in range(interactions)]
        return tuple(Term(o, w, w) for o, w in [*singles, *pairs])

    options = tuple(Option(f"o{k}", f"D{k * makers // n}") for k in range(n))
    return Conflict("large", tuple(DecisionMaker(f"D{m}", Preference(terms=terms())) for m in range(makers)), options)


def test_a_hundred_options() -> None:
    conflict = large(100, 300, 5)
    code = random.Random(5).getrandbits(100)
    for maker in range(4):
        for concept in ("nash", "gmr", "smr"):
            verdict = Query(conflict, maker, code).ask(concept)
            assert verdict.stable is (concept != "nash")
            key = conflict.makers[maker].preference.key
            at = verdict.answer[-1][2] if verdict.answer else verdict.improvement
            assert at is not None and (key(at) <= key(code)) == (concept != "nash")


def test_many_statements_do_not_overflow() -> None:
    """The last of two hundred statements decides, as all others are equal between the two states."""
    same = tuple(Statement(negate(taken(1))) for _ in range(199))
    makers = (DecisionMaker("A", Preference((*same, Statement(taken(0))))), DecisionMaker("B"))
    conflict = Conflict("c", makers, (Option("x", "A"), Option("y", "B")))
    assert Query(conflict, 0, 0).ask("nash").improvement == 1
    assert Query(conflict, 0, 1).ask("nash") == Verdict(True)


def climb(steps: int) -> Conflict:
    """A's gain is undone only by B and C taking turns: each option of theirs can be taken only after the one before it."""
    n = steps + 1
    owners = ["A", *("BC"[k % 2] for k in range(steps))]
    forced = [Constraint(p) for k in range(1, steps) for p in [Formula("and", (taken(k + 1), negate(taken(k))))]]
    own = Preference(terms=(Term((0,), Fraction(1), Fraction(1)), Term((n - 1,), Fraction(-2), Fraction(-2))))
    climbing = Preference(terms=tuple(Term((k,), Fraction(1), Fraction(1)) for k in range(1, n)))
    makers = (DecisionMaker("A", own), DecisionMaker("B", climbing), DecisionMaker("C", climbing))
    return Conflict("climb", makers, tuple(Option(f"o{k}", o) for k, o in enumerate(owners)), tuple(forced))


@pytest.mark.parametrize("seed", range(8))
def test_it_agrees_with_the_transform_engine(seed: int) -> None:
    """On conflicts of eight to eleven options with holes, irreversible options or statements, at three states each."""
    rng = random.Random(seed)
    conflict = drawn(rng.randint(8, 11), rng.randint(2, 4), seed, rng.choice([0, 3, 6]), rng.choice([0, 0.3, 0.6]), rng.choice([0, 12]))
    tables = transform.tables(conflict, concepts=transform.COVERED)
    for code in rng.sample([c for c in range(conflict.size) if tables.feasible[c]], 3):
        for maker in range(len(conflict.makers)):
            for concept in transform.COVERED:
                verdict = Query(conflict, maker, code, moves=6).ask(concept)
                assert verdict.stable in (None, bool(tables.of(concept, maker)[code]))
                assert verdict.stable is not None or concept in ("seq", "sseq")


def test_undecided_beyond_the_bound() -> None:
    conflict = climb(6)
    assert Query(conflict, 0, 0, moves=6).ask("seq").stable is True
    short = Query(conflict, 0, 0, moves=3).ask("seq")
    assert short.stable is None and short.reason == "answers by more than 3 improvements in turn"
    result = analyse(conflict, engine="query", codes=[0], moves=3)
    assert not result.exact and any("SEQ, A" in text for text in result.undecided)
    assert analyse(conflict, engine="graph").by_party["A"]["seq"][0] == 1


def test_result_of_a_query() -> None:
    conflict = large(40, 60, 2)
    result = analyse(conflict, codes=[7, 0])
    assert result.engine == "query" and result.feasible == 0 and result.states == 2**40
    assert result.labels[1] == conflict.pattern(7) and result.labels[2] == conflict.pattern(0)
    assert {w.state for w in result.witnesses} == {1, 2}
    assert set(result.by_party) == {"D0", "D1", "D2", "D3"}
    for witness in result.witnesses:
        if witness.improvement:
            assert witness.improvement.end in result.labels and witness.text.startswith(witness.party)
    assert result.to_dict()["undecided"] == list(result.undecided)


def test_refusals() -> None:
    with pytest.raises(TooLarge, match="one state instead"):
        analyse(large(60, 0, 1))
    with pytest.raises(ValueError, match="needs a state"):
        analyse(large(60, 0, 1), engine="query")
    with pytest.raises(ValueError, match="no state of code"):
        analyse(large(8, 0, 1), codes=[256])
    graph = Graph(("a", "b"), (((1,), (0,)),), ((Fraction(1), Fraction(2)),))
    with pytest.raises(TooLarge, match="option form"):
        analyse(Conflict("g", (DecisionMaker("A"),), graph=graph), engine="query", codes=[0])
    fine = Preference(terms=(Term((0,), Fraction(1, 3**40), Fraction(1, 3**40)), Term((1,), Fraction(1), Fraction(1))))
    conflict = Conflict("f", (DecisionMaker("A", fine),), (Option("x", "A"), Option("y", "A")))
    with pytest.raises(TooLarge, match="too fine"):
        analyse(conflict, engine="query", codes=[0])
    with pytest.raises(ValueError, match="does not know"):
        Query(conflict, 0, 0).ask("sim")
