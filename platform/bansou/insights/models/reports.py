"""Regular reports, one for every month and quarter that is over."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField


class Span(models.TextChoices):
    """How much time a report is about."""

    MONTH = "month", pgettext_lazy("report", "Monthly report")
    QUARTER = "quarter", pgettext_lazy("report", "Quarterly report")


class RegularReport(models.Model):
    """One report for the council. `data`: the figures as they were counted at `made_at`, and what else it names by id
    (bansou.insights.reports.content says in which shape). The PDF is drawn of it whenever somebody opens it, so that
    nothing stands in it that was closed since."""

    kind = "report"
    public_id = PublicIdField()
    span = models.CharField(max_length=8, choices=Span.choices)
    first = models.DateField()  # of the month or quarter
    data = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        verbose_name = _("regular report")
        verbose_name_plural = _("regular reports")
        ordering = ["-first", "span"]
        constraints = [models.UniqueConstraint(fields=["span", "first"], name="regular_report_once")]

    def __str__(self) -> str:
        return f"{self.span} {self.first:%Y-%m}"

    def get_absolute_url(self) -> str:
        """The PDF."""
        return reverse("report", args=[self.public_id])
