"""Figures of the bargain: what packages give each party against its line of no agreement, and two-party frontiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from detente.report.figures import COLOURS, FONT


@dataclass(frozen=True, slots=True)
class Dot:
    """What a package gives a holder (a party or bloc), over no agreement, on its own scale: low, point, high."""

    holder: str
    package: str
    low: float
    point: float
    high: float
    accepts: bool


def payoffs(dots: Sequence[Dot], width: int = 640, columns: int = 2) -> Any:
    """A dot plot, one panel a holder with a scale of its own: right of the line means better than no agreement.

    The bar is the range that the holder's stated ranges allow, the dot the point value; filled where it accepts.
    """
    import altair as alt

    holders = list(dict.fromkeys(d.holder for d in dots))
    packages = list(dict.fromkeys(d.package for d in dots))
    panel = (width - 150) // columns - (100 if columns > 1 else 0)
    rows = []
    for holder in holders:
        values = [
            {"package": d.package, "low": d.low, "point": d.point, "high": d.high, "answer": "accepts" if d.accepts else "refuses"}
            for d in dots if d.holder == holder
        ]  # fmt: skip
        edge = max([abs(v) for d in dots if d.holder == holder for v in (d.low, d.high)] + [1.0])
        base = alt.Chart(alt.Data(values=values))
        x = alt.X("point:Q", title=None, scale=alt.Scale(domain=[-edge, edge], nice=True), axis=alt.Axis(tickCount=5, grid=False, format=",~f"))
        y = alt.Y("package:N", sort=packages, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=150))
        colour = alt.Color(
            "answer:N", legend=None, scale=alt.Scale(domain=["accepts", "refuses"], range=[COLOURS["in"], COLOURS["open"]]),
        )  # fmt: skip
        line = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=COLOURS["ink"], strokeWidth=1.5).encode(x="zero:Q")
        bars = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("low:Q", title=None), x2="high:Q", y=y, color=colour)
        points = base.mark_point(size=90, filled=True, opacity=1).encode(
            x=x, y=y, color=colour, shape=alt.Shape("answer:N", legend=None, scale=alt.Scale(domain=["accepts", "refuses"], range=["circle", "diamond"])),
        )  # fmt: skip
        rows.append(alt.layer(line, bars, points).properties(width=panel, height=24 * len(values), title=holder))
    lines = [alt.hconcat(*rows[k : k + columns], spacing=24) for k in range(0, len(rows), columns)]
    return _styled(alt.vconcat(*lines, spacing=14))


def frontier(one: str, other: str, points: Sequence[tuple[float, float, str]], width: int = 420) -> Any:
    """Payoffs of two parties over no agreement; the third entry of a point is its name, "" for a nameless Pareto package."""
    import altair as alt

    plain = [{"a": a, "b": b} for a, b, name in points if not name]
    named = [{"a": a, "b": b, "name": name} for a, b, name in points if name]
    x = alt.X("a:Q", title=f"gain of {one} over no agreement", axis=alt.Axis(tickCount=6, format=",~f"))
    y = alt.Y("b:Q", title=f"gain of {other} over no agreement", axis=alt.Axis(tickCount=6, format=",~f"))
    layers = [
        alt.Chart(alt.Data(values=plain)).mark_circle(size=30, color=COLOURS["faint"], opacity=0.8).encode(x=x, y=y),
        alt.Chart(alt.Data(values=named)).mark_circle(size=110, color=COLOURS["in"], opacity=1).encode(x=x, y=y),
        alt.Chart(alt.Data(values=named)).mark_text(dx=8, align="left", color=COLOURS["ink"], font=FONT, fontSize=12).encode(x=x, y=y, text="name:N"),
        alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=COLOURS["ink"]).encode(x="zero:Q"),
        alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=COLOURS["ink"]).encode(y="zero:Q"),
    ]
    return _styled(alt.layer(*layers).properties(width=width, height=int(width * 0.7)))


def _styled(chart: Any) -> Any:
    chart = chart.properties(background="transparent", padding=4)
    return chart.configure_view(stroke=None).configure_axis(
        labelFont=FONT, titleFont=FONT, labelColor=COLOURS["ink"], titleColor=COLOURS["faint"], gridColor=COLOURS["line"],
        domainColor=COLOURS["line"], tickColor=COLOURS["line"], labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        gridOpacity=0.5, labelPadding=6,
    ).configure_title(font=FONT, fontSize=13, anchor="start", color=COLOURS["ink"], fontWeight="bold", offset=4)  # fmt: skip
