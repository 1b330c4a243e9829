"""Organisations, alliances and groups, and who belonged to them on a day.

The tables hold unbroken memberships with the first day and the first day after; a state that left and came
back has two rows. States that no longer exist stand under their own code (SU, DD, YU, CSHH) and hand over
to a successor on a stated day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache

from detente.atlas.records import Membership, Organisation
from detente.atlas.tables import day, first_day, key, rows, words


@cache
def organisations() -> tuple[Organisation, ...]:
    """All organisations, alliances and groups of the atlas, in the order of the table."""
    return tuple(
        Organisation(
            row["name"],
            row["title"],
            row["kind"],
            first_day(row["founded"]),
            day(row["ended"]),
            row["source"],
            words(row["aliases"]),
        )
        for row in rows("organisations")
    )


@cache
def _names() -> dict[str, Organisation]:
    return {key(name): one for one in organisations() for name in (one.name, *one.aliases)}


@cache
def _memberships() -> dict[str, tuple[Membership, ...]]:
    found: dict[str, list[Membership]] = defaultdict(list)
    source = {one.name: one.source for one in organisations()}
    for row in rows("members"):
        name = row["organisation"]
        found[name].append(
            Membership(row["state"], first_day(row["since"]), day(row["until"]), source[name], row["note"])
        )
    return {name: tuple(sorted(some, key=lambda one: (one.since, one.state))) for name, some in found.items()}


def organisation(name: str) -> Organisation | None:
    """The organisation of this name or usual other name, whatever the case and hyphens; None where there is
    none.
    """
    return _names().get(key(name)) if key(name) else None


def membership(org: str) -> tuple[Membership, ...]:
    """All memberships in an organisation, oldest first; empty where the atlas does not know it."""
    one = organisation(org)
    return _memberships().get(one.name, ()) if one else ()


def members(org: str, on: date) -> frozenset[str] | None:
    """State codes of the members on a day; None where the atlas does not know the organisation."""
    if organisation(org) is None:
        return None
    return frozenset(one.state for one in membership(org) if one.on(on))
