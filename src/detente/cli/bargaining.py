"""Commands on bargaining: can they sign it?"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from detente.cli.shared import (
    FormatOption,
    PathArgument,
    RequireOption,
    ScenarioOption,
    SecondsOption,
    SetOption,
    app,
    console,
    progress,
    refuse,
    usable,
)

SECONDS_A_SET = 5.0


@app.command()
def bargain(
    path: PathArgument,
    output: FormatOption = "text",
    own: Annotated[str, typer.Option("--for", help="Show only what this party may see: its own values and what is released.")] = "",
    positions: SetOption = "",
    require: RequireOption = "",
    scenario: ScenarioOption = "",
    seed: Annotated[int, typer.Option(help="Seed of the sampled worlds.")] = 0,
    worlds: Annotated[int, typer.Option(min=0, max=10_000_000, help="How many worlds are sampled.")] = 100_000,
    seconds: SecondsOption = None,
) -> None:
    """Say whether everybody who must sign could, which package serves them best, and if none, what would have to change."""
    from detente.bargain import analyse
    from detente.load import load
    from detente.report import bargain as report
    from detente.report import json

    loaded = load(path)
    problem = problem_of(loaded, positions, require, scenario, own)
    if own:
        _bargain_for(problem, own, output, seed, seconds)
        return
    with progress() as tell, usable():
        result = analyse(problem, seed=seed, worlds=worlds, seconds=seconds, progress=tell)
        rivals = {} if positions else _rivals(loaded, require, scenario)
    if output == "json":
        sets = {name: report.rival_json(zone) for name, zone in rivals.items()}
        print(json.text({**result.to_dict(), "sets": sets}))
    else:
        report.show(result, console(), rivals)


def _rivals(loaded: Any, require: str, scenario: str) -> dict[str, Any]:
    """The zones of the further sets of positions, by name; sets in which somebody lacks a position are left out."""
    from detente.bargain import analyse
    from detente.bargain.settle import sets
    from detente.files import Unreadable

    found = {}
    for name in sets(loaded.positions):
        try:
            problem = problem_of(loaded, name, require, scenario) if name else None
        except Unreadable:
            continue
        if problem is not None:
            found[name] = analyse(problem, worlds=0, seconds=SECONDS_A_SET, parts=()).zone
    return found


def _bargain_for(problem: Any, own: str, output: str, seed: int, seconds: float | None) -> None:
    """What one party may see of a bargain, and nothing else."""
    from detente.bargain import analyse
    from detente.report import bargain_party, json

    name = next((p.name for p in problem.parties if p.name.lower() == own.lower()), "")
    if not name:
        refuse(f"there is no position for {own}", "`--for` is for parties with a position")
    with progress() as tell, usable():
        result = analyse(problem, seed=seed, worlds=0, seconds=seconds, parts=("named",), progress=tell)
    found = bargain_party.view(result, name)
    if output == "json":
        print(json.text(found.to_dict()))
    else:
        bargain_party.show(found, console())


def problem_of(loaded: Any, positions: str = "", require: str = "", scenario: str = "", own: str = "") -> Any:
    """The bargaining problem of a settlement; material that does not make one is refused."""
    from detente.assess import bargaining

    return bargaining(loaded, positions, [n for n in require.split(",") if n.strip()], scenario, own)
