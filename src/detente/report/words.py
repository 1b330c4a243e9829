"""How results speak to readers: names, numbers, moments and norms in plain words. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from detente import atlas
from detente.model.norm import MODALITIES, OBLIGATION, Norm, Timing
from detente.model.settlement import Settlement
from detente.model.time import Moment
from detente.model.vocabulary import Referent

_SAID = {modality: words for words, modality in MODALITIES.items()}
NO_DATE = "no date"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 duty`, `3 duties`, `1,200 notes`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def join(words: Sequence[str], most: int = 0, last: str = "and") -> str:
    """`a, b and c`; with `most`, at most that many names and the count of the rest."""
    shown = list(words)
    if most and len(shown) > most:
        shown = [*shown[:most], f"{len(words) - most:,} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} {last} {shown[-1]}" if shown else ""


def name(settlement: Settlement, party: str) -> str:
    """The name of a party or place id for people: as the settlement calls it, else the atlas."""
    for known in settlement.parties.values():
        if known.id == party:
            return known.label
    body = settlement.bodies.get(party.lower())
    if body is not None:
        return body.title or body.name.replace("-", " ")
    return atlas.label(party).replace("-", " ")


def names(settlement: Settlement, parties: Iterable[str], most: int = 0) -> str:
    """Several names joined, those the settlement declares first, in its order."""
    return join([name(settlement, p) for p in ordered(settlement, parties)], most)


def ordered(settlement: Settlement, parties: Iterable[str]) -> list[str]:
    """Party ids in the order the settlement declares them, the others after them by name."""
    place = {p.id: k for k, p in reversed(list(enumerate(settlement.parties.values())))}
    return sorted(set(parties), key=lambda p: (place.get(p, len(place)), name(settlement, p)))


def moment(at: Moment) -> str:
    """A moment as a due date reads: `within 90 days of signature`, `by 2026-01-01`."""
    text = at.text.strip()
    return text if text.split(" ")[0] in ("within", "by", "on", "before", "after", "at") else f"by {text}"


def timing(norm: Norm) -> str:
    """When a norm is due or binds, in words; `no date` where an obligation names none."""
    t = norm.timing
    parts = list(_due(t))
    if t.start is not None:
        parts.append(f"from {t.start.text.removeprefix('from ')}")
    if t.end is not None:
        parts.append(f"until {t.end.text.removeprefix('until ')}")
    if norm.modality == OBLIGATION and not has_date(norm):
        parts.insert(0, NO_DATE)
    return "; ".join(parts)


def _due(t: Timing) -> Iterable[str]:
    if t.due is not None:
        exact = t.on_day and not t.due.text.startswith("within")
        yield f"on {t.due.text.removeprefix('on ')}" if exact else moment(t.due)
    if t.start_by is not None:
        yield f"begun by {t.start_by.text.removeprefix('by ')}"
    for stage in t.stages:
        yield f"{stage.share} {moment(stage.due)}"
    if t.every is not None:
        yield f"every {t.every.words()}"
    if t.at_all_times:
        yield "at all times"


def has_date(norm: Norm) -> bool:
    """Whether an obligation says by when it is to be performed (an open period counts as a date to be agreed)."""
    t = norm.timing
    return bool(t.due or t.start_by or t.every or t.stages or t.at_all_times)


def subject(settlement: Settlement, norm: Norm) -> str:
    """Who the norm speaks of."""
    if norm.actor.kind == "unstated":
        return "nobody named"
    if len(norm.bearers) == 1:
        return name(settlement, next(iter(norm.bearers)))
    return norm.actor.text.replace("-", " ")


_SLOT = re.compile(r"\*[^*]+\*")


def deed(settlement: Settlement, norm: Norm) -> str:
    """What is to be done, with `the other`, the names of `for each` and the titles of terms filled in."""
    if norm.lost:
        return "… (a mistake in the text keeps this line from being read)"
    slots = iter(norm.deed.args)
    if len(_SLOT.findall(norm.deed.act)) != len(norm.deed.args):
        return norm.deed.text
    return _SLOT.sub(lambda _: _filled(settlement, next(slots)[1]), norm.deed.act)


def _filled(settlement: Settlement, referent: Referent) -> str:
    if referent.kind == "thing" and len(referent.names) == 1:
        term = settlement.things.get(referent.names[0].lower())
        if term is not None and term.title:
            return term.title
    lead = {"each": "each of ", "any": "any of ", "at least": f"at least {referent.count} of "}.get(referent.mode, "")
    return referent.text if referent.text.startswith(lead) else lead + referent.text


def sentence(settlement: Settlement, norm: Norm) -> str:
    """The norm as one sentence without its conditions: `Russian Federation shall leave SCO`."""
    return f"{subject(settlement, norm)} {_SAID[norm.modality]} {deed(settlement, norm)}"


def modality(norm: Norm) -> str:
    """The words of the modality: `shall`, `shall not`, `may`, …"""
    return _SAID[norm.modality]
