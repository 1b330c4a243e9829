"""The documentation is true: its commands give what it shows, its Python runs, its links lead somewhere.

How pages are written. In a `console` block a line `$ detente …` is run and what follows is compared with what it prints; a
line of `…` stands for any number of lines. Where nothing follows, the command must only accept its input, and a command of
`LONG` is not run but held against the options there are. `$ echo $?` shows the exit code of the command before, `$ cp -r A
B` copies a folder; other commands are not run. A block whose info names a file after its language (`markdown truce.md`)
writes that file, one with `diff` changes it, so that a page can be followed from top to bottom. All `python` blocks of a
page share one namespace; `pycon` blocks are examples with their results. What must not be run stands in a `text` block.
Every page starts with a fresh copy of the shipped settlements and conflicts.
"""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path
from urllib.parse import unquote

import docs_pages as pages
import pytest

ACTIVE = [p for p in pages.PAGES if any(b.language in ("console", "python", "pycon") for b in pages.blocks(p.read_text("utf-8")))]

UNUSABLE = 2
LONG = ("assess", "bargain", "packages", "stability")


def follow(text: str, page: str) -> None:
    """Do all that a page says, in the current folder; fails at the first line that is not true."""
    code = 0
    names: dict[str, object] = {"__name__": "__main__"}
    for block in pages.blocks(text):
        where = f"{page}:{block.line}"
        if block.file:
            file = Path(block.file)
            if block.language == "diff":
                file.write_text(pages.patch(file.read_text("utf-8"), block.text), "utf-8")
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(block.text, "utf-8")
        elif block.language == "console":
            for line, command, shown in pages.commands(block):
                if command == "echo $?":
                    assert shown == [str(code)], f"{page}:{line}: the exit code is {code}"
                elif command.startswith("cp -r "):
                    shutil.copytree(*command.split()[2:])
                elif command.split()[0] == "detente" and not shown and command.split()[1] in LONG:
                    assert not pages.accepts(command), f"{page}:{line}: {pages.accepts(command)}"
                elif command.split()[0] == "detente":
                    printed, code = pages.run(command)
                    shown, got = pages.plain(shown), pages.plain(printed.splitlines())
                    same = pages.matches(shown, got) if shown else code != UNUSABLE
                    assert same, f"{page}:{line}: `{command}` prints\n" + "\n".join(got)
        elif block.language == "python":
            exec(compile("\n" * (block.line - 1) + block.text, page, "exec"), names)
        elif block.language == "pycon":
            test = doctest.DocTestParser().get_doctest(block.text, names, where, page, block.line)
            said: list[str] = []
            doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append, clear_globs=False)
            assert not said, "".join(said)
            names.update(test.globs)


@pytest.mark.parametrize("page", ACTIVE, ids=pages.short)
def test_page_is_true(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever follows the page sees what it shows."""
    for folder in pages.MATERIAL:
        shutil.copytree(pages.ROOT / folder, tmp_path / folder)
    monkeypatch.chdir(tmp_path)
    follow(page.read_text("utf-8"), pages.short(page))


@pytest.mark.parametrize("page", pages.PAGES, ids=pages.short)
def test_links_resolve(page: Path) -> None:
    """A link within the project names a file that is there and a heading that it has."""
    dead = []
    for target in pages.links(page.read_text("utf-8")):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, fragment = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (fragment and fragment not in pages.anchors(file.read_text("utf-8"))):
            dead.append(target)
    assert not dead


def test_index_names_every_page() -> None:
    """From `docs/README.md` every page of the documentation can be reached in one step."""
    index = pages.ROOT / "docs" / "README.md"
    named = {(index.parent / unquote(t).partition("#")[0]).resolve() for t in pages.links(index.read_text("utf-8"))}
    missing = [pages.short(p) for p in pages.PAGES if p.is_relative_to(pages.ROOT / "docs") and p.resolve() not in named | {index}]
    assert not missing


def test_the_tests_can_fail() -> None:
    """A false output, a missing line, a change that fits nowhere and a dead anchor are noticed."""
    assert pages.matches(["a", "…", "d"], ["a", "b", "c", "d"]) and pages.matches(["…", "b", "…"], ["a", "b"])
    for shown in (["a", "…", "e"], ["b", "…"], ["…", "x", "…"], ["a", "b", "…", "b", "c", "d"], ["a"]):
        assert not pages.matches(shown, ["a", "b", "c", "d"]), shown
    with pytest.raises(ValueError):
        pages.patch("a\na\n", "-a\n+b\n")
    assert pages.patch("a\nb\n", " a\n-b\n+c\n") == "a\nc\n"
    assert pages.anchors("# A `b` c\n\n# A b c\n") == {"a-b-c", "a-b-c-1"}
    with pytest.raises(AssertionError):
        follow("```console\n$ detente --version\ndetente 0.0.0\n```\n", "nowhere")
    with pytest.raises(AssertionError):
        follow("```console\n$ detente stability . --nonsense\n```\n", "nowhere")
    with pytest.raises(AssertionError):
        follow("```pycon\n>>> 1 + 1\n3\n```\n", "nowhere")
