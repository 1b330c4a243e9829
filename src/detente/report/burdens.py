"""What a settlement lays on those who do not sign it.

Read from the text alone, before any rule of law: a duty whose bearer is no party to the instrument, a consent asked of an
outsider, and a deed whose act `burdens` a place that belongs to an outsider. Listed first in every report.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from detente import atlas
from detente.model.norm import Norm
from detente.model.settlement import Settlement
from detente.report import words
from detente.report.duties import strangers, written


@dataclass(frozen=True, slots=True)
class Burden:
    """One clause that touches outsiders.

    how: "duty" (it would have to do it), "disposed of" (its territory or status is), or "consent" (it is asked to agree).
    who: party or state ids. what: the sentence of the clause. depends: options and readings.
    """

    clause: str
    how: str
    who: tuple[str, ...]
    what: str
    depends: tuple[str, ...] = ()


def burdens(settlement: Settlement) -> tuple[Burden, ...]:
    """All burdens in the order written, each once."""
    found: dict[tuple[str, str, str], Burden] = {}
    for norm in written(settlement):
        for how, who in _touched(settlement, norm):
            if who:
                sentence = words.sentence(settlement, norm)
                one = Burden(norm.clause, how, tuple(words.ordered(settlement, who)), sentence, norm.guard.words())
                found.setdefault((norm.clause, how, sentence), one)
    return tuple(found.values())


def _touched(settlement: Settlement, norm: Norm) -> Iterator[tuple[str, frozenset[str]]]:
    if norm.binding:
        yield "duty", strangers(settlement, norm, norm.bearers)
    yield "consent", strangers(settlement, norm, norm.consent_of - norm.bearers)
    act = settlement.acts.get(norm.deed.act.lower())
    for slot in act.burdens if act else ():
        referent = norm.deed.arg(slot)
        if referent is not None:
            owners = frozenset(o for leaf in referent.leaves if (o := atlas.owner(leaf)))
            yield "disposed of", strangers(settlement, norm, referent.parties | owners)


@dataclass(frozen=True, slots=True)
class Outsider:
    """A state or organisation that does not sign, and what clauses lay on it, strongest kind first."""

    party: str
    burdens: tuple[Burden, ...]


FEW = 6


def by_outsider(settlement: Settlement, found: tuple[Burden, ...]) -> tuple[tuple[Outsider, ...], tuple[Burden, ...]]:
    """(who is touched and by what, burdens that touch more than a few at once and are shown on their own)."""
    narrow = [b for b in found if len(b.who) <= FEW]
    wide = tuple(b for b in found if len(b.who) > FEW)
    rank = {"duty": 0, "disposed of": 1, "consent": 2}
    parties = dict.fromkeys(p for b in narrow for p in b.who)
    rows = [
        Outsider(p, tuple(sorted((b for b in narrow if p in b.who), key=lambda b: rank[b.how])))
        for p in words.ordered(settlement, parties)
    ]
    return tuple(sorted(rows, key=lambda o: -len(o.burdens))), wide
