"""Negotiations of other programs as bargaining problems: GENIUS, NegMAS and GeniusWeb, NegoLog, deliberation games, sheets.

`read(kind, path)` never raises on bad input: it returns the problem, or None with diagnostics; nothing is half loaded.
`detente.bargain.writer` turns a problem into a settlement folder.
"""

from __future__ import annotations

from pathlib import Path

from detente.bargain.imports import deliberation, genius, negmas, negolog, sheets
from detente.bargain.imports.reading import UNREADABLE, Imported, Refused

READERS = {
    "genius": genius.read, "negmas": negmas.read, "negolog": negolog.read, "deliberation": deliberation.read,
    "csv": sheets.read,
}  # fmt: skip


def read(kind: str, path: Path) -> Imported:
    """Import from a path. kind: one of READERS; raises ValueError for another (the caller's mistake)."""
    if kind not in READERS:
        raise ValueError(f"there is no importer {kind}; there are {', '.join(READERS)}")
    try:
        if not path.exists():
            raise Refused(UNREADABLE, f"{path.name} does not exist", path.name)
        return READERS[kind](path)
    except Refused as refusal:
        return Imported(None, (refusal.diagnostic(),))


__all__ = ["READERS", "Imported", "read"]
