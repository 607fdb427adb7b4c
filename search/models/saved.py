"""Saved queries: a search, its alert, its share link and its feed are one row."""

import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField


class Alert(models.TextChoices):
    """How soon the owner is told of what is new."""

    NONE = "none", pgettext_lazy("alert", "Do not tell me")
    ONCE = "once", pgettext_lazy("alert", "At once")
    DAILY = "daily", pgettext_lazy("alert", "Every morning at 8")
    WEEKLY = "weekly", pgettext_lazy("alert", "On Mondays at 8")


class SavedQuery(models.Model):
    """A search that its owner keeps. `query` is the address after the question mark, `digest` makes it unique.

    `told` and `looked` are marks (`search.saved.news.Mark`): what the owner was told of, and has seen on opening it.
    """

    public_id = PublicIdField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_queries")
    name = models.CharField(_("name"), max_length=60)
    note = models.CharField(_("note"), max_length=400, blank=True)
    query = models.TextField(editable=False)
    digest = models.CharField(max_length=64, editable=False)
    alert = models.CharField(_("tell me"), max_length=8, choices=Alert.choices, default=Alert.NONE)
    share_token = models.CharField(max_length=43, null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    told = models.JSONField(default=dict, editable=False)
    told_at = models.DateTimeField(null=True, editable=False)
    looked = models.JSONField(default=dict, editable=False)
    due_at = models.DateTimeField(null=True, editable=False, db_index=True)  # when the worker looks next

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["owner", "digest"], name="saved_query_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The digest follows the query."""
        self.digest = digest_of(self.query)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """The owner's page of it."""
        return reverse("saved-search", args=[self.public_id])

    @property
    def search_url(self) -> str:
        """The search itself."""
        return f"{reverse('search')}?{self.query}"

    @property
    def shared_path(self) -> str:
        """The path of the link that others may open; '' when there is none."""
        return reverse("shared-search", args=[self.share_token]) if self.share_token else ""


def digest_of(query: str) -> str:
    """Addresses are too long for an index."""
    return hashlib.sha256(query.encode()).hexdigest()


def new_token() -> str:
    """Nobody guesses 192 bits."""
    return secrets.token_urlsafe(24)


class AlertCursor(models.Model):
    """One row: up to which change it is known whose alerts are due."""

    last_change = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last_change)
