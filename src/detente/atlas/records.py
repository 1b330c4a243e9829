"""The records of the atlas: a place, an organisation, a membership, a military presence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a settlement may name.

    code: ISO alpha-2 for states and territories, ISO 3166-2 where it fits for parts, the name itself for
    seas and regions. name: the usual name, written as one word of the treaty language. aliases: other names
    and codes of it. kind: state, territory, subnational, island, sea, region or historical. leaves: the
    codes of the smallest parts it is made of; containment and overlap of places are set algebra on them.
    contested: states that claim it or hold it against the state to which the atlas ascribes it (ISO
    alpha-2). numeric: three digits of ISO 3166-1 or M49, or the atlas's own code where ISO has none; equals
    the id of the shape in `topology()` where the map draws one; empty for places without a shape. lon, lat:
    degrees of a marker, east and north positive; None where a marker makes no sense. since, until: for
    historical entities, the first day and the first day after.
    """

    code: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    leaves: frozenset[str] = field(default=frozenset(), repr=False)
    contested: tuple[str, ...] = ()
    note: str = ""
    numeric: str = ""
    lon: float | None = None
    lat: float | None = None
    source: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, alliance or group of states whose members the atlas knows by date.

    name: as the treaty language writes it. title: in full. kind: organisation, alliance or group. ended:
    None while it exists.
    """

    name: str
    title: str
    kind: str
    founded: date
    ended: date | None
    source: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """One unbroken membership: `since` is its first day, `until` the first day after, None while it lasts.

    state: ISO alpha-2, or the code of a historical entity such as SU.
    """

    state: str
    since: date
    until: date | None
    source: str
    note: str = ""

    def on(self, day: date) -> bool:
        """Whether the state was a member on this day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Presence:
    """Military presence of one state in a place outside its own territory.

    by: ISO alpha-2. host: code of a place (a state, or a part such as UA-43). what: forces, bases,
    advisers, contractors or nuclear-weapons. number: people (for nuclear-weapons: bombs), None where no
    figure is given, as of year_of_number. since, until: first day and first day after, to the precision of
    the source (a bare year stands as 1 January). certain: False where sources disagree, the state denies
    it, or the presence is rotational or small.
    """

    by: str
    host: str
    what: str
    number: int | None
    year_of_number: int | None
    since: date
    until: date | None
    certain: bool
    source: str
    note: str = ""

    def on(self, day: date) -> bool:
        """Whether the table has this presence on this day."""
        return self.since <= day and (self.until is None or day < self.until)
