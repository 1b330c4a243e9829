"""What one party may be shown of a bargain: its own values, and what is released to all.

Released to all: how many packages there are, whether the zone of agreement is empty and whether that is proven, and the options
of the named packages. Everything else is worked out from the party's own position alone, as if nobody else had one: the
numbers of the others are not in the record that is drawn, so they cannot be in the drawing. What a released package lets
others infer stays with whoever decides to release it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from detente.bargain.result import BargainResult, Flip
    from detente.model.bargaining import BargainingProblem, Package, Preference


@dataclass(frozen=True, slots=True)
class OwnView:
    """A package as one party sees it. gain: over no agreement, at the lowest, the point and the highest of its ranges.

    accepts: whether it would sign and could ratify. crossed: its own red lines in it. votes: (body, blocs that say yes, passes).
    """

    name: str
    package: Package
    status: str
    utility: Fraction
    gain: tuple[Fraction, Fraction, Fraction]
    accepts: bool
    crossed: tuple[str, ...]
    votes: tuple[tuple[str, tuple[str, ...], bool], ...]


@dataclass(frozen=True, slots=True)
class PartyView:
    """What is released to all, and the party's own view of it. flips: numbers of its own that turn its own answer."""

    name: str
    party: str
    rule: str
    issues: tuple[str, ...]
    packages: int | None
    at_least: int
    empty: bool | None
    zone_status: str
    outcome: str
    seen: tuple[OwnView, ...]
    flips: tuple[Flip, ...]
    exchanges: tuple[tuple[str, Fraction, Fraction, Fraction], ...]
    assumptions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, with the words of `detente bargain --format json`."""
        from detente.solve.exact import exact

        return {
            "name": self.name, "for": self.party, "rule": {"text": self.rule}, "packages": self.packages,
            "packages_at_least": self.at_least, "zone": {"empty": self.empty, "status": self.zone_status},
            "outcome": self.outcome,
            "seen": {
                v.name: {
                    "package": dict(zip(self.issues, v.package, strict=True)), "status": v.status, "utility": exact(v.utility),
                    "gain": {"low": exact(v.gain[0]), "point": exact(v.gain[1]), "high": exact(v.gain[2])}, "accepts": v.accepts,
                    "red_lines_crossed": list(v.crossed),
                    "votes": [{"body": b, "yes": list(y), "passes": p} for b, y, p in v.votes],
                }
                for v in self.seen
            },
            "flips": [
                {"verdict": f.verdict, "who": f.who, "number": f.number, "point": exact(f.point), "side": f.side,
                 "threshold": exact(f.threshold), "within_range": f.within}
                for f in self.flips
            ],
            "exchanges": [{"name": n, "low": exact(a), "point": exact(b), "high": exact(c)} for n, a, b, c in self.exchanges],
            "assumptions": list(self.assumptions),
        }  # fmt: skip


def own_problem(problem: BargainingProblem, party: str) -> BargainingProblem:
    """The problem with this party alone: its position, its bodies, its consent. Raises KeyError for an unknown party."""
    from detente.model.bargaining import AgreementRule

    open_ = tuple(replace(i, options=tuple(replace(o, only_if="") for o in i.options)) for i in problem.issues)
    worths = tuple(
        replace(e, first=replace(e.first, worth=tuple(w for w in e.first.worth if w[0] == party)),
                second=replace(e.second, worth=tuple(w for w in e.second.worth if w[0] == party)))
        for e in problem.exchanges
    )  # fmt: skip
    return replace(
        problem, issues=open_, parties=(problem.party(party),), rule=AgreementRule.all_of([party]), scenarios=(), notes=(),
        ratifications=tuple(r for r in problem.ratifications if r.party == party), exchanges=worths, constraints=(),
    )  # fmt: skip


def view(result: BargainResult, party: str) -> PartyView:
    """What this party may be shown of a result. Raises KeyError for a party without a position."""
    from detente.bargain.compiled import compile_problem
    from detente.bargain.flips import proposal_flips
    from detente.bargain.work import assumptions

    own = own_problem(result.problem, party)
    c = compile_problem(own)
    shown: list[tuple[str, Package, str]] = [(n, f.package, f.status) for n, f in result.named.items() if f.package is not None]
    proposed = result.problem.proposal
    if proposed is not None:
        shown.insert(0, ("proposal", proposed, "proposed"))
    count = result.packages
    words = {"the proposal is acceptable": "your acceptance of the proposal", "the proposal is not acceptable": "your refusal of the proposal"}
    flips = proposal_flips(c, c.digits(proposed)) if proposed is not None else ()
    return PartyView(
        result.problem.name, party, str(result.problem.rule), tuple(i.name for i in own.issues), count.exact, count.lower,
        result.zone.empty, result.zone.status, result.outcome, tuple(_own(own, c, n, p, s) for n, p, s in shown),
        tuple(replace(f, verdict=words[f.verdict]) for f in flips), tuple(_exchanges(own, party)), assumptions(own),
    )  # fmt: skip


def _own(own: BargainingProblem, c: Any, name: str, package: Package, status: str) -> OwnView:
    from detente.bargain.compiled import inside

    digits, me = c.digits(package), own.parties[0]
    agent = c.agents[0]
    yes = {a.name for a in c.agents if a.accepts(digits)}
    gain = Fraction(agent.gain(digits), agent.scale)
    low, _, high = span_of(me, own, package)
    return OwnView(
        name, package, status, gain + agent.no_agreement, (low, gain, high), me.name in c.agreeing(digits),
        tuple(n for a in c.agents for n, b in a.refuses if inside(b, digits)),
        tuple((r.body, tuple(b.preference.name for b in r.blocs if b.preference.name in yes), r.passes(yes)) for r in own.ratifications),
    )  # fmt: skip


def span_of(holder: Preference, problem: BargainingProblem, package: Package) -> tuple[Fraction, Fraction, Fraction]:
    """The gain of a party or bloc over no agreement: the least its ranges allow, at the point values, the greatest."""
    chosen = {(i.name, o) for i, o in zip(problem.issues, package, strict=True)}
    parts = [holder.core, *(v.value for v in holder.values if tuple(v.choice) in chosen)]
    parts += [t.adds for t in holder.interactions if all(tuple(x) in chosen for x in t.choices)]
    zero, none = Fraction(0), holder.no_agreement
    low, mid, high = (sum(some, zero) for some in ((r.lo for r in parts), (r.mid for r in parts), (r.hi for r in parts)))
    return low - none.hi, mid - none.mid, high - none.lo


def _exchanges(own: BargainingProblem, party: str) -> Iterator[tuple[str, Fraction, Fraction, Fraction]]:
    for e in own.exchanges:
        worth = [r for side in (e.first, e.second) for _, r in side.worth]
        if worth and party in (e.first.party, e.second.party):
            zero = Fraction(0)
            yield e.name, sum((r.lo for r in worth), zero), sum((r.mid for r in worth), zero), sum((r.hi for r in worth), zero)


def show(found: PartyView, console: Console) -> None:
    """Print what the party may see."""
    from detente.report.bargain import NAMES

    out = console.print
    out(Text(f"{found.name}, for {found.party}", "bold"))
    size = f"{found.packages:,}" if found.packages is not None else f"at least {found.at_least:,}"
    verdict = {True: "No package can be", False: "Some packages can be", None: "It is not settled whether any package can be"}
    out(f"{verdict[found.empty]} {found.rule}: {found.zone_status}. {size} feasible packages; {found.outcome}.")
    table = Table("package", "your gain", "lowest", "highest", "you accept", box=None, pad_edge=False)
    for v in found.seen:
        low, point, high = (f"{float(x):g}" for x in v.gain)
        table.add_row(NAMES.get(v.name, v.name), point, low, high, "yes" if v.accepts else "no")
    out(table)
    for v in found.seen:
        for body, yes, passes in v.votes:
            out(f"  {NAMES.get(v.name, v.name)}: {body} {'says yes' if passes else 'says no'} ({', '.join(yes) or 'no bloc'} for it)")
        for line in v.crossed:
            out(Text(f"  {NAMES.get(v.name, v.name)} crosses your red line: {line}"), soft_wrap=True)
    _packages(found, console)
    for f in found.flips[:8]:
        inside = "within its range" if f.within else "outside its range"
        out(Text(f"  {f.verdict} turns if {f.who}'s {f.number} is {f.side} {float(f.threshold):g} (now {float(f.point):g}; {inside})"), soft_wrap=True)
    for name, low_, point_, high_ in found.exchanges:
        out(Text(f"  exchange {name}: worth {float(point_):g} to you ({float(low_):g} to {float(high_):g})"), soft_wrap=True)
    for text in found.assumptions:
        out(Text(f"  taken for granted: {text}"), soft_wrap=True)


def _packages(found: PartyView, console: Console) -> None:
    """Where the named packages differ from the proposal, or in full where there is none."""
    base = next((v.package for v in found.seen if v.name == "proposal"), None)
    from detente.report.bargain import NAMES

    for v in found.seen:
        if v.package == base and v.name != "proposal":
            console.print(f"  {NAMES.get(v.name, v.name)} is the proposal")
        elif v.name != "proposal":
            told = [f"{i} {o}" for k, (i, o) in enumerate(zip(found.issues, v.package, strict=True)) if base is None or base[k] != o]
            word = "differs from the proposal in" if base is not None else "is"
            console.print(Text(f"  {NAMES.get(v.name, v.name)} {word}: {', '.join(told)}"), soft_wrap=True)
