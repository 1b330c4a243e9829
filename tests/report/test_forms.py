"""JSON and SARIF of the check, and how findings are drawn on a terminal."""

from __future__ import annotations

import io
import json as plain
import re

import jsonschema
import pytest
from rich.console import Console

from detente.check import CheckResult
from detente.check.rule import all_rules
from detente.diagnostic import Diagnostic, Label, find_kind, make, register
from detente.load import Loaded
from detente.report import json, sarif
from detente.report.findings import BURDENS, groups, hinges
from detente.report.terminal import draw, show
from detente.source import Source, Span

KIND = register("E999", "test-only", "error", "basic", "Only for tests.")


def validate(data: object, name: str = "check") -> None:
    schema = json.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(data)


def test_check_json_follows_its_schema(river: Loaded, river_check: CheckResult) -> None:
    data = plain.loads(json.text(json.check(river.settlement, river_check)))
    validate(data)
    assert len(data["diagnostics"]) == len(river_check.diagnostics)
    counted = sum(data["summary"][k] for k in ("errors", "warnings", "notes"))
    assert counted == len(river_check.diagnostics)
    first = next(d for d in data["diagnostics"] if d["name"] == "third-party-duty")
    assert first["article"] == ["Part II — Duties", "Article 1 — Forces"]
    line = river.settlement.articles[-1].span.source.line(first["line"])  # type: ignore[union-attr]
    assert line[first["column"] - 1 : first["end_column"] - 1] == "Finland shall close bases in far-zone"


def test_the_schema_refuses_what_is_not_documented(river: Loaded, river_check: CheckResult) -> None:
    data = json.check(river.settlement, river_check)
    data["diagnostics"][0]["colour"] = "red"
    with pytest.raises(jsonschema.ValidationError):
        validate(data)


def test_unusable_input_has_the_same_form() -> None:
    found = make(KIND, "cannot be read", None, file="nowhere.md")
    validate(json.unusable(found))
    log = sarif.unusable(found)
    assert log["runs"][0]["results"][0]["locations"][0]["physicalLocation"] == {"artifactLocation": {"uri": "nowhere.md"}}


def test_sarif_holds_together(river: Loaded, river_check: CheckResult) -> None:
    log = plain.loads(json.text(sarif.check(river.settlement, river_check)))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert len({r["id"] for r in rules}) == len(rules)
    assert all(re.fullmatch(r"([A-Z][a-z0-9]*)+", r["name"]) and r["help"]["text"] for r in rules)
    assert len(run["results"]) == len(river_check.diagnostics) + len(river_check.silenced)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]
        places = [*result["locations"], *result.get("relatedLocations", ())]
        for place in places:
            region = place["physicalLocation"]["region"]
            start, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
            assert (1, 1) <= start <= end
            assert " " not in place["physicalLocation"]["artifactLocation"]["uri"]
        ids = [x["id"] for x in result.get("relatedLocations", ())]
        assert len(set(ids)) == len(ids)


def test_rules_in_sarif_carry_their_page(river: Loaded, river_check: CheckResult) -> None:
    log = sarif.check(river.settlement, river_check)
    page = next(r for r in log["runs"][0]["tool"]["driver"]["rules"] if r["id"] == "C116")["help"]["markdown"]
    assert page == next(r for r in all_rules() if r.kind.code == "C116").page


def test_findings_about_outsiders_come_first(river_check: CheckResult) -> None:
    found = groups(river_check.diagnostics)
    flags = [g.burden for g in found]
    assert flags == sorted(flags, reverse=True) and flags[0]
    rest = [["error", "warning", "note"].index(g.severity) for g in found if not g.burden]
    assert rest == sorted(rest)
    assert sum(len(g.findings) for g in found) == len(river_check.diagnostics)


def test_the_kinds_called_burdens_exist() -> None:
    all_rules()
    assert all(find_kind(name) is not None for name in BURDENS)


def test_hinges_count_the_choices_findings_hang_on(river: Loaded, river_check: CheckResult) -> None:
    found = {h.choice: h.findings for h in hinges(river.settlement, river_check.diagnostics)}
    for name in ("north", "patrol"):
        assert found[name] == sum(any(w.startswith(name + " ") for w in d.depends) for d in river_check.diagnostics)
        assert found[name] > 0


def drawn(diagnostics: list[Diagnostic], terminal: bool = False, width: int = 60) -> str:
    out = io.StringIO()
    show(diagnostics, Console(file=out, force_terminal=terminal, width=width, color_system="truecolor" if terminal else None))
    return out.getvalue()


def finding(message: str, text: str = "alpha beta gamma\n", start: int = 6, end: int = 10) -> Diagnostic:
    source = Source("a.md", text)
    span = Span(source, start, end, ("Part I", "Article 1"))
    return make(KIND, message, span, labels=(Label(Span(source, 0, 5, ("Part I", "Article 1")), "see here"),), help="mend it")


def test_a_finding_is_drawn_with_its_place_and_labels() -> None:
    assert drawn([finding("beta is wrong")]) == (
        "error[E999 test-only] beta is wrong\n"
        " --> a.md:1:7  Part I › Article 1\n"
        "1 | alpha beta gamma\n"
        "  |       ^^^^\n"
        "1 | alpha beta gamma\n"
        "  | ----- see here\n"
        "  = help: mend it\n\n"
    )


def test_no_colour_and_no_broken_lines_where_there_is_no_terminal() -> None:
    text = drawn([finding("word " * 60)])
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) > 200


def test_a_terminal_gets_colour_and_lines_of_its_width() -> None:
    text = drawn([finding("word " * 60)], terminal=True)
    assert "\x1b[" in text
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in text.splitlines()) <= 60


def test_text_cannot_steer_the_terminal() -> None:
    text = drawn([finding("red \x1b[31m alarm\x07", "alpha \x1b[2J\x9b gamma\n")])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)


def test_wide_letters_keep_the_mark_under_its_word() -> None:
    lines = draw(finding("wide", "条約 beta\n", 3, 7)).plain.splitlines()
    assert lines[3] == "  |      ^^^^"


def test_alike_findings_are_named_in_one_line_each() -> None:
    text = drawn([finding(f"number {k} is wrong") for k in range(20)])
    assert text.count("error[E999 test-only] number") == 12, "each unreadable line has advice of its own"
    assert "8 more of this kind:" in text
    assert all(f"number {k} is wrong" in text for k in range(20))
