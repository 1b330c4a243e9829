"""`detente assess`: every analysis, one report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.shared import PathArgument, TierOption, app, console


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

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def tell(name: str, done: int, steps: int) -> None:
            bar.update(task, description=name, completed=done, total=steps)

        found = run(load(path), None, out, tell, f"detente assess {path}", tier)
    summary.show(found.summary(), console())
