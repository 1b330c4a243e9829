"""A small settlement with two sets of positions, written to a folder and loaded; tests change its texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from bargain_small import RU, TEXT, US

from detente.load import Loaded, load

Make = Callable[..., Loaded]


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write the settlement and positions (name: text), by default those above; gives the folder."""

    def write(positions: Mapping[str, str] | None = None, text: str = TEXT) -> Path:
        home = tmp_path / "small"
        (home / "positions").mkdir(parents=True, exist_ok=True)
        for old in (home / "positions").iterdir():
            old.unlink()
        (home / "settlement.md").write_text(text, encoding="utf-8")
        for name, content in ({"US": US, "RU": RU} if positions is None else positions).items():
            (home / "positions" / f"{name}.md").write_text(content, encoding="utf-8")
        return home

    return write


@pytest.fixture
def small(folder: Callable[..., Path]) -> Make:
    """As `folder`, and loaded."""
    return lambda *args, **more: load(folder(*args, **more))
