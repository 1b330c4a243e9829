"""Commands on the text: check, format, ask, questions, party, diff, new."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer

from detente.cli.shared import FormatOption, PathArgument, TierOption, app, console, refuse

REGISTERING = (
    "detente.load", "detente.resolve.positions", "detente.resolve.conflicts", "detente.resolve.compliance", "detente.bargain.settle",
    "detente.bargain.imports", "detente.stability.prices", "detente.stability.gmcr",
)  # fmt: skip
"""Modules that register kinds of mistakes; `--explain` has a page for each."""


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A settlement or conflicts: a Markdown file, or a folder.")] = None,
    output: Annotated[Literal["text", "json", "sarif"], typer.Option("--format", help="For people or for machines.")] = "text",
    tier: TierOption = "strict",
    select: Annotated[str, typer.Option(help="Only these rules: codes or names, separated by commas.")] = "",
    explain: Annotated[str, typer.Option(help="Print the page of a rule (code or name) and stop.")] = "",
) -> None:
    """Say whether a text contradicts itself, deadlocks, binds outsiders or breaks treaties in force."""
    from detente.check import analyse
    from detente.files import Unreadable
    from detente.load import load, load_conflicts, only_conflicts
    from detente.report import json, sarif

    if explain:
        _explain(explain)
        return
    if path is None:
        refuse("which settlement?", "give a path, such as `detente check settlements/minsk-2`")
    names = [s.strip() for s in select.split(",") if s.strip()]
    _known_rules(names)
    try:
        if only_conflicts(cast(Path, path)):
            _check_conflicts(load_conflicts(cast(Path, path)), output)
        loaded = load(cast(Path, path))
    except Unreadable as unreadable:
        if output == "text":
            raise
        print(json.text({"json": json.unusable, "sarif": sarif.unusable}[output](unreadable.diagnostic)))
        raise typer.Exit(2) from None
    result = analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, tier, names)
    if output == "text":
        _draw(result.diagnostics, f"silenced by `allow`: {len(result.silenced)}" if result.silenced else "")
    else:
        writer: Any = {"json": json.check, "sarif": sarif.check}[output]
        print(json.text(writer(loaded.settlement, result)))
    raise typer.Exit(1 if result.errors else 0)


def _check_conflicts(loaded: Any, output: str) -> None:
    """Mistakes in conflicts; ends the command."""
    from detente.report import json, sarif

    if output == "text":
        _draw(loaded.diagnostics, "\n".join(f"read {c.name}: {c.size_in_words}" for c in loaded.conflicts))
    else:
        writer: Any = {"json": json.unusable, "sarif": sarif.unusable}[output]
        print(json.text(writer(*loaded.diagnostics)))
    raise typer.Exit(1 if loaded.broken else 0)


@app.command("format")
def format_(
    path: PathArgument,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if a file is not in canonical form.")] = False,
) -> None:
    """Put the formal blocks of a settlement's files into canonical form; the prose stays as it is."""
    from detente.load import canonical_files, write_back

    stale = [(file, source, text) for file, source, text in canonical_files(path) if source.text != text]
    for file, source, text in stale:
        if check:
            print(f"{file}: not in canonical form")
        else:
            write_back(file, source, text)
            print(f"{file}: formatted")
    raise typer.Exit(1 if check and stale else 0)


@app.command()
def ask(
    path: PathArgument,
    question: Annotated[str, typer.Argument(help='Such as "may US station forces in Georgia".')],
    output: FormatOption = "text",
) -> None:
    """Would this act cross a line? Answered with the clause that says so and what it hangs on."""
    from detente.check.ask import ask as put
    from detente.check.facts import Facts
    from detente.load import load, question_event
    from detente.report import answer, json

    loaded = load(path)
    event, text = question_event(loaded, question)
    facts = Facts(loaded.settlement, loaded.corpus)
    found = put(facts, event, text)
    if output == "json":
        print(json.text(answer.to_json(found)))
    else:
        answer.show(found, facts, console())


@app.command()
def questions(path: PathArgument, output: FormatOption = "text") -> None:
    """List all that the text leaves open, fails to say, or that can be read two ways, by article."""
    from detente.load import load
    from detente.report import json
    from detente.report import questions as report

    loaded = load(path)
    if output == "json":
        print(json.text(report.to_json(loaded.settlement)))
    else:
        report.show(loaded.settlement, console())


@app.command()
def party(
    path: PathArgument, name: Annotated[str, typer.Argument(help="A party, such as RU.")], output: FormatOption = "text"
) -> None:
    """Show what a party owes and is owed, and by when."""
    from detente.load import load
    from detente.report import json
    from detente.report import party as report

    settlement = load(path).settlement
    found = report.find(settlement, name)
    if found is None:
        refuse(f"`{name}` is no party of this settlement", f"its parties are: {', '.join(report.known(settlement))}")
    view = report.view(settlement, cast(str, found))
    if output == "json":
        print(json.text(report.to_json(settlement, view)))
    else:
        report.show(settlement, view, console())


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The earlier settlement.")],
    after: Annotated[Path, typer.Argument(help="The later settlement.")],
    output: FormatOption = "text",
) -> None:
    """Compare two versions of a settlement, by clause and by finding."""
    from detente.check import check as run
    from detente.load import load
    from detente.report import diff as report
    from detente.report import json

    one, other = load(before), load(after)
    found = report.compare(one.settlement, other.settlement, run(one), run(other))
    if output == "json":
        print(json.text(report.to_json(found)))
    else:
        report.show(found, console())


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")]) -> None:
    """Begin a settlement: a folder with a first text that checks clean."""
    from detente.load import start

    for file in start(folder):
        print(f"wrote {file}")
    print(f"next: detente check {folder}")


def _draw(diagnostics: Any, last: str = "") -> None:
    from detente.report import terminal

    screen = console()
    terminal.show(diagnostics, screen)
    counts = {s: sum(d.severity == s for d in diagnostics) for s in ("error", "warning", "note")}
    words = [f"{n} {s}{'s' if n != 1 else ''}" for s, n in counts.items() if n]
    screen.print(", ".join(words) or "nothing found")
    if last:
        screen.print(last)


def _explain(word: str) -> None:
    from rich.markdown import Markdown

    from detente.check.explain import page

    for module in REGISTERING:
        importlib.import_module(module)
    try:
        console().print(Markdown(page(word)))
    except KeyError as error:
        refuse(str(error.args[0]), "`detente check --explain zone-overlap`, for example")


def _known_rules(names: list[str]) -> None:
    from detente.check.rule import find_rule

    for name in names:
        if find_rule(name) is None:
            refuse(f"there is no rule `{name}`", "give codes or names as findings show them, such as C301 or zone-overlap")
