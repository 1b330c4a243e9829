"""Packages of options for a terminal, a file or a machine: a list with what each gives, and two side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.report import words
from detente.solve.exact import exact

if TYPE_CHECKING:
    import pandas

    from detente.bargain.packages import Comparison, Row
    from detente.model.bargaining import BargainingProblem, Package


def show(problem: BargainingProblem, rows: Sequence[tuple[str, Row]], total: str, console: Console) -> None:
    """Draw packages, one a line: its name or number, what it gives each party who must accept, and how it differs.

    total: how many packages there are, in words.
    """
    console.print(Text(total), soft_wrap=True)
    if not rows:
        return
    must = problem.rule.of
    base = problem.proposal or rows[0][1].package
    table = Table("package", *must, "accepted", "differs from the " + ("proposal in" if problem.proposal else "first in"),
                  box=None, pad_edge=False)  # fmt: skip
    for name, row in rows:
        gains = [f"{float(row.gains[p]):g}" for p in must]
        table.add_row(name, *gains, "yes" if row.acceptable else "no", _differs(problem, row.package, base))
    console.print(table)
    console.print(Text("The numbers are gains over no agreement, each on the party's own scale.", "dim"), soft_wrap=True)


def _differs(problem: BargainingProblem, package: Package, base: Package) -> str:
    changed = [f"{i.name} {o}" for i, o, b in zip(problem.issues, package, base, strict=True) if o != b]
    return ", ".join(changed) or "nothing"


def show_comparison(
    names: tuple[str, str], found: Comparison, must: Sequence[str], clauses: Mapping[str, tuple[str, ...]], console: Console
) -> None:
    """Draw two packages side by side: options that change, who gains and who loses, clauses that come and go.

    must: who must accept. clauses: "gone" and "new" clause names by what the second package does to the text.
    """
    console.print(Text(f"From {names[0]} to {names[1]}", "bold"))
    if not found.changes:
        console.print("They are the same package.")
        return
    table = Table("issue", names[0], names[1], box=None, pad_edge=False)
    for issue, before, after in found.changes:
        table.add_row(issue, before, after)
    console.print(table)
    console.print()
    gains = Table("party", "utility before", "after", "change", "agrees before", "after", box=None, pad_edge=False)
    for name, (a, b) in found.utilities.items():
        asked = "" if name in must else " (not asked)"
        gains.add_row(f"{name}{asked}", f"{float(a):g}", f"{float(b):g}", f"{float(b - a):+g}" if a != b else "same",
                      _yes(name in found.agree_before), _yes(name in found.agree_after))  # fmt: skip
    console.print(gains)
    console.print()
    one, other = found.acceptable
    console.print(f"Acceptable to all who must accept: {_yes(one)} before, {_yes(other)} after.")
    for word, listed in (("Clauses that fall away", clauses.get("gone", ())), ("Clauses that come in", clauses.get("new", ()))):
        if listed:
            console.print(Text(f"{word}: {words.join(listed, 12)}."), soft_wrap=True)


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def to_json(problem: BargainingProblem, rows: Sequence[tuple[str, Row]], count: Mapping[str, Any], whole: bool) -> dict[str, Any]:
    """The list as plain data. count: `packages` and `acceptable` as far as known. whole: whether the list holds all there are."""
    issues = [i.name for i in problem.issues]
    return {
        "name": problem.name,
        **count,
        "whole": whole,
        "rows": [
            {
                "name": name,
                "package": dict(zip(issues, row.package, strict=True)),
                "gains": {p: exact(v) for p, v in row.gains.items()},
                "agree": list(row.agree),
                "acceptable": row.acceptable,
            }
            for name, row in rows
        ],
    }


def comparison_json(
    names: tuple[str, str], found: Comparison, clauses: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """Two packages side by side as plain data."""
    return {
        "from": names[0],
        "to": names[1],
        "changes": [{"issue": i, "from": a, "to": b} for i, a, b in found.changes],
        "utilities": {n: {"before": exact(a), "after": exact(b)} for n, (a, b) in found.utilities.items()},
        "gainers": list(found.gainers),
        "losers": list(found.losers),
        "indifferent": list(found.indifferent),
        "agree_before": list(found.agree_before),
        "agree_after": list(found.agree_after),
        "acceptable": {"before": found.acceptable[0], "after": found.acceptable[1]},
        "clauses": {k: list(v) for k, v in clauses.items()},
    }


def frame(problem: BargainingProblem, rows: Sequence[tuple[str, Row]]) -> pandas.DataFrame:
    """One row a package: its options, `gain_PARTY` as floats, and whether it is acceptable."""
    import pandas as pd

    issues = [i.name for i in problem.issues]
    return pd.DataFrame([
        {**dict(zip(issues, r.package, strict=True)), **{f"gain_{p}": float(Fraction(v)) for p, v in r.gains.items()},
         "acceptable": r.acceptable}
        for _, r in rows
    ])  # fmt: skip


def export(problem: BargainingProblem, rows: Sequence[tuple[str, Row]], file: Path) -> None:
    """Write the list as CSV or Parquet, by the file's ending. Raises ValueError for another ending, OSError."""
    endings = {".csv", ".parquet"}
    if file.suffix.lower() not in endings:
        raise ValueError(f"`{file.name}` ends neither in .csv nor in .parquet")
    table = frame(problem, rows)
    if file.suffix.lower() == ".csv":
        table.to_csv(file, index=False)
    else:
        table.to_parquet(file, index=False)
