"""Conflicts as text: what is written reads back as the same conflict; every form of the language; mistakes are told."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.diagnostic import Collector
from detente.model.conflict import (
    ALWAYS,
    NEVER,
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
    taken,
)
from detente.model.conflict_text import block, document, formula_text
from detente.model.truth import codes_in, conjunctions, truth_table
from detente.resolve.conflicts import read
from detente.resolve.formulas import read_formula
from detente.source import Source
from detente.syntax.format import format_text
from detente.syntax.parse import parse


def read_text(text: str) -> tuple[tuple[Conflict, ...], Collector]:
    found = Collector()
    return read([parse(Source("x.md", text), found)], found), found


def read_block(text: str) -> tuple[Conflict, Collector]:
    conflicts, found = read_text(f"```conflict\n{text}\n```\n")
    return conflicts[0], found


def formulas(n: int) -> st.SearchStrategy[Formula]:
    """Formulas as the reader makes them: no double negation, `and` and `or` of nothing or of at least two."""
    literal = st.sampled_from([x for k in range(n) for x in (taken(k), negate(taken(k)))])
    leaf = st.one_of(literal, st.sampled_from([ALWAYS, NEVER]))

    def more(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
        lists = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            inner.map(negate), lists.map(lambda p: Formula("and", p)), lists.map(lambda p: Formula("or", p)),
            st.tuples(inner, inner).map(lambda p: Formula("if", p)), st.tuples(inner, inner).map(lambda p: Formula("iff", p)),
        )

    return st.recursive(leaf, more, max_leaves=6)


WORDS = st.text("abc äÉß’-.,;=#()>", max_size=12).map(lambda t: " ".join(t.split()))


@st.composite
def conflicts(draw: st.DrawFn) -> Conflict:
    """Any conflict in option form that can be read from text."""
    makers, n = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    options = tuple(
        Option(f"move-{k}", f"P{draw(st.integers(0, makers - 1))}", draw(WORDS), draw(st.sampled_from(["both", "to yes", "to no"])),
               tuple(draw(st.lists(st.sampled_from(["stay", "go"]), unique=True, max_size=2))), draw(WORDS))
        for k in range(n)
    )
    infeasible = tuple(Constraint(f) for f in draw(st.lists(formulas(n), max_size=2)))
    shell = Conflict("c", (), options, infeasible)
    feasible = [c for c in range(1 << n) if shell.feasible(c)]
    if not feasible:
        infeasible, feasible = (), list(range(1 << n))
    people = []
    for k in range(makers):
        unseen = tuple(Constraint(f) for f in draw(st.lists(formulas(n), max_size=1)))
        people.append(DecisionMaker(f"P{k}", draw(preferences(n, feasible)), draw(WORDS), unseen))
    return Conflict(
        "c-1", tuple(people), options, infeasible,
        draw(st.sampled_from([(), (("P0", "P1"),)])) if makers > 1 else (), draw(st.none() | st.sampled_from(feasible)),
        draw(WORDS), draw(st.sampled_from(["", "1962-10-22"])), tuple(x for x in draw(st.lists(WORDS, max_size=2)) if x),
        agreed=draw(st.none() | st.sampled_from(feasible)),
    )


@st.composite
def preferences(draw: st.DrawFn, n: int, feasible: list[int]) -> Preference:
    match draw(st.integers(0, 3)):
        case 0:
            made: dict[Formula, Statement] = {}
            for f in draw(st.lists(formulas(n), max_size=3)):
                if f not in made and negate(f) not in made:
                    made[f] = Statement(f, "", draw(st.booleans()), draw(WORDS))
            return Preference(tuple(made.values()), strong=draw(st.integers(0, len(made))))
        case 1:
            number = st.decimals(-99, 99, places=3, allow_nan=False).map(Fraction)
            terms = []
            for _ in range(draw(st.integers(1, 3))):
                low, high = sorted((draw(number), draw(number)))
                subset = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=n))
                terms.append(Term(tuple(sorted(subset)), low, high, draw(WORDS)))
            return Preference(terms=tuple(terms))
        case 2:
            order = draw(st.permutations(feasible))
            cuts = sorted({0, len(order), *draw(st.lists(st.integers(0, len(order)), max_size=3))})
            groups = tuple(tuple(sorted(order[a:b])) for a, b in pairwise(cuts))
            gaps = draw(st.lists(st.integers(0, len(groups) - 2), unique=True)) if len(groups) > 1 else []
            return Preference(ranking=groups, gaps=tuple(sorted(gaps)))
    return Preference()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conflicts())
def test_written_reads_back(conflict: Conflict) -> None:
    text = document(conflict, "Some prose.")
    found = Collector()
    tree = parse(Source("x.md", text), found)
    assert read([tree], found) == (conflict,) and not found.found
    assert format_text(tree) == text


@settings(max_examples=60, deadline=None)
@given(formulas(4))
def test_formula_reads_back(formula: Formula) -> None:
    names = [f"move-{k}" for k in range(4)]
    options = {name: k for k, name in enumerate(names)}
    assert read_formula(formula_text(formula, names), options) == formula
    again = read_formula(formula_text(formula, names, patterns=True), options)
    assert [again.holds(c) for c in range(16)] == [formula.holds(c) for c in range(16)]
    holds = [c for c in range(16) if formula.holds(c)]
    assert codes_in(truth_table(formula, 4)) == holds
    lists = conjunctions(formula)
    assert [c for c in range(16) if any(all((c >> k & 1) == sign for k, sign in some) for some in lists)] == holds


def test_graph_form_reads_back() -> None:
    graph = Graph(("s1", "s2"), (((1,), ()), ((), (0,))), ((Fraction(1), Fraction(2)), (Fraction(5, 2), Fraction(0))), ("one", "two"))
    conflict = Conflict("g", (DecisionMaker("A"), DecisionMaker("B", title="Bee")), graph=graph, status_quo=1)
    assert read_block(block(conflict))[0] == conflict
    assert conflict.words(0) == "one" and conflict.pattern(0) == "s1"


def test_binding_of_words() -> None:
    options = {"a": 0, "b": 1, "c": 2}

    def same(one: str, other: str) -> bool:
        return read_formula(one, options) == read_formula(other, options)

    assert same("not a and b or c", "((not a) and b) or c")
    assert same("a or b if c", "(a or b) if c")
    assert same("a if and only if b", "a iff b")
    assert same("not not a", "a") and same("not (not a)", "a")
    assert same("Y-N", "a and not c") and same("(a)", "a")
    assert not same("not (a and b)", "not a and b")
    assert read_formula("anything", options) == ALWAYS and read_formula("nothing", options) == NEVER


@pytest.mark.parametrize("text", [
    "a and", "and a", "a b", "a or not", "(a", "a)", "()", "a if b if c", "a and d", "YN", "not", "(" * 41 + "a" + ")" * 41,
])  # fmt: skip
def test_no_formula(text: str) -> None:
    from detente.resolve.formulas import Unread

    with pytest.raises(Unread):
        read_formula(text, {"a": 0, "b": 1, "c": 2})


def test_thirds_are_written_on_a_scale() -> None:
    terms = (Term((), Fraction(1, 3), Fraction(1, 2), "a third"), Term((0,), Fraction(2, 7), Fraction(2, 7)))
    conflict = Conflict("c", (DecisionMaker("A", Preference(terms=terms)),), (Option("go", "A"),))
    again = read_block(block(conflict))[0].makers[0].preference.terms
    assert [(t.low, t.high) for t in again] == [(t.low * 21, t.high * 21) for t in terms]
    assert again[0].origin == "a third; times 21"


HEAD = "conflict c\ndecision maker A\n{}\nmove go of A\nmove stay of A\ninfeasible go and stay\n"


def test_ranking_with_ties_and_strength() -> None:
    conflict, found = read_block(HEAD.format("  ranks NN >> 2 = NY"))
    assert not found.found
    assert conflict.makers[0].preference == Preference(ranking=((0,), (1, 2)), gaps=(0,))
    preference = conflict.makers[0].preference
    assert preference.strength_key(0) > preference.strength_key(1) == preference.strength_key(2)


def test_ranking_over_several_lines() -> None:
    conflict, found = read_block(HEAD.format("  ranks NN\n  ranks >> YN\n  ranks = NY"))
    assert not found.found
    assert conflict.makers[0].preference == Preference(ranking=((0,), (1, 2)), gaps=(0,))


def test_a_group_may_be_a_formula() -> None:
    assert read_block(HEAD.format("  ranks not stay, stay"))[0].makers[0].preference.ranking == ((0, 1), (2,))


@pytest.mark.parametrize(("lines", "code"), [
    ("  ranks NN, YN", "E405"), ("  ranks NN, NN, YN, NY", "E405"), ("  ranks NN, YY, YN, NY", "E405"),
    ("  ranks NN, run, YN, NY", "E404"), ("  prefers go\n  prefers go", "E402"), ("  prefers go\n  prefers not go", "E402"),
    ("  prefers go\n  worth of stay 3", "E406"), ("  prefers run", "E404"), ("  misperceives run", "E404"),
    ("  together go, run adds 3", "E404"),
])  # fmt: skip
def test_mistakes_of_a_decision_maker(lines: str, code: str) -> None:
    _, found = read_block(HEAD.format(lines))
    assert [d.code for d in found.found] == [code]
    assert found.found[0].help and found.found[0].span


@pytest.mark.parametrize("name", ["not", "anything", "Y", "ny"])
def test_reserved_names_of_moves(name: str) -> None:
    conflicts, found = read_text(f"```conflict\nconflict c\ndecision maker A\nmove {name} of A\n```\n")
    assert [d.code for d in found.found] == ["E412"], conflicts


def test_misperceived_states() -> None:
    conflict, found = read_block(HEAD.format("  misperceives go"))
    assert not found.found
    maker = conflict.makers[0]
    assert [maker.sees(c) for c in range(3)] == [True, False, True]
    assert [conflict.seen_by(0).feasible(c) for c in range(4)] == [True, False, True, False]
