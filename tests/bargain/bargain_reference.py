"""A plain reference for small bargaining problems: Fractions, product of options, nothing from the engine.

It reads the records of `detente.model.bargaining` and uses none of their methods but `Range.mid`.
"""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

from detente.model.bargaining import (
    AgreementRule,
    BargainingProblem,
    Bloc,
    Choice,
    Constraint,
    Interaction,
    Issue,
    Option,
    OptionValue,
    Preference,
    Quota,
    Range,
    Ratification,
)  # fmt: skip


def everyone(p):
    return {x.name: x for x in p.parties} | {b.preference.name: b.preference for r in p.ratifications for b in r.blocs}


def utility(pref, chosen):
    total = pref.core.mid
    for v in pref.values:
        if tuple(v.choice) in chosen:
            total += v.value.mid
    for t in pref.interactions:
        if all(tuple(c) in chosen for c in t.choices):
            total += t.adds.mid
    return total


def feasible(p, chosen):
    for k in p.constraints:
        if all(tuple(c) in chosen for c in k.premises) and not any(tuple(c) in chosen for c in k.conclusions):
            return False
    for issue in p.issues:
        for o in issue.options:
            if o.only_if and (issue.name, o.name) in chosen:
                pref = everyone(p)[o.only_if]
                if any(tuple(c) == (issue.name, o.name) for c in pref.insists):
                    continue
                if not issue.proposed:
                    return False
                other = (chosen - {(issue.name, o.name)}) | {(issue.name, issue.proposed)}
                if utility(pref, chosen) < utility(pref, other):
                    return False
    return True


def votes(p, chosen):
    said = {}
    for name, pref in everyone(p).items():
        ok = utility(pref, chosen) >= pref.no_agreement.mid
        ok = ok and not any(tuple(c) in chosen for c in pref.never)
        said[name] = ok and all(tuple(c) in chosen for c in pref.insists)
    return said


def agreeing(p, chosen):
    said = votes(p, chosen)
    out = set()
    for x in p.parties:
        ok = said[x.name]
        for r in p.ratifications:
            if r.party != x.name:
                continue
            yes = sum((b.share for b in r.blocs if said[b.preference.name]), Fraction(0))
            ok = ok and (yes > r.needs if r.more_than else yes >= r.needs)
            for q in r.quotas:
                held = [b for b in r.blocs if b.preference.name in q.blocs]
                got = sum((b.share for b in held if said[b.preference.name]), Fraction(0))
                ok = ok and got >= q.part * sum(b.share for b in held)
        if ok:
            out.add(x.name)
    return out


def passes(p, names):
    return len(names & set(p.rule.of)) >= p.rule.at_least and set(p.rule.including) <= names


class Reference:
    """All answers of a small problem by looking at every package."""

    def __init__(self, p):
        self.p = p
        self.all = list(itertools.product(*([o.name for o in i.options] for i in p.issues)))
        self.chosen = {k: frozenset(zip((i.name for i in p.issues), k)) for k in self.all}
        self.feasible = [k for k in self.all if feasible(p, self.chosen[k])]
        self.agree = {k: agreeing(p, self.chosen[k]) for k in self.feasible}
        self.zone = [k for k in self.feasible if passes(p, self.agree[k])]
        self.voices = [x.name for x in p.parties if x.name in p.rule.of]
        who = everyone(p)
        self.gain = {
            k: {n: utility(who[n], self.chosen[k]) - who[n].no_agreement.mid for n in who} for k in self.feasible
        }
        self.ideal = {n: max((self.gain[k][n] for k in self.zone), default=None) for n in self.voices}

    def vector(self, k):
        return tuple(self.gain[k][n] for n in self.voices)

    def dominates(self, a, b):
        return all(x >= y for x, y in zip(a, b)) and a != b

    def pareto(self, among=None):
        some = self.feasible if among is None else among
        vectors = {self.vector(k) for k in some}
        best = {v for v in vectors if not any(self.dominates(w, v) for w in vectors)}
        return [k for k in some if self.vector(k) in best]

    def nash_key(self, k):
        gains = [g for g in self.vector(k) if g > 0]
        product = Fraction(1)
        for g in gains:
            product *= g
        return len(gains), product

    def ratios(self, k):
        raw = self.p.comparable
        return [self.gain[k][n] / (1 if raw else self.ideal[n]) for n in self.voices if raw or self.ideal[n] > 0]

    def normal(self, k):
        return [self.gain[k][n] / self.ideal[n] for n in self.voices if self.ideal[n] > 0]

    def blocking(self):
        sets = []
        for size in range(1, len(self.voices) + 1):
            for some in itertools.combinations(self.voices, size):
                if any(set(s) <= set(some) for s in sets):
                    continue
                if not any(set(some) <= self.agree[k] for k in self.feasible):
                    sets.append(some)
        return sorted(sets)

    def concession(self):
        if not self.feasible:
            return None
        who = everyone(self.p)
        unit = {}
        for n in who:
            gains = [self.gain[k][n] for k in self.feasible]
            unit[n] = max(gains) if max(gains) > 0 else (max(gains) - min(gains)) or Fraction(1)
        best = None
        for k in self.feasible:
            cost = {}
            for n, pref in who.items():
                crossed = any(tuple(c) in self.chosen[k] for c in pref.never)
                crossed = crossed or not all(tuple(c) in self.chosen[k] for c in pref.insists)
                cost[n] = None if crossed else max(Fraction(0), -self.gain[k][n]) / unit[n]
            price = {n: cost[n] for n in self.voices}
            for r in self.p.ratifications:
                if r.party not in price or price[r.party] is None:
                    continue
                bills = []
                names = [b.preference.name for b in r.blocs if cost[b.preference.name] is not None]
                for size in range(len(names) + 1):
                    for some in itertools.combinations(names, size):
                        if r.passes(some):
                            bills.append(sum((cost[b] for b in some), Fraction(0)))
                price[r.party] = price[r.party] + min(bills) if bills else None
            for size in range(self.p.rule.at_least, len(self.voices) + 1):
                for some in itertools.combinations(self.voices, size):
                    if set(self.p.rule.including) <= set(some) and all(price[n] is not None for n in some):
                        total = sum((price[n] for n in some), Fraction(0))
                        best = total if best is None else min(best, total)
        return best

    def nearest(self, base, free=None):
        ok = []
        for k in self.zone:
            changed = [i.name for i, a, b in zip(self.p.issues, base, k) if a != b]
            if free is None or set(changed) <= free:
                ok.append(len(changed))
        return min(ok, default=None)


def _range(r, low, high, wide):
    a = Fraction(r.randint(low, high), r.choice((1, 1, 1, 2, 3)))
    return Range(a, a + (r.randint(0, 6) if wide and r.random() < 0.5 else 0))


def problem(seed):
    """A small random problem with everything in it now and then; the same seed gives the same one."""
    r = random.Random(seed)
    issues = []
    names = [f"P{n}" for n in range(r.randint(2, 4))]
    for n in range(r.randint(2, 4)):
        side = r.random() < 0.3
        options = ["yes", "no"] if side else [f"o{k}" for k in range(r.randint(2, 3))]
        proposed = "" if side else r.choice(options)
        gated = r.choice(options) if r.random() < 0.25 else ""
        issues.append(Issue(f"i{n}", tuple(Option(o, only_if=r.choice(names) if o == gated else "") for o in options),
                            proposed=proposed, side=side))  # fmt: skip
    choices = [Choice(i.name, o) for i in issues for o in i.option_names]

    def some(k):
        return tuple(r.sample(choices, k))

    def preference(name, wide=True):
        spread = [Choice(i.name, o) for i in issues for o in i.option_names if r.random() < 0.85]
        lines = list(some(2))
        return Preference(
            name, no_agreement=_range(r, -4, 12, wide), core=_range(r, 0, 4, wide),
            values=tuple(OptionValue(c, _range(r, -6, 12, wide)) for c in spread),
            interactions=tuple(Interaction(some(r.randint(2, 3)), _range(r, -5, 8, wide)) for _ in range(r.randint(0, 2))),
            never=(lines[0],) if r.random() < 0.2 else (), insists=(lines[1],) if r.random() < 0.15 else (),
        )  # fmt: skip

    constraints = []
    for _ in range(r.randint(0, 3)):
        kind = r.randint(0, 3)
        if kind == 0:
            constraints.append(Constraint(some(1), some(1)))
        elif kind == 1:
            constraints.append(Constraint(some(2)))
        elif kind == 2:
            constraints.append(Constraint(some(2), some(2)))
        else:
            constraints.append(Constraint((), some(3)))
    parties = tuple(preference(n) for n in names)
    bodies = []
    if r.random() < 0.4:
        blocs = tuple(Bloc(preference(f"B{n}"), Fraction(r.randint(1, 40))) for n in range(r.randint(1, 3)))
        of = Fraction(120)
        quotas = (Quota((blocs[0].preference.name,), Fraction(1)),) if r.random() < 0.2 else ()
        held = int(sum(b.share for b in blocs))
        bodies.append(Ratification(r.choice(names), "senate", blocs, Fraction(r.randint(1, held)), of,
                                   r.random() < 0.5, quotas))  # fmt: skip
    voices = names if r.random() < 0.8 else names[:-1]
    least = len(voices) if r.random() < 0.6 else max(1, len(voices) - 1)
    including = (voices[0],) if least < len(voices) and r.random() < 0.5 else ()
    return BargainingProblem(f"random {seed}", tuple(issues), parties, AgreementRule(tuple(voices), least, including),
                             tuple(constraints), tuple(bodies), comparable=r.random() < 0.3)  # fmt: skip
