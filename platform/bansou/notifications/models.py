"""Notices: something happened (Event), somebody is told (Delivery), on the site and by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that people are told about. `data` fills the template `notifications/<verb>.txt`."""

    verb = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300, help_text="Path on this site.")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"


class Delivery(models.Model):
    """One person told by one channel. `key` is unique, so nobody is told twice."""

    class Channel(models.TextChoices):
        SITE = "site", _("on the site")
        MAIL = "mail", _("by mail")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=4, choices=Channel.choices)
    key = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "channel", "read_at"]),
            models.Index(fields=["channel", "sent_at", "due_at"]),
        ]

    def __str__(self) -> str:
        return self.key
