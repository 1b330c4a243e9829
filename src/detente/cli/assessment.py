"""`detente assess`: every analysis, one report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.shared import PathArgument, TierOption, app, console, refuse


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

        command = f"detente assess {path}"
        try:
            found = run(load(path), None, out, tell, command, tier)
        except OSError as error:
            bar.stop()
            refuse(f"the report cannot be written: {(error.strerror or str(error)).lower()}", "choose a folder with `--out`")
    summary.show(found.summary(), console())
