"""Reading the tables of the atlas, and the key under which names are compared."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

LONGEST = 80  # no name of the atlas is longer; what is longer is not looked up

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of `data/<table>.csv` as dictionaries by column name."""
    with files(__package__).joinpath("data", f"{table}.csv").open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def words(cell: str) -> tuple[str, ...]:
    """The parts of a cell between semicolons."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def day(cell: str) -> date | None:
    """A date of a table; a bare year stands as its first day, an empty cell as None."""
    if not cell:
        return None
    return date(int(cell), 1, 1) if len(cell) == 4 else date.fromisoformat(cell)


def first_day(cell: str) -> date:
    """A date that the table must give."""
    found = day(cell)
    if found is None:
        raise ValueError("the table lacks a date")
    return found


def key(name: str) -> str:
    """The key of a name: no case, no accents, no hyphens, spaces or apostrophes. Empty where nothing is left or too long."""
    if len(name) > LONGEST:
        return ""
    if name.isascii():  # the usual case, ten times as fast
        return "".join(filter(str.isalnum, name.lower()))
    bare = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
    return "".join(c for c in bare.casefold() if c.isalnum() and not unicodedata.combining(c))
