"""The JSON form of a bargaining result.

Numbers of a party's scale are exact: {"exact": "7/3", "decimal": 2.333333}. Counts of packages are integers where they
are known, else null beside `at_least` and `at_most`. Packages are objects {issue: option} in declared order. The same
result gives the same bytes.
"""

from __future__ import annotations

from typing import Any

from detente.bargain.facts import Count
from detente.bargain.result import (
    BargainResult,
    Change,
    Concession,
    ExchangeResult,
    Flip,
    Named,
    Proposal,
    Robustness,
    Share,
    Vote,
    payoffs,
)  # fmt: skip
from detente.model.bargaining import BargainingProblem, Package
from detente.solve.exact import exact


def result_dict(r: BargainResult) -> dict[str, Any]:
    """A result as JSON-ready dictionaries and lists."""
    p, rule = r.problem, r.problem.rule
    return {
        "name": p.name,
        "packages": r.packages.exact,
        "packages_at_least": r.packages.lower,
        "packages_at_most": r.packages.upper,
        "combinations": p.combinations,
        "rule": {"text": str(rule), "of": list(rule.of), "at_least": rule.at_least, "including": list(rule.including),
                 "accepts_at": ">="},
        "engine": {"name": r.engine, "reason": r.reason},
        "outcome": r.outcome,
        "zone": _zone(r),
        "pareto": {
            "size": r.pareto.size, "exact": r.pareto.status == "proven" and r.pareto.size is not None,
            "status": r.pareto.status, "points": _points(p, r.pareto.points),
            "acceptable": _points(p, r.pareto.acceptable),
        },
        "named": {name: named_dict(p, n) for name, n in r.named.items()},
        "proposal": None if r.proposal is None else _proposal(p, r.proposal),
        "ratification": {name: [_vote(v) for v in votes] for name, votes in r.votes.items()},
        "robustness": None if r.robustness is None else _robustness(p, r.robustness),
        "flips": [_flip(f) for f in r.flips],
        "exchanges": [_exchange(e) for e in r.exchanges],
        "scenarios": [
            {"name": s.name, "zone": _count(s.zone) | {"empty": s.empty},
             "named": {n: named_dict(p, x) for n, x in s.named.items()},
             "proposal_acceptable": s.proposal_acceptable, "still_acceptable": dict(s.still_acceptable),
             "proposal_accepts_before": dict(s.accepts_before), "proposal_accepts_after": dict(s.accepts_after)}
            for s in r.scenarios
        ],
        "assumptions": list(r.assumptions),
        "notes": list(r.notes),
        "method": r.method,
        "exact": r.exact,
        "parameters": dict(r.parameters),
        "witness": _package(p, r.witness),
        "inputs": r.inputs,
    }  # fmt: skip


def _package(p: BargainingProblem, package: Package | None) -> dict[str, str] | None:
    return None if package is None else dict(zip((i.name for i in p.issues), package, strict=True))


def _count(c: Count) -> dict[str, Any]:
    return {"size": c.exact, "at_least": c.lower, "at_most": c.upper}


def _zone(r: BargainResult) -> dict[str, Any]:
    z, p = r.zone, r.problem
    return _count(z.size) | {
        "empty": z.empty,
        "status": z.status,
        "proof": z.proof,
        "without_ratification": _count(z.first_level),
        "agreeable": dict(z.agreeable),
        "blocking": [list(b) for b in z.blocking],
        "blocking_status": z.blocking_status,
        "least_concession": None if z.least_concession is None else _concession(p, z.least_concession),
        "relaxing": {
            "status": z.relaxing_status,
            "constraints": [{"constraint": n, "packages": k} for n, k in z.constraints_to_relax],
            "red_lines": [{"red_line": n, "packages": k} for n, k in z.red_lines_to_relax],
            "least_red_lines": None if z.least_red_lines is None else list(z.least_red_lines),
        },
        "witness": _package(p, z.witness),
    }


def _concession(p: BargainingProblem, c: Concession) -> dict[str, Any]:
    return {"package": _package(p, c.package), "total": exact(c.total), "bound": exact(c.bound),
            "each": payoffs(c.each), "status": c.status, "method": c.method}  # fmt: skip


def named_dict(p: BargainingProblem, n: Named) -> dict[str, Any]:
    """A named package."""
    return {
        "definition": n.definition, "package": _package(p, n.package), "utilities": payoffs(n.utilities),
        "gains": payoffs(n.gains), "product": exact(n.product), "objective": exact(n.objective),
        "status": n.status, "bound": exact(n.bound), "method": n.method, "ties": n.ties, "flagged": list(n.flagged),
    }  # fmt: skip


def _points(p: BargainingProblem, points: Any) -> list[dict[str, Any]] | None:
    if points is None:
        return None
    return [{"package": _package(p, k), "packages": n, "utilities": payoffs(u)} for k, n, u in points]


def _change(p: BargainingProblem, c: Change | None) -> dict[str, Any] | None:
    if c is None:
        return None
    return {"package": _package(p, c.package), "changes": [{"issue": i, "from": a, "to": b} for i, a, b in c.changes],
            "bound": c.bound, "status": c.status, "method": c.method}  # fmt: skip


def _vote(v: Vote) -> dict[str, Any]:
    return {"party": v.party, "body": v.body, "yes": list(v.yes), "share": exact(v.share), "needs": exact(v.needs),
            "of": exact(v.of), "passes": v.passes}  # fmt: skip


def _proposal(p: BargainingProblem, q: Proposal) -> dict[str, Any]:
    return {
        "package": _package(p, q.package), "feasible": q.feasible, "broken": list(q.broken),
        "acceptable": q.acceptable, "accepts": dict(q.accepts), "red_lines_crossed": list(q.crossed),
        "utilities": payoffs(q.utilities), "gains": payoffs(q.gains), "votes": [_vote(v) for v in q.votes],
        "dominators": None if q.dominators is None else _count(q.dominators),
        "dominated_by": _change(p, q.dominated_by), "distances": dict(q.distances),
        "amendment": _change(p, q.amendment), "linkage": _change(p, q.linkage), "flagged": list(q.flagged),
    }  # fmt: skip


def _share(s: Share) -> dict[str, Any]:
    share = s.hits / s.worlds if s.worlds else None
    return {"share": None if share is None else round(share, 6), "hits": s.hits, "worlds": s.worlds,
            "low": round(s.low, 6), "high": round(s.high, 6)}  # fmt: skip


def _robustness(p: BargainingProblem, r: Robustness) -> dict[str, Any]:
    return {
        "worlds": r.worlds, "seed": r.seed, "status": r.status, "all_packages": r.all_candidates, "zone": _share(r.zone),
        "packages": [
            {"package": _package(p, k), "acceptable": _share(a), "nash": _share(n),
             "parties": {name: _share(s) for name, s in r.parties[k].items()} if k in r.parties else {}}
            for k, a, n in r.packages
        ],
        "conclusions": [{"conclusion": text, **_share(s)} for text, s in r.conclusions],
    }  # fmt: skip


def _flip(f: Flip) -> dict[str, Any]:
    return {"verdict": f.verdict, "who": f.who, "number": f.number, "point": exact(f.point), "side": f.side,
            "threshold": exact(f.threshold), "within_range": f.within, "range_width": exact(f.width)}  # fmt: skip


def _exchange(e: ExchangeResult) -> dict[str, Any]:
    return {
        "name": e.name,
        "gains": {w: {"low": exact(a), "point": exact(b), "high": exact(c)} for w, (a, b, c) in e.gains.items()},
        "normalised": {w: exact(x) for w, x in e.normalised.items()},
        "exposure": {w: exact(x) for w, x in e.exposure.items()},
        "remark": e.remark,
    }
