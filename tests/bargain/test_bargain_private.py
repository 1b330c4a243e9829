"""Confidentiality: what `detente bargain --for PARTY` prints tells nothing of the positions of others but what is released."""

from __future__ import annotations

import json
import re

import pytest
from bargain_small import RU, TEXT, UKRAINE, US
from typer.testing import CliRunner

from detente.cli import app, main
from detente.files import Unreadable

SECRET = "613.27"
"""Stands in the files of others, never in what US may see; no figure of US or of the settlement has these digits."""

LOUD = f"""# Russia

```position
position RU "Russian Federation, which wants {SECRET}"
  basis "a cable of {SECRET}"
  scale "{SECRET} points are a province"
  no agreement 613.27..613.29
  core 615
  values status: corridor 3, neutral 6, nothing 0
  values forces: yes 2, no 0
  values trade: yes -1, no 0
  worth of forces-out 613.27
  worth of forces-back -613.27
  never status nothing

bloc Generals of RU 61 of duma
  no agreement -613.27

scenario crisis
  no agreement -613.27
```
"""
DUMA = (
    "body senate of 100 members\n\nzone sphere of RU = Belarus perhaps Serbia, Iran\n\ninstrument pact \"Pact\" between US, RU\n",
    "body senate of 100 members\nbody duma of 100 members\n\nzone sphere of RU = Belarus perhaps Serbia, Iran\n\n"
    'instrument pact "Pact" between US, RU\n  ratification by RU needs 60 of duma\n',
)


@pytest.fixture
def run(folder, monkeypatch, capsys):
    """Run `detente bargain` on positions; gives (exit code, stdout, stderr)."""

    def go(positions, *options, own="US"):
        home = folder(positions, text=TEXT.replace(*DUMA))
        monkeypatch.chdir(home.parent)
        words = ["bargain", "small", *(["--for", own] if own else []), "--worlds", "500", *options]
        monkeypatch.setattr("sys.argv", ["detente", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return end.value.code, out, err

    return go


def scaled(text: str, factor: int) -> str:
    """All figures of a position times a factor, votes left alone."""

    def times(line: str) -> str:
        if line.lstrip().startswith(("bloc", "position", "basis", "scale", "#")):
            return line
        return re.sub(r"-?\d+(?:\.\d+)?", lambda m: f"{float(m[0]) * factor:g}", line)

    return "\n".join(map(times, text.split("\n")))


VARIANTS = {
    "on another scale": {"RU": scaled(RU, 7)},
    "with other words": {"RU": RU.replace('basis "assumption"', 'basis "a cable from Moscow"\n  scale "roubles"')},
    "a party that is not asked": {"UA": UKRAINE.replace("no agreement 5", "no agreement -5").replace("-1", "9")},
    "a wider range about the same point": {"RU": RU.replace("core 0", "core -9..9")},
    "another scenario": {"RU": RU.replace("-40", "40")},
    "other prices of clauses": {"RU": RU.replace("worth of forces-out 5", "worth of forces-out 500")},
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", VARIANTS)
def test_changes_in_the_files_of_others_that_alter_nothing_released_alter_no_byte(run, name, form):
    before = {"US": US, "RU": RU, "UA": UKRAINE}
    after = before | VARIANTS[name]
    assert run(before, "--format", form) == run(after, "--format", form)
    whole = run(before, "--format", "json", own="")[1], run(after, "--format", "json", own="")[1]
    assert whole[0] != whole[1], "to whoever holds all files the change is visible"


def test_what_is_released_does_change_with_what_others_want(run):
    firm = {"US": US, "RU": RU.replace("no agreement 1", "no agreement 99")}
    before, after = (json.loads(run(x, "--format", "json")[1]) for x in ({"US": US, "RU": RU}, firm))
    assert before["zone"]["empty"] is False and after["zone"]["empty"] is True
    assert before["seen"]["proposal"] == after["seen"]["proposal"], "its own view of the proposal stays"


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_figure_of_another_party_is_shown(run, form):
    positions = {"US": US, "RU": LOUD}
    code, out, err = run(positions, "--format", form)
    assert code == 0 and "senate" in out
    for private in ("613", "615", "Generals", "province", "cable", "crisis"):
        assert private not in out + err
    assert "613.27" in run(positions, "--format", form, own="RU")[1] or "613.28" in run(positions, own="RU")[1]


def test_own_figures_are_shown(run):
    found = json.loads(run({"US": US, "RU": LOUD}, "--format", "json")[1])
    proposal = found["seen"]["proposal"]
    assert proposal["utility"]["exact"] == "5" and proposal["gain"]["low"]["exact"] == "1" and proposal["gain"]["high"]["exact"] == "7"
    assert proposal["votes"] == [{"body": "senate", "yes": ["Doves"], "passes": False}] and proposal["accepts"] is False


MISTAKES = {
    "a line that cannot be read": LOUD.replace("core 615", "corps 615"),
    "a value twice": LOUD.replace("never status", "values trade: yes 613.27\n  never status"),
    "a clause that does not exist": LOUD.replace("worth of forces-out", "worth of forces-nowhere"),
    "a range upside down": LOUD.replace("613.27..613.29", "613.29..613.27"),
    "a contradiction": LOUD.replace("never status nothing", "never status nothing\n  insists on status nothing"),
    "too many votes": LOUD.replace("bloc Generals of RU 61", "bloc Generals of RU 613"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_in_the_file_of_another_party_is_said_without_its_text(run, name):
    code, out, err = run({"US": US, "RU": MISTAKES[name]})
    assert code == 2 and out == ""
    assert "another party" in err and "613" not in err and "615" not in err and "forces-nowhere" not in err
    told = run({"US": US, "RU": MISTAKES[name]}, own="RU")
    assert told[0] == 2 and "RU.md" in told[2], "its own party is told the place"


def test_who_has_no_position_is_refused(run):
    assert run({"US": US, "RU": RU}, own="Ukraine")[0] == 2
    assert run({"US": US, "RU": RU}, own="Norway")[0] == 2
    assert run({"US": US})[0] == 2


def test_an_unknown_scenario_is_refused_without_the_names_of_others(run):
    code, _, err = run({"US": US, "RU": RU}, "--scenario", "boom")
    assert code == 2 and "crisis" not in err
    assert "crisis" in run({"US": US, "RU": RU}, "--scenario", "boom", own="")[2]


def test_unreadable_is_what_the_command_raises(folder):
    found = CliRunner().invoke(app, ["bargain", str(folder({"US": US}))])
    assert isinstance(found.exception, Unreadable)
