"""Every piece of text of a case with the place where it stands: what checks of anonymity and differences loop over."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from casestudies.models import CaseStudy
from casestudies.structure import ROW_KIND, ROW_KINDS, TEXTS, RowField, label_of


@dataclass(frozen=True)
class Passage:
    """One text. `section` and `row` are those of an Anchor; `field` names the field of a row, '' for a text."""

    section: str
    row: str
    field: str
    label: str
    text: str


def is_words(field: RowField) -> bool:
    """Does this field of a row hold words of the author (no code, number or date)?"""
    return field.type == "text" and not field.scheme and not field.choices


def passages(case: CaseStudy) -> Iterator[Passage]:
    """All texts that readers see: columns, rows, captions, tags; empty ones are left out."""
    for passage in (*_texts(case), *_rows(case), *_files(case), *_tags(case)):
        if passage.text:
            yield passage


def _texts(case: CaseStudy) -> Iterator[Passage]:
    for text in TEXTS:
        yield Passage(text.name, "", "", str(label_of(text, case.outcome)), getattr(case, text.name))


def _rows(case: CaseStudy) -> Iterator[Passage]:
    for kind in ROW_KINDS:
        for row in case.rows_of(kind.code):
            yield from row_passages(row)


def row_passages(row: Any) -> Iterator[Passage]:
    """The texts of one row, empty ones too."""
    kind = ROW_KIND[row.kind]
    for field in kind.fields:
        if is_words(field):
            text = str(row.data.get(field.name) or "")
            yield Passage(kind.code, row.key, field.name, f"{kind.label}・{field.label}", text)


def _files(case: CaseStudy) -> Iterator[Passage]:
    for file in case.files.all():
        yield Passage("files", file.key, "alt", _("Pictures and documents"), file.alt)
        yield Passage("files", file.key, "caption", _("Pictures and documents"), file.caption)


def _tags(case: CaseStudy) -> Iterator[Passage]:
    for item in case.tag_items.all():
        yield Passage("tags", "", "", _("Tags"), item.tag.name)
