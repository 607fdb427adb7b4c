"""Whose turn it is: the check that is under way, and who took it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import TaskState

from bansou.audit.models import record
from casestudies.models import CaseStudy, ReviewAssignment
from casestudies.reviewers import Standing, may_hide, stages_of, standing_of
from casestudies.services.drafts import lock
from casestudies.services.queue import is_stale
from casestudies.services.refusal import NotPossible, Overtaken

Turn = tuple[CaseStudy, TaskState, Standing]


def running_task(case: CaseStudy) -> TaskState | None:
    """The check that is under way, or None."""
    return case.current_workflow_task_state


def stage_of(task: TaskState) -> str:
    """privacy_check or content_check."""
    return task.task.specific.stage


def assignment_of(task: TaskState) -> ReviewAssignment | None:
    """Who took this check from the queue, or None."""
    return ReviewAssignment.objects.filter(task_state=task).select_related("reviewer").first()


def may_review(user: Any, case: CaseStudy) -> bool:
    """May `user` check this case now?"""
    task = running_task(case)
    return task is not None and standing_of(user, case, stage_of(task)).allowed


def under_way(case: CaseStudy, by: Any, task: int | None = None) -> Turn:
    """The locked case, its running check and the reviewer's standing; raises when `by` may not act on it now."""
    case = lock(case)
    running = running_task(case)
    if running is None:
        raise Overtaken(
            _("This case is not waiting for a check any more: its author took it back, or somebody decided.")
        )
    if task is not None and running.pk != task:
        raise Overtaken(_("This case has changed since you opened it. Please look at it again."))
    standing = standing_of(by, case, stage_of(running))
    if not standing.allowed:
        raise NotPossible(standing.reason)
    return case, running, standing


def take(case: CaseStudy, by: Any, task: int | None = None) -> Turn:
    """`under_way` for a case that `by` works on: it becomes theirs, unless somebody else is at it."""
    case, running, standing = under_way(case, by, task)
    assignment = assignment_of(running)
    if assignment is None or (assignment.reviewer_id != by.pk and is_stale(assignment)):
        _give(case, running, by, standing, taken_over=assignment is not None)
    elif assignment.reviewer_id != by.pk:
        raise NotPossible(_("%(name)s is checking this case.") % {"name": assignment.reviewer})
    return case, running, standing


def _give(case: CaseStudy, running: TaskState, by: Any, standing: Standing, taken_over: bool) -> None:
    now = {"reviewer": by, "at": timezone.now()}
    ReviewAssignment.objects.update_or_create(task_state=running, defaults=now)
    facts = {"taken_over": True} if taken_over else {}
    record(by, "assign", case, stage=stage_of(running), **facts, **standing.facts)


def require_guardian(by: Any) -> None:
    """Raise unless `by` answers for what is public (checkers, administrators)."""
    if not may_hide(by):
        raise NotPossible(_("Only checkers can do this."))


def require_reviewer(by: Any) -> None:
    """Raise unless `by` checks cases in one of the stages."""
    if not stages_of(by):
        raise NotPossible(_("Only checkers and curators can do this."))
