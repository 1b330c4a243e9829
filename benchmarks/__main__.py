"""Run the benchmarks and print their tables: all of them, or those named (`python -m benchmarks check bargain`)."""

from __future__ import annotations

import importlib
import sys
from typing import Any

from rich.console import Console
from rich.table import Table

NAMES = ("check", "bargain", "stability")


def main() -> None:
    """Run and print; exits 1 where a peer was missing or a row failed."""
    console = Console(width=160)
    failed = False
    for name in sys.argv[1:] or NAMES:
        try:
            module = importlib.import_module(f"benchmarks.{name}")
        except ModuleNotFoundError:
            console.print(f"there is no benchmark called {name}")
            failed = True
            continue
        rows: list[dict[str, Any]] = module.run()
        columns = list(dict.fromkeys(c for row in rows for c in row))
        table = Table(*columns, title=name)
        for row in rows:
            table.add_row(*(str(row.get(c, "")) for c in columns))
            failed = failed or any("missing" in str(v) or "failed" in str(v) for v in row.values())
        console.print(table)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
