"""Flags: what happened to an article that a curator should look at."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from casestudies.models import CaseStudy
from knowhow.models.article import Article


class FlagQuerySet(models.QuerySet["Flag"]):
    """Chainable reads."""

    def open(self) -> "FlagQuerySet":
        """Flags that nobody has settled, the oldest first."""
        return self.filter(settled_at=None).order_by("at", "pk")


FlagManager = models.Manager.from_queryset(FlagQuerySet)


class Flag(models.Model):
    """One reason to look at an article again. It is settled by a curator, or by itself when the reason is gone."""

    class Reason(models.TextChoices):
        CASE_GONE = "case_gone", pgettext_lazy("flag", "A case that it rests on is no longer published")
        PASSAGE_GONE = "passage_gone", pgettext_lazy("flag", "A passage that it rests on was changed")
        CONTRADICTED = "contradicted", pgettext_lazy("flag", "A case was added that contradicts it")
        OVERDUE = "overdue", pgettext_lazy("flag", "The day for looking at it again has passed")

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(max_length=14, choices=Reason.choices)
    case = models.ForeignKey(CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    grade_before = models.CharField(max_length=1, blank=True)
    grade_after = models.CharField(max_length=1, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    # Nobody: the reason went away by itself.
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.CharField(max_length=400, blank=True)  # what the curator found

    objects = FlagManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "settled_at"])]

    def __str__(self) -> str:
        return f"{self.reason} {self.article_id}"
