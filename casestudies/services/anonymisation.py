"""The check of anonymity as it is recorded: ticks, what was found and what was decided about it."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState

from bansou.audit.models import record
from casestudies.anonymity import findings
from casestudies.checklist import CODES, is_complete
from casestudies.identifiers import MASKED
from casestudies.models import AnonymisationRecord, CaseStudy
from casestudies.passages import passages
from casestudies.services.refusal import NotPossible, Overtaken
from casestudies.services.turns import stage_of, take
from casestudies.state import State


def current_record(case: CaseStudy, task: TaskState) -> AnonymisationRecord | None:
    """The record of this check; a text that was changed and submitted again is checked anew."""
    return case.anonymisation_records.filter(at__gte=task.started_at).first()


@transaction.atomic
def save_checklist(
    case: CaseStudy, by: Any, ticked: Iterable[str], kept: Iterable[str] = (), task: int | None = None
) -> AnonymisationRecord:
    """Store the ticks (codes of the checklist) and the findings that may stay as they are (`kept`: Finding.key)."""
    case, running, _standing = take(case, by, task)
    if stage_of(running) != State.PRIVACY_CHECK:
        raise Overtaken(_("The check of anonymity and consent is finished."))
    answers = {code: True for code in CODES if code in set(ticked)}
    found = current_record(case, running) or AnonymisationRecord(case=case)
    found.checklist, found.complete, found.by = answers, is_complete(answers), by
    found.findings, found.masked = _found(case.draft, set(kept)), _masked(case.draft)
    found.save()
    record(by, "save_checklist", case, complete=found.complete, ticked=len(answers))
    return found


def _found(draft: CaseStudy, kept: set[str]) -> list[dict[str, Any]]:
    """Findings without their words: what is masked later must not live on here."""
    return [
        {"key": f.key, "kind": f.kind.code, "section": f.anchor.section, "row": f.anchor.row, "kept": f.key in kept}
        for f in findings(draft)
    ]


def _masked(draft: CaseStudy) -> list[dict[str, str]]:
    """Where something is masked, and what the mask calls it (■ says nothing)."""
    return [
        {"section": passage.section, "row": passage.row, "label": match[0].strip("〔〕■").removeprefix("匿名化：")}
        for passage in passages(draft)
        for match in MASKED.finditer(passage.text)
    ]


def kept_keys(found: AnonymisationRecord | None) -> set[str]:
    """Keys of findings that a checker decided to keep."""
    return {entry["key"] for entry in found.findings if entry.get("kept")} if found else set()


def require_checklist(case: CaseStudy, task: TaskState) -> None:
    """Raise unless every point of the checklist is ticked in this check."""
    found = current_record(case, task)
    left = len(CODES) - len(found.checklist if found else ())
    if left > 0:
        text = ngettext(
            "%(count)s point of the checklist is open.", "%(count)s points of the checklist are open.", left
        )
        raise NotPossible(text % {"count": left} + _(" The case goes on when all are ticked."))
