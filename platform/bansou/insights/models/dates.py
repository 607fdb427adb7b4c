"""What figures are counted by: the dates and the place of every published case, in a table that is quick to count."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from casestudies.models import CaseStudy


class CaseDatesQuerySet(models.QuerySet["CaseDates"]):
    """Chainable reads."""

    def within(self, first: date | None, last: date | None) -> "CaseDatesQuerySet":
        """Published from `first` to `last`, both included; None for an open end."""
        ends = Q(published_on__gte=first) if first else Q()
        return self.filter(ends & (Q(published_on__lte=last) if last else Q()))


class CaseDates(models.Model):
    """One published case, as figures need it. Derived from the case with every change of it (`insights.following`).

    `organisation` only where the case shows it to its readers: figures of an organisation must not tell which anonymous
    cases are its own. `region` and `step` (the main one) are '' when the case says nothing.
    """

    case = models.OneToOneField(CaseStudy, on_delete=models.CASCADE, primary_key=True, related_name="dates")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("accounts.Organisation", null=True, on_delete=models.CASCADE, related_name="+")
    published_on = models.DateField()
    review_days = models.PositiveIntegerField(null=True)  # from the first submission on
    outcome = models.CharField(max_length=40, blank=True)
    step = models.CharField(max_length=40, blank=True)
    region = models.CharField(max_length=40, blank=True)

    objects: ClassVar[CaseDatesQuerySet] = CaseDatesQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [  # each answers a count, by whatever it is grouped, without looking at the rows
            models.Index(fields=["published_on", "step", "region", "organisation", "outcome", "review_days"]),
            models.Index(fields=["region", "published_on", "step", "outcome", "review_days"]),
            models.Index(fields=["outcome", "published_on", "region"]),
            models.Index(fields=["step", "published_on", "region"]),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.published_on}"


class CaseDatesCursor(models.Model):
    """One row: up to which change the table has been compared with the cases."""

    last_change = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_change)
