"""Would the parties keep what they signed? The analysis of a compliance conflict.

Steps: 1. for every party with a position, the deviations from the agreed state that decide (`deviations`), and whether each is deterred under
Nash, GMR, SMR and SEQ, by lawful answers and by any, with what is seen and as if all were seen (`answers`); 2. the same for every bundle
alone, most tempting first; 3. critical discount factors (`discount`); 4. what carries the state, and what would repair it (`carrying`).
5. the share of worlds, drawn from the ranges of the
positions, in which it holds (`compliance_worlds`). Where a verdict hangs on a worth that no position gives, it is "not identified". Definitions: `detente.model.compliance`, `answers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

from detente.model.compliance import ComplianceConflict
from detente.solve.budget import Budget
from detente.stability.answers import NO, OPEN, UNDECIDED, YES, Answers, Deviation
from detente.stability.arena import members
from detente.stability.carrying import carriers, reliances, repair
from detente.stability.compliance_result import (
    CONCEPTS,
    VERSIONS,
    Carrier,
    ComplianceResult,
    Pressure,
    Reliance,
    Repair,
    Standing,
)
from detente.stability.compliance_words import listed, named, number, sentence
from detente.stability.compliance_worlds import kept
from detente.stability.deviations import Listed, deviations
from detente.stability.discount import of_party, patience
from detente.stability.extremes import change
from detente.stability.game import Game, compiled, share_of

WORLDS = 100
METHOD = "deviations of each party against answers by lawful and by any means; exact within the bounds stated"
OPEN_SEEN = (Fraction(1, 2), Fraction(1))
NO_GAIN, TREATY, BREACH = "has nothing to gain", "deterred by the treaty", "deterred only by a second breach"
COSTLY, COSTLY_BREACH = "deterred only by lawful answers that do not pay those who give them", "deterred only by breaches that do not pay"
FREE, UNKNOWN, NO_POSITION = "not deterred", "not identified", "no position"
LEVELS = (("lawful", "nash", NO_GAIN), ("lawful", "seq", TREATY), ("any", "seq", BREACH), ("lawful", "gmr", COSTLY), ("any", "gmr", COSTLY_BREACH))
WORDS = {YES: "stable", NO: "unstable", OPEN: "not identified", UNDECIDED: "undecided"}

Progress = Callable[[str, float], None]


def analyse(
    conflict: ComplianceConflict,
    *,
    open_seen: tuple[Fraction, Fraction] = OPEN_SEEN,
    period: str = "year",
    lag: int = 1,
    carry: bool = True,
    worlds: int = WORLDS,
    seed: int = 0,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> ComplianceResult:
    """The analysis. Raises ValueError for a chance outside 0..1 or a lag below 1.

    open_seen: the chance per period, low to high, that a breach open to view is seen where nobody is to verify it. period: what a period
    of the discount factor is. lag: periods until a verified breach is answered. carry: also search what carries and what repairs;
    not begun for a party once `seconds` are over, which is stated. worlds: how many are drawn from the ranges, with `seed`.
    """
    if not 0 <= open_seen[0] <= open_seen[1] <= 1 or lag < 1:
        raise ValueError("a chance lies between 0 and 1, and a lag is one period or more")
    game = compiled(conflict)
    tell, budget = progress or (lambda *_: None), Budget(seconds)
    parties, pressures = [], []
    for k, party in enumerate(game.players):
        tell(conflict.label(party), k / len(game.players))
        parties.append(_standing(game, k, open_seen, lag))
        if game.values[k].valued:
            pressures += _pressures(game, k, open_seen, lag)
    if worlds:
        tell("worlds", 1.0)
        firm = kept(conflict, worlds, seed)
        parties = [_with_worlds(p, firm[p.party], worlds) if p.valued else p for p in parties]
    carried: list[Carrier] = []
    seen: list[Reliance] = []
    repairs: list[Repair] = []
    bounds = [f"deviations of {p.label}: not all were tried" for p in parties if p.valued and not _complete(game, p.party)]
    for k, standing in enumerate(parties if carry else ()):
        if budget.spent():
            bounds.append(f"what carries, and what would mend, what {standing.label} keeps: not searched for want of time")
            continue
        tell("what carries it", k / len(parties))
        _carry(game, k, standing, carried, seen, repairs, bounds)
    stable = {c: _all(parties, c) for c in CONCEPTS}
    return ComplianceResult(
        conflict, _verdict(conflict, parties), stable, tuple(parties), tuple(sorted(pressures, key=lambda p: (-p.gain, p.bundle))),
        tuple(carried), tuple(seen), tuple(repairs), _most_patient(parties), tuple(_unknown(conflict)), METHOD,
        {"open_seen": [str(q) for q in open_seen], "period": period, "lag": lag, "worlds": worlds, "seed": seed}, tuple(bounds), not bounds,
    )


def _with_worlds(standing: Standing, share: Fraction, worlds: int) -> Standing:
    often = "none" if share == 0 else "all" if share == 1 else f"{number(share * 100)} %"
    told = f" In {often} of {worlds:,} worlds drawn from the ranges of the positions the treaty would deter it."
    return replace(standing, firm=share, text=standing.text + told)


def _complete(game: Game, party: str) -> bool:
    player = game.players.index(party)
    return all(deviations(Answers(game, player, version)).complete for version in VERSIONS)


# ---- one party -----------------------------------------------------------------------------------------------------------


def _standing(game: Game, player: int, open_seen: tuple[Fraction, Fraction], lag: int) -> Standing:
    conflict, v = game.conflict, game.values[player]
    party = game.players[player]
    label = conflict.label(party)
    if not v.valued:
        return Standing(party, label, False, Fraction(0), Fraction(0), {}, NO_POSITION, f"{label} has no position, so whether it would gain is not known.")
    views = {"as seen": game, "all seen": game.all_seen()}
    table = {view: {version: _verdicts(g, player, version) for version in VERSIONS} for view, g in views.items()}
    summary = _summary(table["as seen"])
    text, shown, gain = _told(game, player, summary)
    seeing = _summary(table["all seen"])
    if seeing != summary:
        text += f" If every breach were seen: {seeing}."
    unpriced = game.names(v.own & v.unpriced)
    if summary not in (UNKNOWN, NO_POSITION) and unpriced:
        text += f" This leaves out breaking {listed([named(conflict.bundle(n)) for n in unpriced])}, whose worth to it is not known."
    return Standing(
        party, label, True, Fraction(v.base + v.worth(0), game.scale), Fraction(v.no_agreement, game.scale), table, summary, text, shown,
        gain, unpriced, of_party(game, player, open_seen, lag),
    )


def _verdicts(game: Game, player: int, version: str) -> dict[str, str]:
    a = Answers(game, player, version, brief=True)
    found = deviations(a)
    out = {"nash": "unstable" if found.deviations else "stable" if found.complete else "undecided"}
    for concept in CONCEPTS[1:]:
        out[concept] = WORDS[_worst(a, found, concept)]
    return out


def _worst(a: Answers, found: Listed, concept: str) -> str:
    """The worst verdict over the deviations: NO before OPEN before UNDECIDED."""
    met = set()
    for d in found.deviations:
        met.add(a.answer(d, concept).verdict)
        if NO in met:
            return NO
    return next((x for x in (OPEN, UNDECIDED) if x in met), YES if found.complete else UNDECIDED)


def _summary(verdicts: Mapping[str, Mapping[str, str]]) -> str:
    """The first level that holds; UNKNOWN where a level before it is not settled."""
    doubt = False
    for version, concept, words in LEVELS:
        verdict = verdicts[version][concept]
        if verdict == "stable":
            return f"{UNKNOWN}; at least {words}" if doubt else words
        doubt = doubt or verdict in ("not identified", "undecided")
    return UNKNOWN if doubt else FREE


def _told(game: Game, player: int, summary: str) -> tuple[str, tuple[str, ...], Fraction]:
    """The deviation that decides, in words; its bundles and gain.

    It is one that the treaty does not deter credibly, if there is one, the most gaining first; the answer is that of the level reached.
    """
    lawful = Answers(game, player, "lawful")
    found = deviations(lawful).deviations
    if not found:
        return f"{game.conflict.label(game.players[player])} has nothing to gain by breaking what it owes.", (), Fraction(0)
    rank = {NO: 0, OPEN: 1, UNDECIDED: 2, YES: 3}
    answers = {}
    for d in found:
        answers[d] = lawful.answer(d, "seq")
        if answers[d].verdict == NO:
            break
    chosen = min(answers, key=lambda d: (rank[answers[d].verdict], -lawful.value(d), d.withheld))
    version, concept = next(((v, c) for v, c, words in LEVELS if summary == words and c != "nash"), ("lawful", "seq"))
    answer = Answers(game, player, version).answer(chosen, concept)
    gain, agreed = Fraction(lawful.value(chosen) - lawful.agreed, game.scale), Fraction(lawful.agreed, game.scale)
    return sentence(game, chosen, answer, gain, agreed, concept, version == "lawful"), game.names(chosen.withheld), gain


# ---- one bundle ----------------------------------------------------------------------------------------------------------


def _pressures(game: Game, player: int, open_seen: tuple[Fraction, Fraction], lag: int) -> list[Pressure]:
    out = []
    v = game.values[player]
    maker = game.conflict.maker(game.players[player])
    for k in members(v.own & ~v.unpriced):
        bundle = game.conflict.bundles[k]
        if bundle.kind == "fallback":
            continue
        d = Deviation(player, 1 << k)
        low, high = share_of(maker.shares, bundle.name)
        less, more = share_of(maker.reputation, bundle.name)
        gain = change(v, 0, 1 << k, True)
        rest = Fraction(gain, game.scale) + (low + high + less + more) / 2
        summary, text = _alone(game, d, gain)
        figure = patience(game, d, open_seen, lag) if bundle.continuing and bundle.kind == "duty" else None
        out.append(Pressure(bundle.name, bundle.owner, Fraction(gain, game.scale), rest - high - more, rest - low - less, summary, text, figure))
    return out


def _alone(game: Game, d: Deviation, gain: int) -> tuple[str, str]:
    """What deters breaking one bundle alone, and the sentence."""
    bundle = game.conflict.bundles[d.withheld.bit_length() - 1]
    if gain <= 0:
        verb = "withdrawing" if bundle.kind == "consent" else "breaking"
        return NO_GAIN, f"{game.conflict.label(bundle.owner)} would not gain by {verb} {named(bundle)} ({number(Fraction(gain, game.scale))})."
    doubt = False
    told = ""
    for version, concept, words in LEVELS[1:]:
        a = Answers(game, d.player, version)
        answer = a.answer(d, concept)
        text = sentence(game, d, answer, Fraction(gain, game.scale), Fraction(a.agreed, game.scale), concept, version == "lawful")
        told = told or text
        if answer.verdict == YES:
            return (f"{UNKNOWN}; at least {words}" if doubt else words), text
        doubt = doubt or answer.verdict in (OPEN, UNDECIDED)
    return (UNKNOWN if doubt else FREE), told


# ---- all together --------------------------------------------------------------------------------------------------------


def _carry(
    game: Game, player: int, standing: Standing, carried: list[Carrier], seen: list[Reliance], repairs: list[Repair], bounds: list[str]
) -> None:
    if not standing.valued or standing.summary == NO_GAIN:
        return
    lawful = standing.verdicts["as seen"]["lawful"]
    concept = next((c for c in ("seq", "gmr") if lawful[c] == "stable"), "seq")
    if lawful["seq"] != "stable":
        repairs.append(repair(game, player, "seq"))
    found, whole = carriers(game, player, concept)
    carried += found
    if not whole:
        bounds.append(f"sets of licences that carry what {standing.label} keeps: not all were tried")
    seen += reliances(game, player, concept)


def _all(parties: list[Standing], concept: str) -> str:
    """The verdict for all under lawful answers: the worst of the parties'."""
    found = [p.verdicts["as seen"]["lawful"][concept] if p.valued else "not identified" for p in parties]
    return next((x for x in ("unstable", "not identified", "undecided") if x in found), "stable")


def _verdict(conflict: ComplianceConflict, parties: list[Standing]) -> str:
    """One sentence for the whole."""
    groups: dict[str, list[str]] = {}
    for p in parties:
        groups.setdefault(p.summary, []).append(p.label)
    order = [FREE, COSTLY_BREACH, COSTLY, BREACH, TREATY, NO_GAIN]
    parts = []
    for summary in [*order, *(s for s in groups if s not in order)]:
        if summary in groups:
            who = groups[summary]
            verb = {NO_GAIN: "", NO_POSITION: "has no position" if len(who) == 1 else "have no position"}.get(summary)
            if summary.startswith(UNKNOWN):
                parts.append(f"for {listed(who, 6)} it is {summary.replace('; at least', ', but at least')}")
                continue
            if verb is None:
                verb = f"{'is' if len(who) == 1 else 'are'} {summary}"
            parts.append(f"{listed(who, 6)} {verb or ('has' if len(who) == 1 else 'have') + ' nothing to gain by a breach'}")
    unstable = any(p.summary in (FREE, BREACH, COSTLY, COSTLY_BREACH) for p in parties)
    known = all(p.summary in (TREATY, NO_GAIN) and not p.unpriced for p in parties)
    start = "The package would not be kept by the treaty's own means" if unstable else (
        "The package would be kept by the treaty's own means" if known else "Whether the package would be kept is not fully identified"
    )
    return f"{start}: {'; '.join(parts)}."


def _most_patient(parties: list[Standing]) -> tuple[str, ...]:
    found = {p.party: 2.0 if p.patience.highest is None else p.patience.highest for p in parties if p.patience is not None}
    return tuple(p for p, figure in found.items() if figure == max(found.values()))


def _unknown(conflict: ComplianceConflict) -> list[str]:
    """What is not identified, and what to price."""
    out = []
    for u in conflict.unidentified:
        names = listed([f"`{c.split(':')[-1]}`" for c in u.clauses], 6)
        adopted = all(":" in c for c in u.clauses)
        out.append(
            f"{conflict.label(u.party)}: {u.what} is worth {number(u.low)}..{number(u.high)}, but it does not say so by clause: not "
            f"identified; price {names}" + (" (articles of adopted texts, which a position cannot name yet)" if adopted else "")
        )
    return out
