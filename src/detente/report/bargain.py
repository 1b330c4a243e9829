"""The bargaining analysis for a terminal: the answer first, then who, what, and on what numbers it hangs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from detente.report import words

if TYPE_CHECKING:
    from detente.bargain.facts import Count
    from detente.bargain.result import BargainResult, Change, Vote, Zone
    from detente.model.bargaining import Package

NAMES = {
    "nash": "Nash", "kalai_smorodinsky": "Kalai–Smorodinsky", "leximin": "leximin (egalitarian)", "utilitarian": "utilitarian",
}
MOST_FLIPS = 6


def verdict(result: BargainResult) -> str:
    """Two or three sentences: whether everybody who must accept could, as far as it is proven, and with whom it fails."""
    who = f"acceptable to {asked(result)}"
    zone, size = result.zone, count(result.packages)
    if zone.empty is None:
        return f"Not settled: whether one of the {size} packages is {who} ({zone.status})."
    if zone.empty:
        return f"No. None of the {size} packages is {who} ({zone.status}). {blocking(zone)}".strip()
    some = f"{count(zone.size)} of the {size} packages" if zone.size.exact is not None else f"At least one of the {size} packages"
    return f"Yes. {some} {'is' if zone.size.exact in (1, None) else 'are'} {who} ({zone.status})."


def asked(result: BargainResult) -> str:
    """Who must accept, in words."""
    rule = result.problem.rule
    listed = words.join(rule.of, 12)
    if rule.at_least >= len(rule.of):
        return f"all of {listed}"
    must = f", {words.join(rule.including)} among them" if rule.including else ""
    return f"at least {rule.at_least} of {listed}{must}"


def blocking(zone: Zone) -> str:
    """Which smallest groups of parties cannot be satisfied together."""
    if not zone.blocking:
        return ""
    return "It fails with " + "; or with ".join(
        f"{group[0]} alone" if len(group) == 1 else f"{words.join(group)} together" for group in zone.blocking[:6]
    ) + "."


def count(found: Count) -> str:
    """A count in words, with its bounds where it is not exact."""
    return f"{found.exact:,}" if found.exact is not None else f"at least {found.lower:,}"


def show(result: BargainResult, console: Console, rivals: Mapping[str, Zone] | None = None) -> None:
    """Print the analysis in the order in which a delegation would ask. rivals: zones of further sets of positions, by name."""
    console.print(Text(result.problem.name, "bold"))
    console.print(Text(verdict(result)), soft_wrap=not console.is_terminal)
    for name, zone in (rivals or {}).items():
        answer = "not settled" if zone.empty is None else f"no. {blocking(zone)}" if zone.empty else "yes."
        console.print(Text(f"With the set {name}: {answer}"), soft_wrap=not console.is_terminal)
    parts = (_proposal, _named, _why, _flips, _robust, _scenarios, _exchanges, _granted)
    for part in parts:
        lines = list(part(result))
        for line in lines:
            if isinstance(line, str):
                console.print(Padding(Text(line), (0, 0, 0, 2)) if console.is_terminal else Text(f"  {line}"),
                              soft_wrap=not console.is_terminal)  # fmt: skip
            else:
                console.print(line)


def rival_json(zone: Zone) -> dict[str, object]:
    """The zone of a further set of positions as plain data."""
    return {"empty": zone.empty, "status": zone.status, "blocking": [list(group) for group in zone.blocking]}


def _heading(text: str) -> Text:
    return Text(f"\n{text}", "bold")


def _number(value: Fraction | None) -> str:
    return "–" if value is None else f"{float(value):g}"


def _share(part: float) -> str:
    return f"{part:.1%}".replace(".0%", "%")


def differences(result: BargainResult, package: Package) -> list[str]:
    """How a package differs from the author's proposal: `annexation no (proposed yes)`; all of it where nothing is proposed."""
    base = result.problem.proposal
    out = []
    for k, issue in enumerate(result.problem.issues):
        if base is None:
            out.append(f"{issue.name} {package[k]}")
        elif base[k] != package[k]:
            out.append(f"{issue.name} {package[k]} (proposed {base[k]})")
    return out


def _proposal(result: BargainResult) -> Iterator[Text | Table | str]:
    found = result.proposal
    if found is None:
        return
    yield _heading("The author's proposal")
    table = Table("party", "gain over no agreement", "accepts", box=None, pad_edge=False)
    must = result.problem.rule.of
    for name in (*must, *(n for n in found.gains if n not in must)):
        answer = "yes" if found.accepts.get(name) else "no"
        table.add_row(name, _number(found.gains[name]), answer if name in must else f"{answer} (not asked)")
    yield table
    yield from map(_vote, result.votes.get("proposal", ()))
    if not found.feasible:
        yield f"It contradicts itself: {'; '.join(found.broken)}."
    if found.dominated_by is not None and found.dominated_by.changes:
        yield f"With {_steps(found.dominated_by)} somebody who must accept is better off and nobody who must accept is worse off."
    if not found.acceptable and found.amendment is not None and found.amendment.changes:
        yield f"The least change that all who must accept would take: {_steps(found.amendment)}."
    if found.linkage is not None and found.linkage.changes:
        yield f"With its main articles as they stand, the least that makes them acceptable: {_steps(found.linkage)}."


def _vote(vote: Vote) -> str:
    word = "passes" if vote.passes else "fails"
    return f"{vote.body}: {_number(vote.share)} of {_number(vote.of)} votes, {_number(vote.needs)} needed: it {word}"


def _steps(change: Change) -> str:
    return words.join([f"`{issue} {new}` in place of `{old}`" for issue, old, new in change.changes], 8)


def _named(result: BargainResult) -> Iterator[Text | Table | str]:
    shown = {n: f for n, f in result.named.items() if f.package is not None}
    if not shown:
        return
    yield _heading("Packages with a name, and what each gains by them")
    table = Table("package", *result.problem.rule.of, "status", box=None, pad_edge=False)
    for name, found in shown.items():
        table.add_row(NAMES.get(name, name), *(_number(found.gains.get(p)) for p in result.problem.rule.of), found.status)
    yield table
    nash = shown.get("nash")
    if nash is not None and nash.package is not None:
        changed = differences(result, nash.package)
        if result.problem.proposal is None:
            yield f"The Nash package: {', '.join(changed)}."
        else:
            yield f"The Nash package differs in: {', '.join(changed)}." if changed else "The Nash package is the proposal."


def _why(result: BargainResult) -> Iterator[Text | Table | str]:
    zone = result.zone
    if not zone.empty:
        return
    yield _heading("What is the least that would have to change?")
    if zone.first_level.lower:
        yield "The governments could agree on some package; the bodies that must ratify stand in the way."
    least = zone.least_concession
    if least is not None and least.package is not None:
        voices = {*result.problem.rule.of, *(b.preference.name for b in result.problem.blocs)}
        gives = [f"{n} by {_number(v)}" for n, v in least.each.items() if v and n in voices]
        changed = differences(result, least.package)
        where = f", in the package with {words.join(changed, 8)}" if changed else ", in the proposal itself"
        yield f"Least total concession: below their no-agreement values go {words.join(gives)}{where} ({least.status})."
    for found, what in ((zone.constraints_to_relax, "rule"), (zone.red_lines_to_relax, "red line")):
        for text, opened in found[:6]:
            yield f"Without the {what} `{text}` at least {words.plural(opened, 'package')} would do."
    if zone.least_red_lines:
        yield f"The fewest red lines that would have to go: {words.join(list(zone.least_red_lines))}."
    if zone.relaxing_status == "proven" and not (zone.constraints_to_relax or zone.red_lines_to_relax or zone.least_red_lines):
        yield "No rule of the text and no red line alone stands in the way; what is gained is too little."


def _flips(result: BargainResult) -> Iterator[Text | Table | str]:
    if not result.flips:
        return
    yield _heading("Single numbers that would turn a verdict")
    for flip in result.flips[:MOST_FLIPS]:
        inside = "within its range" if flip.within else "outside its range"
        yield (f"{flip.verdict}, unless {flip.who}'s {flip.number} is {flip.side} {_number(flip.threshold)} "
               f"(taken as {_number(flip.point)}; {inside})")
    if len(result.flips) > MOST_FLIPS:
        yield f"and {words.plural(len(result.flips) - MOST_FLIPS, 'number')} more"


def _robust(result: BargainResult) -> Iterator[Text | Table | str]:
    robust = result.robustness
    if robust is None:
        return
    yield _heading(f"In {robust.worlds:,} worlds sampled from the ranges (seed {robust.seed})")
    if robust.worlds:
        z = robust.zone
        yield f"{_share(z.hits / z.worlds)} have an acceptable package (95 % interval {_share(z.low)} to {_share(z.high)})"
    for text, held in robust.conclusions[:6]:
        for key, name in NAMES.items():
            text = text.replace(f"the {key} package", f"the {name} package")
        yield f"{_share(held.hits / held.worlds)}: {text}"


def _scenarios(result: BargainResult) -> Iterator[Text | Table | str]:
    for scenario in result.scenarios:
        word = {True: "no package can be agreed", None: "not settled", False: "some package can be agreed"}[scenario.empty]
        accepts = "would" if scenario.proposal_acceptable else "would not"
        yield _heading(f"If `{scenario.name}` comes about: {word}; the proposal {accepts} be accepted")
        for name, after in scenario.accepts_after.items():
            if scenario.accepts_before.get(name) != after:
                yield f"{name} {'now accepts' if after else 'no longer accepts'} the proposal"


def _exchanges(result: BargainResult) -> Iterator[Text | Table | str]:
    if not result.exchanges:
        return
    yield _heading("Exchanges, and what each gains by them")
    for exchange in result.exchanges:
        gains = [f"{name} {_number(point)} ({_number(low)} to {_number(high)})" for name, (low, point, high) in exchange.gains.items()]
        yield f"{exchange.name}: {words.join(gains)}" + (f"; {exchange.remark}" if exchange.remark else "")


def _granted(result: BargainResult) -> Iterator[Text | Table | str]:
    yield _heading("How it was computed, and what was taken for granted")
    issues = words.plural(len(result.problem.issues), "issue")
    yield f"{issues}; {result.engine}: {result.reason}; {result.outcome}"
    yield from result.assumptions
    yield from result.problem.notes
