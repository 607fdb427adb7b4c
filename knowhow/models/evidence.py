"""What an article rests on, and the cases that used it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey

from casestudies.anchors import Anchor, stored_anchor
from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from knowhow.models.article import Article


class Evidence(models.Model):
    """A passage of a case that supports, contradicts or limits the claim. `anchor` is a casestudies Anchor."""

    class Stance(models.TextChoices):
        SUPPORTS = "supports", pgettext_lazy("stance", "Supports")
        CONTRADICTS = "contradicts", pgettext_lazy("stance", "Contradicts")
        LIMITS = "limits", pgettext_lazy("stance", "Limits")

    article = ParentalKey(Article, on_delete=models.CASCADE, related_name="evidence")
    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="evidence_for")
    anchor = models.JSONField(default=dict)
    stance = models.CharField(max_length=11, choices=Stance.choices, default=Stance.SUPPORTS)
    remark = models.CharField(max_length=400, blank=True)
    since = models.DateField(default=timezone.localdate)  # put there first; kept over revisions
    sort_order = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=16, default=new_key)

    class Meta:
        ordering = ["sort_order", "id"]

    def __str__(self) -> str:
        return f"{self.stance} {self.case_id}"

    @property
    def place(self) -> Anchor:
        """The anchor as a value."""
        return stored_anchor(self.anchor)


class UsedKnowhow(models.Model):
    """A case that used an article (「使ったノウハウ」)."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="used_knowhow")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="used_in")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "article"], name="used_knowhow_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.article_id}"
