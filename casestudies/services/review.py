"""Review in two stages: who takes a case, what they remark, and what becomes of it. Every verb is atomic and audited.

Verbs raise `NotPossible` (a sentence) when a rule is against it, `Overtaken` when somebody else was faster. `task` is
the id of the check that the reviewer's page showed: a decision on a page that is out of date changes nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from casestudies import notifications
from casestudies.anchors import Anchor
from casestudies.models import CaseStudy, Remark, ReviewAssignment
from casestudies.services import publishing
from casestudies.services.anonymisation import require_checklist, save_checklist
from casestudies.services.consent import missing_consent, record_consent, withdraw_consent
from casestudies.services.drafts import lock
from casestudies.services.queue import Waiting, queue_for
from casestudies.services.refusal import NotPossible, Overtaken
from casestudies.services.turns import (
    may_review,
    require_guardian,
    require_reviewer,
    running_task,
    stage_of,
    take,
    under_way,
)
from casestudies.state import State

__all__ = [
    "NotPossible",
    "Overtaken",
    "Waiting",
    "add_remark",
    "approve",
    "ask_for_changes",
    "assign",
    "delete_remark",
    "emergency_hide",
    "may_review",
    "queue_for",
    "record_consent",
    "release",
    "request_update",
    "running_task",
    "save_checklist",
    "settle_remark",
    "unhide",
    "withdraw_consent",
]


# --- Taking a case ---------------------------------------------------------------------------------------------------
@transaction.atomic
def assign(case: CaseStudy, by: Any, task: int | None = None) -> None:
    """Take a case from the queue; one that somebody else let lie for three days may be taken over."""
    take(case, by, task)


@transaction.atomic
def release(case: CaseStudy, by: Any) -> None:
    """Put one's case back into the queue; harmless when it is not one's own."""
    case, running, _standing = under_way(case, by)
    if ReviewAssignment.objects.filter(task_state=running, reviewer=by).delete()[0]:
        record(by, "release", case, stage=stage_of(running))


# --- Remarks ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_remark(case: CaseStudy, by: Any, anchor: Anchor, text: str, severity: str = Remark.Severity.MUST) -> Remark:
    """Note something at a place (`anchor.section` '' for the case as a whole); the author sees it when the case is
    returned or approved."""
    case, running, _standing = take(case, by, None)
    remark = Remark.objects.create(
        case=case,
        stage=stage_of(running),
        section=anchor.section,
        anchor=anchor.as_dict(),
        severity=severity,
        text=text,
        by=by,
    )
    record(by, "add_remark", case, remark=remark.pk, section=anchor.section, severity=severity)
    return remark


@transaction.atomic
def delete_remark(remark: Remark, by: Any) -> None:
    """Take back a remark that the author has not seen yet."""
    case, _running, _standing = take(remark.case, by, None)
    if not Remark.objects.filter(pk=remark.pk, sent_at=None).delete()[0]:
        raise NotPossible(_("The author has this remark already."))
    record(by, "delete_remark", case, section=remark.section)


@transaction.atomic
def settle_remark(remark: Remark, by: Any) -> None:
    """An earlier remark was followed (or is not needed any more)."""
    case, _running, _standing = take(remark.case, by, None)
    Remark.objects.filter(pk=remark.pk, resolved_at=None).update(resolved_at=timezone.now())
    record(by, "settle_remark", case, remark=remark.pk)


def open_remarks(case: CaseStudy) -> list[Remark]:
    """Remarks that wait: not yet sent, or sent and not followed."""
    return list(case.remarks.filter(resolved_at=None).select_related("by"))


def _send(remarks: Iterable[Remark]) -> None:
    Remark.objects.filter(pk__in=[remark.pk for remark in remarks], sent_at=None).update(sent_at=timezone.now())


# --- Decisions ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def approve(case: CaseStudy, by: Any, task: int | None = None) -> CaseStudy:
    """確認済みにする: on to the second check, or, after that, publish exactly the revision that was checked.

    The first check needs the whole checklist; both need the firm's consent for the chosen visibility.
    """
    case, running, standing = take(case, by, task)
    stage, remarks = stage_of(running), open_remarks(case)
    if any(remark.severity == Remark.Severity.MUST and not remark.sent_at for remark in remarks):
        raise NotPossible(_("There are remarks that must be followed. Ask for changes, or take them back."))
    if stage == State.PRIVACY_CHECK:
        require_checklist(case, running)
    if missing := missing_consent(case):
        raise NotPossible(missing)
    record(by, "approve", case, stage=stage, revision=running.revision_id, **standing.facts)
    running.approve(user=by)
    _send(remarks)
    case.remarks.filter(resolved_at=None, severity=Remark.Severity.MUST).update(resolved_at=timezone.now())
    return _tell_approved(CaseStudy.objects.get(pk=case.pk))


def _tell_approved(case: CaseStudy) -> CaseStudy:
    """What follows depends on what Wagtail made of it: the next check, or publication."""
    task = running_task(case)
    if task is None and case.is_public_now:
        notifications.published(case)
    elif task and stage_of(task) == State.CONTENT_CHECK:
        notifications.privacy_checked(case)
    elif task:  # the text is newer than what was checked: it begins again
        notifications.waiting(case, State.PRIVACY_CHECK)
    return case


@transaction.atomic
def ask_for_changes(case: CaseStudy, by: Any, reason: str = "", task: int | None = None) -> int:
    """修正をお願いする: back to the author with all remarks and, as one more, the reason. No text is lost.

    Needs a reason or a remark that must be followed; returns the number of places.
    """
    case, running, standing = take(case, by, task)
    stage = stage_of(running)
    places = sum(remark.severity == Remark.Severity.MUST for remark in open_remarks(case))
    if not places and not reason:
        raise NotPossible(_("Write a reason, or a remark that must be followed, so that the author knows what to do."))
    if reason:  # a word to go with the remarks, or all there is to follow
        severity = Remark.Severity.HINT if places else Remark.Severity.MUST
        Remark.objects.create(case=case, stage=stage, text=reason, severity=severity, by=by)
    remarks, count = open_remarks(case), max(places, 1)
    _send(remarks)
    running.reject(user=by)
    record(by, "ask_for_changes", case, stage=stage, places=count, revision=running.revision_id, **standing.facts)
    notifications.returned(CaseStudy.objects.get(pk=case.pk), count)
    return count


# --- Published cases -------------------------------------------------------------------------------------------------
@transaction.atomic
def emergency_hide(case: CaseStudy, by: Any, reason: str) -> None:
    """緊急に非公開にする: off every door in this transaction; a case that is hidden already stays as it is."""
    require_guardian(by)
    case = lock(case)
    if case.hidden_at:
        return
    if not case.is_public_now:
        raise NotPossible(_("This case is not published."))
    publishing.emergency_hide(case, by, reason)
    notifications.hidden(CaseStudy.objects.get(pk=case.pk), by)


@transaction.atomic
def unhide(case: CaseStudy, by: Any) -> None:
    """Show a hidden case again; not without the firm's consent."""
    require_guardian(by)
    case = lock(case)
    if not case.hidden_at:
        return
    if not case.withdrawn_at and (missing := missing_consent(case)):
        raise NotPossible(missing)
    publishing.unhide(case, by)
    notifications.shown_again(CaseStudy.objects.get(pk=case.pk))


@transaction.atomic
def request_update(case: CaseStudy, by: Any, reason: str) -> None:
    """更新のお願い for a published case: it stays readable, its author is asked, the reason stands in the form."""
    require_reviewer(by)
    case = lock(case)
    if not case.is_public_now:
        raise NotPossible(_("This case is not published."))
    now = timezone.now()
    Remark.objects.create(case=case, stage="update", text=reason, by=by, sent_at=now)
    CaseStudy.objects.filter(pk=case.pk).update(needs_update_since=now)
    record(by, "request_update", case)
    notifications.update_requested(case)
