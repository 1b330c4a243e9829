"""The compliance conflict of the shipped settlements, and of small ones: what is derived, what it rests on, what is said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.assess import bargaining, compliance, compliance_conflict
from detente.bargain import compare
from detente.cli import app
from detente.diagnostic import Collector
from detente.files import Unreadable
from detente.load import Loaded, load
from detente.model.compliance import ComplianceConflict
from detente.model.compliance_text import document
from detente.resolve import compliance as written
from detente.source import Source
from detente.stability.compliance import analyse
from detente.syntax.parse import parse

SETTLEMENTS = Path(__file__).parents[2] / "settlements"
WITH_POSITIONS = ("eurasian-grand-bargain", "minsk-2", "river-ceasefire")
RUN = CliRunner()


@pytest.fixture(scope="module")
def loaded() -> dict[str, Loaded]:
    return {name: load(SETTLEMENTS / name) for name in WITH_POSITIONS}


@pytest.fixture(scope="module")
def conflicts(loaded: dict[str, Loaded]) -> dict[str, ComplianceConflict]:
    return {name: compliance_conflict(x) for name, x in loaded.items()}


def test_the_grand_bargain_has_at_least_twenty_bundles(conflicts: dict[str, ComplianceConflict]) -> None:
    assert len(conflicts["eurasian-grand-bargain"].bundles) >= 20
    assert len(conflicts["minsk-2"].bundles) >= 12


@pytest.mark.parametrize(
    ("name", "rival_set"),
    [*((n, "") for n in WITH_POSITIONS), ("eurasian-grand-bargain", "deterrence"), ("eurasian-grand-bargain", "restraint")],
)
def test_all_kept_is_the_utility_of_the_package(loaded: dict[str, Loaded], name: str, rival_set: str) -> None:
    problem = bargaining(loaded[name], rival_set)
    made = compliance_conflict(loaded[name], rival_set)
    assert problem.proposal is not None
    utilities = compare(problem, problem.proposal, problem.proposal).utilities
    names = {p.party: p.name for p in loaded[name].positions}
    asked = [m for m in made.makers if m.valued]
    assert asked
    for maker in asked:
        assert maker.agreed == utilities[names[maker.party]][0]
    assert not made.diagnostics


@pytest.mark.parametrize("name", WITH_POSITIONS)
def test_what_is_emitted_gives_equal_verdicts(conflicts: dict[str, ComplianceConflict], name: str) -> None:
    conflict = conflicts[name]
    found = Collector()
    text = document(conflict, "Derived.")
    (again,) = written.read([parse(Source("x.md", text), found)], found)
    assert not found.found
    first, second = analyse(conflict, carry=False, worlds=0), analyse(again, carry=False, worlds=0)
    assert [(p.party, p.summary, p.verdicts, p.patience) for p in first.parties] == [
        (p.party, p.summary, p.verdicts, p.patience) for p in second.parties
    ]
    assert [(p.bundle, p.gain, p.summary) for p in first.pressures] == [(p.bundle, p.gain, p.summary) for p in second.pressures]
    figures = [line for line in text.splitlines() if line.startswith(("  worth of", "  base", "  together", "  no agreement", "  reputation"))]
    followed = [b for a, b in zip(text.splitlines(), text.splitlines()[1:], strict=False) if a in figures]
    assert figures
    assert all(line.startswith("  basis ") for line in followed)


def test_who_answers_whom_in_the_grand_bargain(conflicts: dict[str, ComplianceConflict]) -> None:
    conflict = conflicts["eurasian-grand-bargain"]
    grounds = {(x.withhold, x.failing): x.ground for x in conflict.licences}
    assert grounds["US-forces-out", "RU-troops-home"] == "exchange"
    assert grounds["RU-troops-home", "US-forces-out"] == "exchange"
    assert grounds["US-corridor-agreed", "Lithuania-consents-corridor-agreed"] == "wait"
    assert grounds["RU-kaliningrad-cleared", "US-forces-out"] == "breach"
    assert not any(x.withhold.startswith("CN") and x.failing == "US-two-seas" for x in conflict.licences), "owed to Russia alone"
    assert conflict.bundle("Ukraine-citizens").humanitarian
    assert not any(x.withhold == "Ukraine-citizens" and x.ground == "breach" for x in conflict.licences)


def test_what_the_grand_bargain_gives(loaded: dict[str, Loaded]) -> None:
    result = compliance(loaded["eurasian-grand-bargain"], carry=False, worlds=0)
    by_party = {p.party: p for p in result.parties}
    assert not by_party["NATO"].valued
    assert any("Russian Federation: the core" in x and "price" in x for x in result.not_identified)
    seas = next(p for p in result.pressures if p.bundle == "US-two-seas")
    assert seas.gain == Fraction(17)
    assert "Article 8" in seas.text and "Taiwan-Strait" in seas.text
    home = next(p for p in result.pressures if p.bundle == "RU-troops-home")
    assert home.summary == "deterred by the treaty"
    assert "`forces-out`" in home.text
    independence = next(p for p in result.pressures if p.bundle == "RU-independence")
    assert "nothing in the text makes anybody see it" in independence.text


def test_readings_and_options_change_who_owes_what(loaded: dict[str, Loaded]) -> None:
    minsk = loaded["minsk-2"]
    owners = {r: {b.owner for b in compliance_conflict(minsk, package={"role": r}).bundles if "border-control" in b.clauses}
              for r in ("side", "mediator")}
    assert owners == {"side": {"RU"}, "mediator": {"CADLR"}}
    river = loaded["river-ceasefire"]
    both = compliance_conflict(river, package="bridge-rule=by-both")
    shared = [s for m in both.makers if m.valued for s in m.shares if set(s.bundles) == {"Ostra-both-run", "Velm-both-run"}]
    assert len(shared) == 2, "a joint duty is worth something while both perform it"


def test_a_later_stage_takes_performed_duties_as_given(loaded: dict[str, Loaded]) -> None:
    river = loaded["river-ceasefire"]
    start, later = compliance_conflict(river), compliance_conflict(river, stage="30 days")
    gone = {b.name for b in start.bundles} - {b.name for b in later.bundles}
    assert gone == {"Ostra-prisoners-home", "Velm-prisoners-home"}
    assert [m.agreed for m in start.makers] == [m.agreed for m in later.makers]
    done = compliance_conflict(river, stage="after weapons-out, prisoners-home")
    assert {b.name for b in later.bundles} - {b.name for b in done.bundles} == {"Ostra-weapons-out", "Velm-weapons-out"}


def test_prices_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    text = (SETTLEMENTS / "river-ceasefire" / "settlement.md").read_text()
    (tmp_path / "positions").mkdir()
    (tmp_path / "settlement.md").write_text(text)
    for file in (SETTLEMENTS / "river-ceasefire" / "positions").iterdir():
        changed = file.read_text().replace("worth of electricity 4\n", "worth of electricity 6\n")
        (tmp_path / "positions" / file.name).write_text(changed)
    made = compliance_conflict(load(tmp_path))
    assert [d.code for d in made.diagnostics] == ["E307"]
    assert "Ostra" in made.diagnostics[0].message
    assert made.maker("Ostra").agreed == Fraction(31, 2), "the sum is still the utility of the package"


def test_an_option_without_prices_is_not_divided(tmp_path: Path) -> None:
    (tmp_path / "positions").mkdir()
    (tmp_path / "settlement.md").write_text((SETTLEMENTS / "river-ceasefire" / "settlement.md").read_text())
    for file in (SETTLEMENTS / "river-ceasefire" / "positions").iterdir():
        kept = [line for line in file.read_text().splitlines() if "worth of truce-kept" not in line]
        (tmp_path / "positions" / file.name).write_text("\n".join(kept) + "\n")
    made = compliance_conflict(load(tmp_path))
    (one,) = [u for u in made.unidentified if u.party == "Ostra"]
    assert one.clauses == ("truce-kept",)
    assert set(one.bundles) == {"Ostra-truce-kept", "Velm-truce-kept"} == made.maker("Ostra").unpriced
    assert not any(set(s.bundles) & set(one.bundles) for s in made.maker("Ostra").shares)
    result = analyse(made, carry=False, worlds=0)
    ostra = next(p for p in result.parties if p.party == "Ostra")
    assert ostra.unpriced == ("Ostra-truce-kept",)
    assert any("price `truce-kept`" in x for x in result.not_identified)


@pytest.mark.parametrize(
    ("package", "stage", "words"),
    [("x=y", "", "no issue `x`"), ("bridge-rule=by-none,kilometres=mile", "", "no option `mile`"), ("bridge-rule", "", "no package"),
     ("bridge-rule=", "", "chooses no option"), ("", "soon", "no stage")],
)
def test_what_there_is_not_is_refused(loaded: dict[str, Loaded], package: str, stage: str, words: str) -> None:
    with pytest.raises(Unreadable) as error:
        compliance_conflict(loaded["river-ceasefire"], package=package, stage=stage)
    assert words in error.value.diagnostic.message


def test_the_same_input_gives_the_same_bytes(loaded: dict[str, Loaded]) -> None:
    texts = [document(compliance_conflict(load(SETTLEMENTS / "minsk-2"))) for _ in range(2)]
    assert texts[0] == texts[1]
    results = [analyse(compliance_conflict(loaded["minsk-2"])).to_dict() for _ in range(2)]
    assert results[0] == results[1]


def test_bundles_and_emission_on_the_command_line(tmp_path: Path) -> None:
    shown = RUN.invoke(app, ["stability", str(SETTLEMENTS / "minsk-2"), "--bundles"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert "RU-border-control" in shown.output
    file = tmp_path / "minsk.md"
    assert RUN.invoke(app, ["stability", str(SETTLEMENTS / "minsk-2"), "--emit", str(file)]).exit_code == 0
    asked = RUN.invoke(app, ["stability", str(file)])
    direct = RUN.invoke(app, ["stability", str(SETTLEMENTS / "minsk-2")])
    assert asked.exit_code == direct.exit_code == 0
    verdict = next(line for line in direct.output.splitlines() if line.startswith("The package"))
    assert verdict in asked.output
    refused = RUN.invoke(app, ["stability", str(SETTLEMENTS / "antarctic"), "--bundles"])
    assert refused.exit_code == 2
