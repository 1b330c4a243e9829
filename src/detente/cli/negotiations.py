"""`detente import genius|negmas|negolog|deliberation|csv`: negotiations of other programs as settlement folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.exchange import importing
from detente.cli.shared import console, refuse

KINDS = {
    "genius": "a folder of GENIUS XML files, linear and additive",
    "negmas": "a folder of a NegMAS scenario (YAML or JSON), or of GeniusWeb profiles",
    "negolog": "a folder of a NegoLog domain, with profileA.json and profileB.json",
    "deliberation": "a folder of a deliberation game, with config.txt and scores_files",
    "csv": "a score sheet, CSV or Excel: columns issue, option and one a party",
}

SourceArgument = Annotated[Path, typer.Argument(help="What to take over; it is only read.")]
OutOption = Annotated[Path, typer.Option(help="The settlement folder to write; it must not exist yet, or be empty.")]


def _command(kind: str, what: str) -> Callable[[Path, Path], None]:
    def run(source: SourceArgument, out: OutOption) -> None:
        _take_over(kind, source, out)

    run.__doc__ = f"Take over {what}."
    return run


def _take_over(kind: str, source: Path, out: Path) -> None:
    from dataclasses import replace

    from detente.bargain import writer
    from detente.bargain.imports import read
    from detente.files import Unreadable, write_all

    found = read(kind, source)
    if found.problem is None:
        first = found.diagnostics[0]
        raise Unreadable(first if first.help else replace(first, help="nothing was written; correct the file, or export it anew"))
    try:
        texts = writer.files(found.problem)
    except ValueError as error:
        refuse(f"`{source}`: {error}", "nothing was written")
    write_all(out, texts)
    screen = console()
    for note in found.notes:
        screen.print(f"note: {note}", soft_wrap=True, markup=False)
    problem = found.problem
    screen.print(
        f"wrote {out}: {len(problem.parties)} parties, {len(problem.issues)} issues, {problem.combinations:,} combinations",
        soft_wrap=True, markup=False,
    )
    screen.print(f"next: detente bargain {out}", soft_wrap=True, markup=False)


for _kind, _what in KINDS.items():
    importing.command(_kind)(_command(_kind, _what))
