"""`detente stability`: the text a reader gets, the JSON and its schema, exit codes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rich.console import Console
from test_text import conflicts
from typer.testing import CliRunner

from detente.cli import app
from detente.load import load_conflicts
from detente.model.conflict import Conflict
from detente.report import json as forms
from detente.report import stability as report
from detente.report.json import schema
from detente.report.section import Stamp
from detente.report.stability_section import page
from detente.report.stability_view import number_of, way
from detente.report.terminal import clean
from detente.stability import TooLarge, analyse
from detente.stability.aim import aim
from detente.stability.naming import find_states

ROOT = Path(__file__).resolve().parents[2]
CONFLICTS = ROOT / "conflicts"
CUBA = CONFLICTS / "cuban-missile-crisis.md"


def run(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [str(w) for w in words], env={"COLUMNS": "120"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_text_names_states_in_words_and_says_what_deters() -> None:
    code, out, _ = run("stability", CUBA)
    assert code == 0
    assert "12 of 16 combinations can be; graph engine, exact." in out
    assert "The agreed state, withdraw the missiles, holds: whoever would gain by leaving it is deterred" in out
    assert "1 under Nash, 3 under SEQ, 7 under GMR" in out
    assert "Soviet Union: deterred. Soviet Union would gain by giving up “withdraw the missiles” (state 5 → 1)" in out
    assert "to state 5 (withdraw the missiles): United States by taking up “naval quarantine” (→ 3), then Soviet Union" in out


def test_of_several_conflicts_each_is_shown_or_one_is_chosen() -> None:
    _, out, _ = run("stability", CONFLICTS / "elmira.md")
    assert "Elmira groundwater conflict" in out and "Elmira, nine states" in out
    assert "Ministry of the Environment and Uniroyal together all gain by going to state 10" in out
    _, out, _ = run("stability", CONFLICTS / "elmira.md", "--conflict", "ELMIRA-graph")
    assert "Elmira groundwater conflict" not in out and "8  modified, accepted, insisting" in out


@pytest.mark.parametrize("word", ["7", "NYYN", "blockade, withdraw", "NYY-"])
def test_one_state(word: str) -> None:
    _, out, _ = run("stability", CUBA, "--state", word)
    assert "State 7: naval quarantine, withdraw the missiles" in out and "State 6" not in out
    assert "SEQ, United States: stable." in out and "Nash, United States: not stable." in out


def test_chosen_concepts() -> None:
    _, out, _ = run("stability", CUBA, "--concept", "seq, nash", "--format", "json")
    assert set(json.loads(out)["equilibria"]) == {"seq", "nash"}


@pytest.mark.parametrize("engine", ["graph", "transform"])
def test_json_is_as_the_schema_says(engine: str) -> None:
    code, out, _ = run("stability", CUBA, "--format", "json", "--engine", engine)
    data = json.loads(out)
    jsonschema.validate(data, schema("stability"))
    assert code == 0 and data["states"] == 16 and data["feasible"] == 12 and data["engine"] == engine
    assert data["state_labels"]["7"] == "NYYN" and data["equilibria"]["seq"] == [5, 6, 7]
    assert data["by_party"]["US"]["nash"] and data["others"] == []
    assert out == run("stability", CUBA, "--format", "json", "--engine", engine)[1]


def test_json_of_every_shipped_conflict() -> None:
    code, out, _ = run("stability", CONFLICTS, "--format", "json")
    data = json.loads(out)
    jsonschema.validate(data, schema("stability"))
    assert code == 0 and len(data["others"]) == len(load_conflicts(CONFLICTS).conflicts) - 1


@pytest.mark.parametrize(("words", "message"), [
    ([CUBA, "--conflict", "x"], "the conflicts are: cuba-1962"),
    ([CUBA, "--concept", "nosh"], "there is no concept `nosh`"),
    ([CUBA, "--state", "13"], "numbered from 1 to 12"),
    ([CUBA, "--state", "NNYY"], "no state that can be is `NNYY`"),
    ([CUBA, "--state", "run"], "`run` is no move"),
    ([CONFLICTS / "elmira.md", "--conflict", "elmira-graph", "--state", "s10"], "there is no state `s10`"),
])  # fmt: skip
def test_unusable_input_is_one_message_and_code_2(words: list[object], message: str) -> None:
    code, out, err = run("stability", *words)
    assert code == 2 and not out.strip() and message in err and "help:" in err


def test_a_missing_file_is_one_message_and_code_2() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "detente", "stability", "nowhere.md"], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2 and not done.stdout.strip() and "no such file" in done.stderr and "Traceback" not in done.stderr


def test_mistakes_in_the_text_end_it(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("```conflict\nconflict x\ndecision maker A\nmove go of B\n```\n")
    code, out, err = run("stability", tmp_path / "a.md")
    assert code == 2 and not out.strip() and "E401" in err


def test_names_of_states() -> None:
    conflict = load_conflicts(CUBA).conflicts[0]
    assert find_states(conflict, "now") == find_states(conflict, "nothing") == find_states(conflict, "1") == (0,)
    assert find_states(conflict, "agreed") == find_states(conflict, "withdraw") == (4,)
    assert find_states(conflict, "-ny-") == (4, 5)
    with pytest.raises(ValueError, match="does not say which state is `agreed`"):
        find_states(replace(conflict, agreed=None), "agreed")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conflicts())
def test_every_conflict_can_be_shown(conflict: Conflict) -> None:
    """Ranges, strength, unknown and misperceived states, coalitions: text, JSON and page are made of all of them."""
    marked = [c for c in (conflict.agreed, conflict.status_quo) if c is not None]
    result = analyse(conflict, codes=marked)
    aimed = aim(conflict, 1, worlds=5)
    screen = Console(record=True, width=100, file=io.StringIO())
    report.show(result, screen, (), aimed)
    report.show(result, screen, (1,), aimed)
    text = screen.export_text()
    assert text.startswith(clean(conflict.title or conflict.name)) and all(len(line) < 4_000 for line in text.splitlines())
    assert set(result.to_dict()["by_party"]) == {m.name for m in conflict.makers}
    jsonschema.validate(json.loads(forms.text(report.to_json([result], None, [aimed]))), schema("stability"))
    assert "</html>" in page([result], Stamp("0" * 64, "x", "", "0"), aims=[aimed])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conflicts(), st.sampled_from(["query", "transform"]))
def test_engines_tell_the_same(conflict: Conflict, engine: str) -> None:
    """Whether a state stays, is deterred, is feared or is free does not hang on the engine."""
    marked = [c for c in (conflict.agreed, conflict.status_quo) if c is not None]
    try:
        found = analyse(conflict, codes=marked, engine=engine)
    except (TooLarge, ValueError):
        assume(False)
    plain = analyse(conflict, codes=marked, engine="graph")
    for code in marked:
        numbers = number_of(found, code), number_of(plain, code)
        assert None not in numbers
        assert way(found, numbers[0] or 0) == way(plain, numbers[1] or 0) != ""
