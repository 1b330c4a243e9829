"""Compliance conflicts by brute force, straight from the definitions: every state, every legal sequence, nothing clever.

It reads the records of `detente.model.compliance` and imports nothing from the analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations

from detente.model.compliance import ComplianceConflict

State = tuple[frozenset[str], str]
"""What is withheld, and the exit that is taken ("" if none)."""


def subsets(names: list[str]) -> Iterator[frozenset[str]]:
    for k in range(len(names) + 1):
        for chosen in combinations(names, k):
            yield frozenset(chosen)


class Reference:
    """One deviator, one version ("any" or "lawful"), one view of what is seen."""

    def __init__(self, conflict: ComplianceConflict, party: str, version: str, all_seen: bool = False) -> None:
        self.c, self.party, self.version = conflict, party, version
        self.bundle = {b.name: b for b in conflict.bundles}
        self.exit = {e.name: e for e in conflict.exits}
        self.owned = {m.party: [b.name for b in conflict.bundles if b.owner == m.party] for m in conflict.makers}
        self.exits = {m.party: [e.name for e in conflict.exits if e.owner == m.party] for m in conflict.makers}
        self.others = [m.party for m in conflict.makers if m.party != party]
        self.seen = {b.name for b in conflict.bundles if all_seen or b.seen != "unseen"}
        self.closures: dict[frozenset[str], frozenset[str]] = {}

    # ---- what counts ---------------------------------------------------------------------------------------------------

    def due(self, withheld: frozenset[str]) -> frozenset[str]:
        return frozenset(
            n for n in withheld if self.bundle[n].kind != "fallback" or any(x in withheld for x in self.bundle[n].instead_of)
        )

    def utility(self, party: str, state: State, deviation: frozenset[str]) -> Fraction:
        withheld, left = state
        maker = self.c.maker(party)
        whole = bool(left) and self.exit[left].whole
        ended = set(self.exit[left].ends) if left else set()
        gone = withheld | ended | ({n for n in self.bundle if not self.bundle[n].survives} if whole else set())
        total = maker.no_agreement.middle if whole else Fraction(0)
        for share in maker.shares:
            if not share.bundles:
                total += Fraction(0) if whole else share.middle
            elif not set(share.bundles) & gone and all(
                self.bundle[n].kind != "fallback" or set(self.bundle[n].instead_of) & gone for n in share.bundles
            ):
                total += share.middle
        if whole:
            ended = {n for n in self.bundle if not self.bundle[n].survives}
        lawful = self.lawful(deviation)
        for cost in maker.reputation:
            (name,) = cost.bundles
            if name in self.due(withheld) and name not in ended and (party == self.party or name not in lawful):
                total -= cost.middle
        return total

    # ---- what may be done ----------------------------------------------------------------------------------------------

    def licensed(self, name: str, withheld: frozenset[str], deviation: frozenset[str]) -> bool:
        broken = self.due(deviation) & self.seen
        fails = broken | {n for n in withheld - deviation if self.bundle[n].kind != "fallback"}
        for x in self.c.licences:
            if x.withhold == name:
                if x.ground == "breach" and x.failing in broken:
                    return True
                if x.ground != "breach" and x.failing in fails:
                    return True
        if name in self.exit:
            return self.exit[name].free
        return self.bundle[name].kind == "consent"

    def moves(self, who: str, state: State, deviation: frozenset[str], lawful: bool) -> Iterator[State]:
        withheld, left = state
        own = frozenset(self.owned[who])
        for chosen in subsets(self.owned[who]):
            new = withheld - own | chosen
            if lawful and not all(self.licensed(n, withheld, deviation) for n in chosen - withheld):
                continue
            ways = [left] if left else ["", *(e for e in self.exits[who] if not lawful or self.licensed(e, withheld, deviation))]
            for way in ways:
                if (new, way) != state:
                    yield new, way

    def answered(self, deviation: frozenset[str], left: str) -> bool:
        shown = bool(self.due(deviation) & self.seen)
        return shown or (self.version == "any" and bool(left))

    def sequences(self, start: State, deviation: frozenset[str], credible: bool, lawful: bool, exits: bool = True) -> set[State]:
        """Where legal sequences of the others lead: nobody moves twice in a row."""
        reached: set[tuple[str, State]] = set()
        queue: list[tuple[str, State]] = [("", start)]
        while queue:
            last, state = queue.pop()
            for who in self.others:
                if who == last:
                    continue
                for new in self.moves(who, state, deviation, lawful):
                    if not exits and new[1] != state[1]:
                        continue
                    if credible and self.utility(who, new, deviation) <= self.utility(who, state, deviation):
                        continue
                    if (who, new) not in reached:
                        reached.add((who, new))
                        queue.append((who, new))
        return {s for _, s in reached}

    def lawful(self, deviation: frozenset[str]) -> frozenset[str]:
        """What the others can lawfully come to withhold."""
        if deviation not in self.closures:
            found: frozenset[str] = frozenset()
            if self.due(deviation) & self.seen:
                for withheld, _ in self.sequences((deviation, ""), deviation, False, True, exits=False):
                    found |= withheld - frozenset(self.owned[self.party])
            self.closures[deviation] = found
        return self.closures[deviation]

    # ---- verdicts ------------------------------------------------------------------------------------------------------

    def improvements(self) -> Iterator[State]:
        agreed = self.utility(self.party, (frozenset(), ""), frozenset())
        for withheld in subsets(self.owned[self.party]):
            for left in ("", *self.exits[self.party]):
                if (withheld or left) and self.utility(self.party, (withheld, left), withheld) > agreed:
                    yield withheld, left

    def deterred(self, state: State, concept: str) -> bool:
        deviation = state[0]
        agreed = self.utility(self.party, (frozenset(), ""), frozenset())
        if not self.answered(deviation, state[1]):
            return False
        reached = self.sequences(state, deviation, concept == "seq", self.version == "lawful")
        bad = [s for s in reached if self.utility(self.party, s, deviation) <= agreed]
        if concept != "smr":
            return bool(bad)
        return any(
            all(self.utility(self.party, t, deviation) <= agreed for t in self.moves(self.party, s, deviation, False)) for s in bad
        )

    def stable(self, concept: str) -> bool:
        return all(concept != "nash" and self.deterred(s, concept) for s in self.improvements())


def critical(reference: Reference, withheld: frozenset[str], q: Fraction, answer: Callable[[frozenset[str]], frozenset[str]]) -> Fraction | None:
    """δ* of a deviation: g / (g + q·l), None where no patience suffices. answer: what is withheld in reply, given the deviation."""
    party = reference.party
    agreed = reference.utility(party, (frozenset(), ""), frozenset())
    gain = reference.utility(party, (withheld, ""), withheld) - agreed
    if gain <= 0:
        return Fraction(0)
    reply = answer(withheld)
    best = max(reference.utility(party, (own | reply, ""), own) for own in subsets(reference.owned[party]))
    loss = agreed - best
    return None if q * loss <= 0 else gain / (gain + q * loss)
