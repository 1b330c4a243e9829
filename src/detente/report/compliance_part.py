"""Whether a settlement would be kept, as the first part of the section on stability: one block for each set of positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from detente.report import figures
from detente.report.bargain_section import set_title
from detente.report.compliance import patience, size
from detente.report.figures import COLOURS, FONT
from detente.report.markup import render
from detente.report.stability_section import Part

if TYPE_CHECKING:
    from detente.stability.compliance_result import ComplianceResult, Pressure

MOST_POINTS = 14
MOST_TEXTS = 12
KINDS = (("not deterred", "open"), ("not identified", "title disputed"), ("no position", "title disputed"), ("deterred", "in"))


def part(runs: Sequence[tuple[str, ComplianceResult]], left_out: Sequence[tuple[str, str]] = ()) -> Part:
    """The part. runs: (set of positions, result), the first the one the summary speaks of; left_out: (set, why)."""
    sets = [_one(name, result) for name, result in runs]
    html = render("compliance.html", sets=sets, left_out=left_out, table=_table(runs) if len(runs) > 1 else None)
    data = {
        "sets": [{"set": name, "result": result.to_dict()} for name, result in runs],
        "left_out": [{"set": name, "why": why} for name, why in left_out],
    }
    return Part("compliance", "Would they keep what they sign?", runs[0][1].verdict, html, data, f"compliance: {runs[0][1].method}")


def _one(name: str, result: ComplianceResult) -> dict[str, Any]:
    period = str(result.parameters.get("period", "period"))
    points = [p for p in result.pressures if p.gain > 0][:MOST_POINTS]
    return {
        "name": name, "title": set_title(name), "verdict": result.verdict, "size": size(result),
        "parties": [(p.label, p.summary, kind(p.summary), patience(p.patience, period), p.text) for p in result.parties],
        "most": [result.conflict.label(p) for p in result.most_patient],
        "figure": _figure(result, points), "alt": "; ".join(f"{p.party}, {p.bundle}: {float(p.gain):g}, {p.summary}" for p in points),
        "pressures": [(p.text, p.summary, kind(p.summary), patience(p.patience, period)) for p in result.pressures if p.gain > 0][:MOST_TEXTS],
        "idle": sum(p.gain <= 0 for p in result.pressures),
        "lists": [(head, texts[:MOST_TEXTS], max(len(texts) - MOST_TEXTS, 0)) for head, texts in (
            ("What carries it: rights to withhold without which somebody would break", [c.text for c in result.carriers]),
            ("What must be seen", [c.text for c in result.reliances]),
            ("What would mend it", [c.text for c in result.repairs]),
            ("Not identified, for want of values", list(result.not_identified)),
            ("Left out", list(result.conflict.notes)), ("Not searched to the end", list(result.bounds)),
        ) if texts],
        "package": [f"{issue} {option}" for issue, option in result.conflict.package],
        "readings": [f"{question} {reading}" for question, reading in result.conflict.readings],
        "bundles": [(b.name, result.conflict.label(b.owner), b.title, b.seen) for b in result.conflict.bundles],
    }  # fmt: skip


def _table(runs: Sequence[tuple[str, ComplianceResult]]) -> dict[str, Any]:
    """Each party against each set of positions."""
    parties = dict.fromkeys(p.label for _, result in runs for p in result.parties)
    found = [{p.label: p.summary for p in result.parties} for _, result in runs]
    rows = [(label, [(f.get(label, "–"), kind(f.get(label, "no position"))) for f in found]) for label in parties]
    return {"columns": [name or "as filed" for name, _ in runs], "rows": rows}


def kind(summary: str) -> str:
    """The colour key of a summary: "open" nothing deters, "title disputed" not known, "in" deterred or nothing to gain."""
    return next((key for word, key in KINDS if summary.startswith(word)), "in")


def _figure(result: ComplianceResult, points: Sequence[Pressure]) -> tuple[Markup, Markup] | None:
    """What each would gain by breaking a single duty: dot and range, coloured by what deters; wide and narrow."""
    if not points:
        return None
    names = [_label(result, p) for p in points]
    names = [_label(result, p, True) if names.count(n) > 1 else n for n, p in zip(names, points, strict=True)]
    rows = [
        {"duty": names[k], "low": float(p.low), "gain": float(p.gain),
         "high": float(p.high), "kind": kind(p.summary)}
        for k, p in enumerate(points)
    ]  # fmt: skip
    return Markup(figures.svg(_chart(rows, 660))), Markup(figures.svg(_chart(rows, 340)))


def _label(result: ComplianceResult, point: Pressure, whole: bool = False) -> str:
    """A duty in few words: its bearer and clauses; whole: its bearer and the name of the bundle, where clauses do not tell it apart."""
    bundle, who = result.conflict.bundle(point.bundle), _short(result, point.party)
    if whole or (not bundle.clauses and bundle.kind != "consent"):
        return f"{who}: {bundle.name.removeprefix(bundle.owner + '-').removeprefix(who + '-')}"
    if bundle.kind == "consent":
        return f"{who}: {bundle.title.removeprefix('keeps up ').replace('`', '')}"
    return f"{who}: " + ", ".join(c.split(":")[-1] for c in bundle.clauses[:2]) + (" …" if len(bundle.clauses) > 2 else "")


def _short(result: ComplianceResult, party: str) -> str:
    label = result.conflict.label(party)
    return label if len(label) <= 14 else party


def _chart(rows: Sequence[dict[str, Any]], width: int) -> Any:
    import altair as alt

    labels, title = int(width * 0.4), "what it would gain, on its own scale"
    y = alt.Y("duty:N", sort=[r["duty"] for r in rows], title=None, axis=alt.Axis(ticks=False, domain=False, grid=True, labelLimit=labels))
    keys = list(dict.fromkeys(key for _, key in KINDS))
    colour = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=keys, range=[COLOURS[k] for k in keys]))
    shape = alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=keys, range=["diamond", "square", "circle"]))
    base = alt.Chart(alt.Data(values=list(rows)))
    x = alt.X("gain:Q", title=title, axis=alt.Axis(tickCount=5, format="f"))
    bars = base.mark_rule(strokeWidth=3, opacity=0.45).encode(x=alt.X("low:Q", title=title), x2="high:Q", y=y, color=colour)
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(x=x, y=y, color=colour, shape=shape)
    line = alt.Chart(alt.Data(values=[{"zero": 0}])).mark_rule(color=COLOURS["ink"]).encode(x=alt.X("zero:Q", title=title))
    chart = alt.layer(line, bars, dots).properties(
        width=width - labels - 60, height=22 * len(rows), background="transparent",
        padding={"left": 34, "right": 8, "top": 4, "bottom": 4},  # letters are wider in some browsers than where they are measured
    )
    return chart.configure_view(stroke=None).configure_axis(
        labelFont=FONT, titleFont=FONT, labelColor=COLOURS["ink"], titleColor=COLOURS["faint"], gridColor=COLOURS["line"],
        domainColor=COLOURS["line"], tickColor=COLOURS["line"], labelFontSize=12, titleFontSize=12, titleFontWeight="normal",
        gridOpacity=0.5, labelPadding=8,
    )  # fmt: skip
