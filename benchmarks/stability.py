"""Stability benchmarks: states a second and peak memory, beside the dense matrix method in the same run; one state of many options.

`run()` returns one row per measurement. Each is made in its own process: the time inside it, after the compiled loops were loaded
on conflicts of six and ten options, and the peak memory of the whole process (interpreter and libraries: about 0.15 GB). The peer is the
matrix form of the four classical concepts (Xu, Hipel & Kilgour 2009), written here in numpy with float32 products, as anyone can
run it: state-by-state matrices of moves, improvements and closures of the others. It decides the same conflict from the same ranks,
and its verdicts are compared state by state. A peer that cannot be run makes its row a failure.

Instances: options dealt out evenly; every option and twice as many pairs of options as there are options are worth an integer
from −100..100 to each decision maker. "holes": eight combinations of three options excluded, three options in ten irreversible.
One-state instances: three pairs for each option (300 interactions for 100 options); the state asked about is where everybody has
improved option by option three times, so that it is not trivially upset.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()
SOURCE = HERE.parent.parent / "src"
CLASSICAL = ("nash", "gmr", "smr", "seq")


def peak() -> float:
    """Peak resident memory of this process in GB (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(x for x in lines if x.startswith("VmHWM")).split()[1]) / 1e6


def instance(options: int, makers: int, seed: int, holes: bool = False, pairs: int = 2) -> Any:
    """A conflict as the docstring of this file has it."""
    from detente.model.conflict import (
        Conflict,
        Constraint,
        DecisionMaker,
        Formula,
        Option,
        Preference,
        Term,
        negate,
        taken,
    )

    rng = random.Random(seed)
    ways = [rng.choice(["to yes", "to no"]) if holes and rng.random() < 0.3 else "both" for _ in range(options)]
    people = []
    for m in range(makers):
        sets = [*((k,) for k in range(options)), *(tuple(rng.sample(range(options), 2)) for _ in range(pairs * options))]
        worths = [Fraction(rng.randint(-100, 100)) for _ in sets]
        people.append(DecisionMaker(f"D{m}", Preference(terms=tuple(Term(o, w, w) for o, w in zip(sets, worths, strict=True)))))
    out = []
    for _ in range(8 if holes else 0):
        parts = tuple(taken(k) if rng.random() < 0.5 else negate(taken(k)) for k in rng.sample(range(options), 3))
        out.append(Constraint(Formula("and", parts)))
    moves = tuple(Option(f"o{k}", f"D{k * makers // options}", direction=w) for k, w in enumerate(ways))  # type: ignore[arg-type]
    return Conflict("benchmark", tuple(people), moves, tuple(out))


def transforms(options: int, makers: int, holes: bool) -> dict[str, Any]:
    """Our engine on all states. verdicts: a digest of every state's stability for everybody, to compare."""
    import time

    from detente.stability import transform

    for warm in (False, True):
        transform.tables(instance(6, makers, 0, warm))
        transform.tables(instance(10, 1, 0, warm))
    conflict = instance(options, makers, 1, holes)
    stated = transform.needed_bytes(conflict)
    started = time.perf_counter()
    tables = transform.tables(conflict)
    spent = time.perf_counter() - started
    return {"seconds": spent, "gb": peak(), "stated_gb": stated / 1e9, "feasible": int(tables.feasible.sum()),
            "verdicts": _digest([[tables.of(c, m)[tables.feasible] for m in range(makers)] for c in CLASSICAL])}  # fmt: skip


def _digest(rows: Any) -> str:
    import hashlib

    import numpy as np

    found = hashlib.sha256()
    for row in rows:
        for bits in row:
            found.update(np.packbits(np.asarray(bits, dtype=bool)).tobytes())
    return found.hexdigest()


def dense(options: int, makers: int, holes: bool) -> dict[str, Any]:
    """The matrix method on the same conflict, from the same ranks."""
    import time

    import numpy as np

    from detente.stability.space import feasible_mask, rank_array

    conflict = instance(options, makers, 1, holes)
    codes = np.flatnonzero(feasible_mask(conflict))
    ranks = [rank_array(m.preference, options)[codes] for m in conflict.makers]
    started = time.perf_counter()
    m = codes.size

    def product(a: Any, b: Any) -> Any:
        return (a.astype(np.float32) @ b.astype(np.float32)) > 0.5

    def closure(steps: list[Any]) -> Any:
        """States that sequences of these steps reach, by squaring."""
        reach = np.logical_or.reduce(steps) if steps else np.zeros((m, m), dtype=bool)
        while True:
            longer = reach | product(reach, reach)
            if (longer == reach).all():
                return reach
            reach = longer

    moves, better = [], []
    changed = codes[:, None] ^ codes[None, :]
    for i in range(makers):
        allowed = (changed & ~conflict.mask(i)) == 0
        for k, option in enumerate(conflict.options):
            if option.direction != "both":
                stuck = (codes >> k & 1) == (1 if option.direction == "to yes" else 0)
                allowed &= ~(stuck[:, None] & ((changed >> k & 1) == 1))
        np.fill_diagonal(allowed, False)
        moves.append(allowed)
        better.append(ranks[i][None, :] > ranks[i][:, None])
    del changed
    stable: dict[str, list[Any]] = {c: [] for c in CLASSICAL}
    for i in range(makers):
        others = [j for j in range(makers) if j != i]
        gains, worse = moves[i] & better[i], ~better[i]
        trapped = ~product(moves[i], better[i].T)  # by s2 and s: from s2 nothing better than s
        deter = {"gmr": worse.T, "smr": worse.T & trapped, "seq": worse.T}
        reach, credible = closure([moves[j] for j in others]), closure([moves[j] & better[j] for j in others])
        stable["nash"].append(~gains.any(axis=1))
        for concept, answers in (("gmr", reach), ("smr", reach), ("seq", credible)):
            stable[concept].append(~(gains & ~product(answers, deter[concept]).T).any(axis=1))
    spent = time.perf_counter() - started
    return {"seconds": spent, "gb": peak(), "verdicts": _digest([stable[c] for c in CLASSICAL])}


def settled(conflict: Any, seed: int) -> int:
    """A state that everybody has improved for itself, option by option, three times."""
    from detente.stability.punish import worth_of

    code = random.Random(seed).getrandbits(len(conflict.options))
    for _ in range(3):
        for m, maker in enumerate(conflict.makers):
            worth, mask = worth_of(maker.preference), conflict.mask(m)
            for k in range(len(conflict.options)):
                if mask >> k & 1 and worth(code ^ 1 << k) > worth(code):
                    code ^= 1 << k
    return code


def one_state(options: int, makers: int, seed: int) -> dict[str, Any]:
    """The verdict on one state for everybody, concept by concept; seconds each."""
    import time

    from detente.solve.budget import Budget
    from detente.stability.query import Query

    warm = instance(8, 2, 0)
    for concept in CLASSICAL:
        Query(warm, 0, 0).ask(concept)
    conflict = instance(options, makers, seed, pairs=3)
    code = settled(conflict, seed)
    out: dict[str, Any] = {}
    for concept in CLASSICAL:
        started = time.perf_counter()
        found = [Query(conflict, m, code, budget=Budget(60.0)).ask(concept).stable for m in range(makers)]
        out[concept] = [time.perf_counter() - started, "".join({True: "s", False: "u", None: "?"}[x] for x in found)]
    return {"concepts": out, "gb": peak()}


CHILD = """
import json, sys
sys.path[:0] = [{source!r}, {here!r}]
import stability
print(json.dumps(getattr(stability, sys.argv[1])(*json.loads(sys.argv[2]))))
"""


def child(name: str, *arguments: Any, timeout: float = 900.0) -> dict[str, Any]:
    """Run a measurement in its own process; {"error": …} where it fails."""
    code = CHILD.format(source=str(SOURCE), here=str(HERE.parent))
    try:
        done = subprocess.run([sys.executable, "-c", code, name, json.dumps(arguments)], capture_output=True, text=True,
                              timeout=timeout)  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"error": f"failed: not done in {timeout:.0f} s"}
    if done.returncode:
        return {"error": "failed: " + (done.stderr.strip().splitlines() or ["no message"])[-1]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def row(options: int, makers: int, holes: bool, with_peer: bool) -> dict[str, Any]:
    """One conflict by our engine and, if asked for, by the peer."""
    mine = child("transforms", options, makers, holes)
    kind = ", holes" if holes else ""
    out: dict[str, Any] = {"name": f"2^{options} states, {makers} makers{kind}"}
    if "error" in mine:
        return {**out, "détente": mine["error"]}
    out["seconds"], out["states/s"] = round(mine["seconds"], 3), f"{2**options / mine['seconds']:,.0f}"
    out["peak GB"], out["stated GB"] = round(mine["gb"], 2), round(mine["stated_gb"], 3)
    if with_peer:
        peer = child("dense", options, makers, holes)
        if "error" in peer:
            return {**out, "peer": f"peer missing: {peer['error']}"}
        out["peer s"], out["peer GB"] = round(peer["seconds"], 2), round(peer["gb"], 2)
        out["times faster"] = round(peer["seconds"] / mine["seconds"], 1)
        out["same verdicts"] = "yes" if peer["verdicts"] == mine["verdicts"] else "failed: they differ"
    return out


def run(largest: int = 24) -> list[dict[str, Any]]:
    """2^10 to 2^largest states with 2 to 4 decision makers, the peer up to 2^12; then one state of 50, 100 and 200 options."""
    sizes = [n for n in (10, 12, 14, 16, 18, 20, 22, 24) if n <= largest]
    rows = [row(n, makers, False, n <= 12) for n in sizes for makers in (2, 3, 4)]
    rows += [row(n, makers, True, n <= 12) for n in (10, 12, 16, 20, 22) if n <= largest for makers in (2, 4)]
    for options in (50, 100, 200):
        for seed in (1, 2):
            found = child("one_state", options, 4, seed)
            line: dict[str, Any] = {"name": f"one state of {options} options, {3 * options} interactions, 4 makers ({seed})"}
            if "error" in found:
                rows.append({**line, "détente": found["error"]})
                continue
            line |= {c: f"{seconds:.2f} s {verdicts}" for c, (seconds, verdicts) in found["concepts"].items()}
            rows.append({**line, "peak GB": round(found["gb"], 2)})
    return rows


if __name__ == "__main__":
    for line in run(int(sys.argv[1]) if len(sys.argv) > 1 else 24):
        print(json.dumps(line, ensure_ascii=False), flush=True)
