"""Bargaining benchmarks: Détente beside NegMAS 0.16 in one run, and the problems that no enumeration reaches.

`run()` returns one row per measurement. Détente has 60 seconds a problem; what it
has not proven by then it gives with its bound. A peer is measured in its own process (time inside it, peak memory of the
process); so is Détente. NegMAS is looked for in the interpreter named by `DETENTE_NEGMAS` (default: this one); without
it the row says "peer missing" and `failed` is True.

Instances: every option of every issue is worth an integer drawn uniformly from 0..100 by `random.Random(seed)`, and no
agreement is worth what the mean package is worth. The peer gets the same tables and reservation values, and is asked,
the way its manual calls fastest, for its Pareto frontier over rational outcomes and the Nash, Kalai-Smorodinsky, Kalai
and welfare points on it.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
SOURCE = HERE.parent.parent / "src"


def peak() -> float:
    """Peak resident memory of this process in MB (Linux; a child's own, not what it inherited when it was started)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(x for x in lines if x.startswith("VmHWM")).split()[1]) / 1024


def tables(issues: int, options: int, parties: int, seed: int) -> list[list[list[int]]]:
    """Values as [party][issue][option]."""
    r = random.Random(seed)
    return [[[r.randint(0, 100) for _ in range(options)] for _ in range(issues)] for _ in range(parties)]


def problem(issues: int, options: int, parties: int, seed: int, implications: int = 0, generous: int = 0,
            blocs: int = 0) -> Any:  # fmt: skip
    """The same as a bargaining problem. generous: taken off every no-agreement value; blocs: per party, a body."""
    from fractions import Fraction

    from detente.model.bargaining import (
        AgreementRule,
        BargainingProblem,
        Bloc,
        Choice,
        Constraint,
        Issue,
        Option,
        OptionValue,
        Preference,
        Range,
        Ratification,
    )  # fmt: skip

    def preference(name: str, table: list[list[int]], d: int) -> Preference:
        return Preference(name, Range.of(d), values=tuple(
            OptionValue(Choice(f"i{i}", f"o{o}"), Range.of(x)) for i, row in enumerate(table) for o, x in enumerate(row)
        ))  # fmt: skip

    r = random.Random(seed + 1)
    floor = 50 * issues - generous
    space = tuple(Issue(f"i{i}", tuple(Option(f"o{o}") for o in range(options)), proposed="o0") for i in range(issues))
    people = tuple(preference(f"P{n}", t, floor) for n, t in enumerate(tables(issues, options, parties, seed)))
    rules = []
    for _ in range(implications):
        a, b = r.sample(range(issues), 2)
        rules.append(Constraint((Choice(f"i{a}", f"o{r.randrange(options)}"),),
                                (Choice(f"i{b}", f"o{r.randrange(options)}"),)))  # fmt: skip
    bodies = []
    for n in range(parties if blocs else 0):
        more = tables(issues, options, blocs, seed + 100 + n)
        bodies.append(Ratification(f"P{n}", f"body{n}", tuple(
            Bloc(preference(f"B{n}_{k}", t, floor), Fraction(20)) for k, t in enumerate(more)), Fraction(60), Fraction(100),
        ))  # fmt: skip
    return BargainingProblem("benchmark", space, people, AgreementRule.all_of(p.name for p in people), tuple(rules),
                             tuple(bodies))  # fmt: skip


OURS = """
import json, sys, time
sys.path[:0] = [{source!r}, {here!r}]
from bargain import peak, problem
from detente.bargain import analyse
p = problem(**json.loads(sys.argv[1]))
started = time.perf_counter()
r = analyse(p, parts=json.loads(sys.argv[2]), worlds=0, seconds=60.0)
spent = time.perf_counter() - started
print(json.dumps({{"seconds": spent, "mb": peak(),
                   "packages": str(r.packages.exact), "engine": r.engine, "outcome": r.outcome,
                   "statuses": {{n: x.status for n, x in r.named.items()}}, "zone": r.zone.empty,
                   "front": None if r.pareto.acceptable is None else len(r.pareto.acceptable),
                   "product": str(r.named["nash"].product),
                   "objectives": {{n: [x.objective and float(x.objective), x.bound and float(x.bound)]
                                  for n, x in r.named.items()}}}}))
"""

PEER = """
import json, sys, time
sys.path[:0] = [{here!r}]
from bargain import peak, tables
issues, options, parties, seed = json.loads(sys.argv[1])
import numpy as np
from negmas import make_issue, make_os
from negmas.preferences import LinearAdditiveUtilityFunction as U
from negmas.preferences.ops import kalai_points, ks_points, max_welfare_points, nash_points, pareto_frontier
space = make_os([make_issue([f"o{{o}}" for o in range(options)], f"i{{i}}") for i in range(issues)])
us = [U({{f"i{{i}}": {{f"o{{o}}": float(x) for o, x in enumerate(row)}} for i, row in enumerate(t)}},
        outcome_space=space, reserved_value=50.0 * issues) for t in tables(issues, options, parties, seed)]
started = time.perf_counter()
front, at = pareto_frontier(us, issues=space.issues)
ranges = [(50.0 * issues, max(x)) for x in zip(*front)]
nash = nash_points(us, front, ranges=ranges)
others = [f(us, front, ranges=ranges) for f in (ks_points, kalai_points, max_welfare_points)]
spent = time.perf_counter() - started
best = nash[0][0] if nash else None
product = None if best is None else float(np.prod([x - 50.0 * issues for x in best]))
print(json.dumps({{"seconds": spent, "mb": peak(),
                   "front": len(front), "product": product}}))
"""


def _child(python: str, code: str, *args: object, timeout: float = 900.0) -> dict[str, Any]:
    """Run a measurement in its own process; {"error": …} if it fails."""
    text = code.format(source=str(SOURCE), here=str(HERE.parent))
    try:
        with tempfile.TemporaryDirectory() as room:
            done = subprocess.run([python, "-c", text, *map(json.dumps, args)], capture_output=True, text=True,
                                  timeout=timeout, cwd=room, env={**os.environ, "OMP_NUM_THREADS": "1"})  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"error": f"not done in {timeout:.0f} s"}
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["failed"])[-1]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def compare(exponent: int, parties: int, seed: int = 1) -> dict[str, Any]:
    """One comparison with the peer on 10^exponent packages."""
    mine = _child(sys.executable, OURS, {"issues": exponent, "options": 10, "parties": parties, "seed": seed},
                  ["pareto", "named"])  # fmt: skip
    peer = _child(os.environ.get("DETENTE_NEGMAS", sys.executable), PEER, [exponent, 10, parties, seed])
    row: dict[str, Any] = {"name": f"10^{exponent} packages, {parties} parties", "detente": mine, "negmas": peer}
    row["failed"] = "error" in mine or "error" in peer
    if "error" in peer and "No module" in peer["error"]:
        row["peer"] = "peer missing"
    if not row["failed"]:
        row["times_faster"] = round(peer["seconds"] / mine["seconds"], 1)
        row["memory_share"] = round(mine["mb"] / peer["mb"], 3)
        row["same_front"] = mine["front"] == peer["front"]
        row["same_nash"] = peer["product"] is not None and abs(float(mine["product"]) - peer["product"]) < 1e-6
    return row


LARGE: tuple[tuple[str, dict[str, int], list[str]], ...] = (
    *((f"3^40, 30 implications, {n} parties",
       {"issues": 40, "options": 3, "parties": n, "seed": 1, "implications": 30}, ["named"]) for n in (3, 4, 5, 6)),
    ("3^40, 30 implications, 2 parties, frontier",
     {"issues": 40, "options": 3, "parties": 2, "seed": 1, "implications": 30}, ["named", "pareto"]),
    ("100 issues x 4 options, 10 parties",
     {"issues": 100, "options": 4, "parties": 10, "seed": 1, "implications": 30, "generous": 200}, ["named"]),
    ("ratification, 6 parties x 5 blocs",
     {"issues": 20, "options": 3, "parties": 6, "seed": 1, "generous": 150, "blocs": 5}, ["named", "ratification"]),
)  # fmt: skip


def steps(issues: int, options: int, parties: int, seed: int, implications: int) -> dict[str, float]:
    """Seconds for Nash alone (ideals included) and for leximin alone on one large instance."""
    import time

    sys.path.insert(0, str(SOURCE))
    from detente.bargain.compiled import compile_problem
    from detente.bargain.leximin_search import leximin
    from detente.bargain.search import Search
    from detente.solve.budget import Budget

    c, budget = compile_problem(problem(issues, options, parties, seed, implications)), Budget()
    started = time.perf_counter()
    engine = Search(c, budget)
    witness, _ = engine._member()
    assert witness is not None, "the instance has no zone"
    tops = [engine._ideal(n, witness) or 0 for n in c.voices]
    first = time.perf_counter()
    found = engine.nash(tops, witness)
    second = time.perf_counter()
    least = leximin(c, list(tops), budget, 0, found.digits)
    return {"ideals": first - started, "nash": second - first, "leximin": time.perf_counter() - second,
            "proven": float(found.status == least.status == "proven")}  # fmt: skip


def run() -> list[dict[str, Any]]:
    """All measurements, one flat row each: seconds and MB of both programs, ratios, and what was proven."""
    return [_flat(row) for row in measurements()]


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"name": row["name"]}
    for who in ("detente", "negmas"):
        found = row.get(who, {})
        if "error" in found:
            out[who] = f"failed: {found['error'][:60]}"
        for key, unit in (("seconds", "s"), ("mb", "MB"), ("ideals", "ideals s"), ("nash", "Nash s"), ("leximin", "leximin s")):
            if isinstance(found.get(key), float):
                out[f"{who} {unit}"] = f"{found[key]:.3g}"
        for name, status in found.get("statuses", {}).items():
            if status != "proven":
                out["not proven"] = ", ".join(x for x in (out.get("not proven", ""), name) if x)
    return out | {k.replace("_", " "): v for k, v in row.items() if k not in ("name", "detente", "negmas", "failed")}


def measurements(largest: int = 7) -> list[dict[str, Any]]:
    """All measurements: 10^3 to 10^largest packages with 2 and 3 parties, then the large instances."""
    rows = [compare(e, n) for e in range(3, largest + 1) for n in (2, 3)]
    for name, arguments, parts in LARGE:
        row = _child(sys.executable, OURS, arguments, parts)
        rows.append({"name": name, "detente": row, "failed": "error" in row})
    for n in (3, 6):
        spent = steps(40, 3, n, 1, 30)
        rows.append({"name": f"3^40, 30 implications, {n} parties, by step", "detente": spent, "failed": False})
    return rows


if __name__ == "__main__":
    for line in measurements(int(sys.argv[1]) if len(sys.argv) > 1 else 7):
        print(json.dumps(line))
