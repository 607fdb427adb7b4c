"""Rows as CSV or XLSX. No cell can become a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from search.exports.columns import Column, Value

# A spreadsheet program computes what begins so, even behind blanks; Japanese input has the wide forms too.
FORMULA = re.compile(r"^[\s\u3000]*[=+\-@＝＋－＠]|^[\t\n]")
NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
LONGEST = 32_000  # characters; Excel's own limit is 32,767
BOM = "\ufeff"  # without it Excel takes UTF-8 for something else
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def cell(value: Value) -> Value:
    """A value that is only read: text that would be a formula gets an apostrophe, line ends are \\n."""
    if not isinstance(value, str):
        return value
    text = NOT_IN_A_CELL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return (f"'{text}" if FORMULA.match(text) else text)[:LONGEST]


def table(columns: list[Column], rows: Iterable[Any]) -> Iterator[list[Value]]:
    """The heading, then a line per row."""
    yield [column.label for column in columns]
    for row in rows:
        yield [column.value(row) for column in columns]


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(lines: Iterable[list[Value]]) -> Iterator[bytes]:
    """Lines of a CSV file that Excel opens rightly."""
    writer = csv.writer(_Echo())
    yield BOM.encode()
    for line in lines:
        yield writer.writerow(["" if value is None else str(cell(value)) for value in line]).encode()


def write_xlsx(lines: Iterable[list[Value]], target: IO[bytes]) -> None:
    """One sheet; the heading is bold and stays in view."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Bansou")
    sheet.freeze_panes = "B2"
    for number, line in enumerate(lines):
        safe = [cell(value) for value in line]
        sheet.append(_bold(sheet, safe) if number == 0 else safe)
    book.save(target)


def _bold(sheet: Any, line: list[Value]) -> list[Any]:
    cells = [WriteOnlyCell(sheet, value=value) for value in line]
    for made in cells:
        made.font = Font(bold=True)
    return cells


def write(format: str, lines: Iterable[list[Value]], target: IO[bytes]) -> None:
    """The whole file in one of the formats."""
    if format == "xlsx":
        write_xlsx(lines, target)
    else:
        target.writelines(csv_lines(lines))


def xlsx_bytes(lines: Iterable[list[Value]]) -> bytes:
    """A small workbook."""
    made = BytesIO()
    write_xlsx(lines, made)
    return made.getvalue()
