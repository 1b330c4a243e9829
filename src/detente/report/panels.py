"""The sections of the page that say what a settlement is: burdens, who owes whom, by when, where, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from detente.report import figures, words
from detente.report.burdens import Burden
from detente.report.deadlines import Deadline
from detente.report.duties import Duty
from detente.report.markup import clause_link, depends_link, render
from detente.report.overview import Overview, dates, to_json, what_it_is
from detente.report.questions import FRONT, KINDS
from detente.report.section import Section
from detente.report.zones import STATES, ZoneView

MOST_DUTIES_A_CELL = 120
MOST_MAPS = 9
MOST_ROWS = 60
MOST_CLOCKS = 6
CALLED = {
    "question": ("question of reading", "questions of reading"), "issue": ("issue",), "side issue": ("side issue",),
    "open member": ("zone with open members", "zones with open members"), "open": ("figure or day to be agreed", "figures or days to be agreed"),
    "unstated": ("gap",), "no date": ("obligation without a date", "obligations without a date"),
}  # fmt: skip
HOW = {"duty": "would have to", "disposed of": "is disposed of", "consent": "is asked to consent"}


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
    return Section("outsiders", "Burdens on those who do not sign", summary, render("burdens.html", cards=cards, clause=clause_link(view), dep=depends_link(s)), rank=10)


def _merged(found: Sequence[Burden]) -> list[tuple[Burden, list[str]]]:
    """Each sentence once, with all the ways in which it touches the same outsider."""
    table: dict[tuple[str, str], tuple[Burden, list[str]]] = {}
    for b in found:
        how = table.setdefault((b.clause, b.what), (b, []))[1]
        if HOW[b.how] not in how:
            how.append(HOW[b.how])
    return list(table.values())


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
        dep=depends_link(s), clause=clause_link(view), nobody=sum(not d.debtors or not d.creditors for d in binding),
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
        "timeline.html", clause=clause_link(view), dep=depends_link(s), charts=charts, single=single[:200], more_single=max(0, len(single) - 200),
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
    html = render("map.html", dep=depends_link(view.settlement), maps=maps, rest=[(z, _counts(z)) for z in rest[:60]], states=STATES, base=base)
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
