"""packages, draft, sheet and import at the command line, as a delegation uses them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detente.cli import app
from detente.files import Unreadable
from detente.load import load

ROOT = Path(__file__).resolve().parents[2]
RIVER = str(ROOT / "settlements" / "river-ceasefire")
GRAND = str(ROOT / "settlements" / "eurasian-grand-bargain")


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def data(*words: str) -> Any:
    done = CliRunner().invoke(app, [*words, "--format", "json"], catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.stdout)


def test_all_packages_of_a_small_text() -> None:
    found = data("packages", RIVER)
    assert found["packages"] == 3 and found["whole"] and len(found["rows"]) == 3
    assert {r["package"]["bridge-rule"] for r in found["rows"]} == {"by-mission", "by-both", "by-none"}
    assert all(r["acceptable"] for r in found["rows"])


def test_the_best_for_a_party_come_first() -> None:
    found = data("packages", GRAND, "--set", "restraint", "--acceptable", "--sort", "us", "--limit", "4", "--where", "swap=no")
    gains = [r["gains"]["US"]["decimal"] for r in found["rows"]]
    assert len(gains) == 4 and gains == sorted(gains, reverse=True) and not found["whole"]
    assert all(r["acceptable"] and r["package"]["swap"] == "no" for r in found["rows"])
    assert len({json.dumps(r["package"]) for r in found["rows"]}) == 4


def test_ranking_agrees_with_looking_at_each() -> None:
    ranked = data("packages", RIVER, "--sort", "Ostra")["rows"]
    each = sorted(data("packages", RIVER)["rows"], key=lambda r: -r["gains"]["Ostra"]["decimal"])
    assert [r["package"] for r in ranked] == [r["package"] for r in each]


def test_two_packages_side_by_side() -> None:
    found = data("packages", RIVER, "--compare", "bridge-rule=by-both:bridge-rule=by-mission")
    assert found["changes"] == [{"issue": "bridge-rule", "from": "by-both", "to": "by-mission"}]
    assert found["gainers"] == ["Velm"] and found["losers"] == ["Ostra"]
    assert found["clauses"] == {"gone": ["both-run"], "new": ["mission-runs"]}
    assert "Clauses that come in: mission-runs." in run("packages", RIVER, "--compare", "bridge-rule=by-both:proposal")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_export(tmp_path: Path, ending: str) -> None:
    import pandas as pd

    file = tmp_path / f"packages.{ending}"
    run("packages", RIVER, "--export", str(file))
    table = pd.read_csv(file) if ending == "csv" else pd.read_parquet(file)
    assert list(table.columns) == ["bridge-rule", "gain_Ostra", "gain_Velm", "acceptable"] and len(table) == 3


@pytest.mark.parametrize(
    "words",
    [
        ("packages", RIVER, "--where", "bridge=x"), ("packages", RIVER, "--sort", "Atlantis"), ("packages", RIVER, "--compare", "nash"),
        ("packages", RIVER, "--export", "list.txt"), ("draft", RIVER, "--package", "best", "--out", "nowhere"),
        ("sheet", RIVER, "--for", "Ostra", "--out", "sheet.doc"),
    ],
)
def test_refusals(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    out = run(*words, code=2)
    assert "Traceback" not in out and not Path("nowhere").exists()


def test_draft_is_whole_and_clean(tmp_path: Path) -> None:
    out = tmp_path / "draft"
    assert "wrote" in run("draft", RIVER, "--package", "bridge-rule=by-both", "--out", str(out))
    made = load(out)
    assert not made.broken and "both-run" in made.settlement.clauses and "mission-runs" not in made.settlement.clauses
    run("format", "--check", str(out))
    with pytest.raises(Unreadable, match="not empty"):
        run("draft", RIVER, "--out", str(out))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_sheet_comes_back_as_the_position_it_was(tmp_path: Path, ending: str) -> None:
    file, back = tmp_path / f"sheet.{ending}", tmp_path / "Ostra.md"
    run("sheet", RIVER, "--for", "Ostra", "--out", str(file))
    run("sheet", RIVER, "--for", "ostra", "--read", str(file), "--out", str(back))
    assert back.read_text(encoding="utf-8") == (Path(RIVER) / "positions" / "Ostra.md").read_text(encoding="utf-8")


def test_a_changed_sheet_changes_only_that(tmp_path: Path) -> None:
    rows = list(csv.reader(run("sheet", RIVER, "--for", "Velm").splitlines()))
    for row in rows:
        if row[1] == "by-none":
            row[3:7] = ["", "", "x", 'as the "prince" said']
        if row[1] == "by-both":
            row[3:5] = ["1/4".replace("1/4", "0.25"), "2"]
    file = tmp_path / "sheet.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    text = run("sheet", RIVER, "--for", "Velm", "--read", str(file))
    assert "values bridge-rule: by-mission 4..6, by-both 0.25..2\n" in text and "never bridge-rule by-none" in text
    assert "worth of water 5" in text and "no agreement 1..4" in text


def test_a_sheet_for_a_party_without_a_position(tmp_path: Path) -> None:
    copy = tmp_path / "river"
    copy.mkdir()
    (copy / "settlement.md").write_text((Path(RIVER) / "settlement.md").read_text(encoding="utf-8"), encoding="utf-8")
    rows = list(csv.reader(run("sheet", str(copy), "--for", "Velm").splitlines()))
    assert all(not r[3] and not r[4] for r in rows[1:])
    for n, row in enumerate(rows[1:]):
        row[3] = str(n)
    file = tmp_path / "sheet.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    run("sheet", str(copy), "--for", "Velm", "--read", str(file), "--out", str(copy / "positions" / "Velm.md"))
    loaded = load(copy)
    assert not loaded.broken and [p.name for p in loaded.positions] == ["Velm"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("by-none,", "by-nobody,"), "no option `by-nobody`"), (("-3,-1", "-1,-3"), "is above"), (("-3,-1", "nan,-1"), "not a finite"),
        (("2,5", ","), "no agreement"), (("issue,option", "issue,choice"), "first row"), (("by-none", "by-both"), "stands twice"),
        (("bridge-rule,by-none", "bridges,by-none"), "no issue"), (("-3,-1", "9e99999999,"), "absurdly large|finite"),
    ],
)
def test_sheets_that_cannot_be_read(tmp_path: Path, change: tuple[str, str], reason: str) -> None:
    text = run("sheet", RIVER, "--for", "Ostra").replace(*change)
    file = tmp_path / "sheet.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match=reason):
        run("sheet", RIVER, "--for", "Ostra", "--read", str(file), "--out", str(tmp_path / "Ostra.md"))
    assert not (tmp_path / "Ostra.md").exists()


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    text = (Path(RIVER) / "settlement.md").read_text(encoding="utf-8").replace("The Mission runs it", "=cmd()")
    (tmp_path / "settlement.md").write_text(text, encoding="utf-8")
    rows = list(csv.reader(run("sheet", str(tmp_path), "--for", "Ostra").splitlines()))
    assert not [c for r in rows for c in r[2:3] if c[:1] in "=+-@" and c]


def test_a_sheet_shows_nothing_of_others() -> None:
    text = run("sheet", GRAND, "--for", "US")
    others = (Path(GRAND) / "positions" / "RU.md").read_text(encoding="utf-8")
    bases = [line.split('"')[1] for line in others.splitlines() if line.startswith('  basis "') and len(line) > 60]
    own = (Path(GRAND) / "positions" / "US.md").read_text(encoding="utf-8")
    assert bases and not [b for b in bases if b in text and b not in own]


def test_import_writes_a_folder_that_bargains(tmp_path: Path) -> None:
    file = tmp_path / "s.csv"
    file.write_text("issue,option,A,B\nx,one,1,2\nx,two,2..3,0\nno agreement,,1,1\n", encoding="utf-8")
    out = tmp_path / "made"
    assert "2 parties, 1 issues" in run("import", "csv", str(file), "--out", str(out)).replace("1 issue,", "1 issues,")
    assert data("bargain", str(out), "--worlds", "100")["packages"] == 2
    with pytest.raises(Unreadable, match="not empty"):
        run("import", "csv", str(file), "--out", str(out))


@pytest.mark.parametrize("kind", ["genius", "negmas", "negolog", "deliberation", "csv"])
@pytest.mark.parametrize("text", ["", "\x00\x01", "<a>", "{", "issue,option\n", "issue,option,A\nx,one,nan\n"])
def test_imports_that_cannot_be_read(tmp_path: Path, kind: str, text: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("a.xml", "a.json", "profileA.json", "profileB.json", "config.txt", "a.csv"):
        (source / name).write_text(text, encoding="utf-8")
    path = source / "a.csv" if kind == "csv" else source
    with pytest.raises(Unreadable):
        run("import", kind, str(path), "--out", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_bargain_from_python() -> None:
    import subprocess
    import sys

    code = (
        f"import detente; loaded = detente.load({RIVER!r}); r = detente.bargain(loaded, worlds=0);"
        "assert r.zone.empty is False and detente.bargain(r.problem, worlds=0).named['nash'].package == ('by-mission',);"
        "assert '<table' in r._repr_html_(); print('ok')"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "ok\n"
