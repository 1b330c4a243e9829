"""Norms that cannot all be kept: the deontic engine.

Definitions. An obligation to do D *clashes* with a prohibition of E if some deed that D implies overlaps E; with an
obligation to do E if D implies a deed that E, or what E implies, excludes. Both must bind one actor, at the same time, under
conditions that do not deny each other, with no rank between them.

Steps: (1) index norms by act, actor and place; (2) for every norm look up what its deed implies and excludes; (3) keep the
pairs that overlap, with the cases under which they do. Joint clashes of three and more norms are found in
`detente.check.joint`. Source: von Wright, Deontic Logic, Mind 60 (1951), for the modalities; the index is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.check.deeds import Deeds, Overlap, Step, overlap
from detente.check.intervals import apart, ranked
from detente.model.choice import NEVER, Cases, conjoin
from detente.model.norm import ENDEAVOUR, OBLIGATION, PERMISSION, POWER, PROHIBITION, Norm
from detente.model.vocabulary import Deed

if TYPE_CHECKING:
    from detente.check.facts import Facts

MANY_ACTORS, MANY_PLACES, LONG = 20, 40, 48


@dataclass(frozen=True, slots=True)
class Entry:
    """A norm in the index, with the cases under which it stands."""

    norm: Norm
    cases: Cases


@dataclass(frozen=True, slots=True)
class Clash:
    """Two norms that cannot both be kept.

    cases: under which they meet. step: the deed of `one` (or implied by it) that meets `other`. why: "forbidden",
    "contrary", "ends it" or "is ended by it".
    """

    one: Norm
    other: Norm
    cases: Cases
    meeting: Overlap
    step: Step
    why: str

    @property
    def partial(self) -> bool:
        """Whether the deed could still be done at another of its places: only some of them are met."""
        places = _places(self.step.deed)
        return self.why == "forbidden" and bool(places) and not places <= self.meeting.places


class Index:
    """Norms by act and actor, and where that is not enough by place too, so that a deed finds whom it meets quickly."""

    def __init__(self, entries: Iterable[Entry], deeds: Deeds | None = None) -> None:
        """With `deeds`, a norm is also entered under every deed that its own implies."""
        self.by_act: dict[str, list[tuple[Entry, Step]]] = {}
        self.by_actor: dict[tuple[str, str], list[tuple[Entry, Step]]] = {}
        self.by_place: dict[tuple[str, str], dict[str, list[tuple[Entry, Step]]]] = {}
        for entry in entries:
            for step in deeds.implied(entry.norm.deed) if deeds else (Step(entry.norm.deed),):
                pair = (entry, step)
                self.by_act.setdefault(step.deed.act, []).append(pair)
                for actor in _keys(entry.norm.bearers, MANY_ACTORS):
                    self.by_actor.setdefault((step.deed.act, actor), []).append(pair)

    def near(self, deed: Deed, actors: frozenset[str]) -> Iterable[tuple[Entry, Step]]:
        """Entries that may meet this deed of these actors, each once."""
        if len(actors) > MANY_ACTORS:
            return self.by_act.get(deed.act, ())
        lists = [found for actor in (*sorted(actors), "*") if (found := self._of(deed, actor))]
        if len(lists) == 1:
            return lists[0]
        return list({id(pair): pair for found in lists for pair in found}.values())

    def _of(self, deed: Deed, actor: str) -> list[tuple[Entry, Step]]:
        key = (deed.act, actor)
        found = self.by_actor.get(key)
        places = _places(deed)
        if found is None or len(found) < LONG or not places or len(places) > MANY_PLACES:
            return found or []
        table = self.by_place.get(key)
        if table is None:
            table = self.by_place[key] = {}
            for pair in found:
                for place in _keys(_places(pair[1].deed), MANY_PLACES):
                    table.setdefault(place, []).append(pair)
        lists = [part for place in (*sorted(places), "*", "") if (part := table.get(place))]
        return list({id(pair): pair for part in lists for pair in part}.values())


def _keys(values: frozenset[str], many: int) -> tuple[str, ...]:
    if not values:
        return ("",)
    return tuple(sorted(values)) if len(values) <= many else ("*",)


def _places(deed: Deed) -> frozenset[str]:
    return next((value.leaves for _, value in deed.args if value.extent is not None), frozenset())


def entries(norms: Iterable[Norm], cases_of: object) -> list[Entry]:
    """Index entries of norms; `cases_of` gives the cases of a norm."""
    assert callable(cases_of)
    return [Entry(n, cases_of(n)) for n in norms if n.deed.act != "unstated" and n.bearers]


def forbidden(duties: Iterable[Entry], bans: Index, deeds: Deeds) -> Iterator[Clash]:
    """Obligations (or permissions) that meet prohibitions."""
    for entry in duties:
        for step in deeds.implied(entry.norm.deed):
            for ban, _ in bans.near(step.deed, entry.norm.bearers):
                made = _meet(entry, ban, step, ban.norm.deed, "forbidden")
                if made is not None:
                    yield made


def contrary(duties: Iterable[Entry], others: Index, deeds: Deeds) -> Iterator[Clash]:
    """Obligations that exclude one another; `others` must be an index with implied deeds."""
    for entry in duties:
        for deed, why in deeds.excluded(entry.norm.deed):
            step = Step(deed, (deed.act,))
            for other, met in others.near(deed, entry.norm.bearers):
                if other.norm is not entry.norm:
                    made = _meet(entry, other, step, met.deed, why)
                    if made is not None:
                        yield made


def _meet(one: Entry, other: Entry, step: Step, deed: Deed, why: str) -> Clash | None:
    if one.norm.clause == other.norm.clause and one.norm.instrument == other.norm.instrument:
        return None
    meeting = overlap(step.deed, one.norm.bearers, deed, other.norm.bearers)
    if meeting is None or not forced(one.norm, meeting) or apart(one.norm, other.norm):
        return None
    if ranked(one.norm, other.norm):
        return None
    cases = conjoin(conjoin(one.cases, other.cases), meeting.cases)
    return Clash(one.norm, other.norm, cases, meeting, step, why) if cases != NEVER else None


def forced(norm: Norm, meeting: Overlap) -> bool:
    """Whether performance must meet the ban: with `any of` it can be done by somebody or somewhere else."""
    if norm.mode in ("any", "at least") and not norm.bearers <= meeting.actors and norm.modality != PERMISSION:
        return False
    for _, value in norm.deed.args:
        if value.mode == "any" and norm.modality in (OBLIGATION, ENDEAVOUR):
            if value.extent is not None and not value.leaves <= meeting.places:
                return False
            if value.extent is None and value.parties and not value.parties <= meeting.targets:
                return False
    return True


def pairs(facts: Facts) -> list[Clash]:
    """All clashes of two norms of the settlement; see `Facts.clashes`, which keeps them."""
    musts = entries(duties(facts.norms), facts.norm_cases)
    banned = Index(entries(bans(facts.norms), facts.norm_cases))
    return [
        *forbidden(musts, banned, facts.deeds),
        *contrary(musts, Index(musts, facts.deeds), facts.deeds),
    ]


def duties(norms: Iterable[Norm]) -> list[Norm]:
    """Norms that require an act."""
    return [n for n in norms if n.modality in (OBLIGATION, ENDEAVOUR)]


def bans(norms: Iterable[Norm]) -> list[Norm]:
    """Norms that forbid an act."""
    return [n for n in norms if n.modality == PROHIBITION]


def liberties(norms: Iterable[Norm]) -> list[Norm]:
    """Norms that allow or empower."""
    return [n for n in norms if n.modality in (PERMISSION, POWER)]
