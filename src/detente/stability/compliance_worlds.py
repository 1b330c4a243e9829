"""How firm the verdicts are: the share of worlds, drawn from the ranges of the positions, in which each party keeps its word.

In every world each share, reputation and value of no agreement is drawn evenly from its range, independently, in steps of a thousandth of the
range, so that all stays exact. The same seed draws the same worlds. What is known exactly does not vary; a party whose figures all are
has the same verdict in every world.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from detente.model.compliance import ComplianceConflict, Maker, Share
from detente.stability.carrying import deterred
from detente.stability.game import compiled

STEPS = 1_000


def kept(conflict: ComplianceConflict, worlds: int, seed: int = 0, concept: str = "seq") -> Mapping[str, Fraction]:
    """By party with a position: in which share of `worlds` worlds lawful answers deter it from everything that its position prices.

    Raises ValueError for no worlds.
    """
    if worlds < 1:
        raise ValueError("at least one world must be drawn")
    source = random.Random(seed)
    found: Counter[str] = Counter()
    for _ in range(worlds):
        game = compiled(drawn(conflict, source))
        for k, party in enumerate(game.players):
            found[party] += game.values[k].valued and deterred(game, k, concept)
    return {m.party: Fraction(found[m.party], worlds) for m in conflict.makers if m.valued}


def drawn(conflict: ComplianceConflict, source: random.Random) -> ComplianceConflict:
    """The conflict in one world."""
    return replace(conflict, makers=tuple(_maker(m, source) for m in conflict.makers))


def _maker(maker: Maker, source: random.Random) -> Maker:
    return replace(
        maker, shares=_all(maker.shares, source), reputation=_all(maker.reputation, source),
        no_agreement=_one(maker.no_agreement, source),
    )


def _all(shares: Iterable[Share], source: random.Random) -> tuple[Share, ...]:
    return tuple(_one(s, source) for s in shares)


def _one(share: Share, source: random.Random) -> Share:
    if share.low == share.high:
        return share
    value = share.low + (share.high - share.low) * Fraction(source.randint(0, STEPS), STEPS)
    return replace(share, low=value, high=value)
