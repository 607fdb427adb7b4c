"""問いかけ集: questions that were asked in a case, with what they moved."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField
from bansou.vocabulary import terms
from casestudies.anchors import Anchor, stored_anchor
from casestudies.models import CaseStudy

TEXT_LENGTH, SITUATION_LENGTH = 300, 300


class Reaction(models.TextChoices):
    """What the question moved in the other side."""

    OPENED = "opened", pgettext_lazy("question", "Began to talk")
    RESISTED = "resisted", pgettext_lazy("question", "Pushed back")
    CLICKED = "clicked", pgettext_lazy("question", "It clicked")


ICONS: dict[str, str] = {Reaction.OPENED: "talk", Reaction.RESISTED: "warn", Reaction.CLICKED: "mind"}


class QuestionQuerySet(models.QuerySet["Question"]):
    """Chainable reads."""

    def visible_to(self, user: Any) -> "QuestionQuerySet":
        """Questions whose words stand in a case that `user` may read now."""
        readable = CaseStudy.objects.visible_to(user).filter(pk=OuterRef("case"))
        return self.filter(Exists(readable), stands=True)

    def of_step(self, code: str) -> "QuestionQuerySet":
        """Asked in this step."""
        return self.filter(step=code)

    def with_words(self, words: str) -> "QuestionQuerySet":
        """Every word stands in the question or in its situation."""
        found = self
        for word in words.split():
            found = found.filter(Q(text__icontains=word) | Q(situation__icontains=word))
        return found

    def newest(self) -> "QuestionQuerySet":
        """The last taken first."""
        return self.order_by("-at", "-pk")


class Question(models.Model):
    """One question out of a case. `text` stands word by word at `anchor`; `stands` is kept true or false by every change
    of the case, and readers see only what stands."""

    public_id = PublicIdField()
    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="questions")
    anchor = models.JSONField(default=dict)
    stands = models.BooleanField(default=True)
    step = models.CharField(max_length=10)
    situation = models.CharField(max_length=SITUATION_LENGTH, blank=True)
    text = models.CharField(max_length=TEXT_LENGTH)
    reaction = models.CharField(max_length=8, choices=Reaction.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["case", "text"], name="question_once")]
        indexes = [models.Index(fields=["step", "-at"])]

    def __str__(self) -> str:
        return self.text

    @property
    def place(self) -> Anchor:
        """The anchor as a value."""
        return stored_anchor(self.anchor)

    @property
    def passage_url(self) -> str:
        """Where it was asked, on the page of its case."""
        return f"{self.case.get_absolute_url()}#{self.place.html_id}"

    @property
    def icon(self) -> str:
        """The picture beside the reaction."""
        return ICONS.get(self.reaction, "")

    @property
    def step_label(self) -> str:
        """The short name of the step."""
        return terms.short("step", self.step) if self.step else ""
