"""The bargaining analysis for a terminal: the answer first, then who, what, and on what numbers it hangs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from detente.bargain.result import BargainResult, Named
    from detente.model.bargaining import Package

NAMES = {
    "nash": "Nash", "kalai_smorodinsky": "Kalai–Smorodinsky", "leximin": "leximin (egalitarian)", "utilitarian": "utilitarian",
}


def verdict(result: BargainResult) -> str:
    """One sentence: whether everybody who must sign could, as far as it is proven."""
    rule = str(result.problem.rule)
    zone = result.zone
    if zone.empty is None:
        return f"Whether any package can be {rule} is not settled ({zone.status})."
    if zone.empty:
        block = " or ".join(" and ".join(group) for group in zone.blocking) or "nobody in particular"
        return f"No package can be {rule}: that is {zone.status}. It fails with {block}."
    return f"Some packages can be {rule}: that is {zone.status}."


def show(result: BargainResult, console: Console) -> None:
    """Print the analysis in the order in which a delegation would ask."""
    problem = result.problem
    out = console.print
    out(Text(problem.name, "bold"))
    out(verdict(result))
    count = result.to_dict()
    size = f"{count['packages']:,}" if count["packages"] is not None else f"at least {count['packages_at_least']:,}"
    out(f"{len(problem.issues)} issues, {size} feasible packages ({result.engine}: {result.reason}); {result.outcome}.")
    _proposal(result, console)
    _named(result, console)
    _why(result, console)
    _sure(result, console)
    _scenarios(result, console)
    _heading(console, "Taken for granted")
    for text in (*result.assumptions, *problem.notes):
        out(Text(f"  {text}"), soft_wrap=True)


def _heading(console: Console, text: str) -> None:
    console.print()
    console.print(Text(text, "bold"))


def _number(value: Fraction | None) -> str:
    return "–" if value is None else f"{float(value):g}"


def differences(result: BargainResult, package: Package) -> list[str]:
    """How a package differs from the author's proposal: `annexation no (proposed yes)`."""
    base = result.problem.proposal
    out = []
    for k, issue in enumerate(result.problem.issues):
        if base is None:
            out.append(f"{issue.name} {package[k]}")
        elif base[k] != package[k]:
            out.append(f"{issue.name} {package[k]} (proposed {base[k]})")
    return out


def _proposal(result: BargainResult, console: Console) -> None:
    found = result.proposal
    if found is None:
        return
    _heading(console, "The author's proposal")
    table = Table("party", "gain over no agreement", "accepts", box=None, pad_edge=False)
    for name, gain in found.gains.items():
        table.add_row(name, _number(gain), "yes" if found.accepts.get(name) else "no")
    console.print(table)
    votes = result.votes.get("proposal", ())
    for vote in votes:
        word = "passes" if vote.passes else "fails"
        console.print(f"  {vote.body}: {_number(vote.share)} of {_number(vote.of)} votes, {_number(vote.needs)} needed: it {word}")
    better = found.to_dict() if hasattr(found, "to_dict") else result.to_dict()["proposal"]
    if better.get("dominated_by"):
        changes = ", ".join(f"{c['issue']} {c['to']}" for c in better.get("changes", []))
        console.print("  Another package is better for some party who must accept and worse for none.")
        if changes:
            console.print(Text(f"  The least change that all who must accept would take: {changes}"), soft_wrap=True)


def _named(result: BargainResult, console: Console) -> None:
    shown = {n: f for n, f in result.named.items() if f.package is not None}
    if not shown:
        return
    _heading(console, "Packages with a name")
    table = Table("package", *(p for p in result.problem.rule.of), "status", box=None, pad_edge=False)
    for name, found in shown.items():
        table.add_row(NAMES.get(name, name), *(_number(found.gains.get(p)) for p in result.problem.rule.of), found.status)
    console.print(table)
    first: Mapping[str, Named] = shown
    nash = first.get("nash")
    if nash is not None and nash.package is not None:
        console.print(Text("  Nash differs from the proposal in: " + ", ".join(differences(result, nash.package))), soft_wrap=True)


def _why(result: BargainResult, console: Console) -> None:
    zone = result.zone
    if not zone.empty:
        return
    _heading(console, "Why not, and what is the least that would have to change")
    data: dict[str, Any] = result.to_dict()["zone"]
    least = data.get("least_concession")
    if least:
        gives = {n: v["decimal"] for n, v in least["each"].items() if v["decimal"] and n in _voices(result)}
        console.print(Text("  Least concession: " + ", ".join(f"{n} gives up {v:g}" for n, v in gives.items())), soft_wrap=True)
    relax = data.get("relaxing") or {}
    for key, word in (("constraints", "rule to relax"), ("red_lines", "red line to relax")):
        for line in relax.get(key, [])[:6]:
            console.print(Text(f"  {word}: {line}"), soft_wrap=True)


def _voices(result: BargainResult) -> set[str]:
    return {*result.problem.rule.of, *(b.preference.name for b in result.problem.blocs)}


def _sure(result: BargainResult, console: Console) -> None:
    if result.flips:
        _heading(console, "Single numbers that would turn a verdict")
        for flip in result.flips[:8]:
            inside = "within its range" if flip.within else "outside its range"
            console.print(
                Text(f"  {flip.verdict}: turns if {flip.who}'s {flip.number} is {flip.side} {_number(flip.threshold)} "
                     f"(now {_number(flip.point)}; {inside})"), soft_wrap=True,
            )
    robust = result.to_dict()["robustness"]
    if robust:
        _heading(console, f"In {robust['worlds']:,} sampled worlds (seed {robust['seed']})")
        zone = robust["zone"]
        if zone:
            console.print(f"  some package is acceptable in {zone['share']:.0%} ({zone['low']:.0%}–{zone['high']:.0%})")
        for line in robust["conclusions"][:6]:
            console.print(Text(f"  {line['conclusion']}: {line['share']:.0%}"), soft_wrap=True)


def _scenarios(result: BargainResult, console: Console) -> None:
    for scenario in result.to_dict()["scenarios"]:
        empty = scenario["zone"]["empty"]
        word = "no package can be agreed" if empty else "not settled" if empty is None else "some package can be agreed"
        accepts = "would" if scenario.get("proposal_acceptable") else "would not"
        _heading(console, f"If `{scenario['name']}` comes about: {word}; the proposal {accepts} be accepted")
        before, after = scenario.get("proposal_accepts_before") or {}, scenario.get("proposal_accepts_after") or {}
        turned = [n for n in after if before.get(n) != after[n]]
        for name in turned:
            console.print(f"  {name} {'now accepts' if after[name] else 'no longer accepts'} the proposal")
