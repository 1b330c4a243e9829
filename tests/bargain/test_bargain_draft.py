"""The text of one package says what the whole text says under that package, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from detente.assess import bargaining
from detente.bargain import draft
from detente.bargain.packages import package_of
from detente.load import Loaded, load
from detente.model.bargaining import BargainingProblem
from detente.model.choice import Guard

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def whole() -> tuple[Loaded, BargainingProblem]:
    loaded = load(ROOT / "settlements" / "eurasian-grand-bargain")
    return loaded, bargaining(loaded)


def said(loaded: Loaded, package: dict[str, str]) -> set[tuple[object, ...]]:
    """Every norm that can hold, with what is left of its guard."""
    out = set()
    for n in loaded.settlement.norms:
        paper = loaded.settlement.instruments.get(n.instrument.lower())
        guards = (n.guard, paper.guard if paper else Guard())
        if all(draft.holds(g, package) for g in guards):
            left = {(c, tuple(sorted(o))) for g in guards for c, o in g.atoms if c not in package}
            out.add((n.clause, n.instrument, n.modality, n.bearers, n.deed.text, frozenset(left), n.consent_of, n.marks))
    return out


def written(folder: Path, made: draft.Draft) -> Loaded:
    for name, text in made.texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def check(whole: tuple[Loaded, BargainingProblem], package: tuple[str, ...], folder: Path) -> Loaded:
    loaded, problem = whole
    table = {i.name: o for i, o in zip(problem.issues, package, strict=True)}
    made = written(folder, draft.draft(loaded.settlement, loaded.documents, problem, package, "test"))
    assert [d.message for d in made.diagnostics if d.severity == "error"] == []
    assert not {c for c in made.settlement.choices if c in {i.name.lower() for i in problem.issues}}
    assert said(made, {}) == said(loaded, table)
    return made


def test_the_proposal(whole: tuple[Loaded, BargainingProblem], tmp_path: Path) -> None:
    made = check(whole, package_of(whole[1], "proposal"), tmp_path)
    prose = made.documents[0].source.text
    assert prose.index("> Draft of the package `test`") < prose.index("## ")
    assert "Offered once as the price of acceptance" not in prose and "*Not part of this package.*" in prose
    assert "Ukraine stays independent." in prose


def test_members_join_and_leave(whole: tuple[Loaded, BargainingProblem], tmp_path: Path) -> None:
    package = package_of(whole[1], "Serbia in sphere of RU=yes, Iran in sphere of RU=no, Vietnam in sphere of CN=no")
    made = check(whole, package, tmp_path)
    russian = made.settlement.zones["sphere of ru"].extent
    assert all(c == (Guard(),) for p, c in russian.items() if p.startswith("RS")) and "RS" in {p[:2] for p in russian}
    assert "IR" not in russian
    assert "VN" not in made.settlement.zones["sphere of cn"].extent


@pytest.mark.parametrize("seed", range(4))
def test_any_package(whole: tuple[Loaded, BargainingProblem], tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    check(whole, tuple(rng.choice(i.option_names) for i in whole[1].issues), tmp_path)


def test_what_changes_between_two_packages(whole: tuple[Loaded, BargainingProblem]) -> None:
    loaded, problem = whole
    one, other = package_of(problem, "annexation=yes"), package_of(problem, "annexation=no")
    assert draft.changes(loaded.settlement, problem, one, other) == {"gone": ("crimea-recognised",), "new": ()}


@pytest.mark.parametrize(
    ("words", "reason"),
    [("swap", "ISSUE=OPTION"), ("swop=yes", "no issue `swop`"), ("swap=maybe", "no option `maybe`"), ("", "nothing")],
)
def test_packages_that_are_none(whole: tuple[Loaded, BargainingProblem], words: str, reason: str) -> None:
    if not words:
        assert package_of(whole[1], words) == whole[1].proposal
        return
    with pytest.raises(ValueError, match=reason):
        package_of(whole[1], words)
