"""Results as a file that is made in the background."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bansou.public_id import PublicIdField

KEPT = timedelta(hours=24)
LEASE = timedelta(minutes=2)  # a worker that says nothing for so long is gone
MAX_ATTEMPTS = 3


class ResultExportQuerySet(models.QuerySet["ResultExport"]):
    """Chainable reads."""

    def unfinished(self) -> "ResultExportQuerySet":
        """Neither made nor given up."""
        return self.filter(done_at=None, attempts__lt=MAX_ATTEMPTS)

    def to_do(self) -> "ResultExportQuerySet":
        """Those that no living worker has taken, the oldest first."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=timezone.now())
        return self.unfinished().filter(free).order_by("id")

    def old(self) -> "ResultExportQuerySet":
        """Those whose time is over."""
        return self.filter(created_at__lt=timezone.now() - KEPT)


class ResultExport(models.Model):
    """One file of results for one person. `ids`: what is in it, so that nothing is handed out that was closed since."""

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel"

    public_id = PublicIdField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="result_exports")
    query = models.TextField()
    format = models.CharField(max_length=4, choices=Format.choices)
    language = models.CharField(max_length=5)
    total = models.PositiveIntegerField(default=0)  # rows wanted
    written = models.PositiveIntegerField(default=0)
    ids = models.JSONField(default=list)
    file = models.FileField(upload_to="exports/", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    objects = ResultExportQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """The page that says how far it is."""
        return reverse("search-export", args=[self.public_id])

    @property
    def has_failed(self) -> bool:
        """Was it given up?"""
        return self.done_at is None and self.attempts >= MAX_ATTEMPTS and not self.is_leased

    @property
    def is_leased(self) -> bool:
        """Is a worker at it?"""
        return self.leased_until is not None and self.leased_until > timezone.now()

    @property
    def percent(self) -> int:
        """How much is written."""
        return min(100, self.written * 100 // self.total) if self.total else 0

    @property
    def kept_until(self) -> Any:
        """When the file is deleted."""
        return self.created_at + KEPT
