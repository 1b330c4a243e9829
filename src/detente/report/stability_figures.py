"""Figures of a conflict: its states as boxes with an arrow from each to what a party would rather have, and single moves ranked.

Layout of the graph of moves: in option form a grid, so that the moves of one decision maker run along columns and those of the
others along rows; where the grid is too wide, and in graph form, one column with the arrows beside it.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.report.figures import COLOURS, FONT
from detente.stability.arena import members

if TYPE_CHECKING:
    from detente.stability.space import Space

PARTY_COLOURS = (COLOURS["in"], COLOURS["open"], COLOURS["title disputed"], COLOURS["under a reading"])
DASHES = ([1, 0], [7, 3], [2, 3], [9, 3, 2, 3])
MOST_NODES = 16
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A state: its number, its words, and whether it holds ("firm": Nash or sequential, "weak": metarational only, "": not)."""

    number: int
    words: str
    holds: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """What a party (its place among the decision makers) would most like to do in a state."""

    party: int
    start: int
    end: int


def arrows(found: Space) -> list[Arrow]:
    """From each state and for each party the move that leads to what it likes best there, where that is an improvement."""
    arena, out = found.arena, []
    for mover in range(arena.movers):
        for s in range(arena.size):
            gains = arena.moves[mover][s] & arena.better[mover][s]
            best = [q for q in members(gains) if not arena.better[mover][q] & gains]
            out += [Arrow(mover, s + 1, best[0] + 1)] if best else []
    return out


def grid(found: Space, most: int) -> dict[int, tuple[int, int]] | None:
    """(column, row) of each state, with the moves of one decision maker along columns; None where it takes more columns."""
    conflict, codes = found.conflict, found.codes
    if conflict.graph is not None:
        return None
    best: dict[int, tuple[int, int]] | None = None
    width = 0
    for m in range(len(conflict.makers)):
        own = conflict.mask(m)
        for mask in (own, ((1 << len(conflict.options)) - 1) & ~own):
            columns = sorted({c & mask for c in codes})
            rows = sorted({c & ~mask for c in codes})
            if width < len(columns) <= most and len(rows) > 1:
                width = len(columns)
                best = {k + 1: (columns.index(c & mask), rows.index(c & ~mask)) for k, c in enumerate(codes)}
    return best


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the boxes are: centres and half sizes by state, the size of the whole; row: the place of a state from the top."""

    at: Mapping[int, Point]
    half: Mapping[int, Point]
    size: Point
    row: Mapping[int, int]


def _box(width: int, columns: int) -> float:
    """How wide a box is; columns 0 for one column with the arrows beside it."""
    return width / columns - 46 if columns else min(420, width * 0.6)


def _layout(lines: Mapping[int, int], places: Mapping[int, tuple[int, int]] | None, width: int, columns: int) -> _Layout:
    box = _box(width, columns)
    if places is None:
        at, half, y = {}, {}, 2.0
        for n, count in lines.items():
            half[n] = (box / 2, (15 * count + 12) / 2)
            at[n] = (box / 2 + 2, y + half[n][1])
            y += 2 * half[n][1] + 12
        return _Layout(at, half, (width, y), {n: k for k, n in enumerate(lines)})
    height, step = 15 * max(lines.values()) + 12, width / columns
    at = {n: (step * (c + 0.5) - 10, (height + 46) * r + height / 2 + 28) for n, (c, r) in places.items()}
    rows = 1 + max(r for _, r in places.values())
    return _Layout(at, dict.fromkeys(at, (box / 2, height / 2)), (width, (height + 46) * rows - 10), {n: r for n, (_, r) in places.items()})


def moves_graph(
    nodes: Sequence[Node], edges: Sequence[Arrow], parties: Sequence[str], places: Mapping[int, tuple[int, int]] | None,
    width: int = 660,
) -> Any:
    """The states as boxes in words, and arrows in the colour and dash of the party. places: see `grid`; None for one column."""
    import altair as alt

    columns = 1 + max(c for c, _ in places.values()) if places else 0
    room = int((_box(width, columns) - 14) / 6.9)
    texts = {n.number: textwrap.wrap(f"{n.number}. {n.words}" + (f" [{n.role}]" if n.role else ""), max(9, room))[:6] for n in nodes}
    plan = _layout({n: len(t) for n, t in texts.items()}, places, width, columns)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, plan.size[0]], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[plan.size[1], 0], nice=False, zero=False))
    layers = []
    for holds, stroke, dash, fill, colour in (
        ("firm", 2.4, [1, 0], COLOURS["land"], COLOURS["ink"]), ("weak", 1.2, [1, 0], "white", COLOURS["faint"]),
        ("", 1.0, [3, 3], "white", COLOURS["faint"]),
    ):  # fmt: skip
        boxes = [
            {"x": plan.at[n.number][0] - plan.half[n.number][0], "x2": plan.at[n.number][0] + plan.half[n.number][0],
             "y": plan.at[n.number][1] - plan.half[n.number][1], "y2": plan.at[n.number][1] + plan.half[n.number][1]}
            for n in nodes if n.holds == holds
        ]  # fmt: skip
        if boxes:
            layers.append(
                alt.Chart(alt.Data(values=boxes)).mark_rect(
                    fill=fill, stroke=colour, strokeWidth=stroke, strokeDash=dash, cornerRadius=5, opacity=1
                ).encode(x=x, x2="x2:Q", y=y, y2="y2:Q")
            )
    layers.append(_words(alt, texts, plan, x, y))
    for party in range(len(parties)):
        own = [e for e in edges if e.party == party]
        curves = [_curve(plan, e, places) for e in own]
        lines = [{"id": k, "at": j, "x": px, "y": py} for k, curve in enumerate(curves) for j, (px, py) in enumerate(curve)]
        heads = [{"x": c[-1][0], "y": c[-1][1], "turn": _turn(c[-2], c[-1])} for c in curves]  # the last piece is straight
        colour, dash = PARTY_COLOURS[party % 4], DASHES[party % 4]
        if curves:
            layers.append(
                alt.Chart(alt.Data(values=lines)).mark_line(color=colour, strokeWidth=1.8, strokeDash=dash)
                .encode(x=x, y=y, detail="id:N", order="at:Q")
            )
            layers.append(
                alt.Chart(alt.Data(values=heads)).mark_point(shape="triangle-up", filled=True, size=70, color=colour, opacity=1)
                .encode(x=x, y=y, angle=alt.Angle("turn:Q", scale=None))
            )
    chart = alt.layer(*layers).properties(width=plan.size[0], height=plan.size[1], background="transparent", padding=3)
    return chart.configure_view(stroke=None)


def _words(alt: Any, texts: Mapping[int, list[str]], plan: _Layout, x: Any, y: Any) -> Any:
    rows = []
    for number, lines in texts.items():
        left, middle = plan.at[number][0] - plan.half[number][0] + 8, plan.at[number][1]
        for k, line in enumerate(lines):
            rows.append({"x": left, "y": middle + 15 * (k - (len(lines) - 1) / 2), "text": line})
    return alt.Chart(alt.Data(values=rows)).mark_text(
        align="left", baseline="middle", color=COLOURS["ink"], font=FONT, fontSize=12
    ).encode(x=x, y=y, text="text:N")


def _curve(plan: _Layout, edge: Arrow, places: Mapping[int, tuple[int, int]] | None) -> list[Point]:
    """Points of an arrow: straight between neighbours of the grid, else an arc beside the boxes."""
    (x0, y0), (x1, y1) = plan.at[edge.start], plan.at[edge.end]
    w, h, h1 = *plan.half[edge.start], plan.half[edge.end][1]
    far = abs(plan.row[edge.start] - plan.row[edge.end])
    if places is not None:
        across = abs(places[edge.start][0] - places[edge.end][0])
        if not far and across == 1:
            way = 1 if x1 > x0 else -1
            return [(x0 + way * (w + 1), y0), (x1 - way * (w + 6), y1)]
        if not across and far == 1:
            way, shift = 1 if y1 > y0 else -1, 14.0 * (edge.party - 1)
            return [(x0 + shift, y0 + way * (h + 1)), (x1 + shift, y1 - way * (h1 + 6))]
        if not far:
            shift = -10 if x1 > x0 else 10
            return _arc((x0 - shift, y0 - h - 1), (x1 + shift, y1 - h1 - 5), (0, -9 - 4 * across))
    spread = 5 if y1 > y0 else -5
    room = (36 if places is not None else plan.size[0] - x0 - w - 10) / 1.05
    return _arc((x0 + w + 1, y0 + spread), (x1 + w + 6, y1 - spread), (min(10 + 9 * far + 7 * edge.party, room), 0))


def _arc(start: Point, end: Point, lift: Point, pieces: int = 18) -> list[Point]:
    """A curve that leaves its ends along `lift` and is `lift` away in its middle; its last piece runs straight into the end."""
    before = (end[0] + lift[0] * 0.25, end[1] + lift[1] * 0.25)
    one = (start[0] + lift[0] * 1.4, start[1] + lift[1] * 1.4)
    two = (end[0] + lift[0] * 1.4, end[1] + lift[1] * 1.4)
    out: list[Point] = []
    for k in range(pieces + 1):
        t = k / pieces
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        x, y = (a * start[i] + b * one[i] + c * two[i] + d * before[i] for i in (0, 1))
        out.append((x, y))
    return [*out, end]


def _turn(before: Point, end: Point) -> float:
    """Degrees by which a triangle that points up is turned to point along the last piece of a curve."""
    return round(math.degrees(math.atan2(end[1] - before[1], end[0] - before[0])) + 90, 1)


@dataclass(frozen=True, slots=True)
class Pressure:
    """A single move away from a state: who, which, and what it gains (worth, or +1, 0, -1 where only the order is known)."""

    party: str
    move: str
    gain: float


def pressures(points: Sequence[Pressure], colours: Mapping[str, int], width: int = 640) -> Any:
    """Single moves ranked by what the mover gains; right of the line it would gain."""
    import altair as alt

    rows = [{"move": p.move, "party": p.party, "gain": p.gain, "zero": 0} for p in points]
    order = [r["move"] for r in rows]
    edge = max([abs(p.gain) for p in points] + [1e-9])
    scale = alt.Scale(domain=list(colours), range=[PARTY_COLOURS[k % 4] for k in colours.values()])
    y = alt.Y("move:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=int(width * 0.5)))
    x = alt.X("gain:Q", title="what the mover gains", scale=alt.Scale(domain=[-edge, edge]), axis=alt.Axis(tickCount=5, format="f"))
    base = alt.Chart(alt.Data(values=rows))
    bars = base.mark_bar(height=12, opacity=1).encode(x=x, x2="zero:Q", y=y, color=alt.Color("party:N", scale=scale, legend=None))
    line = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=COLOURS["ink"]).encode(x=alt.X("zero:Q"))
    chart = alt.layer(bars, line).properties(width=int(width * 0.46), height=22 * len(rows), background="transparent", padding=4)
    return chart.configure_view(stroke=None).configure_axis(
        labelFont=FONT, titleFont=FONT, labelColor=COLOURS["ink"], titleColor=COLOURS["faint"], gridColor=COLOURS["line"],
        domainColor=COLOURS["line"], tickColor=COLOURS["line"], labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        gridOpacity=0.5, labelPadding=8,
    )  # fmt: skip
