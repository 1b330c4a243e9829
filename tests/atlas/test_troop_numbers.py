"""The figures of the presence table against the published country-year counts of American troops."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from detente import atlas

DATA = Path(os.environ.get("DETENTE_DATA", Path(__file__).parents[3] / "shared" / "data"))
TABLE = DATA / "us_troops_country_year.parquet"


@pytest.mark.skipif(not TABLE.exists(), reason="needs us_troops_country_year.parquet in DETENTE_DATA")
def test_manpower_counts_of_2021_agree_with_troopdata() -> None:
    """Allen, Flynn and Machain's counts (troopdata) rest on the same reports of the manpower data center."""
    pandas = pytest.importorskip("pandas", reason="reading the counts needs pandas")
    counts = pandas.read_parquet(TABLE)
    year = counts[counts.year == 2021]
    published = dict(zip(year.iso3c, year.troops_ad, strict=True))
    compared = 0
    for row in atlas.presence(by="US"):
        if row.year_of_number != 2021 or "Manpower" not in row.source or len(row.host) != 2:
            continue
        place = atlas.find(row.host)
        assert place is not None and row.number is not None
        counted = float(published[place.aliases[-1]])
        # Quarters of one year differ by a tenth and more, small missions by tens of people.
        assert abs(row.number - counted) <= max(0.15 * counted, 40), (row.host, row.number, counted)
        compared += 1
    assert compared >= 15
