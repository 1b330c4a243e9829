"""All figures, made with Altair and drawn to SVG on this machine: no script in the page, nothing fetched.

A figure is a function of plain records and gives an Altair chart; `svg` and `png` draw it. Colours are those of `COLOURS`,
by name; the page recolours the SVG for dark screens and print through them. Shapes: Natural Earth (see NOTICE).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from detente import atlas
from detente.report.deadlines import Deadline
from detente.report.zones import STATES, Mark, ZoneView

COLOURS = {
    "in": "#2b6a99",
    "title disputed": "#8c4a8f",
    "open": "#e3a63a",
    "under a reading": "#8fb8a8",
    "land": "#dfe2e6",
    "line": "#b9bec6",
    "ink": "#2a2f36",
    "faint": "#6a717b",
}
FONT = "system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', sans-serif"
MAP_SIZE = (360, 176)
ZOOM_SIZE = (360, 220)


def svg(chart: Any) -> str:
    """A chart as SVG text to stand inside a page: no ids, no roles, coordinates to a tenth of a pixel.

    Raises ValueError where the chart is not valid.
    """
    import vl_convert

    made = vl_convert.vegalite_to_svg(chart.to_dict(), vl_version="5.20")
    made = re.sub(r"<defs>.*?</defs>", "", made, flags=re.DOTALL)
    made = re.sub(r' (?:clip-path|role|class|aria-[a-z]+|xmlns:xlink|version)="[^"]*"', "", made)
    return re.sub(r"-?\d+\.\d+", lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), made)


def png(chart: Any, scale: float = 2) -> bytes:
    """A chart as PNG, `scale` times its size in pixels."""
    import vl_convert

    drawn: bytes = vl_convert.vegalite_to_png(chart.to_dict(), vl_version="5.20", scale=scale)
    return drawn


def _plain(chart: Any, width: int, height: int, padding: int = 2) -> Any:
    chart = chart.properties(width=width, height=height, background="transparent", padding=padding)
    return chart.configure_view(stroke=None).configure_axis(
        labelFont=FONT, titleFont=FONT, labelColor=COLOURS["ink"], titleColor=COLOURS["faint"], gridColor=COLOURS["line"],
        domainColor=COLOURS["line"], tickColor=COLOURS["line"], labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        gridOpacity=0.5, labelPadding=8,
    )  # fmt: skip


# ---- maps -----------------------------------------------------------------------------------------------------------


def zone_map(zone: ZoneView, base: bool = True) -> Any:
    """A map of one zone; a small zone is drawn near at hand. base: whether the land is drawn under it."""
    import altair as alt

    shapes, dots = painted(zone.marks)
    window = near(zone.marks)
    dot = 46 if window else 20 if len(dots) < 60 else 7
    size = ZOOM_SIZE if window else MAP_SIZE
    layers = [] if not base and not window else [_land()]
    projection = _zoom(window, size) if window else _world(size)
    for state in STATES:
        ids = {k for k, s in shapes.items() if s == state}
        if ids:
            layers.append(_shapes(ids, COLOURS[state]))
    if dots:
        rows = [{"lon": m[0], "lat": m[1], "colour": COLOURS[m[2]], "name": m[3]} for m in dots]
        layers.append(
            alt.Chart(alt.Data(values=rows))
            .mark_circle(size=dot, opacity=1, stroke="white", strokeWidth=0.6 if dot > 10 else 0)
            .encode(longitude="lon:Q", latitude="lat:Q", color=alt.Color("colour:N", scale=None, legend=None))
        )
    if not layers:
        layers = [_land()]
    return _plain(alt.layer(*layers).project(**projection), *size)


def world_base() -> Any:
    """The land alone, at the size and projection of every world map: drawn once and used under each."""
    import altair as alt

    return _plain(alt.layer(_land()).project(**_world(MAP_SIZE)), *MAP_SIZE)


def _world(size: tuple[int, int]) -> dict[str, Any]:
    # Turned by eleven degrees, so that no land lies on both edges.
    return {
        "type": "equalEarth", "rotate": [-11, 0, 0], "scale": size[0] / 5.3, "translate": [size[0] / 2, size[1] / 2 + 9],
    }  # fmt: skip


def _zoom(window: tuple[float, float, float], size: tuple[int, int]) -> dict[str, Any]:
    lon, lat, degrees = window
    return {
        "type": "azimuthalEqualArea", "rotate": [-lon, -lat, 0], "scale": size[1] * 57.3 / degrees,
        "translate": [size[0] / 2, size[1] / 2], "clipExtent": [[0, 0], list(size)],
    }  # fmt: skip


def _land() -> Any:
    return _shapes(None, COLOURS["land"])


def _shapes(ids: Iterable[str] | None, colour: str) -> Any:
    import altair as alt

    return alt.Chart(alt.Data(values=_part(ids), format=alt.TopoDataFormat(feature="countries", type="topojson"))).mark_geoshape(
        fill=colour, stroke="white", strokeWidth=0.35
    )


def _part(ids: Iterable[str] | None) -> dict[str, Any]:
    whole = atlas.topology()
    if ids is None:
        wanted = [g for g in whole["objects"]["countries"]["geometries"] if g.get("id") != "010"]
    else:
        kept = set(ids)
        wanted = [g for g in whole["objects"]["countries"]["geometries"] if g.get("id") in kept]
    used = sorted({~a if a < 0 else a for g in wanted for a in _arcs(g.get("arcs", ()))})
    number = {a: k for k, a in enumerate(used)}
    geometries = [
        {"type": g["type"], "id": g.get("id", ""), "arcs": _renumber(g["arcs"], number)} for g in wanted if "arcs" in g
    ]
    topology = {k: v for k, v in whole.items() if k in ("type", "transform", "bbox")}
    collection = {"type": "GeometryCollection", "geometries": geometries}
    return {**topology, "arcs": [whole["arcs"][a] for a in used], "objects": {"countries": collection}}


def _arcs(nested: Any) -> Iterable[int]:
    for part in nested:
        if isinstance(part, int):
            yield part
        else:
            yield from _arcs(part)


def _renumber(nested: Any, number: dict[int, int]) -> list[Any]:
    return [
        (number[p] if p >= 0 else ~number[~p]) if isinstance(p, int) else _renumber(p, number) for p in nested
    ]


def painted(marks: Sequence[Mark]) -> tuple[dict[str, str], tuple[tuple[float, float, str, str], ...]]:
    """(state by shape id, dots as (lon, lat, state, name)) for places of a zone.

    A shape takes the state of the leaf whose own shape it is, or of all the leaves it shows if they are all in the zone.
    A leaf without a shape of its own becomes a dot, unless the shape around it has the same state already.
    """
    state = {m.leaf: m.state for m in marks}
    shapes: dict[str, str] = {}
    for number, leaves in _leaves_of_shapes().items():
        body = [x for x in leaves if atlas.places()[x].numeric == number]
        if body or leaves <= state.keys():
            found = [state[x] for x in body or sorted(leaves) if x in state]
            if found:
                shapes[number] = max(STATES, key=found.count)
    dots = []
    for mark in marks:
        place, number = atlas.places().get(mark.leaf), atlas.shape(mark.leaf)
        if place is None or place.lon is None or place.lat is None or shapes.get(number) == mark.state:
            continue
        if place.numeric != number or number not in shapes:
            dots.append((place.lon, place.lat, mark.state, mark.name))
    return shapes, tuple(dots)


@cache
def _leaves_of_shapes() -> dict[str, frozenset[str]]:
    """Leaves by the shape that shows them, for the shapes the map draws."""
    drawn = {str(g.get("id", "")) for g in atlas.topology()["objects"]["countries"]["geometries"]} - {""}
    found: dict[str, set[str]] = {}
    for leaf in sorted(atlas.everywhere()):
        if atlas.shape(leaf) in drawn:
            found.setdefault(atlas.shape(leaf), set()).add(leaf)
    return {k: frozenset(v) for k, v in found.items()}


BROAD = ("RU", "US", "CN", "CA", "BR", "AU", "AQ")


def near(marks: Sequence[Mark]) -> tuple[float, float, float] | None:
    """(longitude, latitude, degrees of height) of a window around a compact zone; None where the world is needed.

    Compact: four fifths of its places lie within 48 by 30 degrees and none of the broadest states surely belongs.
    """
    at = [(p.lon, p.lat) for m in marks if (p := atlas.places().get(m.leaf)) and p.lon is not None and p.lat is not None]
    if not at or any(m.state in ("in", "title disputed") and atlas.owner(m.leaf) in BROAD for m in marks):
        return None
    west, east = _middle([x for x, _ in at])
    south, north = _middle([y for _, y in at])
    if east - west > 48 or north - south > 30:
        return None
    return (east + west) / 2, (north + south) / 2, max(16.0, (north - south) * 1.8, (east - west) * 0.95)


def _middle(values: Sequence[float]) -> tuple[float, float]:
    """The range without the lowest and highest tenth."""
    ordered = sorted(values)
    cut = len(ordered) // 10
    kept = ordered[cut : len(ordered) - cut]
    return kept[0], kept[-1]


def outside(marks: Sequence[Mark]) -> int:
    """How many places of a zone lie outside the window of its map; 0 for a map of the world."""
    window = near(marks)
    if window is None:
        return 0
    lon, lat, degrees = window
    wide = degrees * ZOOM_SIZE[0] / ZOOM_SIZE[1]
    at = [(p.lon, p.lat) for m in marks if (p := atlas.places().get(m.leaf)) and p.lon is not None and p.lat is not None]
    return sum(abs(x - lon) > wide / max(0.35, math.cos(math.radians(y))) / 2 or abs(y - lat) > degrees / 2 for x, y in at)


# ---- time line ------------------------------------------------------------------------------------------------------


def timeline(clock: str, rows: Sequence[Deadline], width: int = 640) -> Any:
    """Deadlines on one clock: points at days after the anchor, or on the calendar; a gap stands in the "no date" column."""
    import altair as alt

    calendar = clock == "calendar"
    data = [
        {"clause": f"{r.label} ({k + 1})" if k else r.label, "at": r.day if calendar else r.offset, "words": r.words, "who": r.who}
        for k, r in _numbered(rows)
    ]
    order = [d["clause"] for d in data]
    x: Any
    if calendar:
        x = alt.X("at:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelAngle=0, tickCount=4))
    else:
        unit, days = _unit([r.offset or 0 for r in rows])
        for d in data:
            d["at"] = None if d["at"] is None else float(d["at"]) / days
        x = alt.X("at:Q", title=f"{unit} after {clock}", axis=alt.Axis(tickCount=6, format=",~f"), scale=alt.Scale(zero=True, nice=True))
    y = alt.Y("clause:N", sort=order, title=None, axis=alt.Axis(labelLimit=int(width * 0.36), grid=True, ticks=False))
    chart = alt.Chart(alt.Data(values=data))
    dots = chart.mark_circle(size=80, color=COLOURS["in"], opacity=1).encode(x=x, y=y)
    return _plain(dots, int(width * 0.62), 22 * len(set(order)) + 6, 12)


def _numbered(rows: Sequence[Deadline]) -> Iterable[tuple[int, Deadline]]:
    seen: dict[str, int] = {}
    for row in rows:
        yield seen.get(row.label, 0), row
        seen[row.label] = seen.get(row.label, 0) + 1


def _unit(offsets: Sequence[float]) -> tuple[str, float]:
    longest = max((abs(o) for o in offsets), default=0)
    if longest > 365.25 * 2:
        return "years", 365.25
    return ("months", 30.4375) if longest > 180 else ("days", 1.0)
