"""One party's side, and two versions compared."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from detente.check import CheckResult, analyse
from detente.load import Loaded
from detente.report import diff, party, questions

from .conftest import TEXT, loaded


def drawn(show: object, *args: object) -> str:
    out = io.StringIO()
    show(*args, Console(file=out, width=200))  # type: ignore[operator]
    return out.getvalue()


@pytest.mark.parametrize("word", ["Norway", "norway", "NO", "Kingdom of Norway", "NOR"])
def test_a_party_is_found_by_any_of_its_names(river: Loaded, word: str) -> None:
    assert party.find(river.settlement, word) == "NO"


@pytest.mark.parametrize("word", ["Brazil", "Atlantis", "", "*"])
def test_a_state_the_text_never_names_is_not_found(river: Loaded, word: str) -> None:
    assert party.find(river.settlement, word) is None


def test_a_party_owes_is_owed_and_may(river: Loaded) -> None:
    view = party.view(river.settlement, "NO")
    assert view.signs
    assert [d.clause for d in view.owes] == ["leave", "undated"]
    assert [d.clause for d in view.owed] == ["stay-out", "dated", "tell"]
    assert [d.clause for d in view.may] == ["look"]
    assert view.burdens == ()


def test_an_outsider_bears_and_is_asked(river: Loaded) -> None:
    view = party.view(river.settlement, "FI")
    assert not view.signs
    assert [(b.how, b.clause) for b in view.burdens] == [("duty", "tell")]
    assert view.asked == ("tell",)
    text = drawn(party.show, river.settlement, view)
    assert "does not sign" in text and "Laid on it: 1 burden" in text


def test_the_drawing_names_time_creditor_clause_and_condition(river: Loaded) -> None:
    text = drawn(party.show, river.settlement, party.view(river.settlement, "NO"))
    assert "shall withdraw forces from far-zone  within 90 days of entry into force; to Kingdom of Sweden  [leave]" in text
    assert "no date; to Kingdom of Sweden  [undated]  if patrol yes" in text


def test_party_json_is_the_view(river: Loaded) -> None:
    data = party.to_json(river.settlement, party.view(river.settlement, "FI"))
    assert data["party"] == {"id": "FI", "name": "Finland", "signs": False}
    assert [d["clause"] for d in data["owes"]] == ["tell"]
    assert data["asked_to_consent"] == ["tell"]


def test_questions_are_drawn_by_article(river: Loaded) -> None:
    text = drawn(questions.show, river.settlement)
    assert text.index("Parties") < text.index("Article 1")
    assert "- wide: With Denmark in it" in text
    data = questions.to_json(river.settlement)
    assert [len(a["items"]) for a in data["articles"]] == [3, 2]
    assert all(i["line"] > 0 for a in data["articles"] for i in a["items"])


def checked(folder: Path, text: str) -> tuple[Loaded, CheckResult]:
    read = loaded(folder, text)
    return read, analyse(read.settlement, read.corpus, read.diagnostics, "advisory")


def test_a_text_does_not_differ_from_itself_moved(river: Loaded, river_check: CheckResult, tmp_path: Path) -> None:
    moved, check = checked(tmp_path, TEXT.replace("## Part II", "A further paragraph.\n\n## Part II"))
    found = diff.compare(river.settlement, moved.settlement, river_check, check)
    assert found.same
    assert drawn(diff.show, found) == "The two settlements say the same.\n"


def test_each_kind_of_change_is_named(river: Loaded, river_check: CheckResult, tmp_path: Path) -> None:
    text = (
        TEXT.replace("within 90 days", "within 60 days").replace("clause stay-out", "clause keep-out")
        .replace("in return for stay-out", "in return for keep-out").replace("perhaps Finland", "")
        .replace('  reading narrow "Without Denmark"\n', '  reading narrow "Without Denmark"\n  reading none\n')
        .replace("clause dated\n  Sweden shall withdraw forces from far-zone\n  by 2031-06-30\n", "")
        + "\n```treaty\npart of pact\nclause added\n  Norway shall not attack Sweden\n```\n"
    )  # fmt: skip
    after, check = checked(tmp_path, text)
    assert not after.broken
    found = diff.compare(river.settlement, after.settlement, river_check, check)
    how = {c.clause: c.how for c in found.clauses}
    assert how == {"leave": "changed", "stay-out → keep-out": "renamed", "dated": "removed", "added": "added"}
    leave = found.clauses[0]
    assert "within 90 days" in leave.gone[0] and "within 60 days" in leave.new[0]
    assert found.zones == ("Finland leaves north-zone",) or "Finland" in found.zones[0]
    assert "question north gains none" in found.choices
    assert {d.name for d in found.gone} >= {"open-zone"}
    shown = drawn(diff.show, found)
    assert "~ leave  changed" in shown and "- dated  removed" in shown and "+ added  added" in shown


def test_findings_that_stay_are_neither_gone_nor_new(river: Loaded, river_check: CheckResult, tmp_path: Path) -> None:
    after, check = checked(tmp_path, TEXT.replace("clause undated\n", "clause undated\n  verified by Sweden\n"))
    found = diff.compare(river.settlement, after.settlement, river_check, check)
    assert len(river_check.diagnostics) - len(found.gone) == len(check.diagnostics) - len(found.new)
    assert len(found.gone) + len(found.new) < 4
    data = diff.to_json(found)
    assert [c["clause"] for c in data["clauses"]] == ["undated"]


def test_a_finding_that_reads_differently_is_altered(river: Loaded, river_check: CheckResult, tmp_path: Path) -> None:
    after, check = checked(tmp_path, TEXT.replace("perhaps Finland", "perhaps Finland, Iceland"))
    found = diff.compare(river.settlement, after.settlement, river_check, check)
    assert [(a.name, a.message != b.message) for a, b in found.altered if a.name == "open-zone"] == [("open-zone", True)]
    assert "open-zone" not in {d.name for d in (*found.gone, *found.new)}
    assert len(diff.to_json(found)["findings"]["altered"]) == len(found.altered)
