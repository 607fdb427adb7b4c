"""The columns of the workbook, made from the declarations: one sheet of cases, one sheet per kind of row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bansou.access import Visibility
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import CASE_SCHEMES, SCHEMES, WALL_STATES
from casestudies.byline import Byline
from casestudies.interchange import FLAGS, NUMBERS
from casestudies.models.case import PlacePrecision
from casestudies.structure import ROW_KIND, TEXTS, RowField

CASES_SHEET = "cases"
MANY = "; "  # between several values in one cell
STATE = "="  # between a term and its state: `see=overcame`


@dataclass(frozen=True)
class Column:
    """One column: its key in the document (dotted for terms), a label for people, values for a drop-down."""

    key: str
    label: str
    kind: str = "text"  # text, flag, number, date, terms, list
    scheme: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def choices_of(scheme: str) -> tuple[tuple[str, str], ...]:
    """(code, label) of what a form offers."""
    return tuple((term.code, term.label) for term in terms.offered(scheme))


def case_columns() -> list[Column]:
    """The columns of the sheet of cases, the mandatory ones first."""
    first = ("outcome", "step", "industry", "employee_band", "prefecture")
    schemes = sorted(CASE_SCHEMES, key=lambda s: first.index(s.code) if s.code in first else len(first))
    found = [Column("external_id", _("Your own number"))]
    found += [_term_column(scheme.code) for scheme in schemes[: len(first)]]
    found += [Column(text.name, str(text.label)) for text in TEXTS]
    found += [_term_column(scheme.code) for scheme in schemes[len(first) :]]
    found += [Column(name, name, "flag") for name in FLAGS] + [Column(name, name, "number") for name in NUMBERS]
    found += [Column("tags", _("Tags"), "list")]
    found += [
        Column("visibility", _("Visibility"), choices=_enum(Visibility)),
        Column("byline", _("Byline"), choices=_enum(Byline)),
        Column("place_precision", _("Place shown"), choices=_enum(PlacePrecision)),
        Column("author", _("Author (email)")),
        Column("organisation", _("Organisation")),
        Column("published_on", _("First published"), "date"),
        Column("consent.firm", _("The firm agreed on"), "date"),
        Column("consent.scope", _("Scope of the consent"), choices=_enum(Visibility)),
        Column("consent.expires_on", _("Consent valid until"), "date"),
    ]
    return found


def _term_column(scheme: str) -> Column:
    return Column(f"terms.{scheme}", str(SCHEMES[scheme].label), "terms", scheme, choices_of(scheme))


def _enum(choices: Any) -> tuple[tuple[str, str], ...]:
    return tuple((value, str(label)) for value, label in choices.choices)


def row_columns(kind: str) -> list[Column]:
    """The columns of a sheet of rows; the first one names the case."""
    return [Column("external_id", _("Your own number")), *(_row_column(field) for field in ROW_KIND[kind].fields)]


def _row_column(field: RowField) -> Column:
    kind = {"boolean": "flag", "integer": "number", "date": "date"}.get(field.type, "text")
    choices = choices_of(field.scheme) if field.scheme else tuple((c, str(label)) for c, label in field.choices)
    return Column(field.name, str(field.label), kind, field.scheme, choices)


# --- Cells ------------------------------------------------------------------------------------------------------------
def to_cell(column: Column, value: Any) -> Any:
    """A document's value as a cell: codes become labels, lists become one text."""
    if value in (None, "", []):
        return None
    if column.kind == "terms":
        return MANY.join(_term_text(column, item) for item in value)
    if column.kind == "list":
        return MANY.join(value)
    if column.kind == "flag":
        return "1" if value else None
    return dict(column.choices).get(value, value)


def _term_text(column: Column, item: Any) -> str:
    code, state = (item["code"], item.get("state", "")) if isinstance(item, dict) else (item, "")
    label = dict(column.choices).get(code) or terms.label(column.scheme, code)
    return f"{label}{STATE}{WALL_STATES.get(state, state)}" if state else label


def from_cell(column: Column, value: Any) -> Any:
    """A cell as a document's value; what is not understood stays as it is and is reported by the check."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if column.kind == "flag":
        return str(value).strip().lower() in {"1", "true", "yes", "はい", "○", "〇"}
    if column.kind == "number":
        return int(value) if isinstance(value, int | float) or str(value).strip().isdigit() else value
    if column.kind == "date":
        return value.date().isoformat() if hasattr(value, "date") else str(value).strip()
    text = str(value).strip()
    if column.kind == "list":
        return [part.strip() for part in text.split(MANY.strip()) if part.strip()]
    if column.kind == "terms":
        return [_term_value(column, part.strip()) for part in text.split(MANY.strip()) if part.strip()]
    return _code(column, text)


def _code(column: Column, text: str) -> str:
    return next((code for code, label in column.choices if text in (label, code)), text)


def _term_value(column: Column, text: str) -> Any:
    label, _sep, state = text.partition(STATE)
    code = _code(column, label.strip())
    if not state:
        return code
    found = next((key for key, name in WALL_STATES.items() if state.strip() in (str(name), key)), state.strip())
    return {"code": code, "state": found}
