"""The stability section and page: what it says, that it escapes, draws every state, and fits a phone in both colour schemes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from detente.assess import assess
from detente.cli import app
from detente.load import load, load_conflicts
from detente.report import json as forms
from detente.report.section import Stamp
from detente.report.stability_figures import MOST_NODES, arrows, grid
from detente.report.stability_section import page, section, single_moves
from detente.stability import analyse
from detente.stability.space import space

from .browser import Browser, find

ROOT = Path(__file__).resolve().parents[2]
CONFLICTS = ROOT / "conflicts"
STAMP = Stamp("0" * 64, "detente stability x", "", "0")
HOSTILE = '''```conflict
conflict x "<script>alert(1)</script> & <img src=x onerror=alert(1)>"
  now nothing

decision maker A "{long}"
  prefers go

decision maker B "</svg><b>"
  prefers not go

move go "<i>{long}</i>" of A

move stop "]]><!--" of B
```
'''.replace("{long}", "x" * 300)
LARGE = "```conflict\nconflict large\n  now nothing\n\ndecision maker A\n" + "".join(
    f"  worth of move-{k} {k % 5 - 2}\n" for k in range(12)
) + "\ndecision maker B\n  prefers move-0\n" + "".join(
    f"\nmove move-{k} of {'AB'[k % 2]}\n" for k in range(12)
) + "```\n"  # fmt: skip


def made(path: Path) -> str:
    return page([analyse(c) for c in load_conflicts(path).conflicts], STAMP)


def written(folder: Path, text: str) -> Path:
    (folder / "c.md").write_text(text)
    return folder / "c.md"


def test_the_page_says_what_holds_and_why() -> None:
    text = made(CONFLICTS / "cuban-missile-crisis.md")
    assert "The agreed state, withdraw the missiles, holds" in text
    assert '7. naval quarantine, withdraw the missiles' in text
    assert "giving up “withdraw the missiles”" in text and "How it could go from where it stands" in text
    assert not re.search(r'(?:src|href)="https?:', text) and "<script" not in text


def test_every_state_and_party_is_drawn() -> None:
    result = analyse(load_conflicts(CONFLICTS / "cuban-missile-crisis.md").conflicts[0])
    html = section([result]).html
    figures = re.findall(r'<div class="fig (wide|narrow)".*?</svg>', html, re.DOTALL)
    assert figures == ["wide", "narrow"]
    for number in result.labels:
        assert len(re.findall(rf">{number}\. ", html.split("<svg", 1)[1])) >= 2, number
    assert html.count("United States</span>") == html.count("Soviet Union</span>") == 1


def test_arrows_lead_to_the_best_of_what_can_be_reached() -> None:
    conflict = load_conflicts(CONFLICTS / "syria-iraq-1975.md").conflicts[0]
    found = {(a.party, a.start, a.end) for a in arrows(space(conflict))}
    assert found == {(0, 2, 1), (0, 3, 1), (0, 4, 6), (0, 5, 6), (1, 1, 4), (1, 3, 6), (1, 5, 2)}


@pytest.mark.parametrize("most", [2, 4])
def test_the_grid_gives_each_state_a_place_of_its_own(most: int) -> None:
    for conflict in load_conflicts(CONFLICTS).conflicts:
        found = space(conflict)
        places = grid(found, most)
        if places is not None:
            assert set(places) == set(range(1, found.arena.size + 1)) and len(set(places.values())) == len(places)
            assert max(c for c, _ in places.values()) < most
            for s, moves in enumerate(found.arena.moves[0]):
                for q in range(found.arena.size):
                    if moves >> q & 1:
                        (c0, r0), (c1, r1) = places[s + 1], places[q + 1]
                        assert (c0 == c1) != (r0 == r1), "a move runs along a row or a column"


def test_a_large_conflict_shows_where_the_pressure_is(tmp_path: Path) -> None:
    conflict = load_conflicts(written(tmp_path, LARGE)).conflicts[0]
    result = analyse(conflict)
    assert result.feasible > MOST_NODES
    moves = single_moves(conflict, 0)
    assert [p.gain for p in moves] == sorted((p.gain for p in moves), reverse=True) and moves[0].gain == 2
    html = section([result]).html
    assert "single moves away from where it stands" in html and html.count("<svg") == 2


def test_what_a_title_says_does_not_run(tmp_path: Path) -> None:
    text = made(written(tmp_path, HOSTILE))
    assert "<script>alert" not in text and "<img src=x" not in text and "&lt;script&gt;" in text
    assert "</svg><b>" not in text and "<i>xxx" not in text


def test_assess_carries_the_section(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    shutil.copytree(ROOT / "settlements" / "minsk-2", folder)
    (folder / "conflicts").mkdir(exist_ok=True)
    shutil.copy(CONFLICTS / "chicken.md", folder / "conflicts")
    done = assess(load(folder), ["stability"], tmp_path / "out")
    data = json.loads(done.data.read_text())
    jsonschema.validate(data, forms.schema("assessment"))
    found = data["analyses"]["stability"]["result"]["conflicts"]
    assert "chicken" in [c["name"] for c in found]
    assert 'id="conflict-chicken"' in done.report.read_text()


def test_out_writes_page_and_json(tmp_path: Path) -> None:
    words = ["stability", str(CONFLICTS / "chicken.md"), "--out", str(tmp_path / "o")]
    assert CliRunner().invoke(app, words).exit_code == 0
    first = (tmp_path / "o" / "stability.html").read_bytes()
    jsonschema.validate(json.loads((tmp_path / "o" / "stability.json").read_text()), forms.schema("stability"))
    assert CliRunner().invoke(app, words).exit_code == 0
    assert (tmp_path / "o" / "stability.html").read_bytes() == first


@pytest.mark.browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_loads_quietly_and_fits(tmp_path: Path, width: int, dark: bool) -> None:
    program = find()
    if program is None:
        pytest.skip("no Chromium on this machine: install one or set DETENTE_CHROMIUM")
    with Browser(program) as browser:
        for text in (made(CONFLICTS), made(written(tmp_path, HOSTILE)), made(written(tmp_path, LARGE))):
            file = tmp_path / "page.html"
            file.write_text(text, encoding="utf-8")
            browser.open(file, width, dark=dark)
            assert browser.complaints() == []
            browser.value("document.querySelectorAll('details').forEach(d => d.open = true)")
            assert browser.value("document.documentElement.scrollWidth") <= width
            # Words of a state stay in its box, in the fonts of this browser.
            over = ("[...document.querySelectorAll('.fig svg')].filter(s => s.getClientRects().length).flatMap(s => {"
                    "const boxes = [...s.querySelectorAll('path')].filter(p => p.getAttribute('stroke') && p.getAttribute('fill') && "
                    "p.getAttribute('fill') !== 'none').map(p => p.getBoundingClientRect());"
                    "return [...s.querySelectorAll('text')].filter(t => /^[0-9]+\\\\. /.test(t.textContent)).filter(t => {"
                    "const r = t.getBoundingClientRect(); return !boxes.some(b => b.left <= r.left && r.right <= b.right + 1);"
                    "}).map(t => t.textContent)})")  # fmt: skip
            assert browser.value(over) == []
