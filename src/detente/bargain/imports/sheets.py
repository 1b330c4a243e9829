"""Score sheets: a CSV or Excel table with the columns issue, option, and one per party.

Rows `no agreement` and `core` in the first column give those values; every other row is an option. A column `proposed`
marks the author's options with any text. Cells are numbers or ranges such as 8..15; an empty cell is no value, counted
0. All parties must agree.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from detente.bargain.imports.reading import MAX_OPTIONS, UNREADABLE, Imported, Refused, span, text_of
from detente.model.bargaining import (
    ZERO,
    AgreementRule,
    BargainingProblem,
    Choice,
    Issue,
    Option,
    OptionValue,
    Preference,
    Range,
)  # fmt: skip

MAX_COLUMNS = 200


def read(path: Path) -> Imported:
    """Read a sheet. Raises Refused."""
    rows = excel_rows(path) if path.suffix.lower() in (".xlsx", ".xlsm") else list(csv.reader(io.StringIO(text_of(path)), strict=False))
    rows = [[c.strip() for c in row] for row in rows if any(c.strip() for c in row)]
    if len(rows) < 2 or len(rows[0]) > MAX_COLUMNS or len(rows) > MAX_OPTIONS:
        raise Refused(UNREADABLE, f"{path.name} is empty, or larger than {MAX_OPTIONS:,} rows and {MAX_COLUMNS} columns", path.name)
    head = [c.lower() for c in rows[0]]
    if head[:2] != ["issue", "option"]:
        raise Refused(UNREADABLE, f"{path.name}: the first two columns must be `issue` and `option`", path.name)
    columns = {rows[0][k]: k for k in range(2, len(head)) if head[k] not in ("", "proposed", "title", "basis")}
    if not columns or len({c.lower() for c in columns}) < sum(h not in ("", "proposed", "title", "basis") for h in head[2:]):
        raise Refused(UNREADABLE, f"{path.name}: there is no party column, or two have one name", path.name)
    marked = head.index("proposed") if "proposed" in head else None
    options: dict[str, list[str]] = {}
    proposed: dict[str, str] = {}
    special: dict[str, dict[str, Range]] = {"no agreement": {}, "core": {}}
    values: dict[str, list[OptionValue]] = {p: [] for p in columns}
    for number_, row in enumerate(rows[1:], 2):
        row = row + [""] * (len(head) - len(row))
        issue, option = row[0], row[1]
        word = issue.lower() if not option else ""
        if not issue or (not option and word not in special):
            raise Refused(UNREADABLE, f"{path.name}, row {number_}: an issue and an option are needed", path.name)
        if not word:
            if option in options.setdefault(issue, []):
                raise Refused(UNREADABLE, f"{path.name}, row {number_}: {issue} {option} stands twice", path.name)
            options[issue].append(option)
            if marked is not None and row[marked]:
                if issue in proposed:
                    raise Refused(UNREADABLE, f"{path.name}, row {number_}: {issue} proposes two options", path.name)
                proposed[issue] = option
        for party, k in columns.items():
            if row[k]:
                cell = span(row[k], f"row {number_}, {party}", path.name)
                if word:
                    special[word][party] = cell
                else:
                    values[party].append(OptionValue(Choice(issue, option), cell))
    if not options:
        raise Refused(UNREADABLE, f"{path.name} has no option", path.name)
    issues = tuple(Issue(i, tuple(map(Option, some)), proposed=proposed.get(i, "")) for i, some in options.items())
    parties = tuple(Preference(p, special["no agreement"].get(p, ZERO), special["core"].get(p, ZERO), tuple(v),
                               basis="score sheet") for p, v in values.items())  # fmt: skip
    return Imported(BargainingProblem(path.stem, issues, parties, AgreementRule.all_of(columns)))


def excel_rows(path: Path) -> list[list[str]]:
    """The first sheet of a workbook as text cells."""
    import zipfile

    import openpyxl

    try:
        with zipfile.ZipFile(path) as archive:
            if sum(i.file_size for i in archive.infolist()) > 100_000_000:
                raise Refused(UNREADABLE, f"{path.name} unpacks to more than 100 MB", path.name)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = []
        for row in book.worksheets[0].iter_rows(max_row=MAX_OPTIONS + 1, max_col=MAX_COLUMNS + 1, values_only=True):
            cells = ["" if c is None else str(c) for c in row]
            while cells and not cells[-1]:
                cells.pop()
            rows.append(cells)
        book.close()
        return rows
    except Refused:
        raise
    except Exception as error:  # openpyxl raises many kinds on a broken workbook
        raise Refused(UNREADABLE, f"{path.name} is not an Excel workbook: {error}", path.name) from None
