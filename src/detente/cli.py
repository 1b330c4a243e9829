"""The command line: thin, every command a few lines over the package.

Exit codes: 0 done and clean, 1 findings of error severity, 2 input that cannot be used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer

app = typer.Typer(
    name="detente", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Treaties as plain text: check, weigh and keep agreements between states.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

PathArgument = Annotated[Path, typer.Argument(help="A settlement: a Markdown file, or a folder with settlement.md.")]
TierOption = Annotated[str, typer.Option(help="basic, strict or advisory: how much is shown.")]
SetOption = Annotated[str, typer.Option("--set", help="The rival set of positions, such as deterrence.")]
RequireOption = Annotated[str, typer.Option("--require", help="Further parties who must accept, separated by commas.")]
ScenarioOption = Annotated[str, typer.Option("--scenario", help="Take the values of this scenario.")]
SecondsOption = Annotated[float | None, typer.Option(min=0.1, help="Stop after this time with what is proven by then.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def _version(wanted: bool) -> None:
    if wanted:
        from detente import __version__

        print(f"detente {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")] = False,
) -> None:
    """Treaties as plain text: check, weigh and keep agreements between states."""


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A settlement: a Markdown file, or a folder.")] = None,
    output: Annotated[str, typer.Option("--format", help="text, json or sarif.")] = "text",
    tier: TierOption = "strict",
    select: Annotated[str, typer.Option(help="Only these rules: codes or names, separated by commas.")] = "",
    explain: Annotated[str, typer.Option(help="Print the page of a rule (code or name) and stop.")] = "",
) -> None:
    """Say whether a text contradicts itself, deadlocks, binds outsiders or breaks treaties in force."""
    from detente.check import analyse
    from detente.load import Unreadable, load
    from detente.report import json, sarif

    if explain:
        _explain(explain)
        return
    if path is None:
        _refuse("which settlement?", "give a path, such as `detente check settlements/minsk-2`")
    _one_of("--format", output, ("text", "json", "sarif"))
    _one_of("--tier", tier, ("basic", "strict", "advisory"))
    names = [s.strip() for s in select.split(",") if s.strip()]
    _known_rules(names)
    try:
        loaded = load(cast(Path, path))
    except Unreadable as unreadable:
        if output == "text":
            raise
        print(json.text({"json": json.unusable, "sarif": sarif.unusable}[output](unreadable.diagnostic)))
        raise typer.Exit(2) from None
    result = analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, _tier(tier), names)
    if output == "text":
        _draw(result.diagnostics, f"silenced by `allow`: {len(result.silenced)}" if result.silenced else "")
    else:
        writer: Any = {"json": json.check, "sarif": sarif.check}[output]
        print(json.text(writer(loaded.settlement, result)))
    raise typer.Exit(1 if result.errors else 0)


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
    as_json: JsonOption = False,
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
    if as_json:
        print(json.text(answer.to_json(found)))
    else:
        answer.show(found, facts, _console())


@app.command()
def questions(path: PathArgument, as_json: JsonOption = False) -> None:
    """List all that the text leaves open, fails to say, or that can be read two ways, by article."""
    from detente.load import load
    from detente.report import json
    from detente.report import questions as report

    loaded = load(path)
    if as_json:
        print(json.text(report.to_json(loaded.settlement)))
    else:
        report.show(loaded.settlement, _console())


@app.command()
def party(
    path: PathArgument, name: Annotated[str, typer.Argument(help="A party, such as RU.")], as_json: JsonOption = False
) -> None:
    """Show what a party owes and is owed, and by when."""
    from detente.load import load
    from detente.report import json
    from detente.report import party as report

    settlement = load(path).settlement
    found = report.find(settlement, name)
    if found is None:
        _refuse(f"`{name}` is no party of this settlement", f"its parties are: {', '.join(report.known(settlement))}")
    view = report.view(settlement, cast(str, found))
    if as_json:
        print(json.text(report.to_json(settlement, view)))
    else:
        report.show(settlement, view, _console())


@app.command()
def diff(
    before: Annotated[Path, typer.Argument(help="The earlier settlement.")],
    after: Annotated[Path, typer.Argument(help="The later settlement.")],
    as_json: JsonOption = False,
) -> None:
    """Compare two versions of a settlement, by clause and by finding."""
    from detente.check import check as run
    from detente.load import load
    from detente.report import diff as report
    from detente.report import json

    one, other = load(before), load(after)
    found = report.compare(one.settlement, other.settlement, run(one), run(other))
    if as_json:
        print(json.text(report.to_json(found)))
    else:
        report.show(found, _console())


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet, or is empty.")]) -> None:
    """Begin a settlement: a folder with a first text that checks clean."""
    from detente.load import start

    for file in start(folder):
        print(f"wrote {file}")
    print(f"next: detente check {folder}")


@app.command()
def assess(
    path: PathArgument,
    out: Annotated[Path | None, typer.Option(help="Where the report goes; default: `report` in the folder.")] = None,
    tier: TierOption = "strict",
) -> None:
    """Run every analysis that the material allows, write one report, print a summary."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from detente.assess import assess as run
    from detente.load import load
    from detente.report import summary

    _one_of("--tier", tier, ("basic", "strict", "advisory"))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(name: str, done: int, steps: int) -> None:
            bar.update(task, description=name, completed=done, total=steps)

        command = f"detente assess {path}"
        try:
            found = run(load(path), None, out, tell, command, _tier(tier))
        except OSError as error:
            bar.stop()
            _refuse(f"the report cannot be written: {(error.strerror or str(error)).lower()}", "choose a folder with `--out`")
    summary.show(found.summary(), _console())


@app.command()
def bargain(
    path: PathArgument,
    output: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    own: Annotated[str, typer.Option("--for", help="Show only what this party may see: its own values and what is released.")] = "",
    positions: SetOption = "",
    require: RequireOption = "",
    scenario: ScenarioOption = "",
    seed: Annotated[int, typer.Option(help="Seed of the sampled worlds.")] = 0,
    worlds: Annotated[int, typer.Option(min=0, max=10_000_000, help="How many worlds are sampled.")] = 100_000,
    seconds: SecondsOption = None,
) -> None:
    """Say whether everybody who must sign could, which package serves them best, and if none, what would have to change."""
    from detente.bargain import analyse
    from detente.report import bargain as report
    from detente.report import json

    _one_of("--format", output, ("text", "json"))
    problem = _bargaining(path, positions, require, scenario, own)
    if own:
        _bargain_for(problem, own, output, seed, seconds)
        return
    with _progress() as tell, _usable():
        result = analyse(problem, seed=seed, worlds=worlds, seconds=seconds, progress=tell)
    if output == "json":
        print(json.text(result.to_dict()))
    else:
        report.show(result, _console())


def _bargain_for(problem: Any, own: str, output: str, seed: int, seconds: float | None) -> None:
    """What one party may see of a bargain, and nothing else."""
    from detente.bargain import analyse
    from detente.report import bargain_party, json

    name = next((p.name for p in problem.parties if p.name.lower() == own.lower()), "")
    if not name:
        _refuse(f"there is no position for {own}", "`--for` is for parties with a position")
    with _progress() as tell, _usable():
        result = analyse(problem, seed=seed, worlds=0, seconds=seconds, parts=("named",), progress=tell)
    found = bargain_party.view(result, name)
    if output == "json":
        print(json.text(found.to_dict()))
    else:
        bargain_party.show(found, _console())


def _bargaining(path: Path, positions: str = "", require: str = "", scenario: str = "", own: str = "") -> Any:
    """The bargaining problem of a settlement; material that does not make one is refused."""
    from detente.assess import bargaining
    from detente.load import load

    return bargaining(load(path), positions, [n for n in require.split(",") if n.strip()], scenario, own)


@contextmanager
def _usable() -> Iterator[None]:
    """Numbers that no engine can take are unusable input."""
    try:
        yield
    except (ValueError, OverflowError, MemoryError) as error:
        _refuse(str(error) or "the numbers are too large", "give values with fewer digits, or bargain over fewer options")


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on standard error, told the stage and the share done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda stage, share: bar.update(task, description=stage, completed=share)


def _tier(tier: str) -> Literal["basic", "strict", "advisory"]:
    return cast(Literal["basic", "strict", "advisory"], tier)


def _console() -> Any:
    from rich.console import Console

    return Console(highlight=False)


def _draw(diagnostics: Any, last: str = "") -> None:
    from detente.report import terminal

    console = _console()
    terminal.show(diagnostics, console)
    counts = {s: sum(d.severity == s for d in diagnostics) for s in ("error", "warning", "note")}
    words = [f"{n} {s}{'s' if n != 1 else ''}" for s, n in counts.items() if n]
    console.print(", ".join(words) or "nothing found")
    if last:
        console.print(last)


def _explain(word: str) -> None:
    from rich.markdown import Markdown

    from detente.check.explain import page

    try:
        _console().print(Markdown(page(word)))
    except KeyError as error:
        _refuse(str(error.args[0]), "`detente check --explain zone-overlap`, for example")


def _known_rules(names: list[str]) -> None:
    from detente.check.rule import find_rule

    for name in names:
        if find_rule(name) is None:
            _refuse(f"there is no rule `{name}`", "give codes or names as findings show them, such as C301 or zone-overlap")


def _one_of(option: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        _refuse(f"{option} is `{value}`", f"give one of: {', '.join(allowed)}")


def _refuse(message: str, advice: str) -> Any:
    from rich.console import Console

    Console(stderr=True, highlight=False).print(f"[bold red]error[/]: {message}\n  = help: {advice}", soft_wrap=True)
    raise typer.Exit(2)


def main() -> None:
    """Run the command line; unusable input is one message and exit code 2."""
    try:
        app()
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:
        from detente.load import Unreadable

        if not isinstance(error, Unreadable):
            raise
        from rich.console import Console

        from detente.report import terminal

        terminal.show([error.diagnostic], Console(stderr=True, highlight=False))
        sys.exit(2)


if __name__ == "__main__":
    main()
