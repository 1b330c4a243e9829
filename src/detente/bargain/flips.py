"""The single number that turns a verdict, solved exactly.

A gain is linear in each number with coefficient 1 (core, the value of a chosen option, an interaction that is in the
package) or -1 (the no-agreement value). So, all else at its point value:

1. The proposal. Agent i is pivotal if the rule would decide otherwise were its vote turned (red lines kept). With margin
   m = its gain, the verdict turns when core, value or interaction is below point - m (if it accepts) or at or above it
   (if it does not), and the other way round for the no-agreement value.
2. The zone. With a zone, agent i can empty it alone if no acceptable package stands without its vote; with m its
   greatest gain there, the zone is empty when its core is below point - m; the same for an option that is in every
   acceptable package. Without one, let m be its greatest (negative) gain among packages that only its gain keeps out,
   for an option among those with that option: the zone opens at point - m.
Gates are kept as at the point values. Flips inside the stated range come first, then those nearest to the point.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from detente.bargain.compiled import Agent, Compiled, Digits, inside
from detente.bargain.facts import Pivot
from detente.bargain.result import Flip
from detente.model.bargaining import Preference, Range


def proposal_flips(c: Compiled, digits: Digits) -> tuple[Flip, ...]:
    """Numbers that alone turn the verdict on a feasible package."""
    now = c.acceptable(digits)
    votes = {a.name for a in c.agents if a.accepts(digits)}
    found: list[Flip] = []
    for n, p in enumerate(_everyone(c)):
        agent = c.agents[n]
        turned = votes ^ {p.name}
        if any(inside(b, digits) for _, b in agent.refuses) or _decides(c, turned) == now:
            continue
        margin = Fraction(agent.gain(digits), agent.scale)
        used = {(i.name, i.option_names[d]) for i, d in zip(c.problem.issues, digits, strict=True)}
        numbers = [("no agreement", p.no_agreement), ("core", p.core)]
        numbers += [(f"value of {v.choice}", v.value) for v in p.values if tuple(v.choice) in used]
        numbers += [(f"together {', '.join(map(str, t.choices))}", t.adds) for t in p.interactions
                    if all(tuple(x) in used for x in t.choices)]  # fmt: skip
        for label, r in numbers:
            found.append(_flip("the proposal is acceptable" if now else "the proposal is not acceptable",
                               p.name, label, r, margin, p.name in votes))  # fmt: skip
    return tuple(sorted(found, key=_order))


def _decides(c: Compiled, votes: set[str]) -> bool:
    """Whether the rule is met if exactly these parties and blocs vote yes."""
    stopped = {r.party for r in c.problem.ratifications if not r.passes(votes)}
    return c.problem.rule.passes(p.name for p in c.problem.parties if p.name in votes and p.name not in stopped)


def zone_flips(c: Compiled, pivots: tuple[Pivot, ...], zone: bool) -> tuple[Flip, ...]:
    """Numbers that alone empty the zone, or open it."""
    verdict = "there is a zone of agreement" if zone else "the zone of agreement is empty"
    found: list[Flip] = []
    for pivot in pivots:
        if pivot.margin is None or pivot.status != "proven":
            continue
        agent, p = c.agents[pivot.agent], _everyone(c)[pivot.agent]
        margin = Fraction(pivot.margin, agent.scale)
        found.append(_flip(verdict, p.name, "no agreement", p.no_agreement, margin, zone))
        found.append(_flip(verdict, p.name, "core", p.core, margin, zone))
        found += _options(c, verdict, p, agent, pivot, zone)
    return tuple(sorted(found, key=_order))


def _options(c: Compiled, verdict: str, p: Preference, agent: Agent, pivot: Pivot, zone: bool) -> Iterator[Flip]:
    stated = {tuple(v.choice): v.value for v in p.values}
    for (i, o), gain in pivot.options:
        issue = c.problem.issues[i]
        choice = (issue.name, issue.option_names[o])
        if choice in stated:
            label = f"value of {' '.join(choice)}"
            yield _flip(verdict, p.name, label, stated[choice], Fraction(gain, agent.scale), zone)


def _flip(verdict: str, who: str, label: str, r: Range, margin: Fraction, holds: bool) -> Flip:
    """margin: the gain that must be used up (holds) or made good (not)."""
    if label == "no agreement":
        threshold, side = r.mid + margin, "above" if holds else "at or below"
    else:
        threshold, side = r.mid - margin, "below" if holds else "at or above"
    within = {"above": r.hi > threshold, "at or below": r.lo <= threshold,
              "below": r.lo < threshold, "at or above": r.hi >= threshold}[side]  # fmt: skip
    return Flip(verdict, who, label, r.mid, side, threshold, within, r.hi - r.lo)


def _order(f: Flip) -> tuple[bool, Fraction, Fraction]:
    change = abs(f.threshold - f.point)
    return not f.within, change / f.width if f.width else change, change


def _everyone(c: Compiled) -> list[Preference]:
    return [*c.problem.parties, *(b.preference for b in c.problem.blocs)]
