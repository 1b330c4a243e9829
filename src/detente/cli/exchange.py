"""The groups `detente import` and `detente export`; each family of formats adds its commands to them."""

from __future__ import annotations

import typer

from detente.cli.shared import app

importing = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Take over files of other programs.")
exporting = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Write files for other programs.")
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")
