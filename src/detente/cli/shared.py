"""What all commands share: the application, options of one meaning, refusals, progress, the console."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

app = typer.Typer(
    name="detente", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Treaties as plain text: check, weigh and keep agreements between states.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

PathArgument = Annotated[Path, typer.Argument(help="A settlement: a Markdown file, or a folder with settlement.md.")]
TierOption = Annotated[Literal["basic", "strict", "advisory"], typer.Option(help="How much is shown.")]
SetOption = Annotated[str, typer.Option("--set", help="The rival set of positions, such as deterrence.")]
RequireOption = Annotated[str, typer.Option("--require", help="Further parties who must accept, separated by commas.")]
ScenarioOption = Annotated[str, typer.Option("--scenario", help="Take the values of this scenario.")]
SecondsOption = Annotated[float | None, typer.Option(min=0.1, help="Stop after this time with what is proven by then.")]
FormatOption = Annotated[Literal["text", "json"], typer.Option("--format", help="For people or for machines.")]


@contextmanager
def usable() -> Iterator[None]:
    """Numbers that no engine can take are unusable input."""
    try:
        yield
    except (ValueError, OverflowError, MemoryError) as error:
        refuse(str(error) or "the numbers are too large", "give values with fewer digits, or bargain over fewer options")


@contextmanager
def progress() -> Iterator[Callable[[str, float], None]]:
    """A progress bar on standard error, told the stage and the share done."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=1.0)
        yield lambda stage, share: bar.update(task, description=stage, completed=share)


def console() -> Any:
    """A rich console on standard output."""
    from rich.console import Console

    return Console(highlight=False)


def refuse(message: str, advice: str) -> Any:
    """End with exit code 2, one message and what to do."""
    from rich.console import Console

    Console(stderr=True, highlight=False).print(f"[bold red]error[/]: {message}\n  = help: {advice}", soft_wrap=True)
    raise typer.Exit(2)
