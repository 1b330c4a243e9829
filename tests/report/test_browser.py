"""The report in a real browser: it loads without complaint, asks the network for nothing, and fits a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detente.assess import assess
from detente.load import Loaded, load

from .browser import Browser, find
from .conftest import TEXT, loaded
from .test_assess import HOSTILE

ROOT = Path(__file__).resolve().parents[2]
STANDING = ROOT / "settlements" / "eurasian-grand-bargain"

# One worker takes them all: the standing case is assessed once, which takes a quarter of a minute.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = find()
    if program is None:
        pytest.skip("no Chromium on this machine: install one or set DETENTE_CHROMIUM")
    with Browser(program) as one:
        yield one


@pytest.fixture(scope="module", params=["river", "hostile", "long words", "standing case"])
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    if request.param == "standing case":
        if not STANDING.is_dir():
            pytest.skip("the standing case is not in this checkout")
        read: Loaded = load(STANDING)
        # Stability has pages and tests of its own.
        return assess(read, ["check", "bargain"], out=folder / "out").report
    else:
        long = TEXT.replace("Forces go home", "x" * 400).replace("withdraws its", "y" * 400)
        read = loaded(folder, {"river": TEXT, "hostile": HOSTILE, "long words": long}[request.param])
    return assess(read, out=folder / "out").report


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_loads_quietly_and_fits(browser: Browser, report: Path, width: int, dark: bool) -> None:
    browser.open(report, width, dark=dark)
    assert browser.complaints() == []
    assert browser.requests() == [report.resolve().as_uri()]
    assert browser.value("document.documentElement.scrollWidth") <= width
    for part in ("details", "summary"):
        assert browser.value(f"document.querySelectorAll('{part}').length") > 0
    browser.value("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert browser.value("document.documentElement.scrollWidth") <= width, "with everything unfolded"


def test_no_link_leads_nowhere(browser: Browser, report: Path) -> None:
    browser.open(report, 1280)
    dead = "[...document.querySelectorAll('a')].map(a => a.getAttribute('href')).filter(h => !document.getElementById(decodeURIComponent(h.slice(1))))"
    assert browser.value(dead) == []


def test_the_filter_shows_one_severity(browser: Browser, report: Path) -> None:
    browser.open(report, 1280)
    shown = "[...document.querySelectorAll('.finding')].filter(f => f.offsetParent !== null).map(f => f.dataset.severity)"
    browser.value("document.querySelectorAll('#check details').forEach(d => d.open = true)")
    everything = browser.value(shown)
    browser.value("document.querySelector('[data-show=note]').click()")
    assert set(browser.value(shown)) == {"note"}
    assert browser.value("document.querySelector('[data-show=note]').getAttribute('aria-pressed')") == "true"
    browser.value("document.querySelector('[data-show=all]').click()")
    assert browser.value(shown) == everything and len(set(everything)) > 1


def test_a_link_opens_what_is_folded(browser: Browser, report: Path) -> None:
    browser.open(report, 1280)
    browser.value("document.querySelector('.matrix td a').click()")
    browser.value("new Promise(done => setTimeout(done, 50))")
    assert browser.value("document.querySelector(location.hash).open") is True


def test_text_is_readable_in_light_and_dark(browser: Browser, report: Path) -> None:
    """Contrast of at least 4.5 to 1 (WCAG 2.1, success criterion 1.4.3) for every visible piece of text."""
    script = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
    for dark in (False, True):
        browser.open(report, 1280, dark=dark)
        assert browser.value(script) == []


def test_it_reads_without_scripts(browser: Browser, report: Path) -> None:
    browser.open(report, 390, scripts=False)
    try:
        assert browser.value("document.querySelector('.filter').hidden") is True, "no button that does nothing"
        assert browser.value("document.querySelectorAll('.finding').length") > 0
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
