"""The deliberation games: scorable role play (Abdelnabi et al. 2024, after Susskind).

A folder with config.txt (one line per party: name, file, role, …) and scores_files/FILE.txt: a line of option scores per
issue and the acceptance threshold last. A deal passes with all but one party; the parties in the roles p1 and p2 hold
vetoes. The threshold is the value of no agreement. Issues are named A, B, …, their options A1, A2, …
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from detente.bargain.imports.reading import (
    MISMATCH,
    UNREADABLE,
    Imported,
    Profile,
    Refused,
    additive,
    number,
    text_of,
)
from detente.model.bargaining import AgreementRule, Range


def read(path: Path) -> Imported:
    """Read a game folder. Raises Refused."""
    profiles: list[Profile] = []
    vetoes: list[str] = []
    space: dict[str, tuple[str, ...]] = {}
    for line in text_of(path / "config.txt").splitlines():
        if not line.strip():
            continue
        cells = [c.strip() for c in line.split(",")]
        if len(cells) < 3 or not cells[1] or set(cells[1]) & set("/\\") or cells[1].startswith("."):
            raise Refused(UNREADABLE, f"config.txt: `{line[:60]}` is not a party, a file and a role", "config.txt")
        name, file, role = cells[:3]
        rows = _scores(path / "scores_files" / f"{file}.txt")
        letters = [chr(ord("A") + n) for n in range(len(rows) - 1)]
        worth = {x: {f"{x}{k}": Range.of(v) for k, v in enumerate(row, 1)} for x, row in zip(letters, rows, strict=False)}
        shape = {i: tuple(v) for i, v in worth.items()}
        if space and shape != space:
            raise Refused(MISMATCH, f"{file}.txt has other issues or numbers of options than the first party", f"{file}.txt")
        space = shape
        profiles.append(Profile(name, worth, Range.of(rows[-1][0]), f"{file}.txt"))
        if role in ("p1", "p2"):
            vetoes.append(name)
    if not profiles:
        raise Refused(UNREADABLE, "config.txt names no party", "config.txt")
    names = tuple(p.name for p in profiles)
    rule = AgreementRule(names, max(len(names) - 1, len(vetoes)), tuple(vetoes))
    return Imported(additive(path.name, space, profiles, "score sheet of the game", "points, threshold as no agreement", rule))


def _scores(path: Path) -> list[list[Fraction]]:
    """The numbers of a score file, line by line; the last line is the threshold alone."""
    rows: list[list[Fraction]] = []
    for line in text_of(path).splitlines():
        if line.strip():
            rows.append([number(x, "a score", path.name) for x in line.split(",")])
    if len(rows) < 2 or len(rows) > 27 or len(rows[-1]) != 1:
        raise Refused(UNREADABLE, f"{path.name} needs 1 to 26 lines of scores and a threshold alone on the last", path.name)
    return rows
