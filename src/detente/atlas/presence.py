"""Military presence of the United States, Russia and China outside their territory, by host and date.

A table of what public sources say, not a count of soldiers: numbers are round, of one stated year, and
`certain` is False where sources disagree, the state denies it, or the presence is small or comes and goes.
"""

from __future__ import annotations

from datetime import date
from functools import cache

from detente.atlas.places import extent
from detente.atlas.records import Presence
from detente.atlas.tables import day, first_day, rows


@cache
def _table() -> tuple[Presence, ...]:
    return tuple(
        Presence(
            row["by"],
            row["host"],
            row["what"],
            int(row["number"]) if row["number"] else None,
            int(row["year"]) if row["year"] else None,
            first_day(row["since"]),
            day(row["until"]),
            row["certain"] == "yes",
            row["source"],
            row["note"],
        )
        for row in rows("presence")
    )


def presence(by: str | None = None, host: str | None = None, on: date | None = None) -> tuple[Presence, ...]:
    """Rows of the table, in its order, narrowed down.

    by: a state (any of its names). host: a place; every row whose host lies wholly in it counts, so
    `host="Ukraine"` finds forces in Crimea and `host="M49-Europe"` all of Europe. on: a day on which the
    presence stands. An unknown name finds nothing.
    """
    found = _table()
    if by is not None:
        acting = extent(by) or frozenset()
        found = tuple(one for one in found if acting and extent(one.by) == acting)
    if host is not None:
        there = extent(host) or frozenset()
        found = tuple(one for one in found if (extent(one.host) or {""}) <= there)
    if on is not None:
        found = tuple(one for one in found if one.on(on))
    return found
