"""Commands on stability: once signed, will they keep it?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from detente.cli.shared import (
    FormatOption,
    ScenarioOption,
    SecondsOption,
    SetOption,
    app,
    console,
    progress,
    refuse,
)

NOTHING = "write a conflict in a `conflict` block, in the text or in the folder `conflicts`; or add positions"
CONCEPTS = "nash, gmr, smr, seq, sim, sseq"


@app.command()
def stability(
    path: Annotated[Path, typer.Argument(help="Conflicts (a Markdown file, or a folder), or a settlement.")],
    conflict: Annotated[str, typer.Option(help="Only the conflict of this name.")] = "",
    concept: Annotated[str, typer.Option(help=f"Only these, separated by commas: {CONCEPTS}.")] = "",
    state: Annotated[str, typer.Option(help="Explain this state: number, pattern such as YN-, moves taken, now, agreed.")] = "",
    engine: Annotated[Literal["auto", "graph", "transform", "query"], typer.Option(help="How it is computed.")] = "auto",
    seconds: SecondsOption = None,
    positions: SetOption = "",
    scenario: ScenarioOption = "",
    stage: Annotated[str, typer.Option(help="Of a settlement: entry into force, or a later deadline.")] = "",
    package: Annotated[str, typer.Option(help="Of a settlement: ISSUE=OPTION and QUESTION=READING, separated by commas; or nash, leximin, …")] = "",
    bundles: Annotated[bool, typer.Option("--bundles", help="Of a settlement: show the bundles of duties, and stop.")] = False,
    emit: Annotated[Path | None, typer.Option(help="Of a settlement: write its compliance conflict to this file, to be edited and asked again.")] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sampled worlds.")] = 0,
    worlds: Annotated[int, typer.Option(min=0, max=1_000_000, help="How many worlds are sampled.")] = 1_000,
    out: Annotated[Path | None, typer.Option(help="Write a page and the JSON into this folder.")] = None,
    output: FormatOption = "text",
) -> None:
    """Say what would be kept: which states are stable, who would gain by breaking what, and what deters them."""
    from detente.load import Loaded
    from detente.report import json
    from detente.report import stability as report

    loaded = _loaded(path)
    if bundles or emit is not None:
        _derive(loaded, positions, scenario, package, stage, emit)
        return
    written = _written(loaded)
    if len(written) > 1:
        refuse(f"`{path}` holds {len(written)} compliance conflicts", "ask about one of its files")
    conflicts = [c for c in _named(loaded, conflict) if c.name not in {w.name for w in written}]
    derived = None
    results: list[Any] = []
    with progress() as tell:
        if not conflict and not state and isinstance(loaded, Loaded) and loaded.positions:
            derived = _compliance(loaded, positions, scenario, package, stage, seconds, tell)
        elif written:
            derived = _kept(written[0], tell)
        elif not conflicts:
            refuse(f"`{path}` states no conflict" + ("" if conflict or state else " and has no positions"), NOTHING)
        concepts = _concepts(concept)
        for k, one in enumerate(conflicts):
            about = one.title or one.name

            def told(stage: str, share: float, k: int = k, about: str = about) -> None:
                tell(f"{about}: {stage}", (k + share) / len(conflicts))

            told("reading", 0)
            result, asked = _analyse(one, concepts, state, engine, seconds, told)
            results.append((result, asked, _aim(result, asked, concepts, seed, worlds, told)))
    found, aims = [r for r, _, _ in results], [a for _, _, a in results]
    if out is not None:
        _write(found, derived, positions, aims, out, f"detente stability {path}")
    if output == "json":
        print(json.text(report.to_json(found, derived, aims)))
    elif out is None:
        _show(results, derived)
        _other_sets(loaded, positions)


def _loaded(path: Path) -> Any:
    """What a path holds: conflicts, or a settlement. Mistakes in conflicts end the command."""
    from rich.console import Console

    from detente.load import load, load_conflicts, only_conflicts
    from detente.report import terminal

    settlement = path.exists() and not only_conflicts(path) and _is_settlement(path)
    loaded: Any = load(path) if settlement else load_conflicts(path)
    wrong = [d for d in loaded.diagnostics if d.severity == "error" and d.code.startswith(("E1", "E4"))]
    if wrong:
        terminal.show(wrong, Console(stderr=True, highlight=False))
        raise typer.Exit(2)
    return loaded


def _is_settlement(path: Path) -> bool:
    return (path / "settlement.md").exists() if path.is_dir() else "```treaty" in path.read_text("utf-8", "replace")


def _named(loaded: Any, name: str) -> list[Any]:
    found = [c for c in loaded.conflicts if not name or c.name.lower() == name.lower()]
    if name and not found:
        refuse(f"there is no conflict `{name}`", f"the conflicts are: {', '.join(c.name for c in loaded.conflicts) or 'none'}")
    return found


def conflicts_of(path: Path, name: str) -> list[Any]:
    """The conflicts of a path, or the one of this name; mistakes in them, and that there is none, end the command."""
    found = _named(_loaded(path), name)
    if not found:
        refuse(f"`{path}` states no conflict", NOTHING)
    return found


def _compliance(
    loaded: Any, positions: str, scenario: str, package: str, stage: str, seconds: float | None, tell: Any
) -> Any:
    """Would the parties keep the package? For the first set of positions where several are there."""
    from detente.assess import compliance
    from detente.bargain.settle import sets

    name = positions or next(iter(sets(loaded.positions)))
    return compliance(
        loaded, name, scenario, package, stage, seconds=seconds, progress=lambda what, share: tell(f"compliance: {what}", share)
    )


def _written(loaded: Any) -> tuple[Any, ...]:
    """Compliance conflicts that the files state; mistakes in them end the command."""
    from rich.console import Console

    from detente.diagnostic import Collector
    from detente.report import terminal
    from detente.resolve.compliance import read

    found = Collector()
    conflicts = read((*loaded.documents, *getattr(loaded, "beside", ())), found)
    if found.found:
        terminal.show(found.found, Console(stderr=True, highlight=False))
        raise typer.Exit(2)
    return conflicts


def _kept(conflict: Any, tell: Any) -> Any:
    from detente.stability.compliance import analyse

    return analyse(conflict, progress=lambda what, share: tell(f"compliance: {what}", share))


def _derive(loaded: Any, positions: str, scenario: str, package: str, stage: str, emit: Path | None) -> None:
    """Show the bundles of a settlement, or write its compliance conflict to a file."""
    from detente.assess import compliance_conflict
    from detente.bargain.settle import sets
    from detente.files import write_whole
    from detente.load import Loaded
    from detente.model.compliance_text import document
    from detente.report import compliance_bundles

    if not isinstance(loaded, Loaded) or not loaded.positions:
        refuse("bundles are derived from a settlement with positions", "give the folder of a settlement that has `positions`")
    made = compliance_conflict(loaded, positions or next(iter(sets(loaded.positions))), scenario, package, stage)
    if emit is None:
        compliance_bundles.show(made, console())
        return
    write_whole(emit, document(made, compliance_bundles.PROSE))
    console().print(f"{emit}: {len(made.bundles)} bundles", soft_wrap=True)


def _show(results: list[Any], derived: Any) -> None:
    from detente.report import compliance as kept
    from detente.report import stability as report

    screen = console()
    if derived is not None:
        kept.show(derived, screen)
    for k, (result, asked, aim) in enumerate(results):
        if k or derived is not None:
            screen.print("\n")
        report.show(result, screen, asked, aim)


def _other_sets(loaded: Any, chosen: str) -> None:
    """Say that other pictures of the parties are there."""
    from detente.bargain.settle import sets

    names = sets(getattr(loaded, "positions", ()))
    others = [n or "as filed" for n in names if n != (chosen or next(iter(names), ""))]
    if others:
        console().print(f"\nOther sets of positions: {', '.join(others)}; ask about one with `--set`.", soft_wrap=True, markup=False)


def _aim(result: Any, asked: tuple[int, ...], concepts: tuple[str, ...], seed: int, worlds: int, tell: Any) -> Any:
    """What it would take for one state to hold: the one asked for, else the agreed one; None for large conflicts."""
    from detente.report.stability_view import number_of
    from detente.stability.aim import MOST, aim

    state = asked[0] if len(asked) == 1 else None if asked else number_of(result, result.conflict.agreed)
    if state is None or result.engine != "graph" or result.feasible > MOST:
        return None
    concept = next((c for c in ("seq", *concepts) if c in result.equilibria), "")
    return aim(result.conflict, state, concept, seed=seed, worlds=worlds, progress=tell) if concept else None


def _write(results: list[Any], derived: Any, name: str, aims: list[Any], out: Path, command: str) -> None:
    """The page and the JSON, each whole or not at all."""
    import hashlib

    from detente import __version__
    from detente.files import write_whole
    from detente.report import json
    from detente.report import stability as report
    from detente.report.compliance_part import part
    from detente.report.section import Stamp
    from detente.report.stability_section import page

    parts = [] if derived is None else [part([(name, derived)])]
    data = json.text(report.to_json(results, derived, aims))
    inputs = hashlib.sha256("".join(r.inputs for r in results).encode() if results else data.encode()).hexdigest()
    write_whole(out / "stability.json", data)
    write_whole(out / "stability.html", page(results, Stamp(inputs, command, "", __version__), parts, derived.conflict.title if derived else "", aims))
    print(f"wrote {out / 'stability.html'} and {out / 'stability.json'}", file=sys.stderr)


def _concepts(words: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(w.strip().lower() for w in words.split(",") if w.strip()))
    wrong = [n for n in names if n not in CONCEPTS.split(", ")]
    if wrong:
        refuse(f"there is no concept `{wrong[0]}`", f"the concepts are: {CONCEPTS}")
    return names or tuple(CONCEPTS.split(", "))


def _analyse(
    conflict: Any, concepts: tuple[str, ...], state: str, engine: str, seconds: float | None, tell: Any
) -> tuple[Any, tuple[int, ...]]:
    """The result and the numbers of the states asked for."""
    from detente.report.stability_view import number_of
    from detente.stability import TooLarge, analyse
    from detente.stability.naming import find_states

    try:
        codes = find_states(conflict, state) if state else ()
        marked = [c for c in (conflict.agreed, conflict.status_quo) if c is not None]
        result = analyse(
            conflict, codes=codes or marked, concepts=concepts, engine=engine, seconds=seconds, progress=tell
        )
        return result, tuple(n for n in (number_of(result, c) for c in codes) if n is not None)
    except TooLarge as too_large:
        refuse(f"`{conflict.name}`: {too_large}", "name one state with `--state`, or write a conflict with fewer moves")
    except (ValueError, MemoryError) as error:
        refuse(f"`{conflict.name}`: {error or 'not enough memory'}", "see `detente stability --help`")
    raise AssertionError
