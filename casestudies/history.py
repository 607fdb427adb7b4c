"""The history of a case: the audit in words, newest first, for reviewers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.access import Visibility
from bansou.audit.models import AuditEntry
from casestudies.models import CaseStudy, Consent
from casestudies.state import State

SHOWN = 60
# Verb → sentence; `%(name)s` are values of `_facts`.
SENTENCES: dict[str, Any] = {
    "create": gettext_lazy("began to write"),
    "import": gettext_lazy("imported the case"),
    "submit": gettext_lazy("submitted the case"),
    "withdraw_submission": gettext_lazy("took the submission back"),
    "assign": gettext_lazy("took the case for “%(stage)s”"),
    "release": gettext_lazy("put the case back into the queue"),
    "add_remark": gettext_lazy("wrote a remark"),
    "delete_remark": gettext_lazy("took a remark back"),
    "settle_remark": gettext_lazy("marked a remark as settled"),
    "remark_done": gettext_lazy("followed a remark"),
    "save_checklist": gettext_lazy("saved the checklist (%(ticked)s ticked)"),
    "record_consent": gettext_lazy("recorded a consent: %(party)s, %(scope)s"),
    "withdraw_consent": gettext_lazy("recorded that a consent was withdrawn: %(party)s"),
    "approve": gettext_lazy("finished “%(stage)s”"),
    "ask_for_changes": gettext_lazy("asked for changes at %(places)s places"),
    "publish": gettext_lazy("published the case"),
    "withdraw": gettext_lazy("ended the publication"),
    "discard_edit": gettext_lazy("dropped the changes"),
    "change_publication_settings": gettext_lazy("changed how the case is shown"),
    "emergency_hide": gettext_lazy("hid the case in an emergency: %(reason)s"),
    "unhide": gettext_lazy("showed the case again"),
    "request_update": gettext_lazy("asked for an update"),
    "ask_ongoing_again": gettext_lazy("asked how the case in progress went on"),
}


@dataclass(frozen=True)
class Line:
    """One act in words."""

    at: datetime
    who: str
    what: str
    note: str = ""


def history_of(case: CaseStudy) -> list[Line]:
    """The newest acts on a case."""
    entries = AuditEntry.objects.filter(kind=case.kind, object_id=case.public_id).select_related("actor")
    return [_line(entry) for entry in entries[:SHOWN] if entry.verb in SENTENCES]


def _line(entry: AuditEntry) -> Line:
    who = str(entry.actor) if entry.actor else _("The site")
    return Line(entry.at, who, str(SENTENCES[entry.verb]) % _facts(entry.data), _note(entry.data))


def _note(data: dict[str, Any]) -> str:
    if data.get("no_other_reviewer"):
        return _("There was nobody else who could check it.")
    if data.get("taken_over"):
        return _("Taken over after three days.")
    return ""


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    """Codes of an audit entry in words; what is missing is ''."""
    words: dict[str, Callable[[Any], Any]] = {
        "stage": lambda code: State(code).label if code in State.values else code,
        "party": lambda code: Consent.Party(code).label if code in Consent.Party.values else code,
        "scope": lambda code: Visibility(code).label if code in Visibility.values else code,
    }
    names = ("stage", "party", "scope", "ticked", "places", "reason")
    return {name: words.get(name, str)(data.get(name, "")) for name in names}
