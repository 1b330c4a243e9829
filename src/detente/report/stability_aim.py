"""Sentences on what it would take for a state to hold, and on how sure it is that it does."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from detente.report.bargain_section import number
from detente.report.stability_view import NAMES, title
from detente.report.words import join, plural

if TYPE_CHECKING:
    from detente.model.conflict import Conflict
    from detente.stability.aim import Aim
    from detente.stability.inverse import Need
    from detente.stability.result import StabilityResult
    from detente.stability.robustness import Robustness, Share

MOST = 3


def percent(value: float | Fraction) -> str:
    """A share for people; never 0 % or 100 % where it is neither."""
    share = 100 * float(value)
    if 0 < share < 1:
        return "under 1 %"
    return "over 99 %" if 99 < share < 100 else f"{share:.0f} %"


def sentences(result: StabilityResult, found: Aim) -> list[str]:
    """All that is to be said, the needs of each party first."""
    out = []
    name = f"state {found.state} ({result.words.get(found.state, '')})"
    if found.inverse is not None:
        needs = [n for n in found.inverse.needs if not n.stable]
        for need in found.inverse.needs:
            out.append(_need(result, need, name, NAMES[found.concept]))
        if len(needs) > 1:
            ends = "it would hold" if found.inverse.together else "it would still not hold, as one change undoes what another needs"
            out.append(f"With the least changes of {join([title(result.conflict, n.party) for n in needs])} together, {ends}.")
    if found.robustness is not None:
        out += _sure(result.conflict, found.robustness, name)
    return [*out, *(f"Not computed: {x}." for x in found.missing)]


def _need(result: StabilityResult, need: Need, name: str, concept: str) -> str:
    who = title(result.conflict, need.party)
    about = "about " if need.interval else ""
    share = f"{about}{percent(need.share)} of all rankings that it could have"
    if need.stable:
        return f"{who} would stay in {name} ({concept}), and so it would under {share}."
    states = join([f"state {n} ({result.words.get(n, '')})" for n in need.reversals], 4)
    out = f"{who} would stay in {name} ({concept}) if it liked {states} no better than that"
    if need.rise > 1:
        out += f", which means that the state would have to rise by {plural(need.rise, 'place')} in its ranking"
    singles = [
        f"the worth of {' with '.join(w.options) or 'all states'} were {number(w.after)} in place of {number(w.before)}" for w in need.worths[:MOST]
    ] + [
        f"“{s.statement}” " + ("counted for nothing" if s.to is None else f"stood in place {s.to}, not {s.place}") for s in need.statements[:MOST]
    ]
    if singles:
        out += f"; one change would do: if {join(singles, last='or if')}"
    return f"{out}. It would stay under {share}."


def _sure(conflict: Conflict, found: Robustness, name: str) -> list[str]:
    share = found.equilibrium
    drawn = (
        "drawn from the stated ranges and unknowns" if not found.swaps
        else "with one pair of neighbours exchanged in each order of preference"
    )
    out = [f"In {share.worlds:,} worlds {drawn} (seed {found.seed}), {name} holds under {NAMES[found.concept]} in {_range(share)}."]
    decides = _decides(found)
    if decides:
        alone = found.by_party[decides]
        out.append(f"What {title(conflict, decides)} prefers decides most: with only its preferences drawn, the state holds in {_range(alone)}.")
    for x in [i for i in found.influences if i.difference][:MOST]:
        ends = "at an end of its range it alone turns the verdict" if x.flips else "it alone does not turn the verdict"
        out.append(
            f"It hangs on {title(conflict, x.party)}’s {x.what}: {percent(x.upper.share)} where that is in its upper half, "
            f"{percent(x.lower.share)} in its lower; {ends}."
        )
    return out


def _decides(found: Robustness) -> str:
    """The party whose preferences, drawn alone, change the verdict at point values most often; "" where none stands out."""
    holds = found.decides is not None and found.at_point is not False
    turned = {p: s.worlds - s.hits if holds else s.hits for p, s in found.by_party.items()}
    most = max(turned, key=lambda p: turned[p], default="")
    return most if most and turned[most] and list(turned.values()).count(turned[most]) == 1 else ""


def _range(share: Share) -> str:
    low, high = share.interval
    return f"{percent(share.share)} ({percent(low)} to {percent(high)})" if 0 < share.hits < share.worlds else percent(share.share)
