"""What belongs to writing a case, beside its revisions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CoAuthor(models.Model):
    """Somebody who writes with the author."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="coauthors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coauthored")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="coauthor_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"


class SavedConflict(models.Model):
    """The text of a tab that was overtaken by another one: kept until its writer has chosen."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="conflicts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(max_length=20)
    data = models.JSONField()  # the posted fields
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.section}"


SUITABILITY_ANSWERS = (("yes", "〇"), ("partly", "△"), ("no", "×"))


class SuitabilityCheck(models.Model):
    """The guideline's first checklist, private to its author; earlier answers are kept (dialogue changes them)."""

    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suitability_checks")
    case = models.ForeignKey(
        "casestudies.CaseStudy", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    label = models.CharField(_("note for yourself"), max_length=80, blank=True)
    answers = models.JSONField(default=dict)  # {"1": "yes", …}
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.label or f"{self.at:%Y-%m-%d}"
