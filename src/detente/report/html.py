"""The report as one HTML file that needs nothing else: no network, no library, fonts of the system.

`page` puts sections in order of their rank under a heading and a stamp. The sections of the check and of the text are made
here, those of the overview in `panels`, those of other analyses come as `Section`. All text goes through templates that escape. Long lists are cut, each
with the count of what is left out; the JSON beside the page has all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from detente.check import CheckResult
from detente.check.rule import find_rule
from detente.diagnostic import SEVERITIES, Diagnostic
from detente.model.settlement import Settlement
from detente.report import figures, markup, words
from detente.report import json as check_json
from detente.report.duties import Duty
from detente.report.findings import groups, hinges
from detente.report.markup import depends_link, render
from detente.report.overview import Overview, dates, verdict
from detente.report.questions import own
from detente.report.section import Section, Stamp
from detente.report.weave import Fence, Index, Line, Passage, excerpt, passages
from detente.source import Source, Span

MOST_FINDINGS = 600
SHOWN_OF_A_KIND = 3



# ---- the check ------------------------------------------------------------------------------------------------------


def check_section(settlement: Settlement, result: CheckResult) -> Section:
    """Findings, grouped, those on outsiders first."""
    found = groups(result.diagnostics)
    ids = {id(d): f"check-{k}" for k, d in enumerate(result.diagnostics)}
    left = MOST_FINDINGS
    shown = []
    for group in found:
        kept = group.findings[:left]
        left -= len(kept)
        rule = find_rule(group.kind.code)
        shown.append(
            {
                "kind": group.kind, "severity": group.severity, "burden": group.burden, "total": len(group.findings),
                "page": _why(rule.page) if rule else "",
                "first": [_finding(d, ids[id(d)]) for d in kept[:SHOWN_OF_A_KIND]],
                "more": [_finding(d, ids[id(d)]) for d in kept[SHOWN_OF_A_KIND:]],
            }
        )  # fmt: skip
    counts = {s: sum(d.severity == s for d in result.diagnostics) for s in SEVERITIES}
    hang = hinges(settlement, result.diagnostics)
    anchors = {c.name: c.zone or c.name if own(settlement, c) else "" for c in settlement.choices.values()}
    dropped = max(0, len(result.diagnostics) - MOST_FINDINGS)
    html = render(
        "findings.html", groups=shown, counts=counts, total=len(result.diagnostics), dropped=dropped, hinges=[(h, anchors[h.choice]) for h in hang[:12]],
        more_hinges=max(0, len(hang) - 12), silenced=len(result.silenced), dep=depends_link(settlement),
    )  # fmt: skip
    said = words.join([words.plural(counts[s], s) for s in SEVERITIES if counts[s]]) or "nothing"
    data = check_json.check(settlement, result)
    data.pop("settlement")
    return Section(
        "check", "Findings", f"The check finds {said}.", html, data, result.diagnostics, result.method, 20
    )


def _finding(d: Diagnostic, anchor: str) -> dict[str, Any]:
    places = [(d.span, "")] if d.span else []
    places += [(x.span, x.text) for x in d.labels]
    return {"id": anchor, "d": d, "places": [_quoted(s, t) for s, t in places[:8]], "more": max(0, len(places) - 8)}


def _quoted(span: Span, text: str) -> dict[str, Any]:
    lines: tuple[Line, ...] = excerpt(span)
    return {"span": span, "text": text, "lines": lines}


def _why(page: str) -> str:
    """The part of a rule's page that says why it matters."""
    after = page.partition("## Why it matters")[2]
    return " ".join(after.partition("##")[0].split())


# ---- the text and the page ------------------------------------------------------------------------------------------


def sources(settlement: Settlement) -> tuple[Source, ...]:
    """The files the settlement was read from, in order."""
    found = {a.span.source.name: a.span.source for a in settlement.articles if a.span}
    return tuple(found[name] for name in settlement.files if name in found) or tuple(found.values())


def _text(view: Overview, sections: Iterable[Section]) -> Section | None:
    woven, dropped = passages(sources(view.settlement))
    if not woven:
        return None
    found = [(f"{s.name}-{k}", d) for s in sections for k, d in enumerate(s.findings)]
    index = Index(woven)
    by_place = _by_passage(index, found)
    clauses = _clauses(view, index)
    rows = []
    for p in woven:
        marks: dict[int, str] = {}
        for _, d in by_place.get(p.id, ()):
            if d.span:
                marks.setdefault(d.span.begin.line, d.severity)
        cards = clauses.get(p.id, [])
        parts = [(_fence(x, p, marks) if isinstance(x, Fence) else x, isinstance(x, Fence)) for x in p.parts]
        rows.append({"p": p, "parts": parts, "cards": cards, "findings": by_place.get(p.id, [])[:40],
                     "more": max(0, len(by_place.get(p.id, [])) - 40)})  # fmt: skip
    cards_total = len({d.clause for d in view.own})
    shown = sum(len(c) for c in clauses.values())
    html = render("text.html", dep=depends_link(view.settlement), rows=rows, dropped=dropped, cards_left=max(0, cards_total - shown))
    summary = f"{words.plural(len(view.settlement.articles), 'heading')} with the prose, its formal reading and what was found."
    return Section("text", "The text", summary, html, rank=95)


def _by_passage(index: Index, found: list[tuple[str, Diagnostic]]) -> dict[str, list[tuple[str, Diagnostic]]]:
    out: dict[str, list[tuple[str, Diagnostic]]] = {}
    for anchor, d in found:
        p = index.find(d.span)
        if p is not None:
            out.setdefault(p.id, []).append((anchor, d))
    for some in out.values():
        some.sort(key=lambda x: (SEVERITIES.index(x[1].severity), x[1].span.start if x[1].span else 0))
    return out


def _clauses(view: Overview, index: Index) -> dict[str, list[dict[str, Any]]]:
    """Cards by passage: a clause with its lines; norms that differ only in debtor stay apart."""
    by_clause: dict[str, list[Duty]] = {}
    for duty in view.own:
        by_clause.setdefault(duty.clause.lower(), []).append(duty)
    out: dict[str, list[dict[str, Any]]] = {}
    for name in list(by_clause)[: markup.MOST_CARDS]:
        clause = view.settlement.clauses.get(name)
        p = index.find(clause.span) if clause else None
        if clause is not None and p is not None:
            lines = by_clause[clause.name.lower()]
            shown = _as_written(lines)
            out.setdefault(p.id, []).append(
                {"clause": clause, "lines": shown[:24], "more": max(0, len(shown) - 24), "links": _links(lines)}
            )
    return out


def _as_written(lines: Sequence[Duty]) -> list[Duty]:
    """The lines of a clause, those of several debtors that were written as one put together again."""
    table: dict[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], list[Duty]] = {}
    for d in lines:
        text = d.norm.deed.text if d.norm else d.what
        table.setdefault((text, d.says, d.when, d.depends, d.conditions), []).append(d)
    out = []
    for (text, *_), same in table.items():
        subjects = list(dict.fromkeys(d.subject for d in same))
        out += same if len(subjects) == 1 else [replace(same[0], subject=words.join(subjects, 6), what=text)]
    return out


def _links(lines: Sequence[Duty]) -> list[tuple[str, str]]:
    found: dict[tuple[str, str], None] = {}
    for duty in lines:
        if duty.norm is None:
            continue
        links = duty.norm.links
        for label, names in (
            ("in return for", links.in_return_for), ("together with", links.together_with), ("after", links.after),
            ("if breached:", links.failing), ("prevails over", links.notwithstanding), ("subject to", links.subject_to),
        ):  # fmt: skip
            if names:
                found[(label, words.join(names, 6))] = None
        if links.reciprocal:
            found[("reciprocal", "")] = None
        if duty.norm.verified_by:
            found[("verified by", words.join(duty.norm.verified_by, 4))] = None
        for mark in sorted(duty.norm.marks):
            found[(mark, "")] = None
    return list(found)


def _fence(fence: Fence, passage: Passage, marks: dict[int, str]) -> dict[str, Any]:
    lines = [(fence.line + k, text, marks.get(fence.line + k, "")) for k, text in enumerate(fence.lines)]
    return {"kind": fence.kind, "lines": lines, "count": len(lines), "id": f"{passage.id}-f{fence.line}"}


def page(view: Overview, sections: Sequence[Section], stamp: Stamp, left_out: Sequence[tuple[str, str]] = ()) -> str:
    """The whole report. left_out: (analysis, why it did not run)."""
    s = view.settlement
    text = _text(view, sections)
    shown = sorted((x for x in [*sections, *([text] if text else [])] if x.html), key=lambda x: x.rank)
    found = [d for x in sections for d in x.findings]
    counts = {x: sum(d.severity == x for d in found) for x in SEVERITIES}
    total, undated = dates(view)
    tiles = [
        (str(len(view.burdened)), "burdened without signing", "#outsiders" if any(x.name == "outsiders" for x in shown) else ""),
        *((f"{counts[x]:,}", x if counts[x] == 1 else x + "s", "#check") for x in SEVERITIES),
        (f"{undated:,} / {total:,}", "obligations without a date", "#timeline" if any(x.name == "timeline" for x in shown) else ""),
    ]
    made = render(
        "report.html", s=s, title=s.title or "Untitled settlement", sections=shown, stamp=stamp, tiles=tiles, verdict=verdict(view, found),
        between=words.names(s, s.signatories, 8), thirds=words.join([p.label for p in s.parties.values() if p.third], 10),
        left_out=left_out, colours=figures.COLOURS,
    )  # fmt: skip
    return str(made).encode("utf-8", "replace").decode("utf-8")
