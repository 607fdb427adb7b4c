"""Collections: cases gathered under a question."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.public_id import PublicIdField
from casestudies.models import CaseStudy
from search.models import SavedQuery

QUESTION, NOTE = 200, 1000  # characters


class CollectionQuerySet(models.QuerySet["Collection"]):
    """Chainable reads. Only curators read collections; the doors see to that."""

    def open(self) -> "CollectionQuerySet":
        """Those that are still worked on."""
        return self.filter(closed_at=None)


class Collection(models.Model):
    """Cases gathered under a question: by hand, and as long as `query` is set also whatever that search finds.

    `query`: the conditions of a live collection (`SearchState.canonical`); `saved`: the saved query they came from. The
    conditions stay when its owner deletes the saved query.
    """

    kind = "collection"
    public_id = PublicIdField()
    question = models.CharField(_("question"), max_length=QUESTION)
    note = models.TextField(_("note"), max_length=NOTE, blank=True)
    query = models.TextField(blank=True, editable=False)
    saved = models.ForeignKey(SavedQuery, null=True, blank=True, on_delete=models.SET_NULL, related_name="collections")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="collections"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now, db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CollectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection")
        verbose_name_plural = _("collections")
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return self.question

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("collection", args=[self.public_id])


class CollectionCase(models.Model):
    """A case that somebody put into a collection by hand, or (`is_out`) left out of what its search finds."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="+")
    is_out = models.BooleanField(default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "case"], name="collected_once")]

    def __str__(self) -> str:
        return f"{self.collection_id} {self.case_id}"
