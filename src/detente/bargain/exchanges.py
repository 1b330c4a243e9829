"""Lopsidedness of exchanges: what each side gains from the pair, and what it performs ahead of the other.

1. Gain of a party = its worth of both performances together; as a range by adding ends, at the point by midpoints.
2. Normalised: divided by ideal minus no-agreement value, as in `choose`.
3. Exposure of a side = days between its own due day and the counterpart's, if its own is earlier, times its own cost
   (minus the worth of its own performance to it): what is lost if the other never performs, weighted by how long.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from detente.bargain.result import ExchangeResult
from detente.model.bargaining import Exchange, Performance


def weigh(e: Exchange, spans: Mapping[str, Fraction | None]) -> ExchangeResult:
    """Weigh one exchange. spans: ideal minus no-agreement value per party, None where it is not positive or unknown."""
    gains: dict[str, tuple[Fraction, Fraction, Fraction]] = {}
    for side in (e.first, e.second):
        for who, r in side.worth:
            a, b, c = gains.get(who, (Fraction(0), Fraction(0), Fraction(0)))
            gains[who] = a + r.lo, b + r.mid, c + r.hi
    for side in (e.first, e.second):
        gains.setdefault(side.party, (Fraction(0), Fraction(0), Fraction(0)))
    normalised = {w: g[1] / span if (span := spans.get(w)) else None for w, g in gains.items()}
    exposure = {e.first.party: _exposure(e.first, e.second), e.second.party: _exposure(e.second, e.first)}
    return ExchangeResult(e.name, gains, normalised, exposure, _remark(e, gains, exposure))


def _exposure(own: Performance, other: Performance) -> Fraction | None:
    if own.day is None or other.day is None:
        return None
    cost = -dict(own.worth)[own.party].mid if own.party in dict(own.worth) else Fraction(0)
    return max(0, other.day - own.day) * max(Fraction(0), cost)


def _remark(e: Exchange, gains: Mapping[str, tuple[Fraction, Fraction, Fraction]],
            exposure: Mapping[str, Fraction | None]) -> str:  # fmt: skip
    sides = list(dict.fromkeys((e.first.party, e.second.party)))
    losers = [w for w in sides if gains[w][1] < 0]
    words = []
    if len(losers) == 1 and len(sides) == 2:
        other = next(w for w in sides if w not in losers)
        words.append(f"one-sided: {losers[0]} loses by the pair and {other} does not")
    elif losers:
        words.append("both sides lose by the pair taken alone")
    words += [f"{w} performs first and bears the risk" for w, x in exposure.items() if x]
    if None in exposure.values():
        words.append("a due date is not stated, so exposure is not known")
    return "; ".join(words) or "each side gains, and neither waits for the other"
