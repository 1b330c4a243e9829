"""Memberships against the member counts that the organisations publish, and military presence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente import atlas


def count(org: str, on: str) -> int:
    found = atlas.members(org, date.fromisoformat(on))
    assert found is not None
    return len(found)


@pytest.mark.parametrize(
    ("on", "number"),
    [
        ("1949-08-23", 0), ("1949-08-24", 12), ("1952-02-18", 14), ("1955-05-06", 15), ("1982-05-29", 15),
        ("1982-05-30", 16), ("1998-05-01", 16), ("1999-03-12", 19), ("2004-03-28", 19), ("2004-03-29", 26),
        ("2009-04-01", 28), ("2017-06-05", 29), ("2020-03-27", 30), ("2022-01-15", 30), ("2023-04-04", 31),
        ("2024-03-06", 31), ("2024-03-07", 32),
    ],
)  # fmt: skip
def test_nato(on: str, number: int) -> None:
    assert count("NATO", on) == number


@pytest.mark.parametrize(
    ("year", "number"),
    [
        (1945, 51), (1946, 55), (1947, 57), (1948, 58), (1949, 59), (1950, 60), (1955, 76), (1956, 80),
        (1957, 82), (1960, 99), (1961, 104), (1962, 110), (1963, 113), (1964, 115), (1965, 117),
        (1966, 122), (1967, 123), (1968, 126), (1970, 127), (1971, 132), (1973, 135), (1974, 138),
        (1975, 144), (1976, 147), (1977, 149), (1978, 151), (1979, 152), (1980, 154), (1981, 157),
        (1983, 158), (1984, 159), (1990, 159), (1991, 166), (1992, 179), (1993, 184), (1994, 185),
        (1999, 188), (2000, 189), (2002, 191), (2006, 192), (2011, 193), (2024, 193),
    ],
)  # fmt: skip
def test_united_nations_growth_in_membership(year: int, number: int) -> None:
    assert count("UN", f"{year}-12-31") == number


@pytest.mark.parametrize(
    ("org", "on", "number"),
    [
        ("OSCE", "1975-08-01", 35), ("OSCE", "1990-11-19", 34), ("OSCE", "2006-06-22", 56),
        ("OSCE", "2022-01-15", 57), ("CSTO", "1994-04-20", 9), ("CSTO", "1999-04-20", 6),
        ("CSTO", "2007-01-01", 7), ("CSTO", "2022-01-15", 6), ("SCO", "2001-06-15", 6),
        ("SCO", "2022-01-15", 8), ("SCO", "2023-07-04", 9), ("SCO", "2024-07-04", 10),
        ("EU", "1958-01-01", 6), ("EU", "1973-01-01", 9), ("EU", "1986-01-01", 12),
        ("EU", "1995-01-01", 15), ("EU", "2004-05-01", 25), ("EU", "2007-01-01", 27),
        ("EU", "2013-07-01", 28), ("EU", "2020-01-31", 28), ("EU", "2020-02-01", 27),
        ("EAEU", "2015-01-01", 3), ("EAEU", "2022-01-15", 5), ("CIS", "1993-12-31", 12),
        ("CIS", "2009-08-17", 12), ("CIS", "2009-08-18", 11), ("Warsaw-Pact", "1960-01-01", 8),
        ("Warsaw-Pact", "1970-01-01", 7), ("Warsaw-Pact", "1991-07-01", 0), ("ANZUS", "2022-01-15", 3),
        ("AUKUS", "2022-01-15", 3), ("P5", "1950-01-01", 5), ("P5", "2022-01-15", 5),
        ("NPT-nuclear-weapon-states", "1980-01-01", 3), ("NPT-nuclear-weapon-states", "2022-01-15", 5),
        ("nuclear-weapon-states", "1963-01-01", 4), ("nuclear-weapon-states", "2022-01-15", 9),
        ("CFE", "1993-01-01", 30), ("CFE", "2024-01-01", 29), ("G7", "2022-01-15", 7),
        ("G8", "2000-01-01", 8), ("BRICS", "2011-01-01", 5), ("BRICS", "2024-01-01", 9),
        ("ASEAN", "2022-01-15", 10), ("ASEAN", "2025-10-26", 11), ("GCC", "2022-01-15", 6),
        ("Arab-League", "2022-01-15", 22), ("African-Union", "2002-07-09", 53),
        ("African-Union", "2022-01-15", 55), ("OAS", "2022-01-15", 35), ("OAS", "2023-11-19", 34),
        ("Rio-Treaty", "1948-12-03", 21), ("Rio-Treaty", "2020-06-01", 17),
        ("Council-of-Europe", "1949-05-05", 10),
        ("Council-of-Europe", "2007-05-11", 47), ("Council-of-Europe", "2022-03-16", 46),
    ],
)  # fmt: skip
def test_published_counts(org: str, on: str, number: int) -> None:
    assert count(org, on) == number


def test_exits_and_successors() -> None:
    left = atlas.members("CSTO", date(2022, 1, 15)) or frozenset()
    assert not left & {"UZ", "AZ", "GE"}
    assert "SU" in (atlas.members("UN", date(1991, 12, 23)) or ())
    assert {"SU", "RU"} & (atlas.members("UN", date(1991, 12, 24)) or frozenset()) == {"RU"}
    pact = atlas.members("Warsaw-Pact", date(1980, 1, 1))
    assert pact == frozenset({"BG", "CSHH", "DD", "HU", "PL", "RO", "SU"})
    allies = atlas.members("US-treaty-allies", date(2022, 1, 15)) or frozenset()
    nato = atlas.members("NATO", date(2022, 1, 15)) or frozenset()
    assert nato - {"US"} <= allies and {"JP", "KR", "PH", "AU", "TH"} <= allies and "TW" not in allies
    assert "TW" in (atlas.members("US-treaty-allies", date(1979, 12, 31)) or ())


def test_memberships_do_not_overlap_and_name_known_states() -> None:
    for org in atlas.organisations():
        assert org.source and atlas.organisation(org.name.lower()) == org
        last: dict[str, date | None] = {}
        for one in atlas.membership(org.name):
            place = atlas.find(one.state)
            assert place is not None and place.code == one.state, one
            assert one.since >= org.founded and (one.until is None or one.since < one.until), one
            until = last.get(one.state, date.min)
            assert until is not None and until <= one.since, one
            last[one.state] = one.until
            if org.ended:
                assert one.until is not None and one.until <= org.ended, one
        assert atlas.membership(org.name), org.name


@given(st.sampled_from(atlas.organisations()), st.dates(date(1940, 1, 1), date(2030, 1, 1)))
def test_members_change_only_on_days_in_the_table(org: atlas.Organisation, on: date) -> None:
    changed = {one.since for one in atlas.membership(org.name)} | {
        one.until for one in atlas.membership(org.name)
    }
    if on not in changed:
        assert atlas.members(org.name, on) == atlas.members(org.name, on - timedelta(days=1))


def test_historical_states_are_members_only_while_they_last() -> None:
    for org in atlas.organisations():
        for one in atlas.membership(org.name):
            place = atlas.find(one.state)
            if (
                place is not None and place.until is not None and one.state != "YU"
            ):  # its name stayed on the UN list until 2000
                assert one.until is not None and one.until <= place.until, (org.name, one)


@pytest.mark.parametrize("name", ["", "-", "Ruritania", "Nato-Ruritania", "\x00", "n" * 10**6])
def test_unknown_organisations(name: str) -> None:
    assert (
        atlas.organisation(name) is None
        and atlas.members(name, date(2022, 1, 1)) is None
        and atlas.membership(name) == ()
    )


def test_presence_of_january_2022() -> None:
    day = date(2022, 1, 15)

    def hosts(by: str, what: str) -> set[str]:
        return {one.host for one in atlas.presence(by=by, on=day) if one.what == what}

    assert hosts("US", "nuclear-weapons") == {"BE", "DE", "IT", "NL", "TR"}
    assert {"JP", "KR", "DE", "IT", "GB", "BH", "DJ", "CU-GTMO"} <= hosts("United-States", "bases")
    assert {"BY", "AM", "TJ", "KG", "KZ", "SY", "UA-43"} <= hosts("Russia", "bases")
    assert "MD-SN" in hosts("RU", "forces")
    assert {"DJ", "XA-PAR", "XA-SPR"} <= hosts("CN", "bases")
    doubtful = [one for one in atlas.presence(by="RU", on=day) if one.host in ("CU", "VE", "NI")]
    assert len(doubtful) == 3 and not any(one.certain for one in doubtful)


def test_presence_is_found_by_place() -> None:
    assert {one.host for one in atlas.presence(by="RU", host="Ukraine")} == {
        "UA",
        "UA-43",
        "UA-14",
        "UA-09",
        "UA-23",
        "UA-65",
        "UA-63",
    }
    assert all(one.by == "US" for one in atlas.presence(host="Poland", on=date(2022, 1, 15)))
    assert atlas.presence(by="Ruritania") == () and atlas.presence(host="Ruritania") == ()


def test_presence_rows_are_whole() -> None:
    kinds = {"forces", "bases", "advisers", "contractors", "nuclear-weapons"}
    for one in atlas.presence():
        by, host = atlas.find(one.by), atlas.find(one.host)
        assert by is not None and host is not None and (by.code, host.code) == (one.by, one.host)
        assert one.what in kinds and one.source and (one.until is None or one.since < one.until)
        assert (one.number is None) == (one.year_of_number is None), one
        assert not (host.leaves & by.leaves) or host.kind == "sea", one
