"""Review in two stages: Wagtail's workflow is the engine, the screens are site pages under /review/."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Task

from bansou.access import roles_of


class _RoleTask(Task):
    """A task whose workers are the approved members of a role; nothing of it shows in Wagtail's own screens."""

    role = ""

    class Meta:
        abstract = True

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return False

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def get_actions(self, obj: Any, user: Any) -> list:
        return []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        from wagtail.models import TaskState

        if roles_of(user) & {self.role, "administrator"}:
            return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS, task=self.task_ptr)
        return TaskState.objects.none()


class PrivacyCheckTask(_RoleTask):
    """匿名化・同意の確認."""

    role = "checker"
    stage = "privacy_check"

    class Meta:
        verbose_name = _("Check of anonymity and consent")


class ContentCheckTask(_RoleTask):
    """内容の確認."""

    role = "curator"
    stage = "content_check"

    class Meta:
        verbose_name = _("Check of the content")


class ReviewAssignment(models.Model):
    """Who took a case from the queue; one per running task."""

    task_state = models.OneToOneField("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="assignment")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_assignments")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.reviewer_id} {self.task_state_id}"


class Remark(models.Model):
    """A reviewer's remark at a place of a case. `anchor` is casestudies.anchors.Anchor as a dict."""

    class Severity(models.TextChoices):
        MUST = "must", pgettext_lazy("remark", "Please change")
        HINT = "hint", pgettext_lazy("remark", "Suggestion")

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="remarks")
    stage = models.CharField(max_length=20)
    section = models.CharField(max_length=20)
    anchor = models.JSONField(default=dict)
    severity = models.CharField(max_length=4, choices=Severity.choices, default=Severity.MUST)
    text = models.TextField(_("remark"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:40]
