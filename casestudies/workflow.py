"""Hooks between Wagtail's workflow engine and ours."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

WORKFLOW_NAME = "事例の確認"


def keep_wagtail_silent() -> None:
    """Wagtail would send mails of its own, half in English and inside the transaction. A receiver with the same
    dispatch_uid that is connected first takes their place; ours go through the outbox (notifications.py)."""
    from wagtail.models import TaskState, WorkflowState
    from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

    for signal, name in (
        (workflow_submitted, "submitted"),
        (workflow_rejected, "rejected"),
        (workflow_approved, "approved"),
    ):
        signal.connect(_nothing, sender=WorkflowState, dispatch_uid=f"workflow_state_{name}_email_notification")
    task_submitted.connect(_nothing, sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")


def _nothing(**kwargs: Any) -> None:
    """Instead of a mail."""


def publish_approved_revision(workflow_state: Any, user: Any = None) -> None:
    """Publish the revision that was approved, not the latest one (WAGTAIL_FINISH_WORKFLOW_ACTION)."""
    from casestudies.services.publishing import publish_revision

    publish_revision(workflow_state.current_task_state.revision, by=user)


def make_workflow(**kwargs: Any) -> None:
    """Create the one workflow with its two tasks after every migrate; harmless when it exists."""
    from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

    from casestudies.models import CaseStudy, ContentCheckTask, PrivacyCheckTask

    workflow, _made = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    privacy = PrivacyCheckTask.objects.first() or PrivacyCheckTask.objects.create(name="匿名化・同意の確認")
    content = ContentCheckTask.objects.first() or ContentCheckTask.objects.create(name="内容の確認")
    for order, task in enumerate((privacy, content)):
        WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": order})
    WorkflowContentType.objects.get_or_create(
        content_type=ContentType.objects.get_for_model(CaseStudy), defaults={"workflow": workflow}
    )
