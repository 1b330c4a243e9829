"""Input that cannot be used: one clear message, exit code 2, never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detente.files import MAX_BYTES, Unreadable, write_whole
from detente.load import load, write_back
from detente.source import Source


def message(path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        load(path)
    return caught.value.diagnostic.message


def test_missing_file(tmp_path: Path) -> None:
    assert "no such file" in message(tmp_path / "nothing.md")


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("  \n\n")
    assert "is empty" in message(tmp_path / "a.md")


def test_folder_without_settlement(tmp_path: Path) -> None:
    assert "has no `settlement.md`" in message(tmp_path)


def test_binary_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\x89PNG\0\0\1")
    assert "not a text file" in message(tmp_path / "a.md")


def test_other_encoding(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("Grüße\n".encode("latin-1"))
    assert "not UTF-8" in message(tmp_path / "a.md")


def test_fifty_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(50_000_000)
    text = message(tmp_path / "a.md")
    assert "50 MB" in text and f"{MAX_BYTES / 1e6:.0f} MB" in text


def test_include_that_is_a_link_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("```treaty\nparty Norway\n```\n")
    home = tmp_path / "home"
    home.mkdir()
    (home / "inner.md").symlink_to(tmp_path / "secret.md")
    (home / "settlement.md").write_text('```treaty\nsettlement "S"\ninclude "inner.md"\n```\n')
    found = load(home).diagnostics
    assert any(d.code == "E111" and "outside" in d.message for d in found)


def test_include_cycle(tmp_path: Path) -> None:
    (tmp_path / "settlement.md").write_text('```treaty\nsettlement "S"\ninclude "a.md"\n```\n')
    (tmp_path / "a.md").write_text('```treaty\ninclude "settlement.md"\n```\n')
    assert any(d.code == "E111" and "includes itself" in d.message for d in load(tmp_path).diagnostics)


def test_the_command_line_prints_one_message(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "detente", "check", str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.count("error") == 1 and "Traceback" not in done.stderr


def test_a_file_is_not_written_over_what_was_not_read(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("new words")
    with pytest.raises(Unreadable):
        write_back(file, Source(str(file), "old words"), "canonical")
    assert file.read_text() == "new words"


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    write_whole(tmp_path / "deep" / "a.md", "text")
    assert (tmp_path / "deep" / "a.md").read_text() == "text"
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["a.md"]
