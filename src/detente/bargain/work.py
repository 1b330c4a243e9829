"""Can they sign it, which package serves them best, and if none, what would have to change? The order of work.

1. Put the problem into integers (`compiled`) and choose the engine: enumeration up to 10^7 combinations, else search.
2. Survey: counts, the zone with its proof or witness, blocking sets, ideals, Pareto sets.
3. Named packages. 4. Without a zone: least concession, what to relax. 5. The proposal: acceptance, dominance, least
amendment, linkage. 6. Votes of ratifying bodies. 7. Numbers that flip the verdict; sampled worlds. 8. Exchanges.
9. Scenarios: the same again with replaced values.
A time limit or Ctrl-C ends the work; what is proven by then is returned and the rest is marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from typing import Literal

from detente.bargain.compiled import Compiled, Digits, compile_problem, inside
from detente.bargain.enumeration import Enumeration
from detente.bargain.exchanges import weigh
from detente.bargain.facts import Found, Survey
from detente.bargain.flips import proposal_flips, zone_flips
from detente.bargain.result import (
    BargainResult,
    Change,
    Concession,
    Flip,
    Named,
    Pareto,
    Proposal,
    Robustness,
    ScenarioResult,
    Vote,
    Zone,
)  # fmt: skip
from detente.bargain.robustness import sample
from detente.bargain.search import Search
from detente.model.bargaining import BargainingProblem, Package
from detente.solve.budget import Budget, stoppable

Engine = Enumeration | Search
ENUMERABLE = 10_000_000
WIDE = 200_000
"""Enumeration stops paying at ENUMERABLE combinations; at WIDE where numbers need more than 64 bits."""
CANDIDATES = 2_000
PARTS = ("pareto", "named", "why", "proposal", "ratification", "flips", "robustness", "exchanges", "scenarios")

DEFINITIONS = {
    "nash": "as many parties as possible gain, then the greatest product of their gains over no agreement",
    "kalai_smorodinsky": "the greatest least share of what each could gain at best, then the second least, and so on",
    "leximin": "the worst-off party as well off as possible, then the second worst-off, and so on",
    "utilitarian": "the greatest sum of gains",
}


def analyse(problem: BargainingProblem, *, seed: int = 0, worlds: int = 100_000, seconds: float | None = None,
            parts: Collection[str] = PARTS, engine: Literal["auto", "enumeration", "search"] = "auto",
            progress: Callable[[str, float], None] | None = None) -> BargainResult:  # fmt: skip
    """Analyse a bargaining problem.

    seed: for sampled worlds and the solver. worlds: how many are sampled. seconds: a limit on the whole, None for none.
    parts: which answers are wanted (`PARTS`); counts and the zone always are. progress: told stage and share done.
    Raises ValueError for an unknown part and where the numbers are too fine for the only engine that could do it.
    """
    if unknown := sorted(set(parts) - set(PARTS)):
        raise ValueError(f"there is no part {unknown[0]}; the parts are {', '.join(PARTS)}")
    budget = Budget(seconds, progress)
    with stoppable(budget):
        return _Work(problem, budget, seed, worlds, parts, engine).run()


def pick_engine(c: Compiled, wanted: str, budget: Budget, seed: int) -> tuple[Engine, str]:
    """The engine and the reason for it in words."""
    number = c.problem.combinations
    fine = any(a.bound >= 2**63 for a in c.agents)
    limit = WIDE if fine else ENUMERABLE
    if wanted == "enumeration" or (wanted == "auto" and number <= limit):
        why = "as asked" if wanted == "enumeration" else f"no more than {limit:,}, so each is looked at"
        return Enumeration(c, budget), f"{number:,} combinations, {why}"
    why = "as asked" if wanted == "search" else f"more than {limit:,}, so they are searched and not listed"
    return Search(c, budget, seed), f"{number:,} combinations, {why}"


class _Work:
    """One analysis; the methods are the steps of the module's docstring."""

    def __init__(self, problem: BargainingProblem, budget: Budget, seed: int, worlds: int, parts: Collection[str],
                 engine: str) -> None:  # fmt: skip
        self.problem, self.budget, self.seed, self.worlds, self.parts = problem, budget, seed, worlds, parts
        self.c = compile_problem(problem)
        self.engine, self.reason = pick_engine(self.c, engine, budget, seed)
        self.wanted = engine

    def run(self) -> BargainResult:
        """All steps."""
        c, p = self.c, self.problem
        s = self.engine.survey("pareto" in self.parts)
        found = self._choose(s) if "named" in self.parts else {}
        named = {name: self._named(name, f) for name, f in found.items()}
        zone = self._zone(s)
        base = p.proposal
        digits = None if base is None else c.digits(base)
        proposal = self._proposal(digits, found) if digits is not None and "proposal" in self.parts else None
        votes = self._votes(found, digits) if "ratification" in self.parts else {}
        flips = self._flips(s, digits) if "flips" in self.parts else ()
        robust = self._robust(s, found, digits, proposal) if "robustness" in self.parts and self.worlds else None
        spans = {x.name: self._span(n, s) for n, x in enumerate(p.parties)}
        exchanges = tuple(weigh(e, spans) for e in p.exchanges) if "exchanges" in self.parts else ()
        scenarios = self._scenarios(found, digits) if "scenarios" in self.parts else ()
        cut = self.budget.cut or self.budget.interrupted
        return BargainResult(
            p, self.engine.name, self.reason,
            "interrupted" if self.budget.interrupted else "cut off by time" if cut else "complete",
            s.feasible, zone, self._pareto(s), named, proposal, robust, flips, exchanges, scenarios, votes,
            assumptions(p), {"seed": self.seed, "worlds": self.worlds, "seconds": self.budget.seconds,
                             "parts": [x for x in PARTS if x in self.parts]},
            hashlib.sha256(repr(p).encode()).hexdigest(), notes=self._notes(found),
        )  # fmt: skip

    # -- steps 2 to 4 -------------------------------------------------------------------------------------------------

    def _weights(self, s: Survey) -> dict[str, list[int | None]]:
        """Per named package, what each voice's gains are divided by."""
        tops = [s.ideals[n] for n in self.c.voices]
        normal = [x if x is not None and x > 0 else None for x in tops]
        raw: list[int | None] = [self.c.agents[n].scale for n in self.c.voices]
        own = raw if self.problem.comparable else normal
        return {"kalai_smorodinsky": normal, "leximin": own, "utilitarian": own}

    def _choose(self, s: Survey) -> dict[str, Found]:
        found = self.engine.named(dict(self._weights(s)))
        return {name: found[name] for name in DEFINITIONS}

    def _named(self, name: str, f: Found) -> Named:
        c, p = self.c, self.problem
        scaled = "raw gains, scales declared comparable" if p.comparable else "normalised gains"
        words = DEFINITIONS[name] + (f" ({scaled})" if name in ("leximin", "utilitarian") else "")
        if f.digits is None:
            return Named(words, None, {}, {}, None, None, None, f.status, f.method)
        utilities, gains = self._payoffs(f.digits)
        gains = {p.parties[n].name: gains[p.parties[n].name] for n in c.voices}
        product = Fraction(1)
        strict = [g for g in gains.values() if g > 0]
        for g in strict:
            product *= g
        value, bound = f.value, f.bound
        if name == "nash":
            unit = (c.agents[0].scale if c.agents else 1) ** len(strict)
            value, bound = product, None if f.bound is None else f.bound / unit
        return Named(words, c.package(f.digits), utilities, gains, product, value, bound, f.status, f.method, f.ties,
                     self._flagged(f.digits))  # fmt: skip

    def _payoffs(self, digits: Digits) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
        """Utilities and gains of all parties, each on its own scale."""
        gains = {a.name: Fraction(a.gain(digits), a.scale) for a in self.c.agents[: self.c.parties]}
        return {a.name: gains[a.name] + a.no_agreement for a in self.c.agents[: self.c.parties]}, gains

    def _flagged(self, digits: Digits) -> tuple[str, ...]:
        found = []
        for issue, d in zip(self.problem.issues, digits, strict=True):
            for who, why in issue.options[d].rejected_by:
                found.append(f"{issue.name} {issue.options[d].name} was rejected by {who}" + (f": {why}" if why else ""))
        return tuple(found)

    def _zone(self, s: Survey) -> Zone:
        c, names = self.c, [p.name for p in self.problem.parties]
        empty = False if s.zone.lower else True if s.zone.upper == 0 else None
        proof = {
            False: "a package that all who must accept do accept is given as witness",
            True: "every feasible package was examined" if isinstance(self.engine, Enumeration)
            else "the solver proved that no package meets the rule",
            None: "not decided in the time given",
        }[empty]  # fmt: skip
        zone = Zone(
            s.zone, s.first_level, empty, "unknown" if empty is None else "proven",
            tuple(tuple(names[n] for n in sorted(b)) for b in s.blocking), s.blocking_status,
            dict(zip(names, s.agreeable, strict=True)), None if s.witness is None else c.package(s.witness), proof,
        )  # fmt: skip
        return self._why(zone) if empty and "why" in self.parts else zone

    def _why(self, zone: Zone) -> Zone:
        """Least concession and what to relax, where the zone is empty."""
        from dataclasses import replace

        f = self.engine.concession()
        relax = self.engine.relaxation()
        each: dict[str, Fraction] = {}
        if f.digits is not None:
            each = {a.name: Fraction(max(0, -a.gain(f.digits)), a.scale) for a in self.c.agents}
        package = None if f.digits is None else self.c.package(f.digits)
        return replace(
            zone, least_concession=Concession(package, f.value, f.bound, each, f.status, f.method),
            constraints_to_relax=relax.constraints, red_lines_to_relax=relax.red_lines,
            least_red_lines=relax.least_red_lines, relaxing_status=relax.status,
        )  # fmt: skip

    def _pareto(self, s: Survey) -> Pareto:
        return Pareto(s.front_size, s.front_status, self._points(s.front), self._points(s.zone_front))

    def _points(self, rows: list[tuple[tuple[int, ...], int, Digits]] | None
                ) -> tuple[tuple[Package, int, dict[str, Fraction]], ...] | None:  # fmt: skip
        if rows is None:
            return None
        return tuple((self.c.package(d), n, self._payoffs(d)[0]) for _, n, d in rows)

    # -- steps 5 to 7 -------------------------------------------------------------------------------------------------

    def _proposal(self, digits: Digits, found: Mapping[str, Found]) -> Proposal:
        c = self.c
        utilities, gains = self._payoffs(digits)
        agreeing = set(c.agreeing(digits))
        standing = self.engine.standing(digits)
        acceptable = c.acceptable(digits)
        sides = frozenset(n for n, i in enumerate(self.problem.issues) if i.side)
        linkage = None
        if sides:
            bare = tuple(i.option_names.index("no") if i.side and "no" in i.option_names else d
                         for i, d in zip(self.problem.issues, digits, strict=True))  # fmt: skip
            linkage = self._change(bare, self.engine.nearest(bare, sides))
        return Proposal(
            c.package(digits), c.feasible(digits), tuple(n for n, b in c.boxes if inside(b, digits)), acceptable,
            {p.name: p.name in agreeing for p in self.problem.parties},
            tuple(n for a in c.agents for n, b in a.refuses if inside(b, digits)),
            utilities, gains, self._vote(digits), standing.count, self._change(digits, standing.nearest),
            {n: sum(x != y for x, y in zip(f.digits, digits, strict=True)) for n, f in found.items() if f.digits},
            None if acceptable else self._change(digits, self.engine.nearest(digits)), linkage, self._flagged(digits),
        )  # fmt: skip

    def _change(self, base: Digits, f: Found) -> Change:
        c, bound = self.c, None if f.bound is None else int(f.bound)
        if f.digits is None:
            return Change(None, (), bound, f.status, f.method)
        a, b = c.package(base), c.package(f.digits)
        steps = tuple((i.name, x, y) for i, x, y in zip(self.problem.issues, a, b, strict=True) if x != y)
        return Change(b, steps, bound, f.status, f.method)

    def _vote(self, digits: Digits) -> tuple[Vote, ...]:
        yes = {a.name for a in self.c.agents if a.accepts(digits)}
        found = []
        for r in self.problem.ratifications:
            blocs = tuple(b.preference.name for b in r.blocs if b.preference.name in yes)
            held = sum((b.share for b in r.blocs if b.preference.name in yes), Fraction(0))
            found.append(Vote(r.party, r.body, blocs, held, r.needs, r.of, r.passes(yes)))
        return tuple(found)

    def _votes(self, found: Mapping[str, Found], digits: Digits | None) -> dict[str, tuple[Vote, ...]]:
        if not self.problem.ratifications:
            return {}
        votes = {name: self._vote(f.digits) for name, f in found.items() if f.digits is not None}
        return votes | ({} if digits is None else {"proposal": self._vote(digits)})

    def _flips(self, s: Survey, digits: Digits | None) -> tuple[Flip, ...]:
        flips = proposal_flips(self.c, digits) if digits is not None and self.c.feasible(digits) else ()
        if s.feasible.upper and (s.zone.lower or s.zone.upper == 0):
            flips += zone_flips(self.c, self.engine.pivots(bool(s.zone.lower)), bool(s.zone.lower))
        return flips

    def _robust(self, s: Survey, found: Mapping[str, Found], digits: Digits | None, proposal: Proposal | None
                ) -> Robustness:  # fmt: skip
        c = self.c
        complete = self.problem.combinations <= CANDIDATES
        wanted: list[Digits] = [f.digits for f in found.values() if f.digits is not None]
        if digits is not None and c.feasible(digits):
            wanted.append(digits)
        if proposal is not None:
            for change in (proposal.amendment, proposal.linkage):
                if change is not None and change.package is not None:
                    wanted.append(c.digits(change.package))
        always = len(dict.fromkeys(wanted))
        if complete:
            wanted += [d for d in map(c.at, range(self.problem.combinations)) if c.feasible(d)]
        wanted = list(dict.fromkeys(wanted))
        place = {d: n for n, d in enumerate(wanted)}
        conclusions: list[tuple[str, int | None, bool]] = []
        if complete and s.complete:
            conclusions.append((f"there is {'a' if s.zone.lower else 'no'} zone of agreement", None, bool(s.zone.lower)))
        if digits in place and digits is not None:
            truth = c.acceptable(digits)
            conclusions.append((f"the proposal is {'' if truth else 'not '}acceptable", place[digits], truth))
        for name, f in found.items():
            if f.digits is not None:
                conclusions.append((f"the {name} package is acceptable", place[f.digits], True))
        return sample(c, wanted, complete, self.worlds, self.seed, self.budget, conclusions, always)

    def _span(self, n: int, s: Survey) -> Fraction | None:
        """Ideal minus no-agreement value of a party, over the zone, else over feasible packages where known."""
        top = s.ideals[n] if s.ideals[n] is not None else s.highest[n] if s.highest else None
        return Fraction(top, self.c.agents[n].scale) if top is not None and top > 0 else None

    # -- step 9 ---------------------------------------------------------------------------------------------------------

    def _scenarios(self, before: Mapping[str, Found], digits: Digits | None) -> tuple[ScenarioResult, ...]:
        results = []
        for scenario in self.problem.scenarios:
            work = _Work(self.problem.under(scenario.name), self.budget, self.seed, 0, ("named",), self.wanted)
            s = work.engine.survey(False)
            after = work._choose(s) if "named" in self.parts else {}
            names = [p.name for p in self.problem.parties]
            old = set() if digits is None else set(self.c.agreeing(digits))
            new = set() if digits is None else set(work.c.agreeing(digits))
            results.append(ScenarioResult(
                scenario.name, s.zone, False if s.zone.lower else True if s.zone.upper == 0 else None,
                {n: work._named(n, f) for n, f in after.items()},
                None if digits is None else work.c.acceptable(digits),
                {n: work.c.acceptable(f.digits) for n, f in before.items() if f.digits is not None},
                {n: n in old for n in names}, {n: n in new for n in names},
            ))  # fmt: skip
        return tuple(results)

    def _notes(self, found: Mapping[str, Found]) -> tuple[str, ...]:
        """What a reader should know about the answers."""
        notes = []
        f = found.get("nash")
        if f is not None and f.digits is not None:
            gainers = sum(self.c.agents[n].gain(f.digits) > 0 for n in self.c.voices)
            if gainers < len(self.c.voices):
                notes.append(f"no package lets more than {gainers} of {len(self.c.voices)} parties gain strictly; which "
                             "of them gain then depends on the scales of the positions")  # fmt: skip
        if self.problem.proposal is None:
            issue = next(i.name for i in self.problem.issues if not i.base)
            notes.append(f"there is no proposal to judge: issue {issue} proposes nothing")
        if not self.problem.comparable and found:
            notes.append("scales are private, so the egalitarian package is the Kalai-Smorodinsky package")
        return tuple(notes)


def assumptions(p: BargainingProblem) -> tuple[str, ...]:
    """What the analysis takes for granted about this problem, in words."""
    found = ["a party accepts at utility >= its no-agreement value"]
    everyone = [*p.parties, *(b.preference for b in p.blocs)]
    if any(not r.known for x in everyone for _, r in x.numbers()):
        found.append("ranges are independent and uniform; point values are midpoints")
    for x in everyone:
        valued = {v.choice for v in x.values}
        bare = [f"{i.name} {o}" for i in p.issues for o in i.option_names if (i.name, o) not in valued]
        if bare and not x.rest_basis:
            some = ", ".join(bare[:5]) + (f" and {len(bare) - 5} more" if len(bare) > 5 else "")
            found.append(f"options {x.name} gives no value count 0: {some}")
    for r in p.ratifications:
        held = sum((b.share for b in r.blocs), Fraction(0))
        if held < r.of:
            found.append(f"{r.of - held} of the {r.of} seats of {r.body} are in no bloc and count as not voting yes")
    if any(o.only_if for i in p.issues for o in i.options):
        found.append("whether an option that waits for a party's insisting is open is decided at point values")
    return tuple(found)


__all__ = ["DEFINITIONS", "ENUMERABLE", "PARTS", "analyse", "assumptions", "pick_engine"]
