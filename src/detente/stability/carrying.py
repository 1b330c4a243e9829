"""What carries the settlement: licences it cannot do without, clauses that must be seen, and what would repair it.

A set of licences *carries* the agreed state for a party if deleting it frees a deviation that is deterred now; where the party is not
deterred from everything, it carries what holds all the same. Steps: 1. for every deviation that gains and is deterred (where own bundles are
many, those of one bundle and those that decide now), the licences that the answers may rest on; 2. sets of one, two and three of them whose deletion
leaves it undeterred, no set with a smaller one in it; at most `MOST_TESTS` tests a party, a bound that is stated. A bundle *relies on being
seen* if the state is no longer stable once its breach is unseen. *Repair*, where a party is not deterred: verification, the mark essential, or an
exchange with a bundle that it values is added for everything that tempts it; if that suffices, additions are taken away one by one until none
can be spared, in three orders, and the smallest set is kept. No humanitarian duty is made to depend on another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from detente.model.compliance import ComplianceConflict, Licence, breach_licences
from detente.stability.answers import YES, Answers, Deviation
from detente.stability.arena import members
from detente.stability.compliance_result import Carrier, Reliance, Repair
from detente.stability.compliance_words import breaking, full, listed, named
from detente.stability.deviations import deviations
from detente.stability.extremes import subsets
from detente.stability.game import NONE, Game, compiled

MOST_TESTS = 1_500
FEW = 6
MOST_SIZE = 3
PARTNERS = 3
Addition = tuple[str, str, str]


def deterred(game: Game, player: int, concept: str, suspects: dict[Deviation, None] | None = None) -> bool:
    """Whether every deviation of a player is deterred by lawful answers. suspects: what to try first; what is not deterred is added."""
    a = Answers(game, player, "lawful", brief=True)
    known = {} if suspects is None else suspects
    if any(a.value(d) > a.agreed and a.answer(d, concept).verdict != YES for d in known):
        return False
    found = deviations(a)
    for d in found.deviations:
        if a.answer(d, concept).verdict != YES:
            known[d] = None
            return False
    return found.complete


def held(game: Game, player: int, concept: str) -> tuple[list[Deviation], bool]:
    """The deviations of a player, without exits, that gain and are deterred by lawful answers, and whether these are all.

    All sets of own bundles where they are few; else those that decide now, and single bundles.
    """
    a = Answers(game, player, "lawful", brief=True)
    few = a.within.bit_count() <= FEW
    if few:
        tried = [Deviation(player, s) for s in subsets(a.within) if s]
    else:
        tried = [d for d in deviations(a).deviations if d.exit == NONE]
        tried += [d for k in members(a.within) if (d := Deviation(player, 1 << k)) not in tried]
    return [d for d in tried if a.value(d) > a.agreed and a.answer(d, concept).verdict == YES], few


def carriers(game: Game, player: int, concept: str) -> tuple[list[Carrier], bool]:
    """The inclusion-minimal sets of licences that carry what a player is deterred from, and whether all were searched."""
    tried, whole = held(game, player, concept)
    found: dict[frozenset[Licence], Deviation] = {}
    tests = 0
    for d in sorted(tried, key=lambda x: (x.withheld.bit_count(), x.withheld)):
        opened = _opened(game, d)
        for size in range(1, MOST_SIZE + 1):
            for chosen in combinations(opened, size):
                gone = frozenset(chosen)
                if any(known <= gone for known in found):
                    continue
                tests += 1
                if tests > MOST_TESTS:
                    return _told(game, player, found, concept), False
                if Answers(without(game, gone), player, "lawful", brief=True).answer(d, concept).verdict != YES:
                    found[gone] = d
    least = {s: d for s, d in found.items() if not any(o < s for o in found)}
    return _told(game, player, least, concept), whole


def _opened(game: Game, d: Deviation) -> list[Licence]:
    """The licences that the answers to a deviation may rest on: of its breach, and of what is withheld in answer."""
    closure = game.lawful(d.player, d.withheld)
    failing = set(game.names(game.effective(d.withheld) & game.seen | closure))
    return [
        x for x in game.conflict.licences
        if x.failing in failing and x.withhold in game.conflict_bits and closure >> game.bit(x.withhold) & 1
        and not (x.ground == "breach" and not d.withheld >> game.bit(x.failing) & 1)
    ]


def without(game: Game, gone: frozenset[Licence]) -> Game:
    """The game with some licences to withhold deleted."""
    exchange, breach = list(game.exchange), list(game.breach)
    for x in gone:
        table = breach if x.ground == "breach" else exchange
        table[game.bit(x.failing)] &= ~(1 << game.bit(x.withhold))
    return replace(game, exchange=tuple(exchange), breach=tuple(breach))


def _told(game: Game, player: int, found: dict[frozenset[Licence], Deviation], concept: str) -> list[Carrier]:
    c = game.conflict
    out = []
    for gone, d in found.items():
        licences = tuple(sorted((x.withhold, x.failing, x.ground) for x in gone))
        words = listed([
            f"the right of {c.label(c.bundle(w).owner)} to withhold its {named(c.bundle(w))} when {named(c.bundle(f))} of "
            f"{c.label(c.bundle(f).owner)} fails" for w, f, _ in licences
        ])
        text = f"Without {words}, {c.label(game.players[player])} would gain by {breaking(game, d)}, and nothing would deter it."
        out.append(Carrier(game.players[player], licences, game.names(d.withheld), concept, text))
    return sorted(out, key=lambda x: (len(x.licences), x.licences))


def reliances(game: Game, player: int, concept: str) -> list[Reliance]:
    """The bundles of a player that must be seen: unseen, a deviation pays that is deterred now."""
    out = []
    tried, _ = held(game, player, concept)
    for k in members(game.values[player].own & game.seen):
        bundle = game.conflict.bundles[k]
        blind = Answers(replace(game, seen=game.seen & ~(1 << k)), player, "lawful", brief=True)
        if bundle.kind == "duty" and any(d.withheld >> k & 1 and blind.answer(d, concept).verdict != YES for d in tried):
            who = game.conflict.label(bundle.owner)
            how = f"{listed([game.conflict.label(w) for w in bundle.watchers])} must see" if bundle.watchers else "Others must see"
            text = f"{how} whether {who} keeps {full(bundle)}; a breach that nobody saw would pay, and nothing would deter it."
            out.append(Reliance(bundle.name, bundle.owner, concept, text))
    return out


# ---- repair --------------------------------------------------------------------------------------------------------------


def repair(game: Game, player: int, concept: str) -> Repair:
    """A least set of additions that makes the state stable for a player who is not deterred."""
    party = game.players[player]
    offers = list(_offers(game, player))
    best: list[Addition] | None = None
    suspects: dict[Deviation, None] = {}
    for order in (("verify", "essential", "link"), ("link", "verify", "essential"), ("essential", "link", "verify")):
        found = _pruned(game, player, concept, sorted(offers, key=lambda x: order.index(x[0])), suspects)
        if found is not None and (best is None or len(found) < len(best)):
            best = found
    who = game.conflict.label(party)
    if best is None:
        text = f"No verification, mark `essential` or exchange that could be added would by itself make {who} keep all it owes."
        return Repair(party, (), concept, text)
    text = f"{who} would keep what it owes if {'; '.join(_words(game.conflict, x) for x in best)}. None of these could be left out."
    return Repair(party, tuple(best), concept, text)


def _words(conflict: ComplianceConflict, addition: Addition) -> str:
    kind, bundle, other = addition
    first = named(conflict.bundle(bundle))
    return {
        "verify": f"somebody verified {first}", "essential": f"{first} were marked essential",
        "link": f"{first} and {named(conflict.bundle(other)) if other else ''} were given in return for each other",
    }[kind]


def _offers(game: Game, player: int) -> Iterator[Addition]:
    """What could be added for each own bundle that tempts: to see it, to make it essential, to exchange it for what the player values."""
    a = Answers(game, player, "lawful")
    tempting = [k for k in members(a.within) if a.value(Deviation(player, 1 << k)) > a.agreed]
    bundles = game.conflict.bundles
    linked = {(x.withhold, x.failing) for x in game.conflict.licences if x.ground != "breach"}
    for k in tempting:
        name = bundles[k].name
        if bundles[k].kind != "duty":
            continue
        if not game.seen >> k & 1:
            yield ("verify", name, "")
        if not bundles[k].essential:
            yield ("essential", name, "")
        if bundles[k].humanitarian:
            continue
        valued = [j for j in a.v.single if not bundles[j].humanitarian and not a.v.own >> j & 1 and a.v.single[j] > 0 and bundles[j].kind == "duty" and not a.v.unpriced >> j & 1]
        valued = [j for j in valued if (bundles[j].name, name) not in linked]
        for j in sorted(valued, key=lambda j: (_costs_owner(game, j), -a.v.single[j], j))[:PARTNERS]:
            yield ("link", name, bundles[j].name)


def _costs_owner(game: Game, k: int) -> bool:
    owner = game.players.index(game.conflict.bundles[k].owner)
    v = game.values[owner]
    return not v.valued or bool(v.unpriced >> k & 1) or v.single.get(k, 0) >= 0


def _pruned(
    game: Game, player: int, concept: str, offers: Sequence[Addition], suspects: dict[Deviation, None]
) -> list[Addition] | None:
    """The offers less all that can be spared, in this order; None where even all of them do not suffice."""
    kept = list(offers)
    if not deterred(compiled(amended(game.conflict, kept)), player, concept, suspects):
        return None
    for offer in offers:
        fewer = [x for x in kept if x != offer]
        if deterred(compiled(amended(game.conflict, fewer)), player, concept, suspects):
            kept = fewer
    return kept


def amended(conflict: ComplianceConflict, additions: Sequence[Addition]) -> ComplianceConflict:
    """The conflict with verifications, marks and exchanges added."""
    verify = {b for kind, b, _ in additions if kind == "verify"}
    essential = {b for kind, b, _ in additions if kind == "essential"}
    bundles = tuple(
        replace(b, seen="verified" if b.name in verify else b.seen, essential=b.essential or b.name in essential) for b in conflict.bundles
    )
    known = {(x.withhold, x.failing) for x in conflict.licences}
    added = [Licence(*pair, "exchange") for kind, b, c in additions if kind == "link" for pair in ((b, c), (c, b)) if pair not in known]
    have = known | {(x.withhold, x.failing) for x in added}
    added += [x for x in breach_licences(bundles) if x.failing in essential and (x.withhold, x.failing) not in have]
    return replace(conflict, bundles=bundles, licences=(*conflict.licences, *added))
