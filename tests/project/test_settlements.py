"""The shipped settlements: read without a mistake, in canonical form, tested by their own expectations, and listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from detente.check import check
from detente.load import Loaded, canonical_files, load

ROOT = Path(__file__).resolve().parents[2] / "settlements"
FOLDERS = sorted(p.parent.name for p in ROOT.glob("*/settlement.md"))
MEANT_TO_FAIL = {
    "eurasian-grand-bargain": {
        "Ukraine adopts a federal order": "promised by the plan, and owed only with Ukraine's consent",
        "A member of NATO in the east may still be helped": "what critics fear the plan would end",
        "Ukraine may be armed if it is attacked": "what critics fear the plan would end",
        "An attack on Taiwan is barred": "no clause speaks of it",
        "Russia and China keep out of each other's spheres": "the plan has no rule between the two",
        "The Philippines may be defended, whatever the Chinese sphere holds": "hangs on an open member of the sphere",
        "Russian warheads in Crimea depend on its recognition": "the adopted draft bars them either way",
    },
}
"""Expectations that fail because the text does not do what is hoped or feared of it: the finding is the point."""


@pytest.fixture(scope="module", params=FOLDERS)
def settlement(request: pytest.FixtureRequest) -> tuple[str, Loaded]:
    return request.param, load(ROOT / request.param)


def test_there_are_the_cases_that_the_project_promises() -> None:
    assert set(FOLDERS) >= {
        "eurasian-grand-bargain", "minsk-2", "jcpoa", "dayton-1a", "belfast-1998", "chemical-weapons", "antarctic", "river-ceasefire",
    }  # fmt: skip


def test_it_is_read_whole(settlement: tuple[str, Loaded]) -> None:
    _, loaded = settlement
    assert [d.message for d in loaded.diagnostics] == []
    assert len(loaded.settlement.clauses) >= 10
    for clause in loaded.settlement.clauses.values():
        if "/" not in clause.name and ":" not in clause.name and clause.span is not None:
            assert clause.sources, f"{clause.name} quotes nothing of its article"


def test_it_is_in_canonical_form(settlement: tuple[str, Loaded]) -> None:
    name, _ = settlement
    assert [str(f) for f, source, text in canonical_files(ROOT / name) if source.text != text] == []


def test_its_expectations_hold_or_fail_for_a_reason(settlement: tuple[str, Loaded]) -> None:
    name, loaded = settlement
    assert len(loaded.settlement.expectations) >= 3
    found = [d.message for d in check(loaded).diagnostics if d.name in ("failed-expectation", "drift")]
    failed = {m[1] for text in found if (m := re.match(r'"([^"]+)": expected', text))}
    assert failed == set(MEANT_TO_FAIL.get(name, {})), found


def test_the_table_lists_it(settlement: tuple[str, Loaded]) -> None:
    name, _ = settlement
    assert f"[{name}]({name}/settlement.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
