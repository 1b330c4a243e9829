"""What it would take for a state to hold, and how sure that is: sentences, JSON, one seed one result."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from detente.cli import app
from detente.load import load_conflicts
from detente.model.conflict import Conflict
from detente.report.json import schema
from detente.report.stability_aim import percent, sentences
from detente.report.stability_section import section
from detente.stability import analyse
from detente.stability.aim import aim, varies

CONFLICTS = Path(__file__).resolve().parents[2] / "conflicts"
RANGES = """```conflict
conflict deal
  agreed keep

decision maker A
  worth of keep -2..4
    basis "assumed"

decision maker B
  unsure about keep

move keep of A

move spoil of B
```
"""


def conflict(file: str) -> Conflict:
    return load_conflicts(CONFLICTS / file).conflicts[0]


def test_who_would_have_to_change_what() -> None:
    syria = conflict("syria-iraq-1975.md")
    texts = sentences(analyse(syria), aim(syria, 2))
    assert texts[0] == (
        "Syria would stay in state 2 (release water) (SEQ) if it liked state 6 (escalate, attack) no better than that. "
        "It would stay under 53 % of all rankings that it could have."
    )
    assert texts[1].startswith("Iraq would stay in state 2 (release water) (SEQ), and so it would under 75 %")
    assert texts[-1].startswith("What Syria prefers decides most")


def test_changes_together_and_single_statements() -> None:
    chicken = conflict("chicken.md")
    texts = sentences(analyse(chicken), aim(chicken, 1))
    assert "one change would do: if “row-stays iff not col-stays” counted for nothing" in texts[0]
    assert "With the least changes of Row and Col together, it would hold." in texts


def test_ranges_and_unknowns_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(RANGES)
    deal = load_conflicts(tmp_path / "a.md").conflicts[0]
    assert varies(deal) and not varies(conflict("chicken.md"))
    found = aim(deal, 2, seed=3)
    assert found.inverse is None and "not all known" in found.missing[0]
    assert found.robustness is not None and found.robustness.swaps == 0
    assert 0.55 < found.robustness.equilibrium.share < 0.78, "keep is worth more than nothing in two thirds of its range"
    texts = sentences(analyse(deal), found)
    assert any("drawn from the stated ranges and unknowns (seed 3)" in t for t in texts)
    assert any("A’s worth of keep" in t for t in texts)
    assert aim(deal, 2, seed=3) == found
    assert aim(deal, 2, worlds=0).robustness is None


def test_on_the_command_line_and_the_page() -> None:
    path = str(CONFLICTS / "syria-iraq-1975.md")
    done = CliRunner().invoke(app, ["stability", path, "--format", "json", "--seed", "5", "--worlds", "200"])
    data = json.loads(done.stdout)
    jsonschema.validate(data, schema("stability"))
    assert data["aim"]["state"] == 2 and data["aim"]["robustness"]["seed"] == 5
    assert data["aim"]["robustness"]["equilibrium"]["worlds"] == 200
    assert done.stdout == CliRunner().invoke(app, ["stability", path, "--format", "json", "--seed", "5", "--worlds", "200"]).stdout
    text = CliRunner().invoke(app, ["stability", path, "--state", "1"]).stdout
    assert "What it would take for state 1 to hold" in text
    syria = conflict("syria-iraq-1975.md")
    assert "What it would take for state 2 to hold" in section([analyse(syria)], aims=[aim(syria, 2)]).html


@pytest.mark.parametrize(("share", "shown"), [(0, "0 %"), (0.001, "under 1 %"), (0.5, "50 %"), (0.999, "over 99 %"), (1, "100 %")])
def test_shares(share: float, shown: str) -> None:
    assert percent(share) == shown
