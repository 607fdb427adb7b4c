"""Marks: passages of published cases that carry codes."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.public_id import PublicIdField
from casestudies.anchors import CONTEXT, Anchor
from casestudies.models import CaseStudy
from distil.models.codebook import Code

QUOTE, MEMO = 1000, 2000  # characters


class MarkQuerySet(models.QuerySet["Mark"]):
    """Chainable reads."""

    def visible_to(self, user: Any) -> "MarkQuerySet":
        """Marks in cases that `user` may read now. A withdrawn case takes its marks along."""
        return self.filter(Exists(CaseStudy.objects.visible_to(user).filter(pk=OuterRef("case"))))

    def standing(self) -> "MarkQuerySet":
        """Those whose words are in the case."""
        return self.filter(lost_at=None)

    def lost(self) -> "MarkQuerySet":
        """Those whose words an edit of the case took away."""
        return self.filter(lost_at__isnull=False)


class Mark(models.Model):
    """A passage of a published case: an Anchor, a memo, and its codes (`codings`).

    `field`, `start`: the field of a row ('' in a text) and where in it the words begin. `step`, `outcome`, `size`: what
    the views cross with the codes, as the case has it; the step of an entry of the course is that entry's. All of it
    follows the case (`distil.marking.following`). `lost_at`: since when the words are not in the case any more.
    """

    kind = "mark"
    public_id = PublicIdField()
    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="marks")
    section = models.CharField(max_length=40)
    row = models.CharField(max_length=16, blank=True)
    field = models.CharField(max_length=20, blank=True)
    quote = models.TextField(max_length=QUOTE)
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    start = models.PositiveIntegerField(default=0)
    memo = models.TextField(_("memo"), max_length=MEMO, blank=True)
    step = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    size = models.CharField(max_length=40, blank=True)
    lost_at = models.DateTimeField(null=True, blank=True, db_index=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = MarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["case", "section", "row"])]  # marks that overlap

    def __str__(self) -> str:
        return self.quote[:40]

    def get_absolute_url(self) -> str:
        """Where it is looked at and changed."""
        return reverse("mark", args=[self.public_id])

    @property
    def anchor(self) -> Anchor:
        """Where it points to. The case must be loaded."""
        return Anchor(self.case.public_id, self.section, self.row, self.quote, self.prefix, self.suffix)

    @property
    def end(self) -> int:
        """Where the words end."""
        return self.start + len(self.quote)

    @property
    def place(self) -> tuple[str, str, str]:
        """(section, row, field): the text it stands in."""
        return self.section, self.row, self.field


class Coding(models.Model):
    """One code on one mark, and who gave it."""

    mark = models.ForeignKey(Mark, on_delete=models.CASCADE, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mark", "code"], name="coded_once")]

    def __str__(self) -> str:
        return f"{self.mark_id} {self.code_id}"
