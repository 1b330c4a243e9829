"""The Python API: what the package offers by name, whatever was imported before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import detente

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import detente
{first}
loaded = detente.load({path!r})
result = detente.check(loaded)
assert result.diagnostics and "<table" in result._repr_html_()
assert list(result.to_frame().columns)[:2] == ["code", "name"]
from detente.load import load
assert load({path!r}).settlement == loaded.settlement
"""


def test_load_and_check_can_be_called_however_they_are_imported() -> None:
    path = str(ROOT / "tests" / "cases" / "norms" / "reject" / "deadlock.md")
    for first in ("", "import detente.load, detente.check", "from detente.check import analyse"):
        subprocess.run([sys.executable, "-c", CODE.format(first=first, path=path)], check=True, timeout=120)


def test_records_show_themselves(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text('# A\n\n```treaty\nsettlement "<b>Peace</b>"\nparty Norway\n```\n', encoding="utf-8")
    loaded = detente.load(file)
    assert len(repr(loaded)) < 200 and "0 clauses" in repr(loaded)
    assert "<b>Peace" not in loaded._repr_html_() and "&lt;b&gt;Peace" in loaded._repr_html_()
    assert repr(detente.check(loaded)).startswith("<check: 0 errors")
