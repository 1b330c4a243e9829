"""Run the analyses that the material allows, and write one report.

To add an analysis: a function from what was loaded to its result and its sections, and one entry in `ANALYSES`. The page, the
JSON and the summary on the terminal take it up from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import detente.bargain
from detente import __version__
from detente.calling import make_callable
from detente.diagnostic import Collector, Tier, make
from detente.files import Unreadable, write_whole
from detente.load import Loaded
from detente.model.settlement import Settlement
from detente.report import html, json, panels, summary
from detente.report.overview import Overview, overview, verdict
from detente.report.section import Section, Stamp
from detente.resolve import kinds

if TYPE_CHECKING:
    from detente.bargain.result import BargainResult
    from detente.model.bargaining import BargainingProblem
    from detente.model.compliance import ComplianceConflict
    from detente.stability.compliance_result import ComplianceResult

Progress = Callable[[str, int, int], None]
Outcome = tuple[object, tuple[Section, ...]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """An analysis the report can carry.

    run: from what was loaded and the tier to the result (a frozen record) and its sections. lacking: why it cannot run on
    this material, "" where it can.
    """

    name: str
    run: Callable[[Loaded, Tier], Outcome]
    lacking: Callable[[Loaded], str] = lambda _: ""


def _overview(loaded: Loaded, tier: Tier) -> Outcome:
    view = overview(loaded.settlement)
    return view, panels.overview_sections(view)


def _check(loaded: Loaded, tier: Tier) -> Outcome:
    from detente.check import analyse

    result = analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, tier)
    return result, (html.check_section(loaded.settlement, result),)


def bargaining(
    loaded: Loaded, rival_set: str = "", require: Iterable[str] = (), scenario: str = "", own: str = ""
) -> BargainingProblem:
    """The bargaining problem of a settlement with its positions and what the check says cannot stand together.

    rival_set: which positions are used. require: names of further parties who must accept. scenario: whose values replace
    others. own: the party for whom it is asked; messages then tell nothing of the positions of others. Raises Unreadable
    with the reason where the material makes no bargaining problem.
    """
    from detente.bargain.settle import Exclusion, NotSettled, mistakes, party_id, problem, under
    from detente.check.exclusions import exclusions
    from detente.check.facts import Facts

    settlement = loaded.settlement
    mine = ""
    try:
        mine = party_id(settlement, own) if own else ""
        also = [party_id(settlement, name) for name in require]
        mistakes(loaded.diagnostics, loaded.positions, mine)
        found = [Exclusion(*e) for e in exclusions(Facts(settlement, loaded.corpus))]
        return under(problem(settlement, loaded.positions, found, rival_set, also), scenario, mine)
    except NotSettled as error:
        raise Unreadable(error.told(mine)) from None


def bargain(
    loaded: Loaded | BargainingProblem, rival_set: str = "", require: Iterable[str] = (), scenario: str = "", **options: Any
) -> BargainResult:
    """Can every party that must sign it sign it, and which package serves them best? See `bargaining` for the material.

    loaded: a settlement as loaded, or a bargaining problem made otherwise. options: those of `detente.bargain.analyse`: seed, worlds, seconds, parts, engine, progress. Raises Unreadable where the
    material makes no bargaining problem.
    """
    from detente.bargain import analyse

    problem = bargaining(loaded, rival_set, require, scenario) if isinstance(loaded, Loaded) else loaded
    return analyse(problem, **options)


make_callable(detente.bargain.__name__, bargain)


def _complete_sets(loaded: Loaded) -> tuple[list[str], list[tuple[str, str]]]:
    """Sets of positions in which all who must accept have one, and the others with the reason."""
    from detente.bargain.settle import sets

    whole: list[str] = []
    lacking: list[tuple[str, str]] = []
    for name in sorted(sets(loaded.positions)):
        try:
            bargaining(loaded, name)
            whole.append(name)
        except Unreadable as error:
            lacking.append((name, error.diagnostic.message))
    return whole, lacking


def _lacks_positions(loaded: Loaded) -> str:
    if not loaded.positions:
        return "there are no positions; one file a party in the folder `positions` says what it values"
    whole, lacking = _complete_sets(loaded)
    return "" if whole else lacking[0][1]


def _bargain(loaded: Loaded, tier: Tier) -> Outcome:
    from detente.report import bargain_runs
    from detente.report.bargain_section import section

    whole, lacking = _complete_sets(loaded)
    found = bargain_runs.run(lambda name, also: bargaining(loaded, name, also), whole, lacking)
    return found, (section(loaded.settlement, found),)


def compliance_conflict(
    loaded: Loaded, rival_set: str = "", scenario: str = "", package: Mapping[str, str] | str | None = None, stage: str = ""
) -> ComplianceConflict:
    """Whether the parties would keep the package, as a conflict. By default the author's proposal at its entry into force.

    package: options by issue (and readings by question) in place of those proposed; or the name of a package of the bargain, such
    as nash. stage: entry into force or a deadline. Raises Unreadable where the material makes no such conflict.
    """
    from detente.bargain.settle import chosen
    from detente.stability.settle import FORCE, derive

    problem = bargaining(loaded, rival_set, (), scenario)
    try:
        wanted = _package(problem, package) if isinstance(package, str) else package
        return derive(loaded.settlement, problem, chosen(loaded.positions, rival_set), wanted, stage or FORCE)
    except ValueError as error:
        raise Unreadable(make(kinds.CANNOT_READ, str(error), None, file=str(loaded.path), help="see `detente stability --help`")) from None


def _package(problem: BargainingProblem, words: str) -> dict[str, str]:
    """`ISSUE=OPTION, …` or the name of a package of the bargain. Raises ValueError where it is neither."""
    if "=" in words:
        pairs = [part.partition("=") for part in words.split(",") if part.strip()]
        if wrong := next((a for a, mark, b in pairs if not mark or not b.strip()), ""):
            raise ValueError(f"`{wrong.strip()}` chooses no option; write ISSUE=OPTION")
        return {a.strip(): b.strip() for a, _, b in pairs}
    if not words.strip():
        return {}
    from detente.bargain import analyse

    named = analyse(problem, worlds=0, parts=("named",)).named
    found = named.get(words.strip().lower())
    if found is None or found.package is None:
        raise ValueError(f"the bargain has no package `{words}`; it has: {', '.join(n for n, p in named.items() if p.package) or 'none'}")
    return {i.name: o for i, o in zip(problem.issues, found.package, strict=True)}


def compliance(
    loaded: Loaded, rival_set: str = "", scenario: str = "", package: Mapping[str, str] | str | None = None, stage: str = "",
    **options: Any,
) -> ComplianceResult:
    """Would the parties keep the package? The material as for `compliance_conflict`; options: those of `stability.compliance.analyse`."""
    from detente.stability.compliance import analyse

    return analyse(compliance_conflict(loaded, rival_set, scenario, package, stage), **options)


def _lacks_stability(loaded: Loaded) -> str:
    if loaded.conflicts or not _lacks_positions(loaded):
        return ""
    return f"there is no `conflict` block, and without positions none can be derived ({_lacks_positions(loaded)})"


def _stability(loaded: Loaded, tier: Tier) -> Outcome:
    from detente.report.compliance_part import part
    from detente.report.stability_section import section
    from detente.report.stability_view import number_of
    from detente.resolve.compliance import read
    from detente.stability import TooLarge, analyse
    from detente.stability.aim import MOST, aim
    from detente.stability.compliance import analyse as kept

    runs: list[tuple[str, ComplianceResult]] = []
    lacking: list[tuple[str, str]] = []
    if loaded.positions:
        whole, lacking = _complete_sets(loaded)
        for name in whole:
            try:
                runs.append((name, compliance(loaded, name, carry=not runs)))
            except Unreadable as error:
                lacking.append((name, error.diagnostic.message))
    written = read((*loaded.documents, *loaded.beside), Collector())
    runs += [(f"written in {c.name}", kept(c, carry=not runs)) for c in written]
    results, aims = [], []
    left_out = [] if runs else [(f"the set {name}", why) for name, why in lacking]
    for conflict in (c for c in loaded.conflicts if c.name not in {w.name for w in written}):
        marked = [c for c in (conflict.agreed, conflict.status_quo) if c is not None]
        try:
            results.append(found := analyse(conflict, codes=marked))
            state = number_of(found, conflict.agreed)
            small = state is not None and found.engine == "graph" and found.feasible <= MOST
            aims.append(aim(conflict, state) if state is not None and small else None)
        except (TooLarge, ValueError) as error:
            left_out.append((conflict.title or conflict.name, str(error)))
    parts = (part(runs, lacking),) if runs else ()
    return (tuple(runs), tuple(results)), (section(results, parts, left_out, aims),)


ANALYSES: Mapping[str, Analysis] = {
    a.name: a
    for a in (Analysis("overview", _overview), Analysis("check", _check), Analysis("bargain", _bargain, _lacks_positions),
              Analysis("stability", _stability, _lacks_stability))
}


@dataclass(frozen=True)
class Assessment:
    """What was found, by analysis, and where the report is.

    results: each analysis' own frozen result by name. sections: as on the page. left_out: (analysis, why it did not run).
    stamp: input hash, command, date of the facts, version. report, data: the files written.
    """

    settlement: Settlement = field(repr=False)
    view: Overview = field(repr=False)
    results: Mapping[str, object] = field(repr=False)
    sections: tuple[Section, ...] = field(repr=False)
    left_out: tuple[tuple[str, str], ...]
    stamp: Stamp
    report: Path
    data: Path

    @property
    def verdict(self) -> str:
        """One paragraph in plain words."""
        return verdict(self.view, [d for s in self.sections for d in s.findings])

    def summary(self) -> summary.Summary:
        """What the terminal shows of it: see `detente.report.summary.show`."""
        return summary.summarise(self.view, self.sections, self.left_out, str(self.report))

    def to_json(self) -> dict[str, Any]:
        """The whole assessment as plain data; `schemas/assessment.schema.json` describes it."""
        return {
            "format": json.FORMAT,
            "stamp": self.stamp.to_json(),
            "settlement": json.about(self.settlement),
            "verdict": self.verdict,
            "analyses": {
                s.name: {"title": s.title, "summary": s.summary, "method": s.method, "result": dict(s.json)}
                for s in self.sections
                if s.json
            },
            "left_out": [{"analysis": name, "why": why} for name, why in self.left_out],
        }


def default_folder(path: Path) -> Path:
    """Where the report goes if nothing is said: `PATH/report` of a folder, `detente-report` here for a single file."""
    return path / "report" if path.is_dir() else Path("detente-report")


def assess(
    loaded: Loaded,
    analyses: Iterable[str] | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
    command: str = "",
    tier: Tier = "strict",
) -> Assessment:
    """Run the analyses and write `report.html` and `assessment.json` into a folder, each whole or not at all.

    analyses: names in `ANALYSES`, all by default; the overview always runs. out: the folder, made where it is missing.
    progress: called with (what is done next, steps done, steps in all). command: for the stamp. Same input, same bytes.
    Raises KeyError for an unknown analysis and Unreadable where the folder cannot be written.
    """
    names = list(ANALYSES) if analyses is None else ["overview", *(n for n in analyses if n != "overview")]
    chosen = [ANALYSES[n] for n in dict.fromkeys(names)]
    tell = progress or (lambda *_: None)
    steps = len(chosen) + 1
    results: dict[str, object] = {}
    sections: list[Section] = []
    left_out: list[tuple[str, str]] = []
    for k, analysis in enumerate(chosen):
        tell(analysis.name, k, steps)
        why = analysis.lacking(loaded)
        if why:
            left_out.append((analysis.name, why))
            continue
        results[analysis.name], made = analysis.run(loaded, tier)
        sections += made
    tell("report", steps - 1, steps)
    folder = out or default_folder(loaded.path)
    s = loaded.settlement
    stamp = Stamp(s.digest, command or f"detente assess {loaded.path}", s.facts_on, __version__)
    view = results["overview"]
    assert isinstance(view, Overview)
    done = Assessment(
        s, view, results, tuple(sections), tuple(left_out), stamp, folder / "report.html", folder / "assessment.json"
    )
    write_whole(done.data, json.text(done.to_json()))
    write_whole(done.report, html.page(view, done.sections, stamp, done.left_out))
    tell("done", steps, steps)
    return done
