"""The codebook: one for the whole site, so that curators mean the same by a code."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField

NAME, DEFINITION = 60, 600  # characters
DEEPEST = 3  # levels


class Colour(models.TextChoices):
    """Colours of codes. Each has a name: what is marked is never told by colour alone."""

    INDIGO = "indigo", pgettext_lazy("colour", "Indigo")
    TEAL = "teal", pgettext_lazy("colour", "Teal")
    GREEN = "green", pgettext_lazy("colour", "Green")
    YELLOW = "yellow", pgettext_lazy("colour", "Yellow")
    ORANGE = "orange", pgettext_lazy("colour", "Orange")
    ROSE = "rose", pgettext_lazy("colour", "Rose")
    PURPLE = "purple", pgettext_lazy("colour", "Purple")
    GREY = "grey", pgettext_lazy("colour", "Grey")


class CodeQuerySet(models.QuerySet["Code"]):
    """Chainable reads."""

    def active(self) -> "CodeQuerySet":
        """Those that may be given to passages: neither retired nor merged into another."""
        return self.filter(retired_at=None)


class Code(models.Model):
    """What a passage is about. `letter`: the key that gives it. A retired code stays on its marks; a merged one has none
    any more. What was done to a code stands in the audit (`distil.codebook.history`)."""

    kind = "code"
    public_id = PublicIdField()
    name = models.CharField(pgettext_lazy("code", "name"), max_length=NAME)
    definition = models.TextField(_("definition"), max_length=DEFINITION, blank=True)
    colour = models.CharField(_("colour"), max_length=8, choices=Colour.choices, default=Colour.INDIGO)
    letter = models.CharField(_("key"), max_length=1, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    retired_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], condition=Q(retired_at=None), name="code_named_once_below"
            ),
            models.UniqueConstraint(
                fields=["name"], condition=Q(retired_at=None, parent=None), name="code_named_once_at_top"
            ),
            models.UniqueConstraint(
                fields=["letter"], condition=Q(retired_at=None) & ~Q(letter=""), name="code_letter_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("code", args=[self.public_id])

    @property
    def is_active(self) -> bool:
        """May it be given to passages?"""
        return self.retired_at is None
