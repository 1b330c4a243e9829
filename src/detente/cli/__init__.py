"""The command line: thin, every command a few lines over the package.

Exit codes: 0 done and clean, 1 findings of error severity, 2 input that cannot be used.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from detente.cli import assessment, bargaining, gmcr, negotiations, packages, stability, text
from detente.cli.shared import app

__all__ = ["app", "assessment", "bargaining", "gmcr", "main", "negotiations", "packages", "stability", "text"]


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
        from detente.files import Unreadable

        if not isinstance(error, Unreadable):
            raise
        from rich.console import Console

        from detente.report import terminal

        terminal.show([error.diagnostic], Console(stderr=True, highlight=False))
        sys.exit(2)
