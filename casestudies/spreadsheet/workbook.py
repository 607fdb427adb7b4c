"""Writing and reading the workbook, row by row: memory does not grow with the number of cases."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from casestudies.spreadsheet.columns import CASES_SHEET, Column, case_columns, from_cell, row_columns, to_cell
from casestudies.structure import ROW_KIND, ROW_KINDS

HEAD_ROWS = 2  # keys, labels
LISTS_SHEET = "lists"
TEMPLATE_ROWS = 1000  # rows of the template that offer drop-downs
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(value: Any) -> Any:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def unsafe(value: Any) -> Any:
    """The value that `safe` wrote."""
    return value[1:] if isinstance(value, str) and value[:1] == "'" and value[1:].startswith(FORMULA) else value


# --- Writing ----------------------------------------------------------------------------------------------------------
def write_documents(documents: Iterable[dict[str, Any]], target: Path | IO[bytes]) -> int:
    """Write documents as a workbook; returns how many."""
    book = Workbook(write_only=True)
    columns = case_columns()
    sheets = {CASES_SHEET: book.create_sheet(CASES_SHEET)}
    sheets |= {kind.code: book.create_sheet(kind.code) for kind in ROW_KINDS}
    fields = {kind.code: row_columns(kind.code) for kind in ROW_KINDS}
    for name, sheet in sheets.items():
        _head(sheet, columns if name == CASES_SHEET else fields[name])
    count = 0
    for document in documents:
        sheets[CASES_SHEET].append([safe(to_cell(column, _get(document, column.key))) for column in columns])
        for kind, listed in fields.items():
            for row in document.get(kind, []):
                values = {**row, "external_id": document["external_id"]}
                sheets[kind].append([safe(to_cell(column, values.get(column.key))) for column in listed])
        count += 1
    book.save(target)
    return count


def _head(sheet: Any, columns: list[Column]) -> None:
    sheet.append([column.key for column in columns])
    sheet.append([column.label for column in columns])


def _get(document: dict[str, Any], key: str) -> Any:
    outer, _sep, inner = key.partition(".")
    value = document.get(outer)
    return value.get(inner) if inner and isinstance(value, dict) else (None if inner else value)


def write_template(target: Path | IO[bytes]) -> None:
    """An empty workbook with drop-downs, for people to fill in."""
    book = Workbook()
    book.remove(book.active)
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    for index, (name, columns) in enumerate([(CASES_SHEET, case_columns()), *((k, row_columns(k)) for k in ROW_KIND)]):
        sheet = book.create_sheet(name, index)
        _head(sheet, columns)
        sheet.freeze_panes = "B3"
        for number, column in enumerate(columns, 1):
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].width = 24
            sheet.cell(HEAD_ROWS, number).font = Font(bold=True)
            sheet.cell(HEAD_ROWS, number).alignment = Alignment(wrap_text=True, vertical="top")
            if column.choices:
                _drop_down(sheet, lists, letter, column)
        sheet.row_dimensions[1].hidden = True  # the keys: for the import, not for people
    book.save(target)


def _drop_down(sheet: Any, lists: Any, letter: str, column: Column) -> None:
    number = lists.max_column + 1 if lists.cell(1, 1).value else 1
    for row, (_code, label) in enumerate(column.choices, 1):
        lists.cell(row, number).value = label
    where = get_column_letter(number)
    rule = DataValidation("list", formula1=f"{LISTS_SHEET}!${where}$1:${where}${len(column.choices)}", allow_blank=True)
    # Several terms may stand in one cell, so the list only proposes.
    rule.showErrorMessage = column.kind != "terms"
    rule.add(f"{letter}{HEAD_ROWS + 1}:{letter}{TEMPLATE_ROWS}")
    sheet.add_data_validation(rule)


# --- Reading ----------------------------------------------------------------------------------------------------------
def read_documents(source: Path | IO[bytes]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, document) of each case. Rows of the other sheets are joined by the case's own number."""
    book = load_workbook(source, read_only=True, data_only=True)
    try:
        children = {kind: _children(book[kind], kind) for kind in ROW_KIND if kind in book.sheetnames}
        sheet = book[CASES_SHEET] if CASES_SHEET in book.sheetnames else book.worksheets[0]
        for number, values in _values(sheet, case_columns()):
            document = _document(values)
            if document:
                own = str(document.get("external_id", ""))
                for kind, by_case in children.items():
                    if own in by_case:
                        document[kind] = by_case[own]
                yield number, document
    finally:
        book.close()


def _values(sheet: Any, columns: list[Column]) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row number, {key: value}) of a sheet; a key that is not known is kept, so that the check reports it."""
    known = {column.key: column for column in columns}
    rows = sheet.iter_rows(values_only=True)
    keys = [str(key).strip() if key else "" for key in next(rows, ())]
    for number, row in enumerate(rows, 2):
        if number <= HEAD_ROWS:
            continue
        pairs = ((key, unsafe(value)) for key, value in zip(keys, row, strict=False) if key)
        values = {key: from_cell(known[key], value) if key in known else value for key, value in pairs}
        values = {key: value for key, value in values.items() if value is not None}
        if values:
            yield number, values


def _children(sheet: Any, kind: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for _number, values in _values(sheet, row_columns(kind)):
        found.setdefault(str(values.pop("external_id", "")), []).append(values)
    return found


def _document(values: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        outer, _sep, inner = key.partition(".")
        if inner:
            found.setdefault(outer, {})[inner] = value
        else:
            found[key] = str(value) if key == "external_id" else value
    return found
