"""Hooks between Wagtail's workflow engine and ours."""

from typing import Any

from django.contrib.contenttypes.models import ContentType

WORKFLOW_NAME = "事例の確認"


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
