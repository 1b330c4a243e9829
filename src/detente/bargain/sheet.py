"""The score sheet of one delegation: a table of what it may value, filled in by hand and read back as its position.

Columns: issue, option, what it is, low, high, red line, basis. The rows `no agreement` and `core` come first, then every
option of every issue, then the open members of zones. A sheet holds what fits a table; what else a position states (worths
of clauses, interactions, scenarios, blocs) is kept from the position there is when a sheet is read back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from detente.bargain.imports.reading import BAD_RANGE, MAX_OPTIONS, UNREADABLE, Refused, number, text_of
from detente.bargain.imports.sheets import excel_rows
from detente.model.choice import Choice
from detente.model.position import Position, Worth
from detente.model.settlement import Settlement
from detente.syntax import tree

COLUMNS = ("issue", "option", "what it is", "low", "high", "red line", "basis")
SPECIAL = ("no agreement", "core")
_TABLE = frozenset({"no agreement", "core", "values", "values the rest about", "never"})
"""Lines of a position that the sheet replaces."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One row that was filled in. key: (issue, option), or (`no agreement`, "")."""

    key: tuple[str, str]
    low: Fraction | None
    high: Fraction | None
    never: bool
    basis: str


def rows(settlement: Settlement, position: Position | None) -> list[list[str]]:
    """The sheet as rows of text, the heading first; the party's own values are filled in where it has a position."""
    values = position.values if position is not None else None
    worth: dict[tuple[str, str], Worth] = dict(values.options) if values else {}
    never = set(values.never) if values else set()
    out = [list(COLUMNS)]
    for name, value, what in (
        ("no agreement", values.no_agreement if values else None, "what walking away is worth"),
        ("core", values.core if values else None, "what the clauses that stand in every package are worth"),
    ):
        out.append([name, "", what, *_ends(value), "", _text(value.basis) if value else ""])
    for choice in _ordered(settlement):
        for option in choice.options:
            key = (choice.name, option.name)
            title = option.title or (f"{choice.title}: {option.name}" if choice.title else "")
            what = title + (" (proposed)" if choice.proposes == option.name else "")
            found = worth.get(key)
            out.append([*key, _text(what), *_ends(found), "x" if key in never else "", _text(found.basis) if found else ""])
    return out


def _ordered(settlement: Settlement) -> Iterator[Choice]:
    issues = list(settlement.issues())
    yield from (c for c in issues if c.kind != "member")
    yield from (c for c in issues if c.kind == "member")


def _ends(value: Worth | None) -> tuple[str, str]:
    return ("", "") if value is None else (_decimal(value.low), _decimal(value.high))


def _decimal(value: Fraction) -> str:
    """A finite decimal as written in positions."""
    digits, scaled = 0, value
    while scaled.denominator != 1 and digits < 40:
        digits, scaled = digits + 1, scaled * 10
    text = str(abs(scaled.numerator)).rjust(digits + 1, "0")
    return ("-" if value < 0 else "") + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


def _text(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    flat = " ".join(words.split())
    return f"'{flat}" if flat[:1] in ("=", "+", "-", "@") else flat


def write(table: Sequence[Sequence[str]], file: Path) -> None:
    """Write a sheet as .csv or .xlsx by the file's ending. Raises ValueError for another ending, OSError."""
    ending = file.suffix.lower()
    if ending == ".csv":
        file.write_text(csv_text(table), encoding="utf-8", newline="")
    elif ending == ".xlsx":
        _workbook(table).save(file)
    else:
        raise ValueError(f"`{file.name}` ends neither in .csv nor in .xlsx")


def csv_text(table: Sequence[Sequence[str]]) -> str:
    """The sheet as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return out.getvalue()


def _workbook(table: Sequence[Sequence[str]]) -> Any:
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = "position"
    for n, row in enumerate(table, 1):
        for k, cell in enumerate(row, 1):
            page.cell(n, k, float(cell) if n > 1 and k in (4, 5) and cell else cell or None)
    for k, width in enumerate((24, 18, 60, 8, 8, 9, 50), 1):
        page.column_dimensions[page.cell(1, k).column_letter].width = width
        page.cell(1, k).font = Font(bold=True)
    for (cell,) in page.iter_rows(min_row=2, min_col=3, max_col=3):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    return book


def read(settlement: Settlement, file: Path) -> list[Cell]:
    """The rows of a sheet that were filled in. Raises Refused with row and reason."""
    table = excel_rows(file) if file.suffix.lower() in (".xlsx", ".xlsm") else list(csv.reader(io.StringIO(text_of(file))))
    if not table or [c.strip().lower() for c in table[0][: len(COLUMNS)]] != list(COLUMNS) or len(table) > MAX_OPTIONS:
        raise Refused(UNREADABLE, f"the first row of {file.name} must be: {', '.join(COLUMNS)}", file.name)
    known = {c.name.lower(): c for c in settlement.issues()}
    out: list[Cell] = []
    seen: set[tuple[str, str]] = set()
    for n, row in enumerate(table[1:], 2):
        cells = [c.strip() for c in (*row, *[""] * len(COLUMNS))][: len(COLUMNS)]
        if not any(cells):
            continue
        key = _key(known, cells[0], cells[1], f"row {n}", file.name)
        if key in seen:
            raise Refused(UNREADABLE, f"row {n}: {' '.join(key).strip()} stands twice", file.name)
        seen.add(key)
        low, high = (number(x, f"row {n}, {what}", file.name) if x else None for x, what in zip(cells[3:5], ("low", "high"), strict=True))
        low, high = (high if low is None else low), (low if high is None else high)
        if low is not None and high is not None and low > high:
            raise Refused(BAD_RANGE, f"row {n}: low {_decimal(low)} is above high {_decimal(high)}", file.name)
        if low is not None or cells[5]:
            out.append(Cell(key, low, high, bool(cells[5]) and key[0] not in SPECIAL, " ".join(cells[6].lstrip("'").split())))
    if not any(c.key == ("no agreement", "") and c.low is not None for c in out):
        raise Refused(UNREADABLE, "the row `no agreement` is empty; without it nothing can be judged", file.name)
    return out


def _key(known: dict[str, Choice], issue: str, option: str, where: str, file: str) -> tuple[str, str]:
    if issue.lower() in SPECIAL and not option:
        return issue.lower(), ""
    choice = known.get(issue.lower())
    if choice is None:
        raise Refused(UNREADABLE, f"{where}: `{issue}` is no issue of this settlement", file)
    found = choice.option(option)
    if found is None:
        raise Refused(UNREADABLE, f"{where}: `{choice.name}` has no option `{option}`", file)
    return choice.name, found.name


def position_text(name: str, title: str, cells: Sequence[Cell], document: tree.Document | None = None) -> str:
    """The position file that a sheet stands for.

    document: the file of the position there is; what the sheet does not hold is kept from it. Prose is kept too.
    """
    lines = list(_lines(cells))
    if document is None:
        quoted = title.replace('"', "'")
        head = f'position {name} "{quoted}"' if title else f"position {name}"
        return "\n".join([f"# {title or name}", "", "```position", head, *lines, "```", ""])
    text, at, out = document.source.text, 0, []
    for fence in document.fences:
        if fence.kind != "position":
            continue
        for statement in fence.statements:
            if statement.head.form == "position":
                kept = [f"  {x.span.text.strip()}" for x in _kept(statement)]
                first = statement.head.span
                last = statement.lines[-1].span.end if statement.lines else first.end
                out += [text[at : first.start], "\n".join([first.text.strip(), *kept[: _front(statement)], *lines, *kept[_front(statement):]])]
                at = last
    return "".join((*out, text[at:]))


def _kept(statement: tree.Statement) -> list[tree.Line]:
    """Lines that the sheet does not replace, each with the basis lines under it."""
    out, replaced = [], False
    for line in statement.lines:
        replaced = line.form in _TABLE if line.form not in ("basis", "source", "#") else replaced
        if not replaced:
            out.append(line)
    return out


def _front(statement: tree.Statement) -> int:
    """How many of the kept lines speak of the position as a whole: its basis, scale and set."""
    count = 0
    for line in _kept(statement):
        if line.form not in ("basis", "source", "scale", "comparable", "set", "#"):
            break
        count += 1
    return count


def _lines(cells: Sequence[Cell]) -> Iterator[str]:
    """The lines of a position for the rows of a sheet, options of one issue and basis on one line."""
    table: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.low is None or cell.high is None:
            continue
        span = _decimal(cell.low) if cell.low == cell.high else f"{_decimal(cell.low)}..{_decimal(cell.high)}"
        if cell.key[0] in SPECIAL:
            yield f"  {cell.key[0]} {span}"
            yield from _basis(cell.basis)
        else:
            table.setdefault((cell.key[0], cell.basis), []).append(f"{cell.key[1]} {span}")
    for (issue, basis), worths in table.items():
        yield f"  values {issue}: {', '.join(worths)}"
        yield from _basis(basis)
    yield "  values the rest about 0"
    yield from (f"  never {c.key[0]} {c.key[1]}" for c in cells if c.never)


def _basis(words: str) -> Iterator[str]:
    if words:
        quoted = words.replace('"', "'")
        yield f'  basis "{quoted}"'
