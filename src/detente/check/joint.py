"""Conflicts of three and more norms, each harmless beside any one other.

Two kinds are looked for. *No place left*: a duty to do something somewhere in a zone, and bans that together cover every
place of it. *Chain*: a duty that arises when something is done, something that another norm requires to be done, and a ban
on the duty's deed.

Steps: (1) for each duty group its places by the bans that meet them; (2) ask z3 whether some package and reading bans every
group; (3) in that package make each norm a named assumption, take the unsatisfiable core, and drop members one by one while
it stays unsatisfiable: what is left is inclusion-minimal. Chains are followed backwards from the clash, breadth first.
Source for core extraction: Liffiton and Sakallah, Journal of Automated Reasoning 40 (2008), deletion-based shrinking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from detente.check import clash
from detente.check.cases import Logic, union
from detente.check.deeds import overlap
from detente.check.facts import Facts
from detente.model.choice import CERTAIN, NEVER, Cases, conjoin
from detente.model.norm import Condition, Norm

MAX_GROUPS, MAX_CASES = 64, 64


@dataclass(frozen=True, slots=True)
class Joint:
    """An inclusion-minimal set of norms that cannot all be kept: the duty first. kind: "no place" or "chain"."""

    kind: str
    norms: tuple[Norm, ...]
    cases: Cases
    example: tuple[str, ...] = ()


def no_place(facts: Facts) -> Iterator[Joint]:
    """Duties to act somewhere in a zone that bans leave no place for."""
    groups: dict[tuple[str, str, str], list[clash.Clash]] = {}
    for made in facts.clashes:
        if made.why != "forbidden" or facts.deeds.enders.get(made.one.deed.act):
            continue
        for bearer in ("",) if made.one.mode != "each" else sorted(made.meeting.actors):
            groups.setdefault((made.one.id, made.step.deed.act, bearer), []).append(made)
    for met in groups.values():
        norm, step = met[0].one, met[0].step
        wanted = next((v.leaves for _, v in step.deed.args if v.extent is not None), frozenset())
        if len(wanted) > 1 and len({c.other.clause for c in met}) > 1:
            made_of = _covered(facts, clash.Entry(norm, facts.norm_cases(norm)), wanted, met)
            if made_of is not None:
                yield made_of


def _covered(facts: Facts, entry: clash.Entry, wanted: frozenset[str], met: list[clash.Clash]) -> Joint | None:
    groups: dict[frozenset[int], set[str]] = {}
    for leaf in wanted:
        groups.setdefault(frozenset(k for k, c in enumerate(met) if leaf in c.meeting.places), set()).add(leaf)
    if frozenset() in groups or len(groups) > MAX_GROUPS or any(len(g) == len(met) == 1 for g in groups):
        return None
    if any(all(k in g for g in groups) for k in range(len(met))):
        return None
    core, example = _core(facts.logic, met, list(groups), entry.cases)
    if core is None:
        return None
    cases: Cases = entry.cases
    for group in groups:
        cases = conjoin(cases, union(met[k].cases for k in sorted(group) if k in core))
        if len(cases) > MAX_CASES:
            cases = cases[:MAX_CASES]
    return Joint("no place", (entry.norm, *(met[k].other for k in sorted(core))), cases or CERTAIN, example)


def _core(
    logic: Logic, met: list[clash.Clash], groups: list[frozenset[int]], base: Cases
) -> tuple[frozenset[int] | None, tuple[str, ...]]:
    """The members of a minimal set of bans that covers every group in some package, and that package in words."""
    import z3

    names = {c for m in met for g in m.cases for c, _ in g.atoms} | {c for g in base for c, _ in g.atoms}
    solver = logic.solver(names)
    solver.add(z3.Or(*(logic.formula(g) for g in base)))
    holds = {k: z3.Or(*(logic.formula(g) for g in m.cases)) for k, m in enumerate(met)}
    solver.add(*(z3.Or(*(holds[k] for k in sorted(group))) for group in groups))
    if solver.check() != z3.sat:
        return None, ()
    model = solver.model()
    standing = {k for k in holds if z3.is_true(model.eval(holds[k], model_completion=True))}
    inner = z3.Solver()
    places = [z3.Bool(f"place{n}") for n in range(len(groups))]
    inner.add(z3.Or(*places))
    names_of = {k: z3.Bool(f"ban{k}") for k in sorted(standing)}
    for k, named in names_of.items():
        inner.add(z3.Implies(named, z3.And(*(z3.Not(places[n]) for n, g in enumerate(groups) if k in g))))
    core = set(names_of)
    for k in sorted(names_of):
        if inner.check(*(names_of[j] for j in core - {k})) == z3.unsat:
            core.discard(k)
    return frozenset(core), logic.words(model, names)


def chains(facts: Facts, clashes: Iterable[clash.Clash]) -> Iterator[Joint]:
    """Clashes of a duty that arises only when something is done, which other duties require to be done."""
    for made in clashes:
        if made.one.conditions:
            causes = _causes(facts, made.one, 0)
            if causes:
                cases = made.cases
                for norm in causes:
                    cases = conjoin(cases, facts.norm_cases(norm))
                if cases != NEVER:
                    yield Joint("chain", (*causes, made.one, made.other), cases)


def _causes(facts: Facts, norm: Norm, depth: int) -> tuple[Norm, ...]:
    """Norms that together require every condition of this norm to come about; empty where they do not."""
    out: list[Norm] = []
    for condition in norm.conditions:
        if condition.kind == "unless":
            continue
        cause = next((n for n in clash.duties(facts.norms) if _brings_about(n, condition) and n.clause != norm.clause), None)
        if cause is None or condition.negated:
            return ()
        if cause.conditions:
            earlier = _causes(facts, cause, depth + 1) if depth < 4 else ()
            if not earlier:
                return ()
            out += earlier
        out.append(cause)
    return tuple(dict.fromkeys(out))


def _brings_about(norm: Norm, condition: Condition) -> bool:
    anchor = condition.what
    if anchor.kind == "clause":
        return norm.clause.lower() == anchor.name.lower()
    event = anchor.event
    if event is None or event.actor is None or norm.mode in ("any", "at least"):
        return False
    return overlap(norm.deed, norm.bearers, event.deed, event.actor.parties) is not None
