"""Files in and out: read whole and bounded, written whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from detente.diagnostic import Diagnostic, Kind, make
from detente.resolve import kinds
from detente.source import Source

MAX_BYTES = 5_000_000


class Unreadable(Exception):
    """A path holds no settlement that could be read; `diagnostic` says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def read(path: Path, shown: str = "") -> Source:
    """The text of a file. Raises Unreadable with what is wrong and what to do."""
    name = shown or str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise unreadable(kinds.CANNOT_READ, f"`{name}` is a folder, not a file", name)
        if size > MAX_BYTES:
            message = f"`{name}` has {size / 1e6:,.0f} MB; files up to {MAX_BYTES / 1e6:.0f} MB are read"
            raise unreadable(kinds.TOO_LARGE, message, name, "split it and use `include`")
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise unreadable(kinds.CANNOT_READ, f"`{name}`: {reason}", name, "check the path") from None
    if b"\0" in data:
        raise unreadable(kinds.CANNOT_READ, f"`{name}` is not a text file", name, "give a Markdown file")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = f"`{name}` is not UTF-8 text (line {line})"
        raise unreadable(kinds.CANNOT_READ, message, name, "save it as UTF-8") from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise unreadable(kinds.CANNOT_READ, f"`{name}` is empty", name, "`detente new DIR` writes a first settlement")
    return Source(name, text)


def unreadable(kind: Kind, message: str, file: str, advice: str = "") -> Unreadable:
    """The exception that says what is wrong with a file, and what to do."""
    return Unreadable(make(kind, message, None, file=file, help=advice))


def write_whole(file: Path, text: str) -> None:
    """Write a text file so that a reader finds the old file or the whole new one. Raises Unreadable where it cannot be written."""
    name = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(file.stat().st_mode & 0o777 if file.exists() else 0o644)
        Path(name).replace(file)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise unreadable(kinds.CANNOT_READ, f"`{file}`: {reason}", str(file), "choose another place") from None
    finally:
        if name:
            Path(name).unlink(missing_ok=True)


def write_all(folder: Path, texts: Mapping[str, str]) -> None:
    """Make a new folder (or fill an empty one) with these files by relative path: all of them are there, or none.

    Raises Unreadable where the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise unreadable(kinds.CANNOT_READ, f"`{folder}` exists and is not empty", str(folder), "choose another name")
    made = ""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.")
        for name, text in texts.items():
            write_whole(Path(made) / name, text)
        Path(made).chmod(0o755)
        Path(made).replace(folder)
    except OSError as error:
        reason = (error.strerror or "cannot be written").lower()
        raise unreadable(kinds.CANNOT_READ, f"`{folder}`: {reason}", str(folder), "choose another place") from None
    finally:
        if made and Path(made).exists():
            shutil.rmtree(made, ignore_errors=True)
