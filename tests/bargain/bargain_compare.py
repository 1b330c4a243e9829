"""Compare a result with the reference, answer by answer."""

from __future__ import annotations

from fractions import Fraction

from bargain_reference import Reference


def check(ref: Reference, r, counted: bool = True) -> None:
    """counted: the engine counts packages (enumeration); a search gives bounds only."""
    p, names = ref.p, ref.voices
    assert r.outcome == "complete"
    assert r.packages.exact == len(ref.feasible)
    assert r.zone.empty is (not ref.zone)
    if counted:
        assert r.zone.size.exact == len(ref.zone)
        assert r.zone.agreeable == {x.name: sum(x.name in ref.agree[k] for k in ref.feasible) for x in p.parties}
    else:
        assert r.zone.size.lower <= len(ref.zone) <= r.zone.size.upper
    if ref.feasible:
        assert sorted(r.zone.blocking) == ref.blocking()
    for name, n in r.named.items():
        assert (n.package is None) == (not ref.zone), name
    if ref.zone:
        _named(ref, r, names)
    elif ref.feasible:
        _no_deal(ref, r)
    if r.pareto.size is not None:
        assert r.pareto.size == len(ref.pareto())
    if r.pareto.acceptable is not None and ref.zone:
        assert {tuple(u[n] for n in names) for _, _, u in r.pareto.acceptable} == {
            tuple(ref.gain[k][n] + next(x for x in p.parties if x.name == n).no_agreement.mid for n in names)
            for k in ref.pareto(ref.zone)
        }
    if r.proposal is not None:
        _proposal(ref, r)


def _named(ref, r, names):
    for n in r.named.values():
        assert n.package in ref.zone and n.status == "proven"
        assert n.gains == {x: ref.gain[n.package][x] for x in names}
    best = max(map(ref.nash_key, ref.zone))
    assert ref.nash_key(r.named["nash"].package) == best
    assert r.named["nash"].product == best[1] == r.named["nash"].bound
    assert sorted(ref.normal(r.named["kalai_smorodinsky"].package)) == max(sorted(ref.normal(k)) for k in ref.zone)
    assert sorted(ref.ratios(r.named["leximin"].package)) == max(sorted(ref.ratios(k)) for k in ref.zone)
    assert sum(ref.ratios(r.named["utilitarian"].package)) == max(sum(ref.ratios(k)) for k in ref.zone)
    front = {ref.vector(k) for k in ref.pareto(ref.zone)}
    for n in ("nash",) if r.engine == "enumeration" else ():
        assert ref.vector(r.named[n].package) in front


def _no_deal(ref, r):
    least = ref.concession()
    c = r.zone.least_concession
    assert c is not None and c.total == least
    assert (c.package is None) == (least is None)


def _proposal(ref, r):
    q, p = r.proposal, ref.p
    assert q.feasible == (q.package in ref.feasible)
    assert q.acceptable == (q.package in ref.zone)
    if q.feasible:
        mine = ref.vector(q.package)
        better = [k for k in ref.feasible if ref.dominates(ref.vector(k), mine)]
        if q.dominators.exact is not None:
            assert q.dominators.exact == len(better)
        assert (q.dominated_by.package is None) == (not better)
        if better:
            distance = min(sum(a != b for a, b in zip(k, q.package)) for k in better)
            assert q.dominated_by.package in better and len(q.dominated_by.changes) == distance
    if not q.acceptable:
        least = ref.nearest(q.package)
        assert (q.amendment.package is None) == (least is None)
        if least is not None:
            assert q.amendment.package in ref.zone and len(q.amendment.changes) == least
    sides = {i.name for i in p.issues if i.side}
    if sides:
        bare = tuple("no" if i.side and "no" in i.option_names else o for i, o in zip(p.issues, q.package))
        least = ref.nearest(bare, sides)
        assert (q.linkage.package is None) == (least is None)
        if least is not None:
            assert len(q.linkage.changes) == least


def flips_hold(ref: Reference, r, rebuild) -> int:
    """Every flip is exact: at the threshold (or just past it) the verdict turns, just before it does not."""
    checked = 0
    for f in r.flips:
        tiny = Fraction(1, 10**9)
        strict = f.side in ("above", "below")
        outward = 1 if f.side in ("above", "at or above") else -1
        turned = f.threshold + outward * tiny if strict else f.threshold
        kept = f.threshold if strict else f.threshold - outward * tiny
        assert _verdict(rebuild(ref.p, f.who, f.number, turned), f, r) != _verdict(ref.p, f, r), f
        assert _verdict(rebuild(ref.p, f.who, f.number, kept), f, r) == _verdict(ref.p, f, r), f
        checked += 1
    return checked


def _verdict(p, f, r):
    again = Reference(p)
    return r.proposal.package in again.zone if "proposal" in f.verdict else bool(again.zone)
