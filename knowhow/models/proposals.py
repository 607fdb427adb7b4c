"""Proposals for change: what an advisor would word differently, and what curators answered."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField
from knowhow.models.article import Article


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Chainable reads."""

    def open(self) -> "ProposalQuerySet":
        """Proposals that nobody has answered, the oldest first."""
        return self.filter(answer=Proposal.Answer.NONE).order_by("at", "pk")

    def of(self, user: Any) -> "ProposalQuerySet":
        """What this member proposed, newest first."""
        return self.filter(by=user.pk).order_by("-at", "-pk")


ProposalManager = models.Manager.from_queryset(ProposalQuerySet)


class Proposal(models.Model):
    """One wish of a member. `part`: a text of the article (knowhow.content.TEXTS) or "" for the whole of it."""

    class Answer(models.TextChoices):
        NONE = "", pgettext_lazy("proposal", "Waiting for an answer")
        ACCEPTED = "accepted", pgettext_lazy("proposal", "Taken up")
        DECLINED = "declined", pgettext_lazy("proposal", "Left as it is")

    kind = "proposal"
    public_id = PublicIdField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    part = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=1000)
    reason = models.TextField(max_length=1000, blank=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, blank=True, default=Answer.NONE)
    answer_note = models.TextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ProposalManager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["article", "answer"])]

    def __str__(self) -> str:
        return f"{self.article_id} {self.part} {self.answer}"

    def get_absolute_url(self) -> str:
        """Its page, for whoever wrote it and for curators."""
        return reverse("knowhow-proposal", args=[self.public_id])
