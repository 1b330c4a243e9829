"""Deeds: what one entails, what it ends, what it excludes, and where two deeds are the same.

Definitions. A deed *implies* another through `kind of` and `calls for`, transitively: who attacks uses force, who defends
sends forces. A deed *excludes* another if either act is declared contrary to the other, or one ends what the other starts
(`lasts until`). Two deeds *overlap* if they are of one act, some actor does both, and every slot has a value in common;
places and weapon classes overlap leaf by leaf, so an overlap carries the cases under which it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from detente import atlas
from detente.model.choice import CERTAIN, NEVER, Cases, conjoin, disjoin
from detente.model.vocabulary import Act, Deed, Referent, Relation

ANYTHING = Referent("anything", "any")
MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Overlap:
    """Where two deeds meet: the cases, the actors who do both, and the places (leaf codes) they share."""

    cases: Cases
    actors: frozenset[str]
    places: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A deed that another implies, and the acts passed through on the way (empty for the deed itself)."""

    deed: Deed
    way: tuple[str, ...] = ()


class Deeds:
    """Relations between deeds for one vocabulary."""

    def __init__(self, acts: Mapping[str, Act]) -> None:
        self.acts = acts
        self.enders: dict[str, list[Act]] = {}
        self.contraries: dict[str, list[tuple[str, Relation]]] = {}
        for act in acts.values():
            if act.lasts_until is not None:
                self.enders.setdefault(act.lasts_until.act, []).append(act)
            for relation in act.contrary:
                self.contraries.setdefault(act.phrase, []).append((relation.act, relation))
                back = Relation(act.phrase, tuple((s, k, t) for t, k, s in relation.binding if k == "slot"))
                if all(k == "slot" for _, k, _ in relation.binding):
                    self.contraries.setdefault(relation.act, []).append((act.phrase, back))
        self._steps: dict[Deed, tuple[Step, ...]] = {}

    def act(self, deed: Deed) -> Act | None:
        """The declared act of a deed; None for what a mistake left unstated."""
        return self.acts.get(deed.act)

    def implied(self, deed: Deed) -> tuple[Step, ...]:
        """The deed itself and all it implies, nearest first."""
        known = self._steps.get(deed)
        if known is not None:
            return known
        out, front, seen = [Step(deed)], [Step(deed)], {deed.act}
        for _ in range(MAX_DEPTH):
            following = []
            for step in front:
                act = self.acts.get(step.deed.act)
                for relation in (*act.kind_of, *act.calls_for) if act else ():
                    made = apply(relation, step.deed, self.acts)
                    if made is not None and made.act not in seen:
                        seen.add(made.act)
                        following.append(Step(made, (*step.way, made.act)))
            if not following:
                break
            out += following
            front = following
        self._steps[deed] = tuple(out)
        return self._steps[deed]

    def excluded(self, deed: Deed) -> Iterator[tuple[Deed, str]]:
        """Deeds that cannot be done while this one is: each with a word on why."""
        for step in self.implied(deed):
            for _, relation in self.contraries.get(step.deed.act, ()):
                made = apply(relation, step.deed, self.acts)
                if made is not None:
                    yield made, "contrary"
            act = self.acts.get(step.deed.act)
            if act is not None and act.lasts_until is not None:
                made = apply(act.lasts_until, step.deed, self.acts)
                if made is not None:
                    yield made, "ends it"
            for lasting in self.enders.get(step.deed.act, ()):
                made = invert(lasting, step.deed, self.acts)
                if made is not None:
                    yield made, "is ended by it"

    def lasting(self, deed: Deed) -> Act | None:
        """The act of the deed if it goes on until another ends it."""
        act = self.acts.get(deed.act)
        return act if act is not None and act.lasts_until is not None else None


def apply(relation: Relation, deed: Deed, acts: Mapping[str, Act]) -> Deed | None:
    """The related deed, its slots filled from this one's; what is free stands for anything."""
    target = acts.get(relation.act)
    if target is None:
        return None
    table = {slot: (kind, source) for slot, kind, source in relation.binding}
    args = []
    for slot in target.slots:
        kind, source = table.get(slot, ("free", ""))
        value = deed.arg(source) if kind in ("slot", "owner") else None
        if kind == "owner" and value is not None:
            value = owners(value)
        elif value is not None and slot.split("#")[0] == "zone" and value.extent is None:
            value = territory(value)
        args.append((slot, value if value is not None else ANYTHING))
    return Deed(target.phrase, tuple(args), target.phrase)


def invert(lasting: Act, deed: Deed, acts: Mapping[str, Act]) -> Deed | None:
    """The lasting deed that this deed ends."""
    relation = lasting.lasts_until
    if relation is None:
        return None
    table = {source: slot for slot, kind, source in relation.binding if kind == "slot"}
    args = tuple((slot, deed.arg(table.get(slot, "")) or ANYTHING) for slot in lasting.slots)
    return Deed(lasting.phrase, args, lasting.phrase)


def owners(value: Referent) -> Referent:
    """The parties to whose territory these places belong."""
    found = frozenset(atlas.owner(leaf) for leaf in value.leaves) - {""}
    return Referent(f"the owner of {value.text}", "party", value.names, "one", found)


def territory(value: Referent) -> Referent:
    """The places of these parties."""
    extent = {leaf: CERTAIN for party in sorted(value.parties) for leaf in sorted(_extent(party))}
    return Referent(value.text, "zone", value.names, value.mode, value.parties, extent or None)


@lru_cache(maxsize=4096)
def _extent(party: str) -> frozenset[str]:
    return atlas.extent(party) or frozenset()


def overlap(one: Deed, by: frozenset[str], other: Deed, by_other: frozenset[str]) -> Overlap | None:
    """Where deed `one` of any of the actors `by` is also deed `other` of any of `by_other`; None where nowhere."""
    if one.act != other.act:
        return None
    actors = by & by_other
    if not actors:
        return None
    cases: Cases = CERTAIN
    places: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    for (_, a), (_, b) in zip(one.args, other.args, strict=True):
        met = _meet(a, b, actors)
        if met is None:
            return None
        cases = conjoin(cases, met[0])
        if cases == NEVER:
            return None
        places |= met[1]
        targets |= met[2]
    return Overlap(cases, actors, places, targets)


_NOTHING: frozenset[str] = frozenset()


def _meet(a: Referent, b: Referent, actors: frozenset[str]) -> tuple[Cases, frozenset[str], frozenset[str]] | None:
    """What two slot values have in common: cases, places, parties."""
    if a.kind == "any" or b.kind == "any":
        return CERTAIN, a.leaves | b.leaves, a.parties | b.parties
    if a.kind == "unstated" or b.kind == "unstated":
        return None
    if a.extent is not None and b.extent is not None:
        common = a.leaves & b.leaves
        if not common:
            return None
        cases: Cases = NEVER
        for leaf in sorted(common):
            cases = disjoin(cases, conjoin(a.extent[leaf], b.extent[leaf]))
            if cases == CERTAIN:
                break
        return (cases, frozenset(common), _NOTHING) if cases else None
    if a.parties and b.parties:
        common = a.parties & b.parties
        if a.mode == "other" or b.mode == "other" or a.mode == "it" or b.mode == "it":
            common = _apart(a, b, common, actors)
        return (CERTAIN, _NOTHING, common) if common else None
    same = {n.lower() for n in a.names} & {n.lower() for n in b.names}
    return (CERTAIN, _NOTHING, _NOTHING) if same else None


def _apart(a: Referent, b: Referent, common: frozenset[str], actors: frozenset[str]) -> frozenset[str]:
    """Parties both may mean where `the other` is never the actor: somebody else than some actor."""
    if len(actors) == 1:
        return common - actors
    return common


def describe(deed: Deed) -> str:
    """A deed in words: its text if it was written, else its act with the slots' texts."""
    if not any(f"*{slot.split('#')[0]}*" in deed.text for slot, _ in deed.args):
        return deed.text
    words = deed.text
    for slot, value in deed.args:
        words = words.replace(f"*{slot.split('#')[0]}*", value.text, 1)
    return words


def acts_of(steps: Iterable[Step]) -> frozenset[str]:
    """The acts of several steps."""
    return frozenset(s.deed.act for s in steps)
