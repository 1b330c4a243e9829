"""One party's side of a settlement: what it owes, what is owed to it, what it may do, by when, and where it is spoken of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from detente import atlas
from detente.model.settlement import Settlement
from detente.report import words
from detente.report.burdens import Burden, burdens
from detente.report.duties import Duty, duties
from detente.report.overview import duty_json


@dataclass(frozen=True, slots=True)
class PartyView:
    """What a settlement says of one party.

    id, name: of the party. signs: whether it is among those who sign. owes: in which it is a debtor. owed: in which it is a
    creditor, of duties of each to each too. may: its permissions and powers. burdens: what is laid on it without its signature.
    asked: clauses that wait for its consent. decides: choices that it alone decides or may insist on.
    """

    id: str
    name: str
    signs: bool
    owes: tuple[Duty, ...]
    owed: tuple[Duty, ...]
    may: tuple[Duty, ...]
    burdens: tuple[Burden, ...]
    asked: tuple[str, ...]
    decides: tuple[str, ...]


def find(settlement: Settlement, word: str) -> str | None:
    """The id of a party by declared name, title, id or a name the atlas knows; None where the settlement never names it."""
    wanted = word.strip().lower()
    for p in settlement.parties.values():
        if wanted and wanted in (p.name.lower(), p.id.lower(), p.title.lower()):
            return p.id
    place = atlas.find(word)
    everyone = {x for n in settlement.norms for x in n.bearers} | {x for i in settlement.instruments.values() for x in i.parties}
    everyone |= {x for b in burdens(settlement) for x in b.who}
    return place.code if place is not None and place.code in everyone else None


def known(settlement: Settlement) -> tuple[str, ...]:
    """Names that `find` takes, those of declared parties, for a message that offers them."""
    return tuple(p.name for p in settlement.parties.values())


def view(settlement: Settlement, party: str) -> PartyView:
    """The party with this id. An id that nothing speaks of gives an empty view."""
    found = duties(settlement)
    decides = [c.name for c in settlement.choices.values() if party in c.decided_by]
    label = next((p.name for p in settlement.parties.values() if p.id == party), party)
    decides += [
        f"{c.name} {o.name} (only if it insists)" for c in settlement.choices.values() for o in c.options if o.only_if in (party, label)
    ]
    asked = dict.fromkeys(n.clause for n in settlement.norms if party in n.consent_of and not n.lost)
    return PartyView(
        party,
        words.name(settlement, party),
        party in settlement.signatories,
        tuple(d for d in found if party in d.debtors and d.binding),
        tuple(d for d in found if party in d.creditors and d.binding and set(d.debtors) != {party}),
        tuple(d for d in found if party in d.debtors and not d.binding),
        tuple(b for b in burdens(settlement) if party in b.who and b.how != "consent"),
        tuple(asked),
        tuple(decides),
    )


def to_json(settlement: Settlement, party: PartyView) -> dict[str, Any]:
    """The view as plain data; a duty as in the overview of an assessment."""
    return {
        "settlement": settlement.title,
        "party": {"id": party.id, "name": party.name, "signs": party.signs},
        "owes": [duty_json(d) for d in party.owes],
        "owed": [duty_json(d) for d in party.owed],
        "may": [duty_json(d) for d in party.may],
        "burdens": [
            {"clause": b.clause, "how": b.how, "what": b.what, "depends": list(b.depends)} for b in party.burdens
        ],
        "asked_to_consent": list(party.asked),
        "decides": list(party.decides),
    }


def show(settlement: Settlement, party: PartyView, console: Console, adopted: bool = False) -> None:
    """Draw the view. adopted: list the lines taken over from other texts too, which are otherwise counted."""
    signs = "" if party.signs else "  does not sign"
    console.print(Text.assemble((party.name, "bold"), (signs, "yellow")))
    if party.burdens and not party.signs:
        _heading(console, f"Laid on it: {words.plural(len(party.burdens), 'burden')}")
        for b in {(b.clause, b.what): b for b in party.burdens}.values():
            _line(console, b.clause, b.what, "", b.depends)
    _list(console, f"Owes: {words.plural(len(party.owes), 'duty', 'duties')}", settlement, party, party.owes, adopted)
    _list(console, f"Is owed: {words.plural(len(party.owed), 'duty', 'duties')}", settlement, party, party.owed, adopted)
    _list(console, f"May: {words.plural(len(party.may), 'line')}", settlement, party, party.may, adopted)
    if party.asked:
        _heading(console, "Its consent is asked for")
        console.print(Padding(Text(words.join(party.asked)), (0, 0, 0, 2)))
    if party.decides:
        _heading(console, "It decides")
        console.print(Padding(Text(words.join(party.decides)), (0, 0, 0, 2)))


def _list(
    console: Console, title: str, settlement: Settlement, party: PartyView, lines: tuple[Duty, ...], adopted: bool
) -> None:
    if not lines:
        return
    _heading(console, title)
    own = lines is not party.owed
    # A clause of two instruments is one line to the reader.
    for d in {(d.clause, d.sentence, d.when, d.depends, d.conditions, d.creditors): d for d in lines}.values():
        if d.adopted_from and not adopted:
            continue
        to = words.names(settlement, {*d.creditors} - {party.id}, 3) if own and d.binding else ""
        what = f"{d.says} {d.what}" if own and len(d.debtors) == 1 else d.sentence
        taken = f"from {d.adopted_from}" if d.adopted_from else ""
        when = "; ".join(x for x in (d.when, f"to {to}" if to else "", taken) if x)
        _line(console, d.clause, what, when, (*d.depends, *d.conditions))
    taken_over = [d for d in lines if d.adopted_from]
    if taken_over and not adopted:
        texts = words.join(sorted({d.adopted_from for d in taken_over}))
        console.print(Padding(Text(f"and {words.plural(len(taken_over), 'line')} taken over from {texts}", "dim"), (0, 0, 0, 2)))


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, "bold"))


def _line(console: Console, clause: str, what: str, when: str, depends: tuple[str, ...]) -> None:
    line = Text.assemble(what, (f"  {when}" if when else "", "yellow" if words.NO_DATE in when else "green"))
    line.append(f"  [{clause}]", "cyan")
    if depends:
        line.append(f"  if {' and '.join(depends)}", "dim")
    console.print(Padding(line, (0, 0, 0, 2)))
