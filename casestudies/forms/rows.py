"""Ordered rows in a form: parsed from what was posted, moved, removed and added without JavaScript too."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.vocabulary.schemes import SELF_RELIANCE_LEVELS
from casestudies.forms.fields import HARD_LIMIT, NOT_A_CHOICE, Words, blank, dressed, term_choices
from casestudies.models.rows import new_key
from casestudies.structure import RowField, RowKind

KEY = re.compile(r"r[0-9a-f]{15}")
LEVELS = {"before", "after"}
SPLIT = {"fact", "action", "reaction", "thought"}  # fields of a course entry that open on demand


class RowForm(forms.Form):
    """One row. Field names are `<kind>-<key>-<field>`."""

    def __init__(
        self, kind: RowKind, key: str, data: Any = None, values: Mapping[str, Any] | None = None, refs: Any = None
    ) -> None:
        self.kind, self.key, self.stored = kind, key, dict(values or {})
        super().__init__(data, prefix=f"{kind.code}-{key}", initial=self.stored, label_suffix="")
        for declared in kind.fields:
            self.fields[declared.name] = row_field(kind, declared, self.stored.get(declared.name), refs or {})

    @property
    def plain(self) -> list[forms.BoundField]:
        """Fields that are always shown."""
        return [self[name] for name in self.fields if not (self.kind.code == "course" and name in SPLIT)]

    @property
    def split(self) -> list[forms.BoundField]:
        """Fields that open on demand."""
        return [self[name] for name in self.fields if self.kind.code == "course" and name in SPLIT]

    @property
    def split_used(self) -> bool:
        """Is any of them written?"""
        return any(bound.value() for bound in self.split)

    def content(self) -> dict[str, Any]:
        """The row's values without empty ones; where a value is wrong, what was stored stays."""
        found: dict[str, Any] = {}
        for declared in self.kind.fields:
            value = self._content_of(declared)
            if value not in ("", None, False):
                found[declared.name] = value
        return found

    def _content_of(self, declared: RowField) -> Any:
        if declared.name in self.cleaned_data:
            return as_json(self.cleaned_data[declared.name])
        field = self.fields[declared.name]
        if isinstance(field, Words):  # too long for the field, not for a draft
            raw = field.to_python(self.data.get(self.add_prefix(declared.name)))
            if len(raw) <= HARD_LIMIT:
                return raw
        return self.stored.get(declared.name)


def as_json(value: Any) -> Any:
    """A cleaned value as JSON holds it."""
    return value.isoformat() if isinstance(value, date) else value


def row_field(kind: RowKind, declared: RowField, stored: Any, refs: Mapping[str, list[tuple[str, str]]]) -> forms.Field:
    """The form field of a declared row field."""
    common: dict[str, Any] = {"label": declared.label, "help_text": declared.help, "required": False}
    if declared.type == "boolean":
        field: forms.Field = forms.BooleanField(**common)
    elif declared.type == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        field = forms.DateField(widget=widget, input_formats=["%Y-%m-%d"], **common)
    elif declared.type == "row":
        field = _choice(blank(_own(declared.name)) + refs.get(declared.name, []), common)
    elif kind.code == "self_reliance" and declared.name in LEVELS:
        levels = [(str(n), f"{n} {label}") for n, label in SELF_RELIANCE_LEVELS.items()]
        field = _choice(blank(_("Not chosen")) + levels, common, forms.TypedChoiceField, coerce=int, empty_value=None)
    elif declared.type == "integer":
        field = forms.IntegerField(min_value=0, max_value=3000, **common)
    elif declared.scheme:
        chosen = (stored,) if isinstance(stored, str) else ()
        field = _choice(blank(_("Not chosen")) + term_choices(declared.scheme, chosen), common)
    elif declared.choices:
        field = _choice(list(declared.choices), common)
    else:
        field = Words(limit=declared.limit, rows=declared.rows, example=declared.example, **common)
    return dressed(field, mark="")


def _own(name: str) -> str:
    return _("The first request above") if name == "surface" else _("The real issue of this case")


def _choice(
    choices: list, common: dict[str, Any], field: type[forms.ChoiceField] = forms.ChoiceField, **more: Any
) -> forms.Field:
    return field(choices=choices, error_messages={"invalid_choice": NOT_A_CHOICE}, **common, **more)


class RowSet:
    """All rows of a kind on a page."""

    def __init__(
        self, kind: RowKind, stored: list[dict[str, Any]], data: Any = None, refs: Any = None, extra: int = 0
    ) -> None:
        self.kind, self.refs, self.error = kind, refs or {}, ""
        self.stored = {row["key"]: row for row in stored}
        self.posted = data is not None and f"{kind.code}-present" in data
        keys = posted_keys(kind.code, data) if self.posted else [*self.stored, *(new_key() for _n in range(extra))]
        if len(keys) > kind.maximum:
            self.error = ngettext("At most %(n)s row.", "At most %(n)s rows.", kind.maximum) % {"n": kind.maximum}
            keys = keys[: kind.maximum * 2]
        self.forms = [
            RowForm(kind, key, data if self.posted else None, self.stored.get(key), self.refs) for key in keys
        ]

    @property
    def empty_form(self) -> RowForm:
        """A row to copy from; the script gives it a key of its own."""
        return RowForm(self.kind, "KEY", None, {}, self.refs)

    def is_valid(self) -> bool:
        """Are all rows in order? Every row is cleaned, also after a wrong one."""
        valid = [form.is_valid() for form in self.forms]
        return all(valid) and not self.error

    def content(self) -> list[dict[str, Any]]:
        """The rows that hold something, in order."""
        # A select that always has a value says nothing by itself.
        silent = {"key", *(field.name for field in self.kind.fields if field.choices)}
        rows = ({"key": form.key, **form.content()} for form in self.forms)
        return [row for row in rows if set(row) - silent]

    def errors(self) -> list[tuple[str, str, str]]:
        """(label, message, id of the field) of all that is wrong."""
        found = [(str(self.kind.label), self.error, f"{self.kind.code}-rows")] if self.error else []
        for number, form in enumerate(self.forms, 1):
            for name, messages in form.errors.items():
                found.append(
                    (f"{self.kind.label} {number} {form.fields[name].label}", str(messages[0]), form[name].id_for_label)
                )
        return found


def issue_refs(stored: list[dict[str, Any]], data: Any = None) -> dict[str, list[tuple[str, str]]]:
    """The stated and real issues among the rows, which an agreed issue may point to: {"surface": [(key, text)], …}."""
    rows = {row["key"]: (row.get("kind", ""), row.get("text", "")) for row in stored}
    for key in data.getlist("issues-keys") if data is not None else ():
        rows[key] = (data.get(f"issues-{key}-kind", ""), data.get(f"issues-{key}-text", ""))
    found: dict[str, list[tuple[str, str]]] = {"surface": [], "core": []}
    for key, (kind, text) in rows.items():
        if kind in found:
            found[kind].append((key, text[:40] or _("(not written yet)")))
    return found


def posted_keys(kind: str, data: Any) -> list[str]:
    """The posted keys in order. A key that this site never made, or one given twice, is a forged form: 400."""
    keys = data.getlist(f"{kind}-keys")
    if len(set(keys)) != len(keys) or not all(KEY.fullmatch(key) for key in keys):
        raise BadRequest("row keys")
    return keys


def apply_row_action(data: QueryDict, kind: str) -> tuple[QueryDict, str, str]:
    """Carry out a pressed row button on the posted data: (data, verb, key); verb '' when none was pressed."""
    verb, _sep, key = data.get(f"{kind}-action", "").partition(":")
    keys = posted_keys(kind, data)
    if verb not in {"up", "down", "remove", "add"} or (verb != "add" and key not in keys):
        return data, "", ""
    if verb == "remove":
        keys.remove(key)
    elif verb in {"up", "down"}:
        at = keys.index(key)
        to = max(0, at - 1) if verb == "up" else min(len(keys) - 1, at + 1)
        keys.insert(to, keys.pop(at))
    changed = data.copy()
    changed.setlist(f"{kind}-keys", keys)
    return changed, verb, key
