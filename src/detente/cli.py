"""The command line: thin, every command a few lines over the package.

Exit codes: 0 done and clean, 1 findings of error severity, 2 input that cannot be used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="detente", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Treaties as plain text: check, weigh and keep agreements between states.",
)


@app.callback()
def _root() -> None:
    """Treaties as plain text: check, weigh and keep agreements between states."""


PathArgument = Annotated[Path, typer.Argument(help="A settlement: a Markdown file, or a folder with settlement.md.")]


@app.command()
def check(
    path: PathArgument,
    output: Annotated[str, typer.Option("--format", help="text, json or sarif.")] = "text",
    tier: Annotated[str, typer.Option(help="basic, strict or advisory: how much is shown.")] = "strict",
    select: Annotated[str, typer.Option(help="Only these rules: codes or names, separated by commas.")] = "",
) -> None:
    """Say whether a text contradicts itself, deadlocks, binds outsiders or breaks treaties in force."""
    from rich.console import Console

    from detente.check import analyse
    from detente.load import load
    from detente.report import terminal

    loaded = load(path)
    names = [s.strip() for s in select.split(",") if s.strip()]
    result = analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, tier, names)  # type: ignore[arg-type]
    console = Console()
    terminal.show(result.diagnostics, console)
    counts = {s: sum(d.severity == s for d in result.diagnostics) for s in ("error", "warning", "note")}
    console.print(f"{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes")
    raise typer.Exit(1 if counts["error"] else 0)


def main() -> None:
    """Run the command line; unusable input is one message and exit code 2."""
    from detente.load import Unreadable

    try:
        app()
    except Unreadable as unreadable:
        from rich.console import Console

        from detente.report import terminal

        terminal.show([unreadable.diagnostic], Console(stderr=True))
        sys.exit(2)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
