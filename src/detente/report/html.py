"""The report as one HTML file that needs nothing else: no network, no library, fonts of the system.

`page` puts sections in order of their rank under a heading and a stamp; the sections of the overview and of the check are
made here, those of other analyses come as `Section`. All text goes through templates that escape. Long lists are cut, each
with the count of what is left out; the JSON beside the page has all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from detente.check import CheckResult
from detente.check.rule import find_rule
from detente.diagnostic import SEVERITIES, Diagnostic
from detente.model.settlement import Settlement
from detente.report import figures, words
from detente.report import json as check_json
from detente.report.burdens import Burden
from detente.report.deadlines import Deadline
from detente.report.duties import Duty
from detente.report.findings import groups, hinges
from detente.report.overview import Overview, dates, to_json, verdict, what_it_is
from detente.report.questions import FRONT, KINDS, own
from detente.report.section import Section, Stamp
from detente.report.weave import Fence, Index, Line, Passage, excerpt, passages
from detente.report.zones import STATES, ZoneView
from detente.source import Source, Span

MOST_FINDINGS = 600
SHOWN_OF_A_KIND = 3
MOST_DUTIES_A_CELL = 120
MOST_MAPS = 9
MOST_ROWS = 60
MOST_CLOCKS = 6
MOST_CARDS = 1500
CALLED = {
    "question": ("question of reading", "questions of reading"), "issue": ("issue",), "side issue": ("side issue",),
    "open member": ("zone with open members", "zones with open members"), "open": ("figure or day to be agreed", "figures or days to be agreed"),
    "unstated": ("gap",), "no date": ("obligation without a date", "obligations without a date"),
}  # fmt: skip
HOW = {"duty": "would have to", "disposed of": "is disposed of", "consent": "is asked to consent"}


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("detente.report", "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        undefined=StrictUndefined,
    )  # fmt: skip
    made.globals.update(plural=words.plural, join=words.join)
    made.filters["path"] = lambda article: " › ".join(article)
    made.filters["ticks"] = _ticks
    made.filters["slug"] = _slug
    return made


def _slug(name: object) -> str:
    """A name as an anchor: lower case, no spaces."""
    return re.sub(r"\s+", "-", str(name).strip().lower())


def _ticks(text: str) -> Markup:
    """Escaped text in which `words` between backticks are set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def render(template: str, **values: Any) -> Markup:
    """A template of the package filled in. Undefined names raise, so that a typing mistake is found."""
    return Markup(_environment().get_template(template).render(**values))


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
        more_hinges=max(0, len(hang) - 12), silenced=len(result.silenced), dep=_depends(settlement),
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


# ---- the overview ---------------------------------------------------------------------------------------------------


def overview_sections(view: Overview) -> tuple[Section, ...]:
    """The overview's numbers (no heading of its own), then burdens on outsiders, who owes whom, by when, where, what is open."""
    whole = Section("overview", "Overview", what_it_is(view), "", to_json(view), (), "read off the text", 5)
    made = (_burdens(view), _matrix(view), _timeline(view), _map(view), _open(view))
    return (whole, *(x for x in made if x is not None))


def _burdens(view: Overview) -> Section | None:
    s = view.settlement
    if not view.outsiders and not view.wide:
        return None
    cards = [(words.name(s, o.party), "", _merged(o.burdens)) for o in view.outsiders]
    bulk: dict[tuple[str, ...], list[Burden]] = {}
    for b in view.wide:
        bulk.setdefault(b.who, []).append(b)
    cards += [
        (words.plural(len(who), "state or place", "states and places"), words.names(s, who, 12), _merged(found))
        for who, found in bulk.items()
    ]
    count = len(view.burdened)
    summary = f"{words.plural(count, 'state or organisation', 'states and organisations')} that do not sign bear something."
    if count == 1:
        summary = f"{words.names(s, view.burdened)} does not sign and bears something."
    if count == 0:
        summary = "Nothing is laid on those who do not sign, but their consent is asked."
    return Section("outsiders", "Burdens on those who do not sign", summary, render("burdens.html", cards=cards, clause=_clause(view), dep=_depends(s)), rank=10)


def _merged(found: Sequence[Burden]) -> list[tuple[Burden, list[str]]]:
    """Each sentence once, with all the ways in which it touches the same outsider."""
    table: dict[tuple[str, str], tuple[Burden, list[str]]] = {}
    for b in found:
        how = table.setdefault((b.clause, b.what), (b, []))[1]
        if HOW[b.how] not in how:
            how.append(HOW[b.how])
    return list(table.values())


def _depends(settlement: Settlement) -> Callable[..., Markup]:
    """A function that sets conditions such as `map M49 and annexation yes`, each linked to where its choice is explained."""
    known = sorted(settlement.choices.values(), key=lambda c: -len(c.name))

    def one(atom: str) -> Markup:
        choice = next((c for c in known if atom.startswith(c.name + " ")), None)
        if choice is None or not own(settlement, choice):
            return escape(atom)
        return Markup('<a href="#q-{}" title="{}">{}</a>').format(_slug(choice.zone or choice.name), choice.title, atom)

    def many(words_: Sequence[str], between: str = " and ") -> Markup:
        return Markup(escape(between)).join(Markup(" and ").join(map(one, w.split(" and "))) for w in words_)

    return many


def _clause(view: Overview) -> Callable[[str], Markup]:
    """A function that sets the name of a clause, linked to its card where the page has one."""
    carded = {c.lower() for c in list(dict.fromkeys(d.clause for d in view.own))[:MOST_CARDS]}

    def one(name: str) -> Markup:
        if name.lower() not in carded:
            return Markup('<span class="code">{}</span>').format(name)
        return Markup('<a class="code" href="#c-{}">{}</a>').format(_slug(name), name)

    return one


def _matrix(view: Overview) -> Section | None:
    s, table = view.settlement, view.matrix
    binding = [d for d in view.duties if d.binding]
    if not binding:
        return None

    def label(p: str) -> str:
        return words.name(s, p) if p else words.names(s, table.others) if len(table.others) == 1 else f"{len(table.others):,} others"

    cells = {(c.debtor, c.creditor): len(c.duties) for c in table.cells}
    # Creditors to whom one debtor owes exactly the same share a list.
    shared: dict[tuple[str, tuple[Duty, ...]], list[str]] = {}
    for c in table.cells:
        shared.setdefault((c.debtor, c.duties), []).append(c.creditor)
    lists = []
    anchors: dict[tuple[str, str], str] = {}
    for k, ((debtor, owed), creditors) in enumerate(shared.items()):
        lists.append(
            {"id": f"owes-{k}", "from": label(debtor), "to": words.join([label(p) for p in creditors], 8),
             "duties": owed[:MOST_DUTIES_A_CELL], "more": max(0, len(owed) - MOST_DUTIES_A_CELL), "total": len(owed)}
        )  # fmt: skip
        anchors |= {(debtor, p): f"owes-{k}" for p in creditors}
    third = {p.id for p in s.parties.values() if p.third}
    html = render(
        "matrix.html", rows=table.rows, columns=table.columns, cells=cells, anchors=anchors, label=label, lists=lists,
        most=max(cells.values(), default=1), third=third, powers=[d for d in view.own if not d.binding][:MOST_DUTIES_A_CELL],
        dep=_depends(s), clause=_clause(view), nobody=sum(not d.debtors or not d.creditors for d in binding),
    )  # fmt: skip
    top = max(table.cells, key=lambda c: len(c.duties), default=None)
    summary = f"{words.plural(len(binding), 'duty', 'duties')} in all"
    if top is not None:
        summary += f"; most are owed by {label(top.debtor)} to {label(top.creditor)} ({len(top.duties):,})"
    return Section("duties", "Who owes whom", summary + ".", html, rank=60)


def _timeline(view: Overview) -> Section | None:
    if not view.deadlines:
        return None
    clocks: dict[str, list[Deadline]] = {}
    for row in view.deadlines:
        if row.dated:
            clocks.setdefault(row.clock, []).append(row)
    charts, single = [], []
    for k, (clock, rows) in enumerate(sorted(clocks.items(), key=lambda c: (c[0] != "calendar", -len(c[1]), c[0]))):
        rows.sort(key=lambda r: (r.day, r.offset or 0))
        shown = rows[:MOST_ROWS]
        # Where all fall on the anchor itself, or there is but one, a line of text says more than an axis.
        if k >= MOST_CLOCKS or len(shown) < 2 or not any(r.day or r.offset for r in shown):
            single += rows
            continue
        wide, narrow = (Markup(figures.svg(figures.timeline(clock, shown, w))) for w in (640, 340))
        charts.append({"clock": clock, "rows": shown, "more": len(rows) - len(shown), "wide": wide, "narrow": narrow})
    gaps: dict[str, list[Deadline]] = {}
    for row in view.deadlines:
        if not row.dated:
            gaps.setdefault(row.gap, []).append(row)
    s = view.settlement
    total, undated = dates(view)
    dated = sum(len(r) for r in clocks.values())
    without = f"{undated:,} of {words.plural(total, 'obligation')} written here {'names' if undated == 1 else 'name'} no date"
    summary = f"{words.plural(dated, 'deadline')} can be placed; {without if undated else 'no obligation lacks a date'}."
    html = render(
        "timeline.html", clause=_clause(view), dep=_depends(s), charts=charts, single=single[:200], more_single=max(0, len(single) - 200),
        gaps={k: v[:200] for k, v in gaps.items()}, sizes={k: len(v) for k, v in gaps.items()},
    )  # fmt: skip
    return Section("timeline", "By when", summary, html, rank=65)


def _map(view: Overview) -> Section | None:
    used = [z for z in view.zones if z.marks and (z.uses or z.drawn)]
    drawable = [z for z in used if z.drawn]
    if not used:
        return None
    spoken = [z for z in drawable if z.uses] or drawable
    chosen, rest = spoken[:MOST_MAPS], [z for z in used if z not in spoken[:MOST_MAPS]]
    maps = [_one_map(z) for z in chosen]
    base = _land() if any(m["base"] for m in maps) else ""
    html = render("map.html", dep=_depends(view.settlement), maps=maps, rest=[(z, _counts(z)) for z in rest[:60]], states=STATES, base=base)
    unsure = sum(bool(z.having("open") or z.having("under a reading")) for z in view.zones)
    summary = f"{words.plural(len(view.zones), 'zone')}; {unsure or 'none'} {'has' if unsure == 1 else 'have'} places that may or may not belong."
    return Section("zones", "Where", summary, html, rank=70)


@cache
def _land() -> Markup:
    """The land of every world map, once for all of them."""
    return Markup(figures.svg(figures.world_base()).replace("<g ", '<g id="land" ', 1))


def _one_map(zone: ZoneView) -> dict[str, Any]:
    world = figures.near(zone.marks) is None
    drawn = figures.svg(figures.zone_map(zone, base=False))
    if world:
        drawn = drawn.replace(">", '><use href="#land"/>', 1)
    alt = f"Map of {zone.title}: " + words.join([f"{n} {state}" for state, n in _counts(zone)])
    drawn = drawn.replace("<svg ", '<svg role="img" aria-label="@" ', 1)
    lists = [(state, [m.name for m in zone.having(state)]) for state in STATES if zone.having(state)]
    depends = list(dict.fromkeys(w for m in zone.marks if m.state == "under a reading" for w in m.depends))[:8]
    return {
        "zone": zone, "svg": Markup(drawn.replace('"@"', '"' + str(Markup.escape(alt)) + '"', 1)), "base": world,
        "counts": _counts(zone), "lists": lists, "outside": figures.outside(zone.marks), "depends": depends,
    }  # fmt: skip


def _counts(zone: ZoneView) -> list[tuple[str, int]]:
    return [(state, len(zone.having(state))) for state in STATES if zone.having(state)]


def _open(view: Overview) -> Section | None:
    if not view.items:
        return None
    groups_: dict[tuple[str, ...], list[Any]] = {}
    for item in view.items:
        if item.kind != "no date":
            groups_.setdefault(item.article or FRONT, []).append(item)
    counted: dict[str, int] = {}
    for item in view.items:
        counted[item.kind] = counted.get(item.kind, 0) + 1
    said = words.join([words.plural(counted[k], *CALLED[k]) for k in KINDS if k in counted])
    shown = [(path, found[:MOST_ROWS], max(0, len(found) - MOST_ROWS)) for path, found in list(groups_.items())[:80]]
    html = render("open.html", groups=shown, more=max(0, len(groups_) - 80), undated=counted.get("no date", 0))
    return Section("open", "What is left open", f"The text leaves open: {said}.", html, rank=75)


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
    html = render("text.html", dep=_depends(view.settlement), rows=rows, dropped=dropped, cards_left=max(0, cards_total - shown))
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
    for name in list(by_clause)[:MOST_CARDS]:
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
