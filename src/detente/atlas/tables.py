"""Reading the tables of the atlas, and the key under which names are compared."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator
from datetime import date

LONGEST = 80  # no name of the atlas is longer; what is longer is not looked up

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_MARKS = dict.fromkeys(map(ord, " -'’."))


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of `data/<table>.csv` as dictionaries by column name."""
    yield from csv.DictReader(text(f"{table}.csv").splitlines())


def text(name: str) -> str:
    """The text of a file in `data/`."""
    from importlib.resources import files  # a fifth of the whole load, so only when a table is wanted

    return files("detente.atlas").joinpath("data", name).read_text(encoding="utf-8")


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
    """The key of a name: no case, no accents, no hyphens, spaces, dots or apostrophes.

    Empty where the name is too long or holds anything but letters, digits and these marks.
    """
    if len(name) > LONGEST:
        return ""
    if name.isascii():  # the usual case, ten times as fast
        bare = name.lower().translate(_MARKS)
    else:
        apart = unicodedata.normalize("NFKD", name.casefold()).translate(_PLAIN)
        bare = "".join(c for c in apart if not unicodedata.combining(c)).casefold().translate(_MARKS)
    return bare if bare.isalnum() else ""
