"""What the tests of the documentation share: the pages, their fenced blocks and links, and how a command in them is run."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import typer
from markdown_it import MarkdownIt

from detente.cli import app, main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(p for f in ("docs", "decisions") for p in (ROOT / f).rglob("*.md")),
        *(p for f in ("settlements", "conflicts", "benchmarks") for p in (ROOT / f).rglob("README.md")),
    ],
    key=lambda p: str(p.relative_to(ROOT)),
)
MATERIAL = ("settlements", "conflicts")
ELLIPSIS = "…"
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file its info names after that ("" where none), its text and first line."""

    language: str
    file: str
    text: str
    line: int


def short(path: Path) -> str:
    """A page's name for test ids."""
    return str(path.relative_to(ROOT))


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page in order."""
    for token in _MARKDOWN.parse(text):
        if token.type == "fence":
            language, _, file = token.info.strip().partition(" ")
            assert token.map is not None
            yield Block(language, file.strip(), token.content, token.map[0] + 2)


def commands(block: Block) -> Iterator[tuple[int, str, list[str]]]:
    """The commands of a `console` block: line, what stands after `$ `, and the output shown."""
    found: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(block.text.splitlines(), block.line):
        if line.startswith("$ "):
            found.append((number, line[2:].strip(), []))
        elif found:
            found[-1][2].append(line)
    yield from found


def run(command: str) -> tuple[str, int]:
    """What `detente …` prints, standard error after standard output, and its exit code; in this process, 80 columns wide."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    words = shlex.split(command)
    with (
        mock.patch.object(sys, "argv", words),
        mock.patch.dict(os.environ, {"COLUMNS": "80", "NO_COLOR": "1"}),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
    return out.getvalue() + err.getvalue(), code


def accepts(command: str) -> str:
    """Why the command line refuses the words of a command, "" where it takes them. Nothing is run."""
    words = shlex.split(command)[1:]
    found: Any = typer.main.get_command(app)
    while words and hasattr(found, "commands") and words[0] in found.commands:
        found = found.commands[words.pop(0)]
    try:
        found.make_context("detente", words)
    except Exception as error:
        return str(error) or type(error).__name__
    return ""


def plain(lines: list[str]) -> list[str]:
    """Lines without blanks at their ends, and without empty lines at the top and the bottom."""
    bare = [line.rstrip() for line in lines]
    while bare and not bare[0]:
        bare.pop(0)
    while bare and not bare[-1]:
        bare.pop()
    return bare


def matches(shown: list[str], printed: list[str]) -> bool:
    """Whether the shown lines are the printed ones; a line of `…` alone stands for any number of lines."""
    parts: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == ELLIPSIS:
            parts.append([])
        else:
            parts[-1].append(line)
    if len(parts) == 1:
        return shown == printed
    first, *middle, last = parts
    if printed[: len(first)] != first or (last and printed[-len(last) :] != last):
        return False
    at, end = len(first), len(printed) - len(last)
    for part in middle:
        at = next((k + len(part) for k in range(at, end - len(part) + 1) if printed[k : k + len(part)] == part), -1)
        if at < 0:
            return False
    return at <= end


def patch(text: str, change: str) -> str:
    """The text after a change written as a `diff` block: lines with `-` go, lines with `+` come, others stay.

    Raises ValueError where the lines that go or stay do not stand in the text exactly once.
    """
    for hunk in re.split(r"^@@.*\n", change, flags=re.M):
        lines = hunk.splitlines()
        old = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))
        new = "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))
        if old == new:
            continue
        if text.count(old) != 1:
            raise ValueError(f"stands {text.count(old)} times in the file:\n{old}")
        text = text.replace(old, new)
    return text


def anchor(heading: str) -> str:
    """The anchor a code host makes of a heading."""
    words = re.sub(r"[^\w\- ]", "", heading.lower().replace("`", ""))
    return words.strip().replace(" ", "-")


@cache
def anchors(text: str) -> set[str]:
    """All anchors of a page."""
    tokens = _MARKDOWN.parse(text)
    titles = [tokens[k + 1].content for k, t in enumerate(tokens) if t.type == "heading_open"]
    found: set[str] = set()
    for title in titles:
        name = base = anchor(title)
        number = 0
        while name in found:
            number += 1
            name = f"{base}-{number}"
        found.add(name)
    return found | set(re.findall(r'<a id="([^"]+)">', text))


def links(text: str) -> Iterator[str]:
    """The targets of all links and pictures of a page."""
    for token in _MARKDOWN.parse(text):
        for child in token.children or ():
            if child.type in ("link_open", "image"):
                yield str(child.attrs.get("href") or child.attrs.get("src"))
