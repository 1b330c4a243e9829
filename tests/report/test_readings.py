"""What is read off a settlement for the report: duties, burdens, deadlines, zones, what is open."""

from __future__ import annotations

import pytest

from detente.load import Loaded
from detente.report import words
from detente.report.burdens import burdens, by_outsider
from detente.report.deadlines import deadlines
from detente.report.duties import duties, matrix
from detente.report.figures import near, painted
from detente.report.questions import by_article, items
from detente.report.zones import zones


def test_duties_speak_in_names_and_say_by_when(river: Loaded) -> None:
    found = {d.clause: d for d in duties(river.settlement)}
    leave = found["leave"]
    assert leave.sentence == "Kingdom of Norway shall withdraw forces from far-zone"
    assert (leave.debtors, leave.creditors, leave.owed_by_text) == (("NO",), ("SE",), False)
    assert leave.when == "within 90 days of entry into force"
    assert found["undated"].when == "no date"
    assert found["undated"].depends == ("patrol yes",)
    assert found["tell"].outsiders == ("FI",)
    assert not found["look"].binding


def test_the_matrix_counts_each_line_once_for_each_creditor(river: Loaded) -> None:
    table = matrix(river.settlement, duties(river.settlement))
    assert table.rows == ("NO", "SE", "FI")
    assert table.columns == ("NO", "SE")
    counted = {(c.debtor, c.creditor): [d.clause for d in c.duties] for c in table.cells}
    assert counted == {
        ("NO", "SE"): ["leave", "undated"], ("SE", "NO"): ["stay-out", "dated"], ("FI", "NO"): ["tell"], ("FI", "SE"): ["tell"],
    }  # fmt: skip


def test_parties_beyond_the_most_are_put_together(river: Loaded) -> None:
    table = matrix(river.settlement, duties(river.settlement), most=1)
    assert len(table.rows) == 2 and table.rows[1] == ""
    assert len(table.others) == 2


def test_outsiders_are_those_who_do_not_sign(river: Loaded) -> None:
    single, wide = by_outsider(river.settlement, burdens(river.settlement))
    assert [(o.party, [(b.how, b.clause) for b in o.burdens]) for o in single] == [("FI", [("duty", "tell")])]
    assert wide == ()


def test_deadlines_stand_on_the_clock_they_count_from(river: Loaded) -> None:
    found = {d.clause: d for d in deadlines(river.settlement, duties(river.settlement))}
    assert (found["leave"].clock, found["leave"].offset) == ("entry into force", 90.0)
    assert (found["dated"].clock, found["dated"].day) == ("calendar", "2031-06-30")
    assert (found["tell"].offset, found["tell"].gap) == (None, "open")
    assert found["undated"].gap == "no date"
    assert "stay-out" not in found, "a prohibition has no deadline"


def test_zones_tell_sure_open_and_read_places_apart(river: Loaded) -> None:
    found = {z.name: z for z in zones(river.settlement, duties(river.settlement))}
    north, far, disputed = found["north-zone"], found["far-zone"], found["disputed-zone"]
    assert {m.leaf for m in north.having("open")} >= {"FI"}
    assert {m.leaf for m in north.having("in")} >= {"NO", "SE"}
    assert [m.name for m in far.having("in")] == ["Iceland"]
    assert all(m.depends == ("north wide",) for m in far.having("under a reading"))
    assert "DK" in {m.leaf for m in far.having("under a reading")}
    assert {m.state for m in disputed.marks} == {"title disputed"}
    assert far.uses == ("leave", "stay-out", "dated", "undated", "tell")


def test_a_shape_is_painted_and_a_part_without_one_is_a_dot(river: Loaded) -> None:
    found = {z.name: z for z in zones(river.settlement, duties(river.settlement))}
    shapes, dots = painted(found["far-zone"].marks)
    assert shapes["352"] == "in" and shapes["208"] == "under a reading"
    assert all(name != "Iceland" for *_, name in dots)
    assert near(found["disputed-zone"].marks) is not None, "a peninsula is drawn near at hand"


def test_what_is_open_is_listed_by_article(river: Loaded) -> None:
    kinds = {(i.kind, i.name) for i in items(river.settlement)}
    assert kinds == {
        ("question", "north"), ("issue", "patrol"), ("open member", "north-zone"), ("open", "tell"), ("no date", "undated"),
    }  # fmt: skip
    paths = [path for path, _ in by_article(river.settlement)]
    assert paths == [("Part I — Who and where", "Parties"), ("Part II — Duties", "Article 1 — Forces")]
    ways = next(i.ways for i in items(river.settlement) if i.name == "north")
    assert ways == ("wide: With Denmark in it", "narrow: Without Denmark")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 duties"), (1, "1 duty"), (2, "2 duties"), (1200, "1,200 duties")]
)
def test_plural(count: int, said: str) -> None:
    assert words.plural(count, "duty", "duties") == said


def test_join_counts_what_it_leaves_out() -> None:
    assert words.join([]) == ""
    assert words.join(["a"]) == "a"
    assert words.join(["a", "b", "c"]) == "a, b and c"
    assert words.join(["a", "b", "c", "d"], 2) == "a, b and 2 more"
