"""`detente import gmcr` and `detente export gmcr`: conflicts of the field's programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.exchange import exporting, importing
from detente.cli.shared import console, refuse


@importing.command("gmcr")
def import_gmcr(
    file: Annotated[Path, typer.Argument(help="A .gmcr file.")],
    out: Annotated[Path, typer.Option(help="The folder the conflict is written to.")],
) -> None:
    """Turn a .gmcr file of a graph model into a conflict document."""
    from detente.diagnostic import make
    from detente.files import Unreadable, read, write_whole
    from detente.model.conflict_text import document
    from detente.stability import gmcr

    text = read(file).text
    try:
        found = gmcr.read(text, file.stem)
        prose = f"Imported from {file.name}." + "".join(f"\n\n{note[0].upper()}{note[1:]}." for note in found.notes)
        text = document(found.conflict, prose)
    except ValueError as error:
        help_ = "nothing was written; the file must be as the programs of the graph model save it"
        raise Unreadable(make(gmcr.MALFORMED, f"`{file}`: {error}", None, file=str(file), help=help_)) from None
    target = out / f"{found.conflict.name}.md"
    if target.exists():
        refuse(f"`{target}` exists already", "choose another folder with `--out`")
    write_whole(target, text)
    screen = console()
    for note in found.notes:
        screen.print(f"note: {note}", soft_wrap=True, markup=False)
    screen.print(f"wrote {target}: {found.conflict.size_in_words}", soft_wrap=True, markup=False)


@exporting.command("gmcr")
def export_gmcr(
    path: Annotated[Path, typer.Argument(help="Conflicts: a Markdown file, or a folder.")],
    out: Annotated[Path, typer.Option(help="The .gmcr file to write.")],
    conflict: Annotated[str, typer.Option(help="Of several conflicts, the one of this name.")] = "",
) -> None:
    """Write a conflict as a .gmcr file."""
    from detente.cli.stability import conflicts_of
    from detente.files import write_whole
    from detente.stability import gmcr

    found = conflicts_of(path, conflict)
    if len(found) > 1:
        refuse(f"`{path}` holds {len(found)} conflicts", f"choose one with `--conflict`: {', '.join(c.name for c in found)}")
    try:
        text, left_out = gmcr.write(found[0])
    except ValueError as error:
        refuse(f"`{found[0].name}`: {error}", "the format holds conflicts in option form")
        return
    write_whole(out, text)
    screen = console()
    for words in left_out:
        screen.print(f"left out: {words}", soft_wrap=True, markup=False)
    screen.print(f"wrote {out}: {found[0].size_in_words}", soft_wrap=True, markup=False)
