"""Whether a settlement would be kept: the command, the JSON, the page and the section, on Minsk II."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from detente.assess import assess, compliance
from detente.cli import app
from detente.files import Unreadable
from detente.load import load
from detente.report.compliance import patience
from detente.report.compliance_part import KINDS, kind, part
from detente.report.json import schema
from detente.report.section import Stamp
from detente.report.stability_section import page, section

from .browser import Browser, find

ROOT = Path(__file__).resolve().parents[2]
MINSK = ROOT / "settlements" / "minsk-2"


@pytest.fixture(scope="module")
def result():  # type: ignore[no-untyped-def]
    return compliance(load(MINSK))


def test_the_command_says_who_keeps_it_and_why() -> None:
    done = CliRunner().invoke(app, ["stability", str(MINSK)], env={"COLUMNS": "160"})
    assert done.exit_code == 0, done.output
    for heading in ("Who keeps what it owes", "Pressure points", "What carries it", "What must be seen", "What would mend it"):
        assert heading in done.output, heading
    assert "not deterred" in done.output and "`elections` (Point 12)" in done.output


def test_json_of_a_settlement(result) -> None:  # type: ignore[no-untyped-def]
    done = CliRunner().invoke(app, ["stability", str(MINSK), "--format", "json"])
    data = json.loads(done.stdout)
    jsonschema.validate(data, schema("stability"))
    assert data["compliance"] == json.loads(json.dumps(result.to_dict())) and data["others"] == []


def test_the_section_shows_every_party_and_the_pressure(result) -> None:  # type: ignore[no-untyped-def]
    made = section((), [part([("", result)])])
    assert made.summary == result.verdict and made.json["compliance"]["sets"][0]["set"] == ""
    for standing in result.parties:
        assert f'<th scope="row">{standing.label}</th>' in made.html
    assert made.html.count("<svg") == 2 and "`" not in made.html.split("<svg")[0]
    gaining = [p for p in result.pressures if p.gain > 0]
    assert gaining and made.html.count("Patience: ") == 1 + sum(
        patience(p.patience, "year") not in ("–", "none") for p in gaining[:12]
    )


def test_sets_of_positions_are_compared(result) -> None:  # type: ignore[no-untyped-def]
    html = section((), [part([("", result), ("doves", result)], [("hawks", "RU has no position")])]).html
    assert html.count('<th scope="col">as filed</th>') == 1 and html.count('<th scope="col">doves</th>') == 1
    assert "The set “hawks” is left out: RU has no position." in html
    assert html.count('id="compliance-doves"') == 1 and html.count("<svg") == 4


def test_every_summary_has_a_colour() -> None:
    from detente.stability import compliance as c

    keys = {x: kind(x) for x in (c.NO_GAIN, c.TREATY, c.BREACH, c.COSTLY, c.COSTLY_BREACH, c.FREE, c.UNKNOWN, c.NO_POSITION)}
    assert keys[c.FREE] == "open" and keys[c.UNKNOWN] == keys[c.NO_POSITION] == "title disputed"
    assert {keys[x] for x in (c.NO_GAIN, c.TREATY, c.BREACH, c.COSTLY, c.COSTLY_BREACH)} == {"in"}
    assert len({k for _, k in KINDS}) == 3


@pytest.mark.parametrize(("more", "message"), [
    ({"stage": "never"}, "never"), ({"package": {"nothing": "yes"}}, "there is no issue `nothing`"), ({"rival_set": "x"}, "`x`"),
])  # fmt: skip
def test_what_cannot_be_derived_is_one_message(more: dict[str, object], message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        compliance(load(MINSK), **more)  # type: ignore[arg-type]
    assert message in caught.value.diagnostic.message


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_loads_quietly_and_fits(tmp_path: Path, result, width: int, dark: bool) -> None:  # type: ignore[no-untyped-def]
    program = find()
    if program is None:
        pytest.skip("no Chromium on this machine: install one or set DETENTE_CHROMIUM")
    file = tmp_path / "page.html"
    file.write_text(page((), Stamp("0" * 64, "x", "", "0"), [part([("", result)])], "Minsk II"), encoding="utf-8")
    with Browser(program) as browser:
        browser.open(file, width, dark=dark)
        assert browser.complaints() == []
        browser.value("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert browser.value("document.documentElement.scrollWidth") <= width
        left = "Math.min(...[...document.querySelectorAll('.fig svg text')].filter(t => t.getClientRects().length).map(t => t.getBoundingClientRect().left))"
        assert browser.value(left) >= 0, "labels begin on the page"


def test_a_derived_conflict_kept_beside_the_settlement_is_asked_as_such(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    shutil.copytree(MINSK, folder)
    file = folder / "conflicts" / "kept.md"
    assert CliRunner().invoke(app, ["stability", str(folder), "--emit", str(file)]).exit_code == 0
    done = assess(load(folder), ["stability"], tmp_path / "out").to_json()["analyses"]["stability"]["result"]
    assert done["conflicts"] == [], "it is no plain graph model"
    first, written = done["compliance"]["sets"]
    assert written["set"].startswith("written in ") and written["result"]["stable"] == first["result"]["stable"]
