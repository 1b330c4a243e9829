"""Options that cannot stand in one package, because the clauses that hang on them certainly clash.

Only clashes that hang on issues and open members alone are given, not on readings: what can be read so that both stand is no
bar to a bargain. A duty that can still be done elsewhere, or that arises only under a condition, excludes nothing either.
"""

from __future__ import annotations

from detente.check import joint
from detente.check.facts import Facts
from detente.model.choice import Cases, Guard


def exclusions(facts: Facts) -> tuple[tuple[Guard, str], ...]:
    """Guards over bargained choices under which the settlement contradicts itself, each with the clauses in words."""
    found: dict[Guard, str] = {}
    for made in facts.clashes:
        waits = [c for c in made.one.conditions if c.kind in ("when", "provided", "while")]
        if not made.partial and not waits:
            _add(facts, made.cases, f"`{made.one.clause}` and `{made.other.clause}` cannot both be kept", found)
    for group in (*joint.no_place(facts), *joint.chains(facts, facts.clashes)):
        names = " and ".join(f"`{n}`" for n in dict.fromkeys(n.clause for n in group.norms))
        _add(facts, group.cases, f"{names} cannot all be kept", found)
    return tuple(found.items())


def _add(facts: Facts, cases: Cases, reason: str, found: dict[Guard, str]) -> None:
    for guard in facts.logic.reduce(cases):
        bargained = all(
            (c := facts.settlement.choices.get(name.lower())) is not None and c.bargained for name, _ in guard.atoms
        )
        if guard.atoms and bargained and all(len(options) == 1 for _, options in guard.atoms):
            found.setdefault(guard, reason)
