"""What was done to codes, in sentences, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bansou.audit.models import AuditEntry
from distil.models import Code, Colour

SHOWN = 50


@dataclass(frozen=True)
class Act:
    """One act: when, who, on which code, what."""

    at: datetime
    by: str
    code: str
    sentences: list[str]


def history_of(code: Code) -> list[Act]:
    """The acts on one code."""
    return _acts(AuditEntry.objects.filter(kind=Code.kind, object_id=code.public_id))


def recent_history() -> list[Act]:
    """The newest acts on any code."""
    return _acts(AuditEntry.objects.filter(kind=Code.kind))


def _acts(entries: Any) -> list[Act]:
    found = list(entries.select_related("actor")[:SHOWN])
    names = dict(Code.objects.filter(public_id__in={e.object_id for e in found}).values_list("public_id", "name"))
    return [Act(e.at, str(e.actor or ""), names.get(e.object_id, ""), list(_sentences(e))) for e in found]


def _sentences(entry: AuditEntry) -> Iterable[str]:
    if entry.verb == "change":
        return [_changed(name, *values) for name, values in entry.data.items()]
    sentences = {
        "create": _("Added as “%(name)s”."),
        "merge": _("Merged into “%(into)s”; marks: %(marks)s."),
        "merged_from": _("Took in “%(code)s”; marks: %(marks)s."),
        "retire": _("Retired."),
        "revive": _("In use again."),
    }
    return [sentences.get(entry.verb, entry.verb) % entry.data]


def _changed(name: str, before: str | None, after: str | None) -> str:
    labels = {
        "name": pgettext("code", "Name"),
        "definition": _("Definition"),
        "colour": _("Colour"),
        "letter": pgettext("code", "Key"),
        "parent": _("Stands below"),
    }
    values = {"what": labels[name], "before": _value(name, before), "after": _value(name, after)}
    return _("%(what)s: %(before)s → %(after)s") % values


def _value(name: str, value: str | None) -> str:
    if not value:
        return pgettext("value", "none")
    return str(Colour(value).label) if name == "colour" else f"「{value}」"
