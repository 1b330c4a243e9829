"""What the transform engine takes, what it says before it starts, and that it agrees with the graph engine on larger conflicts."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from detente.model.conflict import (
    Conflict,
    Constraint,
    DecisionMaker,
    Formula,
    Option,
    Preference,
    Statement,
    Term,
    negate,
    taken,
)
from detente.stability import TooLarge, analyse, transform
from detente.stability.arena import members
from detente.stability.space import space


def drawn(n: int, makers: int, seed: int, holes: int = 0, steady: float = 0.0, statements: int = 0) -> Conflict:
    rng = random.Random(seed)

    def preference() -> Preference:
        if statements:
            return Preference(tuple(Statement(literal()) for _ in range(statements)))
        pairs = [tuple(rng.sample(range(n), 2)) for _ in range(2 * n)]
        return Preference(terms=tuple(
            Term(o, w, w) for o in [*((k,) for k in range(n)), *pairs] for w in [Fraction(rng.randint(-5, 5))]
        ))

    def literal() -> Formula:
        k = rng.randrange(n)
        return taken(k) if rng.random() < 0.5 else negate(taken(k))

    ways = [rng.choice(["to yes", "to no"]) if rng.random() < steady else "both" for _ in range(n)]
    options = tuple(Option(f"o{k}", f"D{rng.randrange(makers)}", direction=w) for k, w in enumerate(ways))  # type: ignore[arg-type]
    infeasible = tuple(Constraint(Formula("and", tuple(literal() for _ in range(3)))) for _ in range(holes))
    return Conflict("drawn", tuple(DecisionMaker(f"D{m}", preference()) for m in range(makers)), options, infeasible)


@pytest.mark.parametrize("arguments", [
    (8, 4, 1), (8, 2, 2, 0, 0.6), (8, 3, 3, 5), (8, 4, 4, 5, 0.5), (9, 3, 5, 4, 1.0), (7, 3, 6, 3, 0.3, 80), (8, 2, 7, 0, 0.0, 40),
])  # fmt: skip
def test_agrees_with_the_graph_engine(arguments: tuple[int, ...]) -> None:
    """All concepts, makers and states; also with far more than 64 statements and with every option irreversible."""
    conflict = drawn(*arguments)
    found = space(conflict)
    tables = transform.tables(conflict, concepts=transform.COVERED)
    for concept in transform.COVERED:
        for m, bits in enumerate(found.arena.all_stable(concept)):
            mine = tables.of(concept, m)
            assert [found.codes[s] for s in members(bits)] == [c for c in range(conflict.size) if mine[c]], (concept, m)


def test_memory_is_stated_and_kept_to() -> None:
    conflict = drawn(20, 4, 1)
    need = transform.needed_bytes(conflict)
    assert need == 2**20 * (1 + 5 * 4 + sum(2 if bin(conflict.mask(m)).count("1") > 8 else 1 for m in range(4)) + 8)
    assert transform.refuse(conflict, need * 2) == ""
    assert transform.refuse(conflict, need // 2) == (
        f"2^20 states need {need / 1e9:.1f} GB and {need // 2 / 1e9:.1f} GB are free; "
        "ask about one state instead (`--state`, query engine)"
    )
    with pytest.raises(TooLarge, match="query engine"):
        analyse(conflict, memory=1_000)


def test_it_takes_no_more_memory_than_it_said() -> None:
    """In a process of its own: what 2^21 states with holes and irreversible options add to what 2^6 states take."""
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from test_transform_engine import drawn
from detente.stability import transform
def peak():
    with open("/proc/self/status") as lines:
        return int(next(x for x in lines if x.startswith("VmHWM")).split()[1]) * 1024
for small in (drawn(6, 3, 1), drawn(6, 3, 1, 2, 0.5), drawn(10, 1, 1), drawn(10, 1, 1, 2, 0.3)):
    transform.tables(small)  # the compiled loops for each type of array
before = peak()
conflict = drawn(21, 3, 2, 4, 0.3)
transform.tables(conflict)
print((peak() - before) / transform.needed_bytes(conflict))
"""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    done = subprocess.run([sys.executable, "-c", code, str(Path(__file__).parent)], capture_output=True, text=True, check=True)
    assert 0.2 < float(done.stdout) < 1.2


def test_what_it_refuses() -> None:
    assert "one state instead" in transform.refuse(drawn(200, 4, 1))
    assert "about 10^" in transform.refuse(drawn(200, 4, 1))
    many = Conflict("m", (DecisionMaker("A"),), tuple(Option(f"o{k}", "A") for k in range(17)))
    assert transform.refuse(many).startswith("a decision maker has 17 options; this engine takes 16")
    unknown = Preference((Statement(taken(0), known=False),))
    assert "all known" in transform.refuse(Conflict("u", (DecisionMaker("A", unknown),), (Option("x", "A"),)))
    nothing = Conflict("n", (DecisionMaker("A"),), (Option("x", "A"),), (Constraint(Formula("and")),))
    for engine in ("graph", "transform"):
        with pytest.raises(ValueError, match="no state of the conflict can be"):
            analyse(nothing, engine=engine)


def test_progress_and_focus_on_a_larger_conflict() -> None:
    """Twelve options, sixteen states asked for: what is told, and witnesses with answers that deter."""
    conflict = drawn(12, 3, 9, 3, 0.2)
    stages: list[tuple[str, float]] = []
    codes = [c for c in range(0, 4096, 256) if conflict.feasible(c)]
    result = analyse(conflict, codes=codes, progress=lambda stage, share: stages.append((stage, share)))
    assert result.engine == "transform" and result.exact
    assert {s for s, _ in stages} == {"preferences", "orders", "Nash", "SMR", "GMR", "SEQ", "SSEQ", "answers"}
    assert all(0 <= share <= 1 for _, share in stages)
    assert result.parameters["bytes"] == transform.needed_bytes(conflict)
    code_of = {n: conflict.code(label) for n, label in result.labels.items()}
    deterred = 0
    for w in result.witnesses:
        if w.improvement and w.answer:
            key = conflict.makers[int(w.party[1:])].preference.key
            last = w.answer[-1].end
            end = code_of.get(last)
            assert w.stable
            deterred += 1
            if end is not None:
                assert key(end) <= key(code_of[w.state])
    assert deterred


def test_interrupt_leaves_cleanly() -> None:
    """Ctrl-C between steps ends the analysis as it ends any program, and the next analysis is right."""
    conflict = drawn(10, 3, 4, 2, 0.3)
    expected = analyse(conflict, engine="transform")

    def stop(stage: str, share: float) -> None:
        if stage == "SEQ":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        analyse(conflict, engine="transform", progress=stop)
    assert analyse(conflict, engine="transform") == expected
