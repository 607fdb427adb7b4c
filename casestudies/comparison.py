"""Two versions of a section, value by value, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from casestudies import content
from casestudies.models import CaseStudy, SavedConflict
from casestudies.services.completeness import label_of_name
from casestudies.structure import ROW_KIND, TEXT

STORED, TYPED, BOTH = "stored", "typed", "both"


@dataclass
class Difference:
    """One value that differs. `choice` is stored, typed or (texts only) both."""

    name: str
    label: Any
    stored: Any
    typed: Any
    choice: str = ""

    @property
    def may_join(self) -> bool:
        """Texts may be kept one after the other, to be worked together in the form."""
        return self.name in TEXT and bool(self.stored) and bool(self.typed)

    @property
    def is_answered(self) -> bool:
        """Was one of the offered answers given?"""
        return self.choice in ({STORED, TYPED, BOTH} if self.may_join else {STORED, TYPED})

    @property
    def stored_words(self) -> str:
        """The stored value in words."""
        return in_words(self.name, self.stored)

    @property
    def typed_words(self) -> str:
        """The value of the other screen in words."""
        return in_words(self.name, self.typed)

    def chosen(self) -> Any:
        """The value that was chosen."""
        if self.choice == BOTH:
            return f"{self.stored}\n\n{self.typed}"
        return self.typed if self.choice == TYPED else self.stored


def differences(draft: CaseStudy, kept: SavedConflict) -> list[Difference]:
    """What differs between the draft and what was kept; a side that is empty is not proposed."""
    values = kept.data.get("values", {})
    names = [name for name in content.names_of(kept.section) if name in content.differing(draft, values)]
    found = []
    for name in names:
        stored, typed = content.read(draft, name), values[name]
        choice = TYPED if typed and not stored else STORED if stored and not typed else ""
        found.append(Difference(name, label_of_name(name, draft.outcome), stored, typed, choice))
    return found


def in_words(name: str, value: Any) -> str:
    """A value for reading; every line stands for itself."""
    if value in ("", None, [], False):
        return _("(nothing)")
    if name.startswith("term-"):
        return "\n".join(terms.label(name.removeprefix("term-"), code) for code, _state in value)
    if name.startswith("rows-"):
        return "\n".join(
            _row_in_words(ROW_KIND[name.removeprefix("rows-")], number, row) for number, row in enumerate(value, 1)
        )
    if isinstance(value, list):
        return "\n".join(
            str(item.get("caption") or item.get("alt") if isinstance(item, dict) else item) for item in value
        )
    if name in content.SETTINGS or name == "firm_consent":
        return str(dict(CaseStudy._meta.get_field(name).flatchoices).get(value, value))
    return _("Yes") if value is True else str(value)


def _row_in_words(kind: Any, number: int, row: dict[str, Any]) -> str:
    words = []
    for declared in kind.fields:
        value = row.get(declared.name)
        if value in (None, "", False) or declared.type == "row":
            continue
        if declared.scheme:
            value = terms.short(declared.scheme, value)
        elif declared.choices:
            value = dict(declared.choices).get(value, value)
        words.append(str(declared.label if value is True else value))
    return f"{number}. " + " / ".join(words)
