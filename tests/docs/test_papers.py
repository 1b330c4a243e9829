"""What ARCHITECTURE and the list of decisions say of the tree is so."""

from __future__ import annotations

import re
import tomllib

import docs_pages as pages

SOURCE = pages.ROOT / "src" / "detente"


def test_architecture_shows_the_contract() -> None:
    """The layers shown are those of the import contract, without what is not there yet."""
    text = (pages.ROOT / "ARCHITECTURE.md").read_text("utf-8")
    shown = next(b.text for b in pages.blocks(text) if b.language == "text").strip().splitlines()
    contract = tomllib.loads((pages.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]
    layers = [[re.sub(r"[() ]|detente\.", "", name) for name in layer.split("|")] for layer in contract["layers"]]
    there = [[n for n in names if (SOURCE / n).is_dir() or (SOURCE / f"{n}.py").is_file()] for names in layers]
    assert [line.split(" | ") for line in shown] == there


def test_architecture_names_every_part() -> None:
    """Each package and module at the top has a row, and each row names something that is there."""
    text = (pages.ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([a-z_]+)(?:/|\.py)` \|", text, re.M))
    there = {p.stem for p in SOURCE.iterdir() if (p.is_dir() and (p / "__init__.py").is_file()) or p.suffix == ".py"}
    assert named == there - {"__init__", "__main__"}


def test_every_decision_is_listed() -> None:
    """The list of decisions names each page, under its number and with its state."""
    folder = pages.ROOT / "decisions"
    listed = re.findall(r"^\| \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\) \| .+ \| (?:holds|superseded by .+) \|$", (folder / "README.md").read_text("utf-8"), re.M)
    assert [name for _, name in listed] == sorted(p.name for p in folder.glob("0*.md"))
    for number, name in listed:
        assert (folder / name).read_text("utf-8").startswith(f"# {number} ")
