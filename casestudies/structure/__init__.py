"""What a case study holds: its sections, texts and rows, declared once.

The long form, the five-minute form, the case page, import and export, the differences shown in review and the search
sections all loop over these declarations. Adding a text is a `Text(...)` here and a column (docs/howto/add-a-case-text.md);
adding a kind of row is a `RowKind(...)` only.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casestudies.structure.declare import (
    FAILURE,
    GOOD,
    LONG,
    MEDIUM,
    ONGOING,
    OUTCOMES,
    SHORT,
    RowField,
    RowKind,
    Section,
    Text,
)
from casestudies.structure.rows import CONDITION_STATES, ISSUE_KINDS, ROW_KINDS, VIEWPOINT
from casestudies.structure.texts import SECTIONS, TEXTS

__all__ = [
    "CONDITION_STATES",
    "FAILURE",
    "GOOD",
    "ISSUE_KINDS",
    "LONG",
    "MEDIUM",
    "ONGOING",
    "OUTCOMES",
    "REQUIRED_SCHEMES",
    "ROW_KIND",
    "ROW_KINDS",
    "SECTION",
    "SECTIONS",
    "SHORT",
    "TEXT",
    "TEXTS",
    "VIEWPOINT",
    "RowField",
    "RowKind",
    "Section",
    "Text",
    "example_of",
    "help_of",
    "label_of",
    "required_texts",
    "rows_of",
    "sections_for",
    "texts_of",
]

TEXT = {text.name: text for text in TEXTS}
ROW_KIND = {kind.code: kind for kind in ROW_KINDS}
SECTION = {section.code: section for section in SECTIONS}

# The short list of domain.md, beside the texts with `required_for`.
REQUIRED_SCHEMES = ("outcome", "step", "industry", "employee_band", "prefecture")


def label_of(text: Text, outcome: str) -> Any:
    """The label as this kind of case calls it: a failure's lesson is 「もう一度やるなら（教訓）」."""
    if text.name == "lesson" and outcome == FAILURE:
        return _("If you did it again (lesson)")
    return text.label


def help_of(text: Text, outcome: str) -> Any:
    """The help as this kind of case words it."""
    if text.name == "lesson" and outcome == FAILURE:
        return _("If you could go back to the same scene, what would you change?")
    if text.name == "core_issue" and outcome == FAILURE:
        return _("Optional. If it was never found, tick the box below.")
    return text.help


def example_of(text: Text, outcome: str) -> Any:
    """The example as this kind of case shows it."""
    if text.name == "lesson" and outcome == FAILURE:
        return _("Bring no plan; begin with “What worries you most?”")
    return text.example


def texts_of(section: str, outcome: str) -> list[Text]:
    """The texts that a section of this kind of case asks for."""
    return [text for text in TEXTS if text.section == section and outcome in text.outcomes]


def required_texts(outcome: str) -> list[Text]:
    """The texts without which this kind of case cannot be submitted."""
    return [text for text in TEXTS if outcome in text.required_for]


def rows_of(section: str, outcome: str) -> list[RowKind]:
    """The kinds of row that a section of this kind of case asks for."""
    return [kind for kind in ROW_KINDS if kind.section == section and outcome in kind.outcomes]


def sections_for(outcome: str) -> list[Section]:
    """The pages of the long form for this kind of case."""
    return [section for section in SECTIONS if outcome in section.outcomes]
