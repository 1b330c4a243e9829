"""Détente: treaties as plain text. A settlement is a Markdown file; this package reads, checks and weighs it.

`detente.load(PATH)` reads a settlement, `detente.check(loaded)` says what is wrong with it; `detente.load_conflicts(PATH)`
reads conflicts, `detente.stability(conflict)` says which states of one are stable; `detente.bargain(loaded)` says who could sign. Names are imported where they are first
used, so that `import detente` is quick.
"""

from __future__ import annotations

from typing import Any

__version__ = "0.1.0"

_PLACES = {
    "load": ("detente.load", "load"),
    "load_conflicts": ("detente.load", "load_conflicts"),
    "check": ("detente.check", "check"),
    "bargain": ("detente.assess", "bargain"),
    "stability": ("detente.stability", "analyse"),
    "Conflict": ("detente.model.conflict", "Conflict"),
    "Loaded": ("detente.load", "Loaded"),
}

__all__ = ["__version__", *_PLACES]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'detente' has no attribute {name!r}")
    import importlib

    module, attribute = _PLACES[name]
    return getattr(importlib.import_module(module), attribute)
