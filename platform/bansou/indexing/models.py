"""The outbox: what changed and must reach the search index."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

RETRY_AFTER, RETRY_AT_MOST = timedelta(seconds=2), timedelta(hours=1)


class ChangeQuerySet(models.QuerySet["Change"]):
    """Chainable reads."""

    def waiting(self) -> "ChangeQuerySet":
        """Changes that the index does not have yet."""
        return self.filter(next_try__isnull=False)

    def due(self, now: datetime) -> "ChangeQuerySet":
        """Waiting ones whose time has come, oldest first."""
        return self.filter(next_try__lte=now).order_by("id")


class Change(models.Model):
    """One change of one object, written in the transaction that changed it. Its id is the document's version.

    `next_try`: when the indexer looks at it; none when the index has it. Rows that are done stay for some days, because
    others follow the changes too (similar cases, alerts); `indexing.services.forget_old_changes` ends them.
    """

    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True, default=timezone.now, db_index=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind} {self.object_id}"


def pause_after(attempts: int) -> timedelta:
    """How long to leave a change alone that failed so many times before: 2 s, 4 s … an hour."""
    return min(RETRY_AFTER * 2 ** min(attempts, 12), RETRY_AT_MOST)
