"""Foreign files: what is read, and that what cannot be read is refused in one plain diagnostic."""

from __future__ import annotations

import json
from fractions import Fraction as F

import pytest

from detente.bargain import analyse
from detente.bargain.imports import READERS, read

GENIUS = """<utility_space><objective index="0" name="root">
<issue index="1" name="price" type="discrete" vtype="discrete">
 <item index="1" value="low" evaluation="{a}"/><item index="2" value="high" evaluation="{b}"/></issue>
<issue index="2" name="date" vtype="discrete">
 <item index="1" value="now" evaluation="1"/><item index="2" value="later" evaluation="4"/></issue>
<weight index="1" value="0.25"/><weight index="2" value="0.75"/></objective>
<reservation value="0.125"/></utility_space>"""

UFUN = {"type": "LinearAdditiveUtilityFunction", "weights": [0.1, 0.9], "reserved_value": 0.3,
        "values": [{"type": "TableFun", "mapping": {"a": 1.0, "b": 0.5}}, {"type": "TableFun", "mapping": {"c": 0, "d": 1}}]}
SPACE = {"issues": [{"name": "x", "values": ["a", "b"]}, {"name": "y", "values": ["c", "d"]}]}


def refused(kind, path, name, words=""):
    """The one diagnostic of a refused import."""
    got = read(kind, path)
    assert got.problem is None and len(got.diagnostics) == 1
    d = got.diagnostics[0]
    assert d.name == name and words in d.message, d.message
    return d


def test_genius_normalises_by_the_greatest_evaluation(tmp_path):
    (tmp_path / "one.xml").write_text(GENIUS.format(a=3, b=9))
    (tmp_path / "two.xml").write_text(GENIUS.format(a=5, b=0))
    p = read("genius", tmp_path).problem
    assert p is not None and p.combinations == 4
    one = {str(v.choice): v.value.mid for v in p.party("one").values}
    assert one == {"price low": F(1, 12), "price high": F(1, 4), "date now": F(3, 16), "date later": F(3, 4)}
    assert p.party("two").no_agreement.mid == F(1, 8)
    assert analyse(p, worlds=0).named["nash"].product == (F(1, 12) + F(3, 4) - F(1, 8)) * (1 - F(1, 8))


@pytest.mark.parametrize(("text", "name", "words"), [
    (GENIUS.format(a=1, b=2).replace("<utility_space>", "<utility_space><ufun type='PlainUfun'/>"), "unsupported-utilities", "nonlinear"),
    (GENIUS.format(a=1, b=2).replace('vtype="discrete"', 'vtype="real"', 1), "unsupported-utilities", "real"),
    (GENIUS.format(a="NaN", b=2), "bad-number", "NaN"),
    (GENIUS.format(a="1e400", b=2), "bad-number", "1e400"),
    (GENIUS.format(a="-1", b=2), "unsupported-utilities", "negative"),
    ('<!DOCTYPE x [<!ENTITY a "b">]>' + GENIUS.format(a=1, b=2), "unreadable-import", "DTD"),
    ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><utility_space>&a;</utility_space>', "unreadable-import", "DTD"),
    ("<utility_space>", "unreadable-import", "not XML"),
    ("<utility_space/>", "unreadable-import", "no issue"),
])  # fmt: skip
def test_genius_refusals(tmp_path, text, name, words):
    (tmp_path / "one.xml").write_text(text)
    (tmp_path / "two.xml").write_text(GENIUS.format(a=1, b=2))
    refused("genius", tmp_path, name, words)


def test_negmas_as_json_and_yaml(tmp_path):
    for n, text in (("domain", SPACE), ("u1", UFUN), ("u2", UFUN | {"weights": [0.9, 0.1]})):
        (tmp_path / f"{n}.json").write_text(json.dumps(text))
    p = read("negmas", tmp_path).problem
    assert p is not None and p.party("u1").no_agreement.mid == F(3, 10)
    assert {str(v.choice): v.value.mid for v in p.party("u1").values} == {"x a": F(1, 10), "x b": F(1, 20), "y c": 0, "y d": F(9, 10)}
    folder = tmp_path / "yaml"
    folder.mkdir()
    import yaml

    for n, text in (("domain", SPACE), ("u1", UFUN), ("u2", UFUN | {"weights": [0.9, 0.1]})):
        (folder / f"{n}.yml").write_text(yaml.safe_dump(text))
    q = read("negmas", folder).problem
    assert q is not None and q.parties == p.parties


@pytest.mark.parametrize(("change", "name", "words"), [
    ({"type": "HyperRectangleUtilityFunction"}, "unsupported-utilities", "HyperRectangle"),
    ({"reserved_value": None}, "bad-number", "no finite reserved value"),
    ({"weights": [0.5]}, "unreadable-import", "one weight"),
    ({"values": [{"type": "LinearFun", "slope": 2}, {"mapping": {"c": 0, "d": 1}}]}, "unsupported-utilities", "no table"),
    ({"values": [{"mapping": {"a": 1}}, {"mapping": {"c": 0, "d": 1}}]}, "unreadable-import", "x b no value"),
])  # fmt: skip
def test_negmas_refusals(tmp_path, change, name, words):
    for n, text in (("domain", SPACE), ("u1", UFUN | change), ("u2", UFUN)):
        (tmp_path / f"{n}.json").write_text(json.dumps(text))
    refused("negmas", tmp_path, name, words)


def test_negmas_number_ranges_and_yaml_bombs(tmp_path):
    (tmp_path / "d.json").write_text(json.dumps({"issues": [{"name": "x", "values": {"min": 0, "max": 1}}]}))
    refused("negmas", tmp_path, "unsupported-utilities", "ranges")
    (tmp_path / "d.json").unlink()
    (tmp_path / "bomb.yml").write_text("a: &a [1]\nb: [*a, *a]\n")
    refused("negmas", tmp_path, "unreadable-import", "anchors")


def test_geniusweb(tmp_path):
    def profile(w):
        return {"LinearAdditiveUtilitySpace": {
            "issueWeights": {"x": w, "y": 1 - w},
            "issueUtilities": {i: {"DiscreteValueSetUtilities": {"valueUtilities": {"a": 0, "b": 1}}} for i in "xy"},
            "reservationBid": {"issuevalues": {"x": "b", "y": "a"}}}}  # fmt: skip

    (tmp_path / "p1.json").write_text(json.dumps(profile(0.25)))
    (tmp_path / "p2.json").write_text(json.dumps(profile(0.5)))
    p = read("negmas", tmp_path).problem
    assert p is not None and p.party("p1").no_agreement.mid == F(1, 4)
    (tmp_path / "p2.json").write_text(json.dumps({"PartialOrderingSpace": {}}))
    refused("negmas", tmp_path, "unsupported-utilities", "PartialOrdering")


def test_score_sheets(tmp_path):
    sheet = tmp_path / "s.csv"
    sheet.write_text("issue,option,proposed,US,RU\nprice,low,x,3..6,-1\nprice,high,,1,2.5\nno agreement,,,1,0\ncore,,,0..1,\n")
    p = read("csv", sheet).problem
    assert p is not None and p.proposal == ("low",)
    us = p.party("US")
    assert us.values[0].value.lo == 3 and us.core.hi == 1 and us.no_agreement.mid == 1
    assert p.party("RU").values[1].value.mid == F(5, 2)
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["issue", "option", "US"], ["price", "low", 0.1], ["price", "high", "2..3"]):
        book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    q = read("csv", tmp_path / "s.xlsx").problem
    assert q is not None and q.party("US").values[0].value.mid == F(1, 10)


@pytest.mark.parametrize(("text", "name", "words"), [
    ("", "unreadable-import", "empty"),
    ("a,b,c\n1,2,3\n", "unreadable-import", "first two columns"),
    ("issue,option,US\nx,a,6..3\n", "range-upside-down", "row 2"),
    ("issue,option,US\nx,a,nan\n", "bad-number", "nan"),
    ("issue,option,US\nx,a,1e999999999\n", "bad-number", ""),
    ("issue,option,US\nx,a,inf..2\n", "bad-number", "inf"),
    ("issue,option,US\nx,a,1\nx,a,2\n", "unreadable-import", "twice"),
    ("issue,option,US,us\nx,a,1,2\n", "unreadable-import", "one name"),
    ("issue,option,US\n,,4\n", "unreadable-import", "row 2"),
])  # fmt: skip
def test_score_sheet_refusals(tmp_path, text, name, words):
    (tmp_path / "s.csv").write_text(text)
    refused("csv", tmp_path / "s.csv", name, words)


def test_binary_and_missing_files(tmp_path):
    for kind in READERS:
        refused(kind, tmp_path / "nothing", "unreadable-import", "does not exist")
    (tmp_path / "s.csv").write_bytes(b"\xff\xfe\x00")
    refused("csv", tmp_path / "s.csv", "unreadable-import", "UTF-8")
    (tmp_path / "s.xlsx").write_bytes(b"no workbook")
    refused("csv", tmp_path / "s.xlsx", "unreadable-import", "workbook")
    (tmp_path / "profileA.json").write_text('{"reservationValue": Infinity}')
    refused("negolog", tmp_path, "bad-number", "Infinity")
    (tmp_path / "profileA.json").write_text("[" * 100_000)
    refused("negolog", tmp_path, "unreadable-import", "not JSON")
    (tmp_path / "config.txt").write_text("Mayor,../../secret,p1\n")
    refused("deliberation", tmp_path, "unreadable-import", "not a party")
