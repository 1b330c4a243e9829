"""Leximin and the greatest sum of normalised gains by CP-SAT, with exact ends.

Leximin, for k = 1..n: 1. maximise t such that at least n-k+1 parties have gain/weight >= t, in steps of at most 2^-6, as fine as 64 bits allow, keeping
what earlier levels fixed; 2. take the exact k-th ratio r of the solution and ask for a package in which at least n-k+1
parties have gain >= floor(r w)+1; repeat from its ratio until there is none; 3. fix "at least n-k+1 parties have gain >=
ceil(r w)". This is the sequential max-min of Ogryczak (1997) and Bouveret & Lemaitre (2009, Artif. Intell. 173), with
thresholds in integers.

After the first level few payoffs are left: those in the box above its thresholds. They are listed first, each one asked
to give some party more than every one before (a better one must), and only if that does not end soon the levels go on.

Sum: maximise with weights floor(2^40 / w); whatever beats the best by less than the rounding is asked for again, with
"some gain above" each package seen, until the bound leaves no room.
"""

from __future__ import annotations

import math
from fractions import Fraction

from detente.bargain.compiled import Compiled, Digits
from detente.bargain.facts import Found, Status
from detente.bargain.model import Model, TooFine
from detente.solve.budget import Budget
from detente.solve.cpsat import SAFE, solve

METHOD = "CP-SAT, sequential max-min with exact thresholds"
SUM = "CP-SAT on the weighted sum, rounding closed by exact comparison"
STEPS = 2**20
LISTED = 40


def leximin(c: Compiled, weights: list[int | None], budget: Budget, seed: int = 0, start: Digits | None = None) -> Found:
    """The leximin package of the zone on gains over weights (integer units; None leaves a party out)."""
    used = [(n, w) for n, w in zip(c.voices, weights, strict=True) if w]
    fixed: list[tuple[int, Fraction]] = []
    best, least = start, None
    for level in range(len(used)):
        need = len(used) - level
        best, ratio, done, top = _level(c, used, fixed, need, best, budget, seed)
        if best is None or ratio is None:
            return Found(None, "unknown" if budget.cut else "none exists", METHOD)
        least = ratio if least is None else least
        if not done:
            return Found(best, "best found", METHOD, least, top if level == 0 else least)
        fixed.append((need, ratio))
        if level == 0 and (last := _box(c, used, fixed, best, budget, seed)) is not None:
            best = last
            break
        if all(sorted(_ratios(c, used, best))[k] == r for k, (_, r) in enumerate(fixed)) and need == 1:
            break
    if best is None:
        best = _any(c, budget, seed)
    status: Status = "proven" if best is not None else "unknown" if budget.cut else "none exists"
    return Found(best, status, METHOD, least, least)


def _box(c: Compiled, used: list[tuple[int, int]], fixed: list[tuple[int, Fraction]], best: Digits, budget: Budget,
         seed: int) -> Digits | None:  # fmt: skip
    """The leximin package among those at least as good as the first level; None if they are too many to list."""
    model, ratio = Model(c), fixed[0][1]
    model.zone()
    for n, w in used:
        model.m.add(model.gain[n] >= math.ceil(ratio * w))
    digits = best
    for _ in range(LISTED):
        if sorted(_ratios(c, used, digits)) > sorted(_ratios(c, used, best)):
            best = digits
        model.m.add_bool_or([model.at_least(n, c.agents[n].gain(digits) + 1) for n, _ in used])
        out = solve(model.m, budget, seed)
        if out.status == "impossible":
            return best
        if not out.found:
            return None
        digits = model.read(out.solver)
    return None


def _any(c: Compiled, budget: Budget, seed: int) -> Digits | None:
    model = Model(c)
    model.zone()
    out = solve(model.m, budget, seed)
    return model.read(out.solver) if out.found else None


def _ratios(c: Compiled, used: list[tuple[int, int]], digits: Digits) -> list[Fraction]:
    return [Fraction(c.agents[n].gain(digits), w) for n, w in used]


def _base(c: Compiled, used: list[tuple[int, int]], fixed: list[tuple[int, Fraction]]) -> Model:
    """The zone, with the levels fixed so far."""
    model = Model(c)
    model.zone()
    for need, r in fixed:
        marks = [model.at_least(n, math.ceil(r * w)) for n, w in used]
        model.m.add(sum(marks) >= need)
    return model


def _level(c: Compiled, used: list[tuple[int, int]], fixed: list[tuple[int, Fraction]], need: int,
           start: Digits | None, budget: Budget, seed: int) -> tuple[Digits | None, Fraction | None, bool, Fraction]:  # fmt: skip
    """One level: a package, its exact ratio at this level, whether nothing is better, and a bound on what may be."""
    steps = min(STEPS, SAFE * 64 // max(c.agents[n].bound + w for n, w in used))
    if steps < 2**6:
        raise TooFine("the gains have too many digits for the solver")
    model, rank = _base(c, used, fixed), len(used) - need
    t = model.m.new_int_var(-64 * steps, 64 * steps, "t")
    marks = []
    for n, w in used:
        mark = model.m.new_bool_var(f"m{n}")
        model.m.add(w * t <= steps * model.gain[n]).only_enforce_if(mark)
        marks.append(mark)
    model.m.add(sum(marks) >= need)
    model.m.maximize(t)
    model.hint(start)
    out = solve(model.m, budget, seed)
    if not out.found:
        return start, (sorted(_ratios(c, used, start))[rank] if start else None), False, Fraction(1)
    best = model.read(out.solver)
    ratio = sorted(_ratios(c, used, best))[rank]
    top = max(ratio, Fraction(math.ceil(out.bound) + 1, steps))
    if out.status != "proven":
        return best, ratio, False, top
    while True:
        model = _base(c, used, fixed)
        marks = [model.at_least(n, math.floor(ratio * w) + 1) for n, w in used]
        model.m.add(sum(marks) >= need)
        out = solve(model.m, budget, seed)
        if out.status == "impossible":
            return best, ratio, True, ratio
        if not out.found:
            return best, ratio, False, top
        best = model.read(out.solver)
        ratio = sorted(_ratios(c, used, best))[rank]


def utilitarian(c: Compiled, weights: list[int | None], ideals: list[int], budget: Budget, seed: int = 0,
                start: Digits | None = None) -> Found:  # fmt: skip
    """The package of the zone with the greatest sum of gains over weights."""
    used = [(n, w, top) for n, w, top in zip(c.voices, weights, ideals, strict=True) if w]
    if not used:
        some = _any(c, budget, seed)
        state: Status = "proven" if some else "unknown" if budget.cut else "none exists"
        return Found(some, state, SUM, Fraction(0), Fraction(0))
    size = max(c.agents[n].bound / w for n, w, _ in used)
    unit = 2 ** max(0, min(40, 54 - math.ceil(math.log2(size * len(used) + 1))))
    coefficients = [(n, unit // w) for n, w, _ in used]
    model = Model(c)
    model.zone()
    total = sum(k * model.gain[n] for n, k in coefficients)
    model.m.maximize(total)
    # a gain times the rounding of its coefficient is at most its size, in units of 1/unit
    error = Fraction(2 * sum(c.agents[n].bound for n, _, _ in used), unit)
    best: tuple[Fraction, Digits] | None = None
    model.hint(start)
    done = False
    while True:
        out = solve(model.m, budget, seed)
        if not out.found:
            done = out.status == "impossible"
            break
        digits = model.read(out.solver)
        value = sum((Fraction(c.agents[n].gain(digits), w) for n, w, _ in used), Fraction(0))
        if best is None or value > best[0]:
            best = (value, digits)
        bound = Fraction(math.ceil(out.bound), unit) + error
        if out.status != "proven":
            return Found(best[1], "best found", SUM, best[0], bound)
        if bound <= best[0]:
            done = True
            break
        model.m.add_bool_or([model.at_least(n, c.agents[n].gain(digits) + 1) for n, _, _ in used])
        model.m.add(total >= math.floor((best[0] - error) * unit))
    if best is None:
        return Found(None, "none exists" if done else "unknown", SUM)
    return Found(best[1], "proven" if done else "best found", SUM, best[0], best[0] if done else None)
