"""The queue of cases that wait for a check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import TaskState, WorkflowState

from casestudies.byline import Byline, PublicAuthor
from casestudies.models import CaseStudy, ContentCheckTask, PrivacyCheckTask, ReviewAssignment
from casestudies.reviewers import Conflicts, Standing, stages_of

TAKE_OVER_AFTER = timedelta(days=3)


@dataclass(frozen=True)
class Waiting:
    """One case in the queue, in one stage, as one reviewer sees it."""

    case: CaseStudy
    task: TaskState
    stage: str
    standing: Standing
    since: datetime
    assignment: ReviewAssignment | None
    is_mine: bool

    @property
    def title(self) -> str:
        """The title of the text that is to be checked."""
        return self.task.revision.object_str if self.task.revision else str(self.case)

    @property
    def days(self) -> int:
        """Whole days in this stage."""
        return (timezone.now() - self.since).days

    @property
    def waited(self) -> str:
        """The age in words."""
        return waited(self.since)

    @property
    def assignee(self) -> Any:
        """Who took it, or None."""
        return self.assignment.reviewer if self.assignment else None

    @property
    def may_take_over(self) -> bool:
        """Somebody else took it and has let it lie."""
        return bool(self.assignment) and not self.is_mine and is_stale(self.assignment)

    @property
    def author(self) -> PublicAuthor:
        """The author as readers will see them."""
        return self.case.public_author

    @property
    def author_hidden(self) -> bool:
        """Will the case appear without its author's name?"""
        return self.case.byline == Byline.ANONYMOUS


def waited(since: datetime) -> str:
    """How long something has waited, in words."""
    days = (timezone.now() - since).days
    return (
        ngettext("waiting for %(days)s day", "waiting for %(days)s days", days) % {"days": days}
        if days
        else _("since today")
    )


def is_stale(assignment: ReviewAssignment | None) -> bool:
    """May somebody else take the case over?"""
    return bool(assignment) and timezone.now() - assignment.at >= TAKE_OVER_AFTER  # type: ignore[union-attr]


def running_tasks() -> Any:
    """Checks of cases that are under way, oldest first."""
    content_type = ContentType.objects.get_for_model(CaseStudy)
    running = WorkflowState.objects.filter(base_content_type=content_type, status=WorkflowState.STATUS_IN_PROGRESS)
    tasks = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, workflow_state__in=running)
    return tasks.order_by("started_at", "pk")


def task_ids_of(stages: Iterable[str]) -> dict[int, str]:
    """Wagtail's task id → stage, for these stages."""
    found: dict[int, str] = {}
    for model in (PrivacyCheckTask, ContentCheckTask):
        if model.stage in stages:
            found |= dict.fromkeys(model.objects.values_list("task_ptr_id", flat=True), model.stage)
    return found


def queue_for(user: Any, everything: bool = False) -> list[Waiting]:
    """What waits for a check that `user` may do, longest waiting first.

    `everything` adds the cases that somebody else must check (`item.standing.reason` says why).
    """
    tasks = task_ids_of(stages_of(user))
    if not tasks:
        return []
    states = (
        running_tasks().filter(task_id__in=tasks).select_related("workflow_state", "revision", "assignment__reviewer")
    )
    states = list(states.defer("revision__content"))
    cases = _cases(state.workflow_state.object_id for state in states)
    conflicts = Conflicts()
    found = [
        _waiting(user, case, state, tasks[state.task_id], conflicts)
        for state in states
        if (case := cases.get(int(state.workflow_state.object_id)))
    ]
    return [item for item in found if everything or item.standing.allowed]


def _cases(ids: Iterable[str]) -> dict[int, CaseStudy]:
    cases = CaseStudy.objects.select_related("author", "organisation").prefetch_related("coauthors", "terms")
    return cases.in_bulk([int(pk) for pk in ids])


def _waiting(user: Any, case: CaseStudy, state: TaskState, stage: str, conflicts: Conflicts) -> Waiting:
    assignment = getattr(state, "assignment", None)
    mine = assignment is not None and assignment.reviewer_id == user.pk
    standing = conflicts.standing(user, case, stage)
    return Waiting(case, state, stage, standing, state.started_at, assignment, mine)
