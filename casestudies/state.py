"""Where a case stands: derived, never stored."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from casestudies.models import CaseStudy


class State(models.TextChoices):
    """The states of ui-terms.md."""

    DRAFT = "draft", pgettext_lazy("state", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("state", "Submitted (waiting for a check)")
    PRIVACY_CHECK = "privacy_check", pgettext_lazy("state", "Anonymity and consent being checked")
    CONTENT_CHECK = "content_check", pgettext_lazy("state", "Content being checked")
    RETURNED = "returned", pgettext_lazy("state", "Changes requested")
    PUBLISHED = "published", pgettext_lazy("state", "Published")
    NEEDS_UPDATE = "needs_update", pgettext_lazy("state", "Update requested")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "Publication ended")
    HIDDEN = "hidden", pgettext_lazy("state", "Hidden in an emergency")


RUNNING = {State.SUBMITTED, State.PRIVACY_CHECK, State.CONTENT_CHECK}


def workflow_facts(case: "CaseStudy") -> tuple[str, str, bool]:
    """(status of the newest workflow, stage of its running task, has somebody taken it?); from `.with_state()` when
    annotated, else asked."""
    if hasattr(case, "workflow_status"):
        return case.workflow_status or "", case.workflow_stage or "", bool(case.is_assigned)
    from casestudies.models import CaseStudy

    row = (
        CaseStudy.objects.filter(pk=case.pk)
        .with_state()
        .values("workflow_status", "workflow_stage", "is_assigned")
        .first()
    )
    return (
        (row["workflow_status"] or "", row["workflow_stage"] or "", bool(row["is_assigned"]))
        if row
        else ("", "", False)
    )


def edit_state_of(case: "CaseStudy") -> State | None:
    """The state of the text in work: a draft, or a submission on its way; None when there is nothing in work."""
    status, stage, assigned = workflow_facts(case)
    if status == "in_progress":
        if stage == State.CONTENT_CHECK:
            return State.CONTENT_CHECK
        return State.PRIVACY_CHECK if assigned else State.SUBMITTED
    if case.live and not case.has_unpublished_changes:
        return None
    return State.RETURNED if status == "needs_changes" else State.DRAFT


def state_of(case: "CaseStudy") -> State:
    """The state that a list shows: what readers see of a published case, else what is in work."""
    if case.hidden_at:
        return State.HIDDEN
    if case.withdrawn_at:
        return State.WITHDRAWN
    if case.live:
        return State.NEEDS_UPDATE if case.needs_update_since else State.PUBLISHED
    return edit_state_of(case) or State.DRAFT
