"""Write `constraints.txt` anew: the version of everything that `detente[dev]` needs, as this environment has it.

Follows the requirements from package to package, so that nothing else which happens to be installed gets in.
Use: upgrade with `pip install -U …` in `.venv`, run `make test`, then `.venv/bin/python tools/constraints.py`.
"""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement

FILE = Path(__file__).resolve().parent.parent / "constraints.txt"


def needed(name: str, extras: frozenset[str]) -> dict[str, str]:
    """Name to pinned version of all that a distribution with these extras needs, itself left out.

    Only what applies to this platform and Python counts. Raises `PackageNotFoundError` where something is not installed.
    """
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    todo = [(name, extra) for extra in ("", *sorted(extras))]
    while todo:
        package, extra = todo.pop()
        if (package, extra) in seen:
            continue
        seen.add((package, extra))
        for line in distribution(package).requires or ():
            requirement = Requirement(line)
            if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
                continue
            at_hand = distribution(requirement.name)
            found[at_hand.metadata["Name"]] = at_hand.version
            todo += [(requirement.name, more) for more in ("", *sorted(requirement.extras))]
    found.pop(name, None)
    return found


def text(versions: dict[str, str]) -> str:
    """The file: one `name==version` a line, sorted without regard to case, `-` and `_`."""
    names = sorted(versions, key=lambda n: re.sub(r"[-_.]+", "-", n).lower())
    return "".join(f"{name}=={versions[name]}\n" for name in names)


if __name__ == "__main__":
    FILE.write_text(text(needed("detente", frozenset({"dev"}))), encoding="utf-8")
    print(f"{FILE.name}: {len(FILE.read_text(encoding='utf-8').splitlines())} versions")
