"""`.gmcr` files both ways: what is read, that nothing changes on a round trip, and that bad files are told in one sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_text import conflicts, read_text
from typer.testing import CliRunner

from detente.cli import app
from detente.load import load_conflicts
from detente.model.conflict import Conflict
from detente.model.conflict_text import document
from detente.stability import gmcr

ROOT = Path(__file__).resolve().parents[2]

BRIDGE: dict[str, Any] = {
    "program": "gmcr-py", "version": "0.3.13", "useManualPreferenceRanking": False,
    "options": [
        {"name": "Open the bridge", "permittedDirection": "both"}, {"name": "Blow up", "permittedDirection": "fwd"},
        {"name": "Separate deals", "permittedDirection": "back"}, {"name": "separate deals", "permittedDirection": "both"},
    ],
    "decisionMakers": [
        {"name": "North", "options": [0, 1], "misperceptions": [[[3, "Y"]]], "payoffs": [1, 2],
         "preferences": [[[1, "N"]], {"compound": True, "members": [[[0, "Y"], [2, "N"]], [[3, "Y"]]]}, [[1, "Y"]]]},
        {"name": "South Ltd.", "options": [2, 3], "preferences": ["Y---", [[0, "Y"]]]},
    ],
    "infeasibles": [[[0, "Y"], [1, "Y"]], "--YY"],
    "coalitions": [[0, 1]],
}  # fmt: skip


def order(conflict: Conflict) -> list[list[list[int]]]:
    """For each decision maker the feasible codes from best to worst, equal ones together."""
    out = []
    codes = [c for c in range(1 << len(conflict.options)) if conflict.feasible(c)]
    for maker in conflict.makers:
        groups: dict[Any, list[int]] = {}
        for c in sorted(codes, key=maker.preference.key, reverse=True):
            groups.setdefault(maker.preference.key(c), []).append(c)
        out.append([sorted(g) for g in groups.values()])
    return out


def same(one: Conflict, other: Conflict) -> None:
    """The same game: names aside."""
    n = len(one.options)
    assert [o.direction for o in one.options] == [o.direction for o in other.options]
    assert [[x.name for x in one.makers].index(o.owner) for o in one.options] == [
        [x.name for x in other.makers].index(o.owner) for o in other.options
    ]
    assert [one.feasible(c) for c in range(1 << n)] == [other.feasible(c) for c in range(1 << n)]
    assert order(one) == order(other)
    for a, b in zip(one.makers, other.makers, strict=True):
        assert [a.sees(c) for c in range(1 << n)] == [b.sees(c) for c in range(1 << n)]


def test_what_is_read() -> None:
    found = gmcr.read(json.dumps(BRIDGE), "the bridge")
    conflict = found.conflict
    assert [o.name for o in conflict.options] == ["Open-the-bridge", "Blow-up", "Separate-deals", "separate-deals-2"]
    assert [o.direction for o in conflict.options] == ["both", "to yes", "to no", "both"]
    assert [(m.name, m.title) for m in conflict.makers] == [("North", ""), ("South-Ltd", "South Ltd.")]
    assert conflict.coalitions == (("North", "South-Ltd"),)
    assert sum(conflict.feasible(c) for c in range(16)) == 9
    assert len(conflict.makers[0].preference.statements) == 2 and len(conflict.makers[1].preference.statements) == 1
    assert len(found.notes) == 2 and "preference 3 of North repeats or denies" in found.notes[0]
    assert not conflict.makers[0].sees(8) and conflict.makers[0].sees(0)
    again, mistakes = read_text(document(conflict))
    assert again == (conflict,) and not mistakes.found


def test_a_ranking_with_ties() -> None:
    data = {**BRIDGE, "useManualPreferenceRanking": True, "decisionMakers": [dict(d) for d in BRIDGE["decisionMakers"]]}
    data["decisionMakers"][0]["preferenceRanking"] = [[1, 2], 3, [4, 5, 6], 7, 8, 9]
    data["decisionMakers"][1]["preferenceVector"] = [9, 8, 7, 6, 5, 4, 3, 2, 1]
    conflict = gmcr.read(json.dumps(data), "x").conflict
    codes = [c for c in range(16) if conflict.feasible(c)]
    assert conflict.makers[0].preference.ranking[0] == tuple(codes[:2])
    assert conflict.makers[1].preference.ranking == tuple((c,) for c in reversed(codes))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conflicts())
def test_round_trip(conflict: Conflict) -> None:
    text, left_out = gmcr.write(conflict)
    known = [replace(m, preference=replace(m.preference, statements=tuple(s for s in m.preference.statements if s.known)))
             for m in conflict.makers]
    same(replace(conflict, makers=tuple(known)), gmcr.read(text, "again").conflict)
    assert any("not known" in x for x in left_out) == any(not m.preference.certain for m in conflict.makers)


@pytest.mark.parametrize("file", ["chicken", "cuban-missile-crisis", "prisoners-dilemma", "syria-iraq-1975", "elmira"])
def test_shipped_conflicts_both_ways_on_the_command_line(file: str, tmp_path: Path) -> None:
    name = load_conflicts(ROOT / "conflicts" / f"{file}.md").conflicts[0].name
    out = tmp_path / f"{file}.gmcr"
    path = str(ROOT / "conflicts" / f"{file}.md")
    done = CliRunner().invoke(app, ["export", "gmcr", path, "--out", str(out), "--conflict", name])
    assert done.exit_code == 0, done.output
    done = CliRunner().invoke(app, ["import", "gmcr", str(out), "--out", str(tmp_path / "in")])
    assert done.exit_code == 0, done.output
    loaded = load_conflicts(tmp_path / "in" / f"{file}.md")
    assert not loaded.diagnostics
    same(load_conflicts(path).conflicts[0], loaded.conflicts[0])
    assert CliRunner().invoke(app, ["import", "gmcr", str(out), "--out", str(tmp_path / "in")]).exit_code == 2


def test_a_conflict_in_graph_form_is_refused(tmp_path: Path) -> None:
    words = ["export", "gmcr", str(ROOT / "conflicts" / "elmira.md"), "--out", str(tmp_path / "x.gmcr")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 2 and "choose one with `--conflict`" in done.output
    done = CliRunner().invoke(app, [*words, "--conflict", "elmira-graph"])
    assert done.exit_code == 2 and "state by state" in done.output and not (tmp_path / "x.gmcr").exists()


def changed(**more: Any) -> str:
    return json.dumps({**BRIDGE, **more})


def people(**more: Any) -> str:
    first, second = (dict(d) for d in BRIDGE["decisionMakers"])
    return changed(decisionMakers=[{**first, **more}, second])


@pytest.mark.parametrize(("text", "message"), [
    ("", "not JSON"), ("{", "not JSON"), ("[1]", "not a JSON object"), ("[" * 100_000, "not JSON"),
    ('{"options": ' + "9" * 10_000 + "}", "not JSON"),
    ("{}", "has no options"), (changed(decisionMakers=[]), "no decision makers"), (changed(options={}), "is not a list"),
    (changed(options=[1]), "not a JSON object"), (changed(decisionMakers=["x"]), "not a JSON object"),
    (changed(options=[{"permittedDirection": "both"}] * 4), "option 0 has no name"),
    (changed(options=[{"name": "a", "permittedDirection": "up"}] * 4), "must be both, fwd or back"),
    (changed(options=[{"name": "a", "permittedDirection": ["both"]}] * 4), "must be both, fwd or back"),
    (changed(options=[{"name": f"o{k}"} for k in range(1_001)]), "up to 1,000"),
    (people(options=[0]), "option 1 (Blow up) belongs to no decision maker"),
    (people(options=[0, 1, 2]), "belongs to both"), (people(options=[0, 1, 4]), "whole number from 0 to 3"),
    (people(options=[0, 1, True]), "whole number"), (people(options=[0, 1, 1.5]), "whole number"),
    (people(options="01"), "is not a list"), (people(name=" "), "has no name"), (people(name=None), "has no name"),
    (people(preferences=[[[0, "X"]]]), 'where [option, "Y" or "N"] is expected'),
    (people(preferences=[[[0, "Y"], [0, "N"]]]), "both Y and N"), (people(preferences=["YN"]), "a pattern of 4 signs"),
    (people(preferences=[3]), "a pattern of 4 signs"), (people(preferences=[[[9, "Y"]]]), "whole number from 0 to 3"),
    (people(preferences=[{"compound": True, "members": [{"members": []}]}]), "union of unions"),
    (people(preferences=[{"compound": True, "members": 3}]), "is not a list"),
    (people(misperceptions=[[[7, "Y"]]]), "whole number from 0 to 3"),
    (changed(infeasibles=[[["0", "Y"]]]), "whole number"), (changed(coalitions=[[0, 2]]), "whole number from 0 to 1"),
    (changed(useManualPreferenceRanking=True), "no ranking of states"),
])  # fmt: skip
def test_malformed_files(text: str, message: str) -> None:
    with pytest.raises(gmcr.Malformed) as caught:
        gmcr.read(text, "x")
    assert message in str(caught.value) and len(str(caught.value)) < 300


@pytest.mark.parametrize(("ranking", "message"), [
    ([1, 2, 3], "leaves out 6 of 9 states, such as 4"), ([1, 1], "names a state twice"), ([10], "whole number from 1 to 9"),
    ([[1, [2]]], "whole number from 1 to 9"), ("x", "no ranking"),
])  # fmt: skip
def test_malformed_rankings(ranking: Any, message: str) -> None:
    with pytest.raises(gmcr.Malformed, match=message.replace("[", "\\[")):
        gmcr.read(people(preferenceRanking=ranking).replace('Ranking": false', 'Ranking": true'), "x")


def test_a_malformed_file_on_the_command_line(tmp_path: Path) -> None:
    from detente.files import Unreadable

    (tmp_path / "a.gmcr").write_text("{")
    done = CliRunner().invoke(app, ["import", "gmcr", str(tmp_path / "a.gmcr"), "--out", str(tmp_path / "out")])
    assert isinstance(done.exception, Unreadable) and done.exception.diagnostic.code == "E413"
    assert not (tmp_path / "out").exists()


def test_ten_thousand_conditions_are_read_in_bounded_time() -> None:
    options = [{"name": f"o{k}"} for k in range(40)]
    many = [[[k % 40, "Y"], [(k * 7 + k // 40) % 40, "N"]] for k in range(10_000) if k % 40 != (k * 7 + k // 40) % 40]
    text = json.dumps({"options": options, "decisionMakers": [{"name": "A", "options": list(range(40)), "preferences": many}]})
    assert len(gmcr.read(text, "many").conflict.makers[0].preference.statements) > 1_000


ODD = st.sampled_from([None, True, -1, 4, 10**30, 0.5, "", "Y", "NYYN", [], [[]], [[0]], [[0, "Y"]], {}, {"members": [[]]}, [None]])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every part of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for k, v in items for p in places(v, (*path, k)))]


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_file_with_one_odd_part_is_read_or_refused(data: st.DataObject) -> None:
    whole = json.loads(json.dumps({**BRIDGE, "useManualPreferenceRanking": data.draw(st.booleans())}))
    path = data.draw(st.sampled_from([p for p in places(whole) if p]))
    part = whole
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = data.draw(ODD)
    try:
        found = gmcr.read(json.dumps(whole), "odd").conflict
    except gmcr.Malformed as malformed:
        assert 0 < len(str(malformed)) < 300
    else:
        again, mistakes = read_text(document(found))
        assert again == (found,) or {d.code for d in mistakes.found} <= {"E403"}
