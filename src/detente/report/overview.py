"""What a settlement is, in numbers and one paragraph: the overview of an assessment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from detente.diagnostic import Diagnostic
from detente.model.settlement import Settlement
from detente.report import words
from detente.report.burdens import Burden, Outsider, burdens, by_outsider
from detente.report.deadlines import Deadline, deadlines
from detente.report.duties import Duty, Matrix, duties, matrix
from detente.report.findings import is_burden
from detente.report.questions import Item, items
from detente.report.zones import ZoneView, zones


@dataclass(frozen=True)
class Overview:
    """What is read off the text without any judgement.

    duties: all lines of the settlement's instruments, adopted texts included. outsiders, wide: burdens on those who do not
    sign, by outsider and those on many at once. deadlines, zones, items: see their records.
    """

    settlement: Settlement = field(repr=False)
    duties: tuple[Duty, ...]
    matrix: Matrix
    outsiders: tuple[Outsider, ...]
    wide: tuple[Burden, ...]
    deadlines: tuple[Deadline, ...]
    zones: tuple[ZoneView, ...]
    items: tuple[Item, ...]

    @property
    def own(self) -> tuple[Duty, ...]:
        """The lines the document itself writes."""
        return tuple(d for d in self.duties if not d.adopted_from)

    @property
    def burdened(self) -> tuple[str, ...]:
        """Ids of all who bear something without signing, in declared order; asking for consent alone is no burden."""
        found = [o.party for o in self.outsiders if any(b.how != "consent" for b in o.burdens)]
        return tuple(words.ordered(self.settlement, {*found, *(p for b in self.wide for p in b.who)}))


def overview(settlement: Settlement) -> Overview:
    """Read a settlement off for a report."""
    found = duties(settlement)
    single, wide = by_outsider(settlement, burdens(settlement))
    return Overview(
        settlement, found, matrix(settlement, found), single, wide, deadlines(settlement, found), zones(settlement, found),
        items(settlement),
    )  # fmt: skip


def what_it_is(view: Overview) -> str:
    """One sentence: how many instruments between whom, how many clauses and duties."""
    s = view.settlement
    clauses = len({d.clause for d in view.own})
    binding = sum(d.binding for d in view.own)
    instruments = len(s.instruments)
    text = f"{words.plural(instruments, 'instrument')} between " if instruments else "One text between "
    text += words.names(s, s.signatories, 8) or "parties it does not name"
    text += f", with {words.plural(clauses, 'clause')} and {words.plural(binding, 'duty', 'duties')}"
    adopted = sorted({d.adopted_from for d in view.duties if d.adopted_from})
    if adopted:
        lines = sum(bool(d.adopted_from) for d in view.duties)
        text += f", and {words.plural(lines, 'line')} taken over from {words.join(adopted, 4)}"
    return text + "."


UNKEEPABLE = frozenset({
    "duty-against-ban", "joint-conflict", "day-one-breach", "deadlock", "impossible-date", "treaty-clash", "barred-at-home"
})


def verdict(view: Overview, diagnostics: Iterable[Diagnostic]) -> str:
    """One paragraph in plain words: what was found, about whom, and what is left open. Judges the text, not the plan."""
    found = list(diagnostics)
    errors = sum(d.severity == "error" for d in found)
    warnings = sum(d.severity == "warning" for d in found)
    conditional = sum(bool(d.depends) for d in found)
    legal = sum(d.grounds == "needs legal judgement" for d in found)
    parts = [what_it_is(view)]
    parts += _on_outsiders(view)
    if errors:
        parts.append(f"The check finds {words.plural(errors, 'error')} and {words.plural(warnings, 'warning')}.")
        broken = sum(d.severity == "error" and d.name in UNKEEPABLE for d in found)
        failed = sum(d.severity == "error" and d.name == "failed-expectation" for d in found)
        if broken:
            parts.append("As written it cannot be carried out without a breach or a repair.")
        if failed:
            parts.append(f"In {words.plural(failed, 'point')} it does not do what is expected of it.")
    elif warnings:
        parts.append(f"The check finds no certain contradiction and {words.plural(warnings, 'warning')}.")
    else:
        parts.append("The check finds no contradiction. That is no statement about whether the text is wise or will be kept.")
    if conditional:
        verb = "hangs" if conditional == 1 else "hang"
        parts.append(f"{conditional:,} of these {verb} on options, readings or open members that are not settled.")
    if legal:
        parts.append(f"{legal:,} {'needs' if legal == 1 else 'need'} a lawyer's judgement.")
    duties_, undated = dates(view)
    if undated:
        parts.append(f"{undated:,} of {words.plural(duties_, 'obligation')} to do something {'names' if undated == 1 else 'name'} no date.")
    return " ".join(parts)


def _on_outsiders(view: Overview) -> list[str]:
    """Sentences on those who bear something without signing: those few clauses single out, then those named in bulk."""
    single = [o.party for o in view.outsiders if any(b.how != "consent" for b in o.burdens)]
    rest = len(view.burdened) - len(single)
    verb = "does" if len(single) == 1 else "do"
    out = [f"It lays burdens on {words.names(view.settlement, single, 6)}, who {verb} not sign it."] if single else []
    if rest:
        more = f"{'a further ' if rest == 1 else ''}{words.plural(rest, 'state or place', 'further states and places')}"
        out.append(f"It also disposes of the status of {more if single else more.replace('further ', '')} by the zones it draws.")
    return out


def dates(view: Overview) -> tuple[int, int]:
    """(obligations the document writes, those of them without a date)."""
    own = [d for d in view.own if d.norm is not None and d.norm.modality == "obligation"]
    return len(own), sum(words.NO_DATE in d.when for d in own)


def to_json(view: Overview) -> dict[str, Any]:
    """The overview as plain data: what it is, burdens on outsiders, who owes whom, deadlines, zones, what is open."""
    s = view.settlement
    return {
        "what": what_it_is(view),
        "signatories": list(s.signatories),
        "outsiders": [
            {"party": o.party, "name": words.name(s, o.party), "burdens": [_burden(b) for b in o.burdens]} for o in view.outsiders
        ],
        "wide_burdens": [{**_burden(b), "on": list(b.who)} for b in view.wide],
        "duties": [duty_json(d) for d in view.duties],
        "deadlines": [
            {"clause": d.clause, "who": d.who, "what": d.what, "clock": d.clock, "words": d.words, "date": d.day or None,
             "days_after": d.offset, "gap": d.gap, "depends": list(d.depends)}
            for d in view.deadlines
        ],
        "zones": [
            {"name": z.name, "title": z.title, "uses": list(z.uses), "contested": list(z.contested),
             "places": [{"code": m.leaf, "name": m.name, "state": m.state, "depends": list(m.depends)} for m in z.marks]}
            for z in view.zones
        ],
        "open": [
            {"kind": i.kind, "name": i.name, "text": i.text, "ways": list(i.ways), "article": list(i.article)} for i in view.items
        ],
    }  # fmt: skip


def _burden(b: Burden) -> dict[str, Any]:
    return {"clause": b.clause, "how": b.how, "what": b.what, "depends": list(b.depends)}


def duty_json(d: Duty) -> dict[str, Any]:
    """A duty as plain data."""
    return {
        "clause": d.clause, "title": d.title, "article": list(d.article), "instrument": d.instrument, "debtors": list(d.debtors),
        "creditors": list(d.creditors), "creditors_named": d.owed_by_text, "says": d.says, "what": d.what, "when": d.when,
        "depends": list(d.depends), "conditions": list(d.conditions), "outsiders": list(d.outsiders), "binding": d.binding,
        "adopted_from": d.adopted_from,
    }  # fmt: skip


def burden_findings(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings about those who do not sign."""
    return tuple(d for d in diagnostics if is_burden(d.kind))
