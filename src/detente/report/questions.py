"""What a settlement leaves open, leaves out, or leaves to be read: by article.

`detente questions` lists the same. Six kinds: an *issue* is bargained over; a *question* is read in more than one way; an
*open member* may or may not belong to a zone; *open* stands for a number to be agreed; *unstated* is what the text fails to
say; *no date* is an obligation without a deadline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from detente.model.choice import Choice
from detente.model.norm import Norm
from detente.model.settlement import Settlement
from detente.report import words
from detente.report.duties import duties, written
from detente.source import Span

KINDS = ("question", "issue", "side issue", "open member", "open", "unstated", "no date")
FRONT = ("Before the first article",)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing left open. name: of the choice or clause. ways: options or readings, the proposed one marked."""

    kind: str
    name: str
    text: str
    ways: tuple[str, ...] = ()
    article: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False, repr=False)


def items(settlement: Settlement) -> tuple[Item, ...]:
    """All that is open, in order of place."""
    found = [*_choices(settlement), *_gaps(settlement), *_amounts(settlement)]
    unique = list(dict.fromkeys(found))
    names = {f: k for k, f in enumerate(settlement.files)}
    return tuple(
        sorted(unique, key=lambda i: (names.get(i.span.source.name, 0), i.span.start) if i.span else (len(names), 0))
    )


def by_article(settlement: Settlement) -> tuple[tuple[tuple[str, ...], tuple[Item, ...]], ...]:
    """The items grouped by article path, articles in order of their first item."""
    groups: dict[tuple[str, ...], list[Item]] = {}
    for item in items(settlement):
        groups.setdefault(item.article or FRONT, []).append(item)
    return tuple((path, tuple(found)) for path, found in groups.items())


def to_json(settlement: Settlement) -> dict[str, Any]:
    """`{"settlement", "articles": [{"article", "items": [{"kind", "name", "text", "ways", "file", "line"}]}]}`."""
    return {
        "settlement": settlement.title,
        "articles": [
            {"article": list(path), "items": [_item(i) for i in found]} for path, found in by_article(settlement)
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    file, line = (item.span.source.name, item.span.begin.line) if item.span else ("", 0)
    return {"kind": item.kind, "name": item.name, "text": item.text, "ways": list(item.ways), "file": file, "line": line}


def own(settlement: Settlement, choice: Choice) -> bool:
    """Whether the document itself leaves this open; a choice of a text it takes over is not its own."""
    known = settlement.zones.get(choice.zone.lower()) if choice.zone else None
    span = choice.span or (known.span if known else None)
    return span is None or span.source.name in settlement.files


def _choices(settlement: Settlement) -> Iterator[Item]:
    members: dict[tuple[str, Span | None], list[Choice]] = {}
    for choice in settlement.choices.values():
        if not own(settlement, choice):
            continue
        if choice.kind == "member":
            known = settlement.zones.get(choice.zone.lower())
            members.setdefault((choice.zone, choice.span or (known.span if known else None)), []).append(choice)
            continue
        article = choice.span.article if choice.span else ()
        yield Item(choice.kind, choice.name, choice.title, _ways(choice), article, choice.span)
    for (zone, span), found in members.items():
        places = words.join([words.name(settlement, c.place) for c in found], 40)
        verb = "may each belong" if len(found) > 1 else "may belong"
        yield Item("open member", zone, f"{places} {verb} to {zone} or not", ("yes", "no"), span.article if span else (), span)


def _ways(choice: Choice) -> tuple[str, ...]:
    out = []
    for option in choice.options:
        text = f"{option.name}: {option.title}" if option.title else option.name
        extra = ["proposed"] if option.name == choice.proposes else []
        extra += [f"only if {option.only_if} insists"] if option.only_if else []
        extra += [f"rejected by {option.rejected}"] if option.rejected else []
        extra += [f"held by {words.join(option.held_by)}"] if option.held_by else []
        out.append(f"{text} ({', '.join(extra)})" if extra else text)
    return tuple(out)


def _gaps(settlement: Settlement) -> Iterator[Item]:
    for duty in duties(settlement, (n for n in written(settlement) if not n.adopted_from)):
        norm = duty.norm
        assert norm is not None
        for kind, text in _missing(norm):
            yield Item(kind, duty.clause, f"{duty.sentence}: {text}", (), duty.article, duty.span)


def _missing(norm: Norm) -> Iterator[tuple[str, str]]:
    if norm.actor.kind == "unstated":
        yield "unstated", "the text does not say who"
    for slot, referent in norm.deed.args:
        if referent.kind == "unstated":
            yield "unstated", f"the text does not say which {slot.split('#')[0]}"
    t = norm.timing
    for moment in (t.due, t.start, t.end, t.start_by, *(s.due for s in t.stages)):
        if moment is not None and moment.unknown:
            gap = moment.period.gap if moment.period is not None and moment.period.gap else moment.anchor.kind
            yield (gap if gap in KINDS else "open"), f"{words.moment(moment)} is still to be filled in"
    if norm.modality == "obligation" and not words.has_date(norm):
        yield "no date", "by when is not said"


def _amounts(settlement: Settlement) -> Iterator[Item]:
    for limits in settlement.limits.values():
        if limits.span is not None and limits.span.source.name not in settlement.files:
            continue
        for amount, unit in limits.ceilings:
            if amount in ("open", "unstated"):
                text = f"at most {amount} {unit}: the figure is {'to be agreed' if amount == 'open' else 'not stated'}"
                yield Item(amount, limits.name, text, (), limits.span.article if limits.span else (), limits.span)
    for instrument in settlement.instruments.values():
        for line in instrument.force:
            if line.moment is not None and line.moment.unknown:
                text = f"entry into force of {instrument.title or instrument.name} is {line.moment.text}"
                span = line.span or instrument.span
                yield Item("open", instrument.name, text, (), span.article if span else (), span)


def show(settlement: Settlement, console: Console) -> None:
    """Draw the items by article."""
    found = by_article(settlement)
    if not found:
        console.print("The text leaves nothing open.")
        return
    counted = [i.kind for _, some in found for i in some]
    said = [f"{kind}: {counted.count(kind):,}" for kind in KINDS if kind in counted]
    console.print(Text("; ".join(said), "dim"))
    for path, some in found:
        console.print()
        console.print(Text(" › ".join(path), "bold"))
        for item in some:
            line = Text.assemble((f"{item.kind}  ", "yellow" if item.kind in ("unstated", "no date") else "cyan"), (item.name, "bold"))
            where = f"  line {item.span.begin.line}" if item.span else ""
            line.append(f"  {item.text}" if item.text else "")
            line.append(where, "dim")
            console.print(Padding(line, (0, 0, 0, 2)))
            for way in item.ways if item.ways != ("yes", "no") else ():
                console.print(Padding(Text(f"- {way}"), (0, 0, 0, 6)))
