"""Stability as a section of the report, and as a page of its own for conflicts without a settlement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from detente.report import figures, stability_aim, stability_figures
from detente.report import stability_view as view
from detente.report.markup import render
from detente.report.section import Section, Stamp
from detente.report.words import join, plural

if TYPE_CHECKING:
    from detente.model.conflict import Conflict
    from detente.stability.aim import Aim
    from detente.stability.result import StabilityResult

MOST_ROWS = 24
FEW_ROWS = 10
MOST_EXPLAINED = 6
MOST_PATHS = 8
MOST_MOVES = 16
KEYS = ("in", "open", "title disputed", "under a reading")


@dataclass(frozen=True, slots=True)
class Part:
    """What another analysis of stability adds to the section, in front of the conflicts written by hand. name: its key in the JSON."""

    name: str
    title: str
    summary: str
    html: Markup
    json: Mapping[str, Any] = field(default_factory=dict)
    method: str = ""


def section(
    results: Sequence[StabilityResult], parts: Sequence[Part] = (), left_out: Sequence[tuple[str, str]] = (),
    aims: Sequence[Aim | None] = (),
) -> Section:
    """The section, from results of conflicts that are written out and from parts made elsewhere.

    left_out: (title, why). aims: for each result what was asked about one of its states.
    """
    pairs = list(zip_longest(results, aims))
    html = render(
        "stability.html", parts=parts, left_out=left_out, conflicts=[one(r, a) for r, a in pairs], meaning=view.MEANING, names=view.NAMES,
        alone=len(results) + len(parts) == 1,
    )  # fmt: skip
    data = {
        **{p.name: dict(p.json) for p in parts if p.json},
        "conflicts": [r.to_dict() | {"aim": a.to_dict() if a else None} for r, a in pairs],
    }
    summary = parts[0].summary if parts else _summary(results)
    methods = dict.fromkeys([*(p.method for p in parts if p.method), *(f"{r.engine} engine: {r.method}" for r in results)])
    return Section("stability", "Will they keep it?", summary, html, data, (), "; ".join(methods), 35)


def _summary(results: Sequence[StabilityResult]) -> str:
    if not results:
        return "None of the conflicts could be analysed."
    if len(results) == 1:
        return view.verdict(results[0])
    return f"{plural(len(results), 'conflict')}: {join([r.conflict.title or r.conflict.name for r in results], 6)}."


def page(
    results: Sequence[StabilityResult], stamp: Stamp, parts: Sequence[Part] = (), title: str = "", aims: Sequence[Aim | None] = ()
) -> str:
    """Conflicts, and what is derived from a settlement, as one HTML file that needs nothing else."""
    made = section(results, parts, aims=aims)
    if not title:
        title = results[0].conflict.title or results[0].conflict.name if len(results) == 1 else "Conflicts"
    text = str(render("stability_page.html", title=title, section=made, stamp=stamp))
    return text.encode("utf-8", "replace").decode("utf-8")


def one(result: StabilityResult, aim: Aim | None = None) -> dict[str, Any]:
    """What the template needs of one conflict."""
    conflict = result.conflict
    rows = view.lines(result)
    used = [c for c in view.NAMES if c in result.equilibria]
    chosen = [r for r in rows if r.role or {"seq", "nash"} & set(r.holds)][:MOST_EXPLAINED]
    most = MOST_ROWS if result.feasible <= 1_000 else FEW_ROWS
    explained = [(r, view.accounts(result, r.number)) for r in chosen]
    return {
        "name": conflict.name, "title": conflict.title or conflict.name, "verdict": view.verdict(result),
        "size": view.size(result),
        "rows": rows[:most], "more": max([*result.counts.values(), len(rows)]) - min(most, len(rows)), "used": used, "counts": result.counts,
        "explained": [(r, a) for r, a in explained if a], "short": view.SHORT,
        "aim": aim.state if aim else 0, "takes": stability_aim.sentences(result, aim) if aim else [],
        "graph": _graph(result, rows), "pressure": _pressure(result),
        "paths": [view.path(result, p) for p in sorted(result.paths, key=lambda p: p.kind != "improvements")[:MOST_PATHS]],
        "now": result.status_quo, "joint": [x for j in result.coalitions for x in view.joint(result, j)],
        "further": view.further(result), "not_computed": [(view.NAMES.get(n, n), why) for n, why in result.not_computed.items()],
    }  # fmt: skip


def _graph(result: StabilityResult, rows: Sequence[view.StateLine]) -> dict[str, Any] | None:
    """The graph of moves of a conflict of few states, wide and narrow."""
    from detente.stability.space import space

    if result.feasible > stability_figures.MOST_NODES or len(result.labels) != result.feasible or len(result.conflict.makers) > 4:
        return None
    found = space(result.conflict)
    known = {r.number: r for r in rows}
    nodes = []
    for number in sorted(result.labels):
        row = known.get(number)
        holds = "" if row is None or not row.holds else "firm" if {"nash", "seq"} & set(row.holds) else "weak"
        nodes.append(stability_figures.Node(number, result.words[number], holds, row.role if row else ""))
    edges = stability_figures.arrows(found)
    parties = [m.shown for m in result.conflict.makers]

    def drawn(most: int, width: int) -> Markup:
        return Markup(figures.svg(stability_figures.moves_graph(nodes, edges, parties, stability_figures.grid(found, most), width)))

    said = [f"{parties[e.party]} from {e.start} to {e.end}" for e in edges]
    return {"wide": drawn(4, 680), "narrow": drawn(2, 330), "keys": list(zip(KEYS, parties, strict=False)),
            "alt": f"States as boxes. What each would like to do most: {'; '.join(said) or 'nobody would gain by any move'}."}  # fmt: skip


def _pressure(result: StabilityResult) -> dict[str, Any] | None:
    """Single moves away from the agreed state (else from where it stands) of a conflict too large to draw."""
    conflict = result.conflict
    code = conflict.agreed if conflict.agreed is not None else conflict.status_quo
    if conflict.graph is not None or code is None or 0 < result.feasible <= stability_figures.MOST_NODES:
        return None
    points = single_moves(conflict, code)
    measured = [p for p in points if any(m.shown == p.party and m.preference.terms for m in conflict.makers)][:MOST_MOVES]
    parties = {m.shown: k for k, m in enumerate(conflict.makers)}
    chart = None
    if measured:
        chart = tuple(Markup(figures.svg(stability_figures.pressures(measured, parties, w))) for w in (680, 340))
    gains = [p for p in points if p.gain > 0]
    return {
        "from": "the agreed state" if conflict.agreed is not None else "where it stands", "chart": chart, "gains": gains[:MOST_MOVES],
        "more": max(len(gains) - MOST_MOVES, 0), "total": len(points), "keys": list(zip(KEYS, parties, strict=False)),
        "alt": "; ".join(f"{p.party}, {p.move}: {p.gain:g}" for p in measured),
    }  # fmt: skip


def single_moves(conflict: Conflict, code: int) -> list[stability_figures.Pressure]:
    """Every single move that can be made in a state, the most gainful first; in worth where worths are given, else by sign."""
    out = []
    for k, option in enumerate(conflict.options):
        maker = conflict.maker(option.owner)
        other = code ^ 1 << k
        if not conflict.allows(maker, code, other):
            continue
        preference = conflict.makers[maker].preference
        if preference.terms:
            gain = float(preference.key(other)[0] - preference.key(code)[0])
        else:
            gain = float((preference.key(other) > preference.key(code)) - (preference.key(other) < preference.key(code)))
        word = "take up" if other >> k & 1 else "give up"
        out.append(stability_figures.Pressure(conflict.makers[maker].shown, f"{word} {option.title or option.name}", gain))
    return sorted(out, key=lambda p: -p.gain)
