"""Patience: the critical discount factor of a breach of continuing duties.

Let D be what party i withholds, g what it gains by that in a period, q the chance per period that it is seen, and l what it loses in a period
once others lawfully withhold what harms it most and it replies best (nobody leaves). Keeping is worth at least as much as breaking from a discount factor

    δ* = g / (g + q·l),      0 if g ≤ 0,      none suffices if q·l ≤ 0,

upwards; with a lag of T periods and q = 1, δ* = (g / (g + l))^(1/T). The factor includes the chance that the relation goes on. q is 1 where
somebody verifies, 0 where a breach is not seen, and a range that is stated where the act is open to view and nobody is to verify it. A party's
figure is the greatest over all its D, joint breaches included, for the most and for the least that is seen. One-off acts are no matter of
patience; they belong to stages. Source: Friedman 1971, Review of Economic Studies 38, for grim answers; with q and T as in Abreu, Milgrom &
Pearce 1991, Econometrica 59.
"""

from __future__ import annotations

from fractions import Fraction

from detente.stability.answers import Answers, Deviation
from detente.stability.arena import members
from detente.stability.compliance_result import Patience
from detente.stability.deviations import deviations
from detente.stability.extremes import TooWide
from detente.stability.game import NONE, Game

ONE, ZERO = Fraction(1), Fraction(0)


def patience(game: Game, d: Deviation, open_seen: tuple[Fraction, Fraction], lag: int = 1) -> Patience | None:
    """The figure of one deviation; None where it touches what has no price, or does not gain. open_seen: q of acts open to view."""
    a = Answers(game, d.player, "lawful")
    gain = a.value(d) - a.agreed
    if gain <= 0 or d.withheld & a.v.unpriced:
        return None
    known = a.free(d)[0] & ~a.v.unpriced
    try:
        worth, answer = a.least(NONE, known)
    except TooWide:
        return None
    loss = max(a.agreed - worth, 0) if known else 0
    low, high = sight(game, d.withheld, open_seen)
    names = game.names(answer)
    return Patience(
        Fraction(gain, game.scale), Fraction(loss, game.scale), (low, high), factor(gain, loss, high, lag), factor(gain, loss, low, lag),
        game.names(d.withheld), names, tuple(n for n in names if hollow(game, n)),
    )


def factor(gain: int | Fraction, loss: int | Fraction, q: Fraction, lag: int = 1) -> float | None:
    """δ*; None where no patience suffices. The lag counts where the breach is certainly seen."""
    if gain <= 0:
        return 0.0
    if q * loss <= 0:
        return None
    once = float(Fraction(gain) / (Fraction(gain) + q * Fraction(loss)))
    return once ** (1 / lag) if q == 1 else once


def sight(game: Game, withheld: int, open_seen: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """The chance per period that some of a deviation is seen, low to high."""
    known = {"verified": (ONE, ONE), "open": open_seen, "unseen": (ZERO, ZERO)}
    each = [known[game.conflict.bundles[k].seen] for k in members(withheld)]
    return max((x[0] for x in each), default=ZERO), max((x[1] for x in each), default=ZERO)


def hollow(game: Game, bundle: str) -> bool:
    """Whether withholding a bundle costs its owner more than performing it, so that the threat would not be carried out."""
    k = game.bit(bundle)
    owner = game.players.index(game.conflict.bundles[k].owner)
    v = game.values[owner]
    return v.valued and not v.unpriced >> k & 1 and v.single.get(k, 0) > 0


def of_party(game: Game, player: int, open_seen: tuple[Fraction, Fraction], lag: int = 1) -> Patience | None:
    """The figure of a party: the greatest over its deviations of continuing bundles; None where none gains."""
    bundles = game.conflict.bundles
    lasting = sum(1 << k for k, b in enumerate(bundles) if b.continuing and b.kind == "duty")
    hidden = sum(1 << k for k, b in enumerate(bundles) if b.seen == "unseen")
    verified = sum(1 << k for k, b in enumerate(bundles) if b.seen == "verified")
    found: list[Patience] = []
    for within in dict.fromkeys((lasting, lasting & ~verified, lasting & hidden)):
        a = Answers(game, player, "lawful", within)
        found += [p for d in deviations(a).deviations if d.exit == NONE and (p := patience(game, d, open_seen, lag)) is not None]
    return max(found, key=lambda p: (_rank(p.highest), _rank(p.lowest), -len(p.bundles)), default=None)


def _rank(factor: float | None) -> float:
    return 2.0 if factor is None else factor
