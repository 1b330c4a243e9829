"""Places: names, leaves, regions, contested title, hostile names."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import atlas
from detente.atlas.tables import LONGEST, key, rows

PLACES = sorted(atlas.places().values(), key=lambda place: place.code)
NAME = re.compile(r"[^\W\d_](?:[^\W_]|['’-])*")  # a name of the treaty language; Unicode letters allowed


def leaves(name: str) -> frozenset[str]:
    found = atlas.extent(name)
    assert found is not None, name
    return found


def test_193_members_of_the_united_nations_and_two_observers_are_states() -> None:
    states = {place.code for place in PLACES if place.kind == "state"}
    assert len(states) == 195
    assert {"VA", "PS"} <= states and not {"TW", "XK", "EH"} & states


def test_every_iso_entry_has_the_codes_of_pycountry() -> None:
    pycountry = pytest.importorskip(
        "pycountry", reason="cross-check against the iso-codes tables needs pycountry"
    )
    for country in pycountry.countries:
        place = atlas.find(country.alpha_2)
        assert place is not None and place.code == country.alpha_2
        assert place.numeric == country.numeric
        assert atlas.find(country.alpha_3) == place


@given(st.sampled_from(PLACES))
def test_every_place_is_found_by_its_label_names_and_codes(place: atlas.Place) -> None:
    assert atlas.find(atlas.label(place.code)) == place
    for name in (place.name, place.code, *place.aliases):
        for spelling in (name, name.upper(), name.lower(), name.replace("-", " "), name.replace("-", "")):
            assert atlas.find(spelling) == place, spelling


def test_no_name_means_two_places() -> None:
    meant = defaultdict(set)
    for place in PLACES:
        for name in (place.code, place.name, *place.aliases):
            assert key(name)
            meant[key(name)].add(place.code)
    assert {name: codes for name, codes in meant.items() if len(codes) > 1} == {}


def test_every_name_can_be_written_in_the_language() -> None:
    wrong = [name for place in PLACES for name in (place.name, *place.aliases) if not NAME.fullmatch(name)]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("US", "US"), ("USA", "US"), ("united-states", "US"), ("UK", "GB"), ("GB", "GB"),
        ("United-Kingdom", "GB"), ("UA", "UA"), ("Russia", "RU"), ("RU", "RU"),
        ("Russian-Federation", "RU"), ("China", "CN"), ("PRC", "CN"), ("DPRK", "KP"), ("North-Korea", "KP"),
        ("South-Korea", "KR"), ("ROC", "TW"), ("Czech-Republic", "CZ"), ("Turkey", "TR"), ("Türkiye", "TR"),
        ("TÜRKIYE", "TR"), ("Holy-See", "VA"), ("North-Macedonia", "MK"), ("Cote-d'Ivoire", "CI"),
        ("Côte-d’Ivoire", "CI"), ("Åland", "AX"), ("aland", "AX"), ("Kosovo", "XK"), ("Soviet-Union", "SU"),
        ("SU", "SU"), ("East-Germany", "DD"), ("Kaliningrad", "RU-KGD"), ("Crimea", "UA-43"),
        ("Luhansk", "UA-09"), ("Donetsk", "UA-14"), ("Diaoyu", "JP-SEN"),
        ("Southeast-Asia", "M49-South-eastern-Asia"), ("South-Asia", "M49-Southern-Asia"),
        ("Taiwan-Strait", "Taiwan-Strait"), ("Southern-Africa", "M49-Southern-Africa"),
        ("South-Africa", "ZA"), ("Micronesia", "FM"), ("Diego-Garcia", "IO-DG"),
    ],
)  # fmt: skip
def test_usual_names(name: str, code: str) -> None:
    place = atlas.find(name)
    assert place is not None and place.code == code


@pytest.mark.parametrize("name", ["Europe", "Eastern-Europe", "Western-Europe", "Western-Hemisphere"])
def test_contested_notions_are_left_to_the_settlement(name: str) -> None:
    assert atlas.find(name) is None
    if name != "Western-Hemisphere":
        assert atlas.find(f"M49-{name}") is not None


def test_leaves_have_one_owner_and_extents_follow_ownership() -> None:
    states = {place.code for place in PLACES if place.kind in ("state", "territory")}
    owned: dict[str, set[str]] = defaultdict(set)
    for leaf in atlas.everywhere():
        who = atlas.owner(leaf)
        assert who == "" or who in states
        owned[who].add(leaf)
    for who, parts in owned.items():
        if who:
            assert leaves(who) == parts
    assert sum(map(len, owned.values())) == len(atlas.everywhere())
    assert all(atlas.owner(place.code) == "" for place in PLACES if place.kind == "sea")


def test_every_place_is_made_of_known_leaves_and_no_place_is_empty() -> None:
    for place in PLACES:
        assert place.leaves and place.leaves <= atlas.everywhere(), place.code


def test_parts_lie_in_their_whole() -> None:
    for row in rows("places"):
        if row["parent"] not in ("", "-"):
            assert leaves(row["code"]) < leaves(row["parent"]) or row["code"] == row["parent"], row["code"]


def test_ukraine_russia_and_crimea() -> None:
    assert {"UA", "UA-43", "UA-40", "UA-14", "UA-09", "UA-65", "UA-23", "UA-63"} <= leaves("Ukraine")
    assert leaves("Russia") == leaves("European-Russia") | leaves("Asian-Russia") | leaves("Kuril-Islands")
    assert leaves("Kaliningrad") < leaves("European-Russia")
    assert not leaves("Russia") & leaves("Ukraine")
    assert atlas.owner("UA-43") == "UA" and leaves("Crimea") == {"UA-43", "UA-40"}
    crimea, taiwan = atlas.find("Crimea"), atlas.find("Taiwan")
    assert crimea is not None and crimea.contested == ("RU",) and "68/262" in crimea.source
    assert taiwan is not None and taiwan.contested == ("CN",) and not taiwan.leaves & leaves("China")


def test_contested_names_states() -> None:
    for place in PLACES:
        for claimant in place.contested:
            found = atlas.find(claimant)
            assert found is not None and found.code == claimant and claimant != place.code, place.code


def test_m49_regions_tile_the_land_that_states_own() -> None:
    parts = [leaves(f"M49-{name}") for name in ("Africa", "Americas", "Asia", "Europe", "Oceania")]
    assert sum(map(len, parts)) == len(frozenset().union(*parts))
    land = {leaf for leaf in atlas.everywhere() if atlas.owner(leaf)}
    assert frozenset().union(*parts) == land
    assert leaves("M49-World") == land
    assert leaves("M49-Eastern-Europe") == frozenset().union(
        *(leaves(code) for code in ("BG", "BY", "CZ", "HU", "MD", "PL", "RO", "RU", "SK", "UA"))
    )
    assert {"GL", "PR", "CU", "US-HI"} <= leaves("M49-Americas") and "GU" not in leaves("M49-Americas")
    assert leaves("M49-North-America") | leaves("South-America") == leaves("Americas")


def test_area_of_the_cfe_treaty() -> None:
    area = leaves("Atlantic-to-Urals")
    assert {"RU-EUR", "RU-KGD", "KZ-WEST", "TR", "UA-43", "ES-CN"} <= area
    assert not area & (leaves("Asian-Russia") | {"TR-SE", "KZ", "US", "CA", "GL", "EE", "LT", "SE", "CH"})


def test_west_of_greenwich_follows_the_markers() -> None:
    west = leaves("west-of-Greenwich")
    for leaf in atlas.everywhere():
        place = atlas.find(leaf)
        assert place is not None
        beyond = place.lon is not None and place.lon < 0 and place.kind != "sea"
        assert (leaf in west) == beyond, leaf
    assert {"US", "GB", "PT", "MA"} <= west and not {"FR", "RU-EUR", "AQ"} & west


def test_historical_entities_have_dates_and_successors() -> None:
    union, germany, east = (atlas.find(name) for name in ("Soviet-Union", "Germany", "GDR"))
    assert union is not None and germany is not None and east is not None
    assert union.since and union.until and union.until.isoformat() == "1991-12-26"
    assert {atlas.owner(leaf) for leaf in union.leaves} == {"AM", "AZ", "BY", "EE", "GE", "KZ", "KG", "LV", "LT", "MD", "RU", "TJ", "TM", "UA", "UZ"}
    assert east.leaves < germany.leaves
    assert all((place.since is not None) == (place.kind == "historical") for place in PLACES)


def test_markers_are_on_the_globe_and_shapes_exist() -> None:
    ids = {shape["id"] for shape in atlas.topology()["objects"]["countries"]["geometries"]}
    for place in PLACES:
        if place.kind not in ("region",):
            assert place.lon is not None and -180 <= place.lon <= 180, place.code
            assert place.lat is not None and -90 <= place.lat <= 90, place.code
    assert ids <= {place.numeric for place in PLACES}
    assert (
        atlas.shape("UA-43") == "UA-43" and atlas.shape("UA-14") == "804" and atlas.shape("Black-Sea") == ""
    )
    assert {atlas.shape(leaf) for leaf in leaves("Ukraine")} == {"804", "UA-43"}


@pytest.mark.parametrize(
    "table", ["places", "regions", "composites", "historical", "organisations", "members", "presence"]
)
def test_tables_are_rectangular(table: str) -> None:
    found = list(rows(table))
    assert found
    # csv files cells beyond the head under the key None, and fills missing cells with None.
    assert all(set(row) == set(found[0]) and None not in row and None not in row.values() for row in found)


def test_every_place_has_a_source() -> None:
    assert [place.code for place in PLACES if not place.source] == []


HOSTILE = [
    "",
    " ",
    "-",
    "'",
    "Atlantis",
    "U;S",
    "U\nS",
    "\x00",
    "\ud800",
    "\u202eSU",
    "U\u200bS",
    "a" * 10**6,
    "é" * 10**6,
]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name[:8]))
def test_hostile_names_find_nothing(name: str) -> None:
    assert atlas.find(name) is None and atlas.extent(name) is None
    assert isinstance(atlas.suggest(name), tuple)
    assert atlas.label(name) == name and atlas.owner(name) == "" and atlas.shape(name) == ""


@given(st.text(max_size=2 * LONGEST))
def test_any_text_is_looked_up_without_failing(name: str) -> None:
    found = atlas.find(name)
    assert found is None or atlas.extent(name) == found.leaves
    assert all(atlas.find(near) is not None for near in atlas.suggest(name))


def test_suggestions() -> None:
    assert atlas.suggest("Lithunia")[0] == "Lithuania"
    assert atlas.suggest("South-Chna-Sea", 1) == ("South-China-Sea",)
    assert atlas.suggest("Kalingrad")[0] == "Kaliningrad"
    assert atlas.suggest("Ukrane", 0) == () and atlas.suggest("qqqqqqqq") == ()
