"""Seeded mutants of the shipped settlements: each wrong thing is found, and little else is said.

Recall is the share of an operator's mutants in which the expected finding appears; spurious findings are new ones of other
kinds. `make reproduce` makes 500 and prints the table.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from mutants import make

from detente.check import analyse
from detente.diagnostic import Diagnostic
from detente.files import Unreadable
from detente.load import load

ROOT = Path(__file__).resolve().parents[2]
PATHS = sorted(p for p in ROOT.glob("settlements/*/settlement.md"))


def findings(path: Path) -> list[Diagnostic]:
    try:
        loaded = load(path)
    except Unreadable as unreadable:
        return [unreadable.diagnostic]
    return list(analyse(loaded.settlement, loaded.corpus, loaded.diagnostics, "advisory").diagnostics)


def marks(found: list[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((d.code, d.message) for d in found)


def measure(count: int, seed: int, folder: Path) -> dict[str, tuple[int, int, int]]:
    """By operator: mutants made, expected findings met, and findings of other kinds that are new."""
    texts = [p.read_text(encoding="utf-8") for p in PATHS]
    plain: list[list[Diagnostic]] = []
    for k, text in enumerate(texts):
        plain.append(findings(_write(folder / f"plain{k}", PATHS[k], text)))
    table: dict[str, tuple[int, int, int]] = {}
    for k, (index, mutant) in enumerate(make(texts, count, seed)):
        found = findings(_write(folder / f"m{k}", PATHS[index], mutant.text))
        fresh = marks(found) - marks(plain[index])
        hit = any(code.startswith(mutant.code) and (not mutant.about or mutant.about in text) for code, text in fresh)
        hit = hit or any(d.code.startswith(mutant.code) and mutant.about in d.about and (d.code, d.message) in fresh for d in found)
        other = sum(1 for code, _ in fresh if not code.startswith(mutant.code))
        made, met, spurious = table.get(mutant.operator, (0, 0, 0))
        table[mutant.operator] = (made + 1, met + hit, spurious + other)
    return table


def _write(folder: Path, origin: Path, text: str) -> Path:
    """A copy of a settlement's folder (without positions) in which the main file has this text."""
    folder.mkdir()
    for file in origin.parent.glob("*.md"):
        (folder / file.name).write_text(text if file == origin else file.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def show(table: dict[str, tuple[int, int, int]]) -> str:
    rows = [f"{'operator':<20} mutants  recall  new findings of other kinds, per mutant"]
    for name, (made, met, spurious) in sorted(table.items()):
        rows.append(f"{name:<20} {made:>7}  {met / made:>6.0%}  {spurious / made:.2f}")
    return "\n".join(rows)


def test_a_few_mutants_are_found(tmp_path: Path) -> None:
    table = measure(14, 3, tmp_path)
    assert sum(met for _, met, _ in table.values()) >= 0.9 * sum(made for made, _, _ in table.values()), show(table)


@pytest.mark.reproduce
def test_five_hundred_mutants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = measure(500, 11, tmp_path)
    with capsys.disabled():
        print("\n" + show(table))
    made = sum(m for m, _, _ in table.values())
    assert made == 500
    for name, (number, met, _) in table.items():
        assert met >= 0.85 * number, f"{name}\n{show(table)}"
