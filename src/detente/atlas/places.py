"""Places by name, and their leaves.

Every place is a set of leaves, so that "lies in", "overlaps" and "all but" are set operations. The rows of
`places.csv` form trees: a row is a leaf, or the sum of the rows under it, or both. A row that is both
stands twice: as a place it has all the leaves under it, as a leaf it is what remains when its parts are
taken away (the leaf UA is Ukraine without the parts listed). A leaf belongs to the state at the root of its
tree; parent "-" marks a root that belongs to nobody (seas, Antarctica, rocks that six states claim).
Regions, composites and historical entities are sets of leaves beside the trees.

Which state a part hangs under follows the rule in docs/explanation/atlas.md; who disputes it stands in
`contested`.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from detente.atlas.records import Place
from detente.atlas.tables import day, key, rows, words


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _place(row: dict[str, str], leaves: frozenset[str], kind: str = "", extra: tuple[str, ...] = ()) -> Place:
    """A place from a row of any of the four tables; columns that a table lacks stay empty."""
    return Place(
        code=row["code"],
        name=row["name"],
        kind=kind or row["kind"],
        aliases=words(row["aliases"]) + extra,
        leaves=leaves,
        contested=words(row.get("contested", "")),
        note=row.get("note", ""),
        numeric=row.get("numeric", ""),
        lon=_number(row.get("lon", "")),
        lat=_number(row.get("lat", "")),
        source=row.get("source", "") or "UN M49",
        since=day(row.get("since", "")),
        until=day(row.get("until", "")),
    )


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("places")}


@cache
def _tree() -> dict[str, frozenset[str]]:
    """Leaves of every row of `places.csv`."""
    under: dict[str, set[str]] = defaultdict(set)
    table = _rows()
    for code, row in table.items():
        at = code
        while row["leaf"] == "yes" and at in table:
            under[at].add(code)
            at = table[at]["parent"]
    return {code: frozenset(under[code]) for code in table}


@cache
def _regions() -> dict[str, frozenset[str]]:
    """Leaves of the M49 regions: a territory lies where M49 lists it, a part where its state does."""
    table, above = _rows(), {row["code"]: row["parent"] for row in rows("regions")}
    found: dict[str, set[str]] = {region: set() for region in above}
    for code, row in table.items():
        at = code
        while at in table and not table[at]["region"]:
            at = table[at]["parent"]
        if row["leaf"] != "yes" or at not in table:
            continue
        region = table[at]["region"]
        while region:
            found[region].add(code)
            region = above[region]
    # North America (003) joins Northern America with two regions that M49 also lists in Latin America (419).
    found["M49-North-America"] |= found["M49-Central-America"] | found["M49-Caribbean"]
    return {region: frozenset(leaves) for region, leaves in found.items()}


@cache
def _historical(cell: str) -> frozenset[str]:
    """Leaves named in a cell: codes of places, or exact leaves after an equals sign."""
    if cell.startswith("="):
        return frozenset(cell[1:].split())
    return frozenset().union(*(_tree()[code] for code in cell.split()))


@cache
def places() -> dict[str, Place]:
    """All places by code, in the order of the tables."""
    tree, regions = _tree(), _regions()
    found = [_place(row, tree[code], extra=_codes(row)) for code, row in _rows().items()]
    found += [_place(row, regions[row["code"]], "region") for row in rows("regions")]
    found += [_place(row, frozenset(row["leaves"].split())) for row in rows("composites")]
    found += [_place(row, _historical(row["leaves"]), "historical") for row in rows("historical")]
    whole = "Every leaf of the atlas: land, sea and outer space."
    found.append(
        Place("everywhere", "everywhere", "region", ("world",), everywhere(), note=whole, source="this atlas")
    )
    return {place.code: place for place in found}


def _codes(row: dict[str, str]) -> tuple[str, ...]:
    return (row["alpha3"],) if row["alpha3"] else ()


@cache
def _names() -> dict[str, str]:
    """Code by key of every name, alias and code. The tables hold no name twice; a test sees to it."""
    found: dict[str, str] = {}
    for place in places().values():
        for name in (place.code, place.name, *place.aliases):
            found.setdefault(key(name), place.code)
    return found


@cache
def everywhere() -> frozenset[str]:
    """All leaves: land, sea and outer space."""
    return frozenset(code for code, row in _rows().items() if row["leaf"] == "yes")


def find(name: str) -> Place | None:
    """The place of this name, alias or code (compared by `key`); None where there is none."""
    code = _names().get(key(name))
    return places()[code] if code else None


def extent(name: str) -> frozenset[str] | None:
    """Leaf codes of the place of this name; None where the atlas has no such place."""
    place = find(name)
    return place.leaves if place else None


@cache
def _spelled() -> dict[str, str]:
    """Names worth suggesting, by key: short codes are left out, they are near to everything."""
    usual = {key(name): name for place in places().values() for name in place.aliases if len(name) > 3}
    return usual | {key(place.name): place.name for place in places().values()}


def suggest(name: str, n: int = 3) -> tuple[str, ...]:
    """Up to n known names nearest to this one, nearest first; empty where none is near."""
    import difflib  # only after a mistake

    wanted = key(name)
    if not wanted or n < 1:
        return ()
    known = _spelled()
    return tuple(known[near] for near in difflib.get_close_matches(wanted, known, n=n, cutoff=0.7))


def label(code: str) -> str:
    """The usual name of a leaf or state code; the code itself where the atlas does not know it."""
    place = places().get(code)
    return place.name if place else code


@cache
def owner(leaf: str) -> str:
    """State or territory to which a leaf belongs (UA for UA-43); empty where it belongs to nobody."""
    table, at = _rows(), leaf
    while at in table:
        above = table[at]["parent"]
        if not above:
            return at
        at = above
    return ""


@cache
def shape(leaf: str) -> str:
    """Id of the shape of `topology()` that shows this leaf, its own or that of its whole; else empty."""
    table, at = _rows(), leaf
    while at in table:
        if table[at]["numeric"]:
            return table[at]["numeric"]
        at = table[at]["parent"]
    return ""
