"""What all importers share: bounded reading, exact numbers, and one way to refuse.

Foreign files are hostile: at most 20 MB a file and 200 files, 200,000 options in all, numbers of at most 40 characters
and magnitudes below 10^18. Decimals are read as the exact decimals they are written as, never through floats.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.diagnostic import Diagnostic, Kind, make, register
from detente.model.bargaining import (
    AgreementRule,
    BargainingProblem,
    Choice,
    Issue,
    Option,
    OptionValue,
    Preference,
    Range,
)  # fmt: skip

UNREADABLE = register("E701", "unreadable-import", "error", "basic", "A file to import cannot be read as what it claims to be.")
UNSUPPORTED = register("E702", "unsupported-utilities", "error", "basic", "Foreign utilities that are not linear and additive.")
BAD_NUMBER = register("E703", "bad-number", "error", "basic", "A number that is not finite, not a number, or absurdly large.")
BAD_RANGE = register("E704", "range-upside-down", "error", "basic", "A range whose lower end is above its upper end.")
MISMATCH = register("E705", "profiles-differ", "error", "basic", "Files of one negotiation that speak of different issues or options.")

MAX_BYTES = 20_000_000
MAX_FILES = 200
MAX_OPTIONS = 200_000
LARGEST = Fraction(10**18)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\Z")
_RANGE = re.compile(r"(?P<lo>[^.\s]+(?:\.\d+)?)\s*\.\.\s*(?P<hi>\S+)\Z")


class Refused(Exception):
    """An import that cannot go on; caught at the door and turned into a diagnostic."""

    def __init__(self, kind: Kind, message: str, file: str = "") -> None:
        super().__init__(message)
        self.kind, self.message, self.file = kind, message, file

    def diagnostic(self) -> Diagnostic:
        """The refusal as a diagnostic."""
        return make(self.kind, self.message, None, file=self.file)


@dataclass(frozen=True, slots=True)
class Imported:
    """A problem, or None with the reasons. notes: what was assumed or left out, in words."""

    problem: BargainingProblem | None
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


def text_of(path: Path) -> str:
    """The text of a file. Raises Refused if it is missing, too large, or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refused(UNREADABLE, f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB", path.name)
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(UNREADABLE, f"{path.name} cannot be read: {error.strerror or error}", path.name) from None
    except UnicodeDecodeError:
        raise Refused(UNREADABLE, f"{path.name} is not UTF-8 text", path.name) from None


def number(value: object, what: str, file: str = "") -> Fraction:
    """An exact number from an integer, a Fraction or a decimal text. Raises Refused with `what` in the message."""
    if isinstance(value, bool) or value is None:
        raise Refused(BAD_NUMBER, f"{what} is {value!r}, not a number", file)
    if isinstance(value, float):
        value = repr(value)
    text = str(value).strip()
    if isinstance(value, (int, Fraction)) and abs(Fraction(value)) < LARGEST:
        return Fraction(value)
    if len(text) > 40 or not _NUMBER.match(text):
        shown = text if len(text) <= 40 else text[:40] + "…"
        raise Refused(BAD_NUMBER, f"{what} is {shown}, not a finite number", file)
    exponent = int(text.lower().partition("e")[2] or 0)
    if abs(exponent) > 30:
        raise Refused(BAD_NUMBER, f"{what} is {text}, out of any sensible scale", file)
    found = Fraction(text)
    if abs(found) >= LARGEST:
        raise Refused(BAD_NUMBER, f"{what} is {text}, out of any sensible scale", file)
    return found


def span(value: object, what: str, file: str = "") -> Range:
    """A number or a text such as 8..15. Raises Refused if it is neither or upside down."""
    match = _RANGE.match(str(value).strip()) if isinstance(value, str) else None
    if match is None:
        x = number(value, what, file)
        return Range(x, x)
    lo, hi = number(match["lo"], what, file), number(match["hi"], what, file)
    if lo > hi:
        raise Refused(BAD_RANGE, f"{what} is {value}: the lower end is above the upper end", file)
    return Range(lo, hi)


def json_of(path: Path) -> Any:
    """A JSON file with exact numbers. Raises Refused."""

    def bad(word: str) -> Any:
        raise Refused(BAD_NUMBER, f"{path.name} has the number {word}", path.name)

    def exact(text: str) -> Fraction:
        return number(text, "a number", path.name)

    try:
        return json.loads(text_of(path), parse_float=exact, parse_int=exact, parse_constant=bad)
    except (ValueError, RecursionError) as error:
        raise Refused(UNREADABLE, f"{path.name} is not JSON: {error}", path.name) from None


def mapping(value: object, what: str, file: str) -> Mapping[str, Any]:
    """`value` if it is an object with text keys. Raises Refused."""
    if not isinstance(value, dict) or not all(isinstance(k, str) for k in value):
        raise Refused(UNREADABLE, f"{file}: {what} is missing or not an object", file)
    return value


def files(path: Path, *endings: str) -> list[Path]:
    """The file itself, or the files in a folder with these endings, sorted. Raises Refused if there are none."""
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in endings and p.is_file())
    else:
        found = [path]
    if not found:
        raise Refused(UNREADABLE, f"{path.name} has no {' or '.join(endings)} file", path.name)
    if len(found) > MAX_FILES:
        raise Refused(UNREADABLE, f"{path.name} has more than {MAX_FILES} files", path.name)
    return found


@dataclass(frozen=True, slots=True)
class Profile:
    """One party of a linear additive negotiation: worth[issue][option], and the value of no agreement."""

    name: str
    worth: Mapping[str, Mapping[str, Range]]
    no_agreement: Range
    file: str = ""


def additive(name: str, space: Mapping[str, Iterable[str]], profiles: Iterable[Profile], basis: str, scale: str,
             rule: AgreementRule | None = None, notes: tuple[str, ...] = ()) -> BargainingProblem:  # fmt: skip
    """A problem from additive profiles over one space {issue: options}. Raises Refused where they differ."""
    options = {issue: tuple(some) for issue, some in space.items()}
    if not options or sum(map(len, options.values())) > MAX_OPTIONS:
        raise Refused(UNREADABLE, f"{name} has no issue, or more than {MAX_OPTIONS:,} options")
    parties = []
    for p in profiles:
        for issue, worth in p.worth.items():
            unknown = sorted(set(worth) - set(options.get(issue, ())))
            if unknown or issue not in options:
                word = f"{issue} {unknown[0]}" if issue in options else f"the issue {issue}"
                raise Refused(MISMATCH, f"{p.name} values {word}, which the other files do not have", p.file)
        values = tuple(OptionValue(Choice(i, o), p.worth[i][o]) for i, some in options.items() for o in some
                       if o in p.worth.get(i, {}))  # fmt: skip
        parties.append(Preference(p.name, p.no_agreement, values=values, basis=basis, scale=scale))
    try:
        issues = tuple(Issue(i, tuple(map(Option, some))) for i, some in options.items())
        names = tuple(p.name for p in parties)
        return BargainingProblem(name, issues, tuple(parties), rule or AgreementRule.all_of(names), notes=notes)
    except ValueError as error:
        raise Refused(UNREADABLE, f"{name}: {error}") from None
