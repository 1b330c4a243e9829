"""Random small compliance conflicts from a seed."""

from __future__ import annotations

import random
from fractions import Fraction

from detente.model.compliance import (
    Bundle,
    ComplianceConflict,
    Exit,
    Licence,
    Maker,
    Share,
    breach_licences,
)


def sketch(seed: int, bundles: int = 5, exits: bool = True, joint: bool = True) -> ComplianceConflict:
    """2 or 3 parties, up to `bundles` bundles, links, flags, terms of several, costs, and sometimes an exit."""
    r = random.Random(seed)
    parties = ["A", "B", "C"][: r.choice([2, 2, 3])]
    made: list[Bundle] = []
    for k in range(r.randint(2, bundles)):
        owner = r.choice(parties)
        creditors = tuple(p for p in parties if p != owner and r.random() < 0.85)
        kind = r.choices(["duty", "consent", "fallback"], [10, 1, 1])[0]
        instead = tuple(b.name for b in made if b.kind != "fallback" and r.random() < 0.5) if kind == "fallback" else ()
        made.append(Bundle(
            f"b{k}", owner, instrument="t", creditors=creditors, kind="duty" if kind == "fallback" and not instead else kind,
            essential=r.random() < 0.4, humanitarian=r.random() < 0.15, survives=r.random() < 0.2,
            seen=r.choices(["verified", "open", "unseen"], [5, 3, 2])[0], instead_of=instead,
        ))
    names = [b.name for b in made]
    licences = {(x.withhold, x.failing): x for x in breach_licences(made)}
    for b in made:
        for c in made:
            if b.owner != c.owner and r.random() < 0.3:
                licences[b.name, c.name] = Licence(b.name, c.name, r.choice(["exchange", "wait"]))
    way_out = []
    if exits and r.random() < 0.3:
        for p in parties:
            if r.random() < 0.6:
                ends = tuple(b.name for b in made if not b.survives and r.random() < 0.8)
                if ends:
                    way_out.append(Exit(f"{p}-leaves", p, ends=ends, whole=r.random() < 0.5, free=r.random() < 0.7))
                    for b in made:
                        if b.owner != p and b.essential and r.random() < 0.5:
                            licences[f"{p}-leaves", b.name] = Licence(f"{p}-leaves", b.name, "breach")
    makers = []
    for p in parties:
        shares = [Share((), Fraction(r.randint(-2, 2)), Fraction(r.randint(2, 4)))]
        for b in made:
            low = Fraction(r.randint(-4, 2) if b.owner == p else r.randint(-2, 5))
            shares.append(Share((b.name,), low, low + r.randint(0, 2)))
        if joint and r.random() < 0.5 and len(names) > 2:
            value = Fraction(r.randint(-3, 3))
            chosen = r.sample(names, r.choice([2, 2, 3]))
            if sum(b.kind == "fallback" for b in made if b.name in chosen) < 2:
                shares.append(Share(tuple(chosen), value, value))
        costs = tuple(Share((b.name,), Fraction(0), Fraction(r.randint(0, 2))) for b in made if b.owner == p and b.kind == "duty" and r.random() < 0.3)
        d = Fraction(r.randint(-3, 6))
        makers.append(Maker(p, shares=tuple(shares), no_agreement=Share((), d, d), reputation=costs))
    return ComplianceConflict("sketch", tuple(makers), tuple(made), tuple(licences.values()), tuple(way_out))
