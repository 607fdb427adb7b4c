"""Twins (成功と失敗の双子): a good and a failed case that were alike, and where they parted."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casestudies.anchors import Anchor, stored_anchor
from casestudies.models import CaseStudy


class TwinsQuerySet(models.QuerySet["Twins"]):
    """Chainable reads."""

    def readable_to(self, user: Any) -> "TwinsQuerySet":
        """Pairs of which `user` may read both cases today."""
        readable = CaseStudy.objects.visible_to(user).values("pk")
        return self.filter(good__in=readable, failure__in=readable)


class Twins(models.Model):
    """Two cases alike in step, walls, size or issue with opposite outcomes: proposed by the job, marked or set aside by
    a curator. Where they part is an Anchor in either case; an empty one: not marked."""

    class State(models.TextChoices):
        PROPOSED = "proposed", pgettext_lazy("twins", "Proposed")
        MARKED = "marked", pgettext_lazy("twins", "Parting marked")
        SET_ASIDE = "set_aside", pgettext_lazy("twins", "Set aside")

    good = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="+")
    failure = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    score = models.FloatField(default=0)
    shared = models.JSONField(default=list)  # (scheme, code) that both have
    good_anchor = models.JSONField(default=dict)
    failure_anchor = models.JSONField(default=dict)
    note = models.TextField(_("what made the difference"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(null=True)

    objects = TwinsQuerySet.as_manager()
    kind = "twins"

    class Meta:
        ordering = ["-score", "id"]
        constraints = [models.UniqueConstraint(fields=["good", "failure"], name="twins_once")]
        indexes = [models.Index(fields=["state", "-score"])]

    def __str__(self) -> str:
        return f"{self.good_id} {self.failure_id}"

    def get_absolute_url(self) -> str:
        """The page where both stand side by side."""
        return reverse("twins-pair", args=[self.good.public_id, self.failure.public_id])

    @property
    def public_id(self) -> str:
        """The two numbers; for the audit."""
        return f"{self.good.public_id}-{self.failure.public_id}"

    @property
    def parting(self) -> tuple[Anchor | None, Anchor | None]:
        """Where they part, in the good case and in the failed one."""
        return anchor_of(self.good_anchor), anchor_of(self.failure_anchor)


def anchor_of(stored: dict[str, Any]) -> Anchor | None:
    """A stored anchor as a value; None when there is none."""
    found = stored_anchor(stored)
    return found if found.public_id else None
