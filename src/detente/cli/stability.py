"""Commands on stability: once signed, will they keep it?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from detente.cli.shared import FormatOption, app, console, progress, refuse

CONCEPTS = "nash, gmr, smr, seq, sim, sseq"


@app.command()
def stability(
    path: Annotated[Path, typer.Argument(help="Conflicts (a Markdown file, or a folder), or a settlement.")],
    conflict: Annotated[str, typer.Option(help="Only the conflict of this name.")] = "",
    concept: Annotated[str, typer.Option(help=f"Only these, separated by commas: {CONCEPTS}.")] = "",
    state: Annotated[str, typer.Option(help="Explain this state: number, pattern such as YN-, moves taken, now, agreed.")] = "",
    engine: Annotated[Literal["auto", "graph", "transform", "query"], typer.Option(help="How it is computed.")] = "auto",
    output: FormatOption = "text",
) -> None:
    """Say which states are stable, who would gain by breaking what, and what deters them."""
    from detente.report import json
    from detente.report import stability as report

    conflicts = conflicts_of(path, conflict)
    concepts = _concepts(concept)
    results: list[Any] = []
    with progress() as tell:
        for k, one in enumerate(conflicts):
            tell(one.title or one.name, k / len(conflicts))
            results.append(_analyse(one, concepts, state, engine))
    if output == "json":
        first, *others = (r.to_dict() for r, _ in results)
        print(json.text({"format": json.FORMAT, **first, "others": others}))
        return
    screen = console()
    for k, (result, asked) in enumerate(results):
        if k:
            screen.print("\n")
        report.show(result, screen, asked)


def conflicts_of(path: Path, name: str) -> list[Any]:
    """The conflicts to analyse; mistakes in them end the command."""
    from rich.console import Console

    from detente.load import load_conflicts
    from detente.report import terminal

    loaded = load_conflicts(path)
    found = [c for c in loaded.conflicts if not name or c.name.lower() == name.lower()]
    if loaded.broken:
        terminal.show([d for d in loaded.diagnostics if d.severity == "error"], Console(stderr=True, highlight=False))
        raise typer.Exit(2)
    if not found:
        refuse(f"there is no conflict `{name}`", f"the conflicts are: {', '.join(c.name for c in loaded.conflicts)}")
    return found


def _concepts(words: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(w.strip().lower() for w in words.split(",") if w.strip()))
    wrong = [n for n in names if n not in CONCEPTS.split(", ")]
    if wrong:
        refuse(f"there is no concept `{wrong[0]}`", f"the concepts are: {CONCEPTS}")
    return names or tuple(CONCEPTS.split(", "))


def _analyse(conflict: Any, concepts: tuple[str, ...], state: str, engine: str) -> tuple[Any, tuple[int, ...]]:
    """The result and the numbers of the states asked for."""
    from detente.stability import TooLarge, analyse
    from detente.stability.naming import find_states, numbers_of

    try:
        codes = find_states(conflict, state) if state else () if conflict.agreed is None else (conflict.agreed,)
        focus = numbers_of(conflict, codes)
        return analyse(conflict, states=focus, concepts=concepts, engine=engine), focus if state else ()
    except TooLarge as too_large:
        refuse(f"`{conflict.name}`: {too_large}", "name one state with `--state`, or write a conflict with fewer moves")
    except ValueError as error:
        refuse(f"`{conflict.name}`: {error}", "see `detente stability --help`")
    raise AssertionError
