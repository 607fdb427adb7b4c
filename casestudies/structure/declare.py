"""What a declaration of the case's structure consists of."""

from dataclasses import dataclass
from typing import Any

GOOD, FAILURE, ONGOING = "good", "failure", "ongoing"
OUTCOMES = (GOOD, FAILURE, ONGOING)
SHORT, MEDIUM, LONG = 200, 1000, 4000  # characters


@dataclass(frozen=True)
class Section:
    """One page of the long form and one part of the case page."""

    code: str
    label: Any
    help: Any = ""
    outcomes: tuple[str, ...] = OUTCOMES


@dataclass(frozen=True)
class Text:
    """One text column of the case. `required_for`: kinds of case that cannot be submitted without it (unless the
    boolean column `unless` is set); `outcomes`: kinds that ask for it; a text of another kind is kept, not asked."""

    name: str
    label: Any
    section: str
    help: Any = ""
    example: Any = ""
    limit: int = LONG
    rows: int = 4
    required_for: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = OUTCOMES
    unless: str = ""
    listed: bool = False  # one item per line, shown as a list
    nudge: Any = ""  # the question asked after submission when it is empty


@dataclass(frozen=True)
class RowField:
    """One field of a row. `scheme`: its value is a code of that vocabulary."""

    name: str
    label: Any
    help: Any = ""
    example: Any = ""
    limit: int = SHORT
    rows: int = 1
    scheme: str = ""
    choices: tuple[tuple[str, Any], ...] = ()
    type: str = "text"  # text, integer, date, boolean


@dataclass(frozen=True)
class RowKind:
    """One kind of ordered, repeatable row."""

    code: str
    label: Any
    section: str
    fields: tuple[RowField, ...]
    add_label: Any
    help: Any = ""
    outcomes: tuple[str, ...] = OUTCOMES
    nudge: Any = ""
    maximum: int = 40
