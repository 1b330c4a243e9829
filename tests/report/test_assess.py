"""The assessment: files whole or not at all, same input same bytes, nothing of a hostile text alive in the page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

import detente.assess as shell
from detente.assess import ANALYSES, Analysis, assess
from detente.files import Unreadable, write_whole
from detente.load import Loaded
from detente.report import html, markup, summary
from detente.report import json as forms
from detente.report.section import Section

from .conftest import TEXT, loaded


class Page(HTMLParser):
    """Tags with attributes, ids, texts of headings, and all text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[str] = []
        self.text = ""
        self.inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] in ("script", "style"):
            return
        self.text += data
        if self.inside and self.inside[-1] in ("h1", "h2"):
            self.headings.append(data)

    @property
    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.tags if "id" in a]


@pytest.fixture(scope="session")
def page(river: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return Page(assess(river, out=tmp_path_factory.mktemp("out")).report.read_text(encoding="utf-8"))


def test_the_page_puts_outsiders_first_and_the_text_last(page: Page) -> None:
    assert page.headings[0] == "The river treaty"
    assert page.headings[1:-1] == [
        "Burdens on those who do not sign", "Findings", "Who owes whom", "By when", "Where", "What is left open", "The text",
    ]  # fmt: skip


def test_the_page_is_complete_and_needs_nothing_else(page: Page) -> None:
    tags = [t for t, _ in page.tags]
    assert tags.count("script") == 1 and tags.count("style") == 1
    assert not {"link", "iframe", "img", "object", "embed", "form"} & set(tags)
    links = [a.get("href") or "" for t, a in page.tags if t in ("a", "use")]
    assert links and all(x.startswith("#") for x in links)
    assert len(set(page.ids)) == len(page.ids)
    known = set(page.ids)
    assert {x for x in links if x[1:] not in known and not x.startswith(("#c-", "#q-"))} == set()
    assert not [a for _, a in page.tags for k in a if k.startswith("on")]


def test_clauses_and_choices_that_are_linked_are_there(page: Page) -> None:
    known = set(page.ids)
    links = {a["href"] for t, a in page.tags if t == "a" and (a.get("href") or "").startswith(("#c-", "#q-"))}
    assert {x for x in links if x and x[1:] not in known} == set()


def test_the_page_says_where_it_comes_from(page: Page, river: Loaded) -> None:
    assert river.settlement.digest in page.text
    assert "detente assess" in page.text
    assert "2030-01-01" in page.text


def test_figures_have_a_name_for_those_who_do_not_see_them(page: Page) -> None:
    drawings = [a for t, a in page.tags if t == "svg"]
    named = [a["aria-label"] for a in drawings if a.get("role") == "img"]
    assert any(x and x.startswith("Map of The north: ") for x in named)


def test_the_json_follows_its_schema(river: Loaded, tmp_path: Path) -> None:
    done = assess(river, out=tmp_path / "out")
    data = json.loads(done.data.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(forms.schema("assessment")).validate(data)
    assert list(data["analyses"]) == ["overview", "check"]
    # The result of the check is the check's own form but for the settlement, which stands above it.
    whole = {**data["analyses"]["check"]["result"], "settlement": data["settlement"]}
    jsonschema.Draft202012Validator(forms.schema("check")).validate(whole)


def test_same_input_same_bytes(river: Loaded, tmp_path: Path) -> None:
    one, other = (assess(river, out=tmp_path / x, command="detente assess river") for x in ("a", "b"))
    assert one.report.read_bytes() == other.report.read_bytes()
    assert one.data.read_bytes() == other.data.read_bytes()


HOSTILE = (
    TEXT.replace("The river treaty", "<script>alert(1)</script> {{ 7*7 }} <b>river</b>")
    .replace("Patrols on the river", "</style><script>alert(2)</script>")
    .replace("Forces go home", "\\\" onmouseover=alert(3) x=")
    .replace("Kingdom of Norway", "<img src=x onerror=alert(4)>")
    .replace(
        "Norway withdraws its",
        "<script>alert(5)</script><img src=x onerror=alert(6)> [a](javascript:alert(7)) [b](https://example.org/) "
        "![c](https://example.org/c.png) <https://example.org/d> {% raw %} Norway withdraws its",
    )
    .replace("## Part II — Duties", "## Part II <svg onload=alert(8)>\n\n<iframe src=//example.org></iframe>\n")
)


def test_a_hostile_text_is_inert(tmp_path: Path) -> None:
    text = loaded(tmp_path, HOSTILE)
    page = Page(assess(text, out=tmp_path / "out").report.read_text(encoding="utf-8"))
    tags = [t for t, _ in page.tags]
    assert tags.count("script") == 1 and tags.count("style") == 1
    assert not {"img", "iframe", "object", "embed"} & set(tags)
    assert not [a for _, a in page.tags for k in a if k.startswith("on")]
    assert all((a.get("href") or "#").startswith("#") for _, a in page.tags)
    assert "<script>alert(5)</script>" in page.text, "shown as text"
    assert "{{ 7*7 }}" in page.text


def test_a_long_text_is_cut_with_a_count(river: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_FINDINGS", 5)
    monkeypatch.setattr(markup, "MOST_CARDS", 2)
    done = assess(river, out=tmp_path / "out")
    text = " ".join(Page(done.report.read_text(encoding="utf-8")).text.split())
    total = len(done.sections[-1].findings) or sum(len(s.findings) for s in done.sections)
    assert f"{total - 5} findings left out of this page" in text
    assert "4 clauses not shown in the margin" in text


def test_a_report_is_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.html"
    write_whole(file, "old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(Unreadable, match="cannot be written"):
        write_whole(file, "new")
    assert file.read_text() == "old"
    assert [x.name for x in tmp_path.iterdir()] == ["report.html"]


def test_an_analysis_is_one_entry(river: Loaded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(what: Loaded, tier: str) -> tuple[object, tuple[Section, ...]]:
        return 42, (Section("weather", "Weather", "It rains.", "<p>rain</p>", {"rain": True}),)

    more = {**ANALYSES, "weather": Analysis("weather", run), "tide": Analysis("tide", run, lambda _: "there is no sea")}
    monkeypatch.setattr(shell, "ANALYSES", more)
    steps: list[tuple[str, int, int]] = []
    done = assess(river, out=tmp_path / "out", progress=lambda *x: steps.append(x))
    assert done.results["weather"] == 42
    assert ("tide", "there is no sea") in done.left_out
    assert done.to_json()["analyses"]["weather"]["result"] == {"rain": True}
    page = Page(done.report.read_text(encoding="utf-8"))
    assert "Weather" in page.headings and "not run: there is no sea" in page.text
    total = len(more) + 1
    assert steps[0] == ("overview", 0, total) and steps[-1] == ("done", total, total)


def test_only_the_chosen_analyses_run(river: Loaded, tmp_path: Path) -> None:
    assert set(assess(river, [], out=tmp_path / "out").results) == {"overview"}
    with pytest.raises(KeyError):
        assess(river, ["astrology"], out=tmp_path / "out")


def test_the_summary_fits_a_screen(river: Loaded, tmp_path: Path) -> None:
    done = assess(river, out=tmp_path / "out")
    console = Console(width=100, record=True, file=(tmp_path / "out.txt").open("w"))
    summary.show(done.summary(), console)
    text = console.export_text()
    lines = text.splitlines()
    assert len(lines) < 60 and max(map(len, lines)) <= 100 + len(str(done.report))
    assert text.index("On those who do not sign") < text.index("Findings:")
    assert re.search(r"Finland\s+would have to: tell", text)
    assert str(done.report) in text
