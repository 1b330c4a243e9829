"""Who sees whether a norm is kept: its verifiers, and those who may look where it is to be kept."""

from __future__ import annotations

from detente.model.choice import ALWAYS
from detente.model.norm import ENDEAVOUR, PROHIBITION, Norm
from detente.model.settlement import Settlement
from detente.model.vocabulary import Deed


def watchers(settlement: Settlement, norm: Norm) -> frozenset[str]:
    """Parties and bodies that see whether the norm is kept, its bearers among them where they may look at each other.

    Those named by `verified by`, and those to whom a clause that holds whenever the norm does opens all places of its deed
    (acts with `reveals`, such as `inspect *zone*`). Acts `open to view` are seen by all and are not looked at here.
    """
    found = set(norm.verified_by)
    places = _places(norm.deed)
    for other in settlement.norms if places else ():
        act = settlement.acts.get(other.deed.act)
        if act is None or not act.reveals or other.modality in (PROHIBITION, ENDEAVOUR) or other.guard not in (ALWAYS, norm.guard):
            continue
        shown = [r for s, r in other.deed.args if s in act.reveals]
        if places <= frozenset().union(*(r.leaves for r in shown if r.extent is not None)):
            told = [p for r in shown if r.extent is None for p in (r.parties or r.names)]
            lookers = told if any(r.extent is None for r in shown) else other.bearers
            found |= set(lookers)
    return frozenset(found)


def seen(settlement: Settlement, norm: Norm) -> bool:
    """Whether a breach by any one bearer is seen by somebody else: the act is open to view, or somebody watches."""
    act = settlement.acts.get(norm.deed.act)
    if act is not None and act.open:
        return True
    eyes = watchers(settlement, norm)
    return bool(eyes) and all(eyes - {bearer} for bearer in norm.bearers)


def _places(deed: Deed) -> frozenset[str]:
    """Leaf places in which the deed is done or left undone."""
    return frozenset().union(*(r.leaves for _, r in deed.args if r.extent is not None and r.kind != "class"))
