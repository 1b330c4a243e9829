"""The compliance conflicts in `conflicts/` are what the settlements give today, and say the same when they are read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli import app

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "conflicts" / "compliance"


@pytest.mark.parametrize("settlement", ["eurasian-grand-bargain", "minsk-2"])
def test_it_is_what_the_settlement_gives(settlement: str, tmp_path: Path) -> None:
    made = tmp_path / "made.md"
    done = CliRunner().invoke(app, ["stability", str(ROOT / "settlements" / settlement), "--emit", str(made)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    file = FOLDER / f"{settlement}.md"
    assert made.read_text(encoding="utf-8") == file.read_text(encoding="utf-8"), f"write {file.name} anew with --emit"


def test_it_says_the_same_when_read_again() -> None:
    verdicts = []
    for path in (ROOT / "settlements" / "minsk-2", ROOT / "conflicts" / "compliance" / "minsk-2.md"):
        done = CliRunner().invoke(app, ["stability", str(path), "--worlds", "5"], catch_exceptions=False)
        assert done.exit_code == 0
        verdicts.append(next(line for line in done.stdout.splitlines() if line.startswith("The package would")))
    assert verdicts[0] == verdicts[1]


def test_several_in_one_folder_are_asked_one_by_one() -> None:
    done = CliRunner().invoke(app, ["stability", str(FOLDER)], catch_exceptions=False)
    assert done.exit_code == 2 and "2 compliance conflicts" in done.output
