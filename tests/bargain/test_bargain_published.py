"""Published negotiation cases: the deliberation games and the NegoLog domains."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from detente.bargain import analyse
from detente.bargain.imports import read
from detente.model.bargaining import AgreementRule

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
needs_data = pytest.mark.skipif(not (DATA / "negolog").is_dir(), reason="the research data are not here (DETENTE_DATA)")

GAMES = {  # unanimous, all but one with the vetoes, Pareto, greatest product of gains
    "base": (12, 55, 481, 6_031_872),
    "game1": (21, 57, 241, 3_083_080),
    "game2": (18, 57, 454, 47_201_700),
}


@needs_data
@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("engine", ["enumeration", "search"])
def test_deliberation_games(game, engine):
    unanimous, passing, pareto, product = GAMES[game]
    p = read("deliberation", DATA / "deliberation" / game).problem
    assert p is not None
    full = replace(p, rule=AgreementRule.all_of(x.name for x in p.parties))
    a = analyse(p, worlds=0, parts=("pareto", "named"), engine=engine)
    b = analyse(full, worlds=0, parts=("pareto", "named"), engine=engine)
    assert a.packages.exact == b.packages.exact == 720
    if engine == "enumeration":
        assert (b.zone.size.exact, a.zone.size.exact, a.pareto.size) == (unanimous, passing, pareto)
    assert b.named["nash"].product == product and b.named["nash"].status == "proven"
    if game == "base":
        assert b.named["nash"].package == ("A2", "B3", "C3", "D2", "E3")


@needs_data
@pytest.mark.parametrize("number", range(25))
def test_negolog_domains(number):
    """Size, Nash product and payoffs as published; its "Kalai" figures are those of the greatest sum of utilities."""
    folder = DATA / "negolog" / f"domain{number}"
    published = json.loads((folder / "specs.json").read_text())
    p = read("negolog", folder).problem
    assert p is not None and p.combinations == published["NumberOfBids"]
    r = analyse(replace(p, comparable=True), worlds=0, parts=("named",))
    assert float(r.named["nash"].product) == pytest.approx(published["Nash Product"], abs=1e-12)
    total = sum(r.named["utilitarian"].utilities.values())
    assert float(total) == pytest.approx(published["Social Welfare"], abs=1e-12)
    assert float(total) == pytest.approx(published["Kalai_A"] + published["Kalai_B"], abs=1e-12)
    searched = analyse(replace(p, comparable=True), worlds=0, parts=("named",), engine="search") if number % 5 == 0 else r
    assert searched.named["nash"].product == r.named["nash"].product
