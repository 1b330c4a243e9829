"""Commands on single packages: packages (list, rank, compare, export), draft and sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.bargaining import problem_of
from detente.cli.shared import (
    FormatOption,
    PathArgument,
    RequireOption,
    ScenarioOption,
    SecondsOption,
    SetOption,
    app,
    console,
    progress,
    refuse,
    usable,
)

MOST_ROWS = 1_000_000


@app.command()
def packages(
    path: PathArgument,
    where: Annotated[str, typer.Option(help="Only packages with these options: ISSUE=OPTION, …")] = "",
    acceptable: Annotated[bool, typer.Option("--acceptable", help="Only packages that all who must accept would accept.")] = False,
    sort: Annotated[str, typer.Option(help="Best for this party first.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=MOST_ROWS, help="How many are listed.")] = 20,
    compare: Annotated[str, typer.Option(help="Two packages, separated by `:`, such as proposal:nash.")] = "",
    export: Annotated[Path | None, typer.Option(help="Write the list to this .csv or .parquet file.")] = None,
    output: FormatOption = "text",
    positions: SetOption = "",
    require: RequireOption = "",
    scenario: ScenarioOption = "",
    seconds: SecondsOption = None,
) -> None:
    """Count, list, rank and compare packages of options; without a filter, the packages with a name."""
    from detente.load import load
    from detente.report import json
    from detente.report import packages as report

    loaded = load(path)
    problem = problem_of(loaded, positions, require, scenario)
    if compare:
        _compare(loaded, problem, compare, output, seconds)
        return
    with progress() as tell, usable():
        rows, count, whole = _rows(problem, where, acceptable, sort, limit, seconds, tell)
    if export is not None:
        try:
            report.export(problem, rows, export)
        except (ValueError, OSError) as error:
            refuse(str(error), "give a file such as packages.csv in a folder that can be written")
    if output == "json":
        print(json.text(report.to_json(problem, rows, count, whole)))
        return
    screen = console()
    size, good = count["packages"], count["acceptable"]
    total = f"{size:,} feasible packages" if size is not None else "too many feasible packages to count"
    total += f", {good:,} of them acceptable" if good is not None else "; how many are acceptable was not counted"
    report.show(problem, rows, total, screen)
    if not whole:
        screen.print(f"There are more; `--limit` shows more than {limit}, `--where` and `--acceptable` fewer.", soft_wrap=True)
    if export is not None:
        screen.print(f"wrote {export}", soft_wrap=True)


def _rows(
    problem: Any, where: str, acceptable: bool, sort: str, limit: int, seconds: float | None, tell: Any
) -> tuple[list[tuple[str, Any]], dict[str, Any], bool]:
    """The packages asked for with their names, the counts, and whether the list is whole."""
    from detente.bargain import analyse
    from detente.bargain.packages import best_packages, options_of, row, zone_packages
    from detente.bargain.work import ENUMERABLE
    from detente.report.bargain import NAMES
    from detente.solve.budget import Budget

    wished = options_of(problem, where)
    party = next((p.name for p in problem.parties if p.name.lower() == sort.lower()), "")
    if sort and not party:
        refuse(f"there is no position of `{sort}`", f"sort by one of: {', '.join(p.name for p in problem.parties)}")
    plain = not (wished or acceptable or party)
    found = analyse(problem, worlds=0, seconds=seconds, parts=("named",) if plain else (), progress=tell)
    count = {"packages": found.packages.exact, "acceptable": found.zone.size.exact}
    if plain and problem.combinations > limit:
        named = [(NAMES[n], x.package) for n, x in found.named.items() if x.package is not None]
        if problem.proposal is not None:
            named.insert(0, ("proposal", problem.proposal))
        return [(n, row(problem, p)) for n, p in named], count, False
    if party or problem.combinations > ENUMERABLE:
        listed, whole = best_packages(problem, party, limit, wished, acceptable, Budget(seconds, tell))
        whole = whole and len(listed) < limit
    else:
        listed = zone_packages(problem, limit + 1, wished, acceptable)
        listed, whole = listed[:limit], len(listed) <= limit
    return [(str(n), row(problem, p)) for n, p in enumerate(listed, 1)], count, whole


def _compare(loaded: Any, problem: Any, words: str, output: str, seconds: float | None) -> None:
    """Two packages side by side, and what the second changes in the text."""
    from detente.bargain import draft
    from detente.bargain.packages import compare as put
    from detente.bargain.packages import package_of
    from detente.report import json
    from detente.report import packages as report

    first, sign, second = (x.strip() for x in words.partition(":"))
    if not (sign and first and second):
        refuse(f"`{words}` does not name two packages", "write them as `proposal:nash`, or `swap=no:swap=yes`")
    with usable():
        one, other = package_of(problem, first, seconds), package_of(problem, second, seconds)
    clauses = draft.changes(loaded.settlement, problem, one, other)
    found = put(problem, one, other)
    if output == "json":
        print(json.text(report.comparison_json((first, second), found, clauses)))
    else:
        report.show_comparison((first, second), found, problem.rule.of, clauses, console())


@app.command()
def draft(
    path: PathArgument,
    out: Annotated[Path, typer.Option(help="The folder the text is written to; it must not exist yet, or be empty.")],
    package: Annotated[str, typer.Option(help="proposal, nash, kalai_smorodinsky, leximin, utilitarian, or ISSUE=OPTION, …")] = "proposal",
    positions: SetOption = "",
    require: RequireOption = "",
    scenario: ScenarioOption = "",
    seconds: SecondsOption = None,
) -> None:
    """Write the treaty text of one package: its options chosen, what belongs to others left out."""
    from detente.bargain import draft as drafting
    from detente.bargain.packages import package_of
    from detente.files import write_all
    from detente.load import load

    loaded = load(path)
    problem = problem_of(loaded, positions, require, scenario)
    with usable():
        chosen = package_of(problem, package, seconds)
    made = drafting.draft(loaded.settlement, loaded.documents, problem, chosen, package)
    write_all(out, made.texts)
    screen = console()
    for note in made.notes:
        screen.print(f"note: {note}", soft_wrap=True, markup=False)
    screen.print(f"wrote {', '.join(str(out / name) for name in made.texts)}", soft_wrap=True, markup=False)
    screen.print(f"next: detente check {out}", soft_wrap=True, markup=False)


@app.command()
def sheet(
    path: PathArgument,
    own: Annotated[str, typer.Option("--for", help="The party whose sheet it is.")],
    out: Annotated[Path | None, typer.Option(help="The file to write: .csv or .xlsx, or with --read a position (.md).")] = None,
    read: Annotated[Path | None, typer.Option(help="A sheet that was filled in, to be turned into a position.")] = None,
    positions: SetOption = "",
) -> None:
    """Write the score sheet that a delegation fills in, or turn a filled sheet into its position."""
    from detente.bargain import sheet as sheets
    from detente.bargain.imports.reading import Refused
    from detente.bargain.settle import NotSettled, chosen, party_id
    from detente.files import Unreadable, write_whole
    from detente.load import load

    loaded = load(path)
    try:
        party = party_id(loaded.settlement, own)
        position = chosen(loaded.positions, positions).get(party)
    except NotSettled as error:
        raise Unreadable(error.told()) from None
    if read is None:
        table = sheets.rows(loaded.settlement, position)
        if out is None:
            print(sheets.csv_text(table), end="")
            return
        try:
            sheets.write(table, out)
        except (ValueError, OSError) as error:
            refuse(str(error), "give a file such as sheet.csv or sheet.xlsx in a folder that can be written")
        console().print(f"wrote {out}; next: detente sheet {path} --for {own} --read {out} --out positions/{own}.md", soft_wrap=True)
        return
    try:
        cells = sheets.read(loaded.settlement, read)
    except Refused as refusal:
        raise Unreadable(refusal.diagnostic()) from None
    source = position.span.source.name if position is not None and position.span is not None else ""
    document = _document(source)
    declared = next(p for p in loaded.settlement.parties.values() if p.id == party)
    text = sheets.position_text(declared.name, declared.title, cells, document)
    if out is None:
        print(text, end="")
    else:
        write_whole(out, text)
        console().print(f"wrote {out}; next: detente bargain {path}", soft_wrap=True)


def _document(source: str) -> Any:
    """The position file there is, as a syntax tree; None where there is none, or it holds other things besides."""
    from detente.diagnostic import Collector
    from detente.files import read
    from detente.syntax.parse import parse

    if not source or not Path(source).is_file():
        return None
    document = parse(read(Path(source)), Collector())
    whole = sum(s.head.form == "position" for _, s in document.statements("position")) == 1
    return document if whole else None
