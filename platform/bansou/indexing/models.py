"""The outbox: what changed and must reach the search index."""

from django.db import models


class Change(models.Model):
    """One change of one object, written in the transaction that changed it. Its id is the document's version."""

    kind = models.CharField(max_length=20)
    object_id = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.object_id}"
