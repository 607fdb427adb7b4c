"""Where know-how goes: the handbooks that the site makes of it, and the papers of others that took it up."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou import access
from bansou.access import Visibility
from bansou.public_id import PublicIdField
from bansou.vocabulary import terms
from bansou.vocabulary.models import TermField
from knowhow.models.article import Article

LEASE = timedelta(minutes=2)  # a worker that says nothing for so long is gone
MAX_ATTEMPTS = 3
TITLE_LENGTH, NOTE_LENGTH = 60, 400


class HandbookAudience(models.TextChoices):
    """Whom an edition is for: nothing else stands in it than what all of them may read."""

    PUBLIC = "public", pgettext_lazy("visibility", "Anyone")
    MEMBERS = "members", pgettext_lazy("visibility", "Members only")


class HandbookQuerySet(models.QuerySet["HandbookEdition"]):
    """Chainable reads."""

    def unfinished(self) -> "HandbookQuerySet":
        """Neither made, nor closed, nor given up."""
        return self.filter(done_at=None, closed_at=None, attempts__lt=MAX_ATTEMPTS)

    def to_do(self) -> "HandbookQuerySet":
        """Those that no living worker has taken, the oldest first."""
        free = models.Q(leased_until=None) | models.Q(leased_until__lt=timezone.now())
        return self.unfinished().filter(free).order_by("id")

    def published(self) -> "HandbookQuerySet":
        """Made, and nothing in them was closed since."""
        return self.filter(done_at__isnull=False, closed_at=None)

    def visible_to(self, user: Any) -> "HandbookQuerySet":
        """Published editions for this reader."""
        held = access.tokens(user)
        return self.published().filter(audience__in=[code for code in HandbookAudience.values if code in held])

    def closed_to(self, user: Any) -> "HandbookQuerySet":
        """Editions that this reader could read once: their pages answer 410."""
        held = access.tokens(user)
        return self.filter(
            done_at__isnull=False,
            closed_at__isnull=False,
            audience__in=[code for code in HandbookAudience.values if code in held],
        )

    def of_series(self, edition: "HandbookEdition") -> "HandbookQuerySet":
        """All editions of the same handbook."""
        return self.filter(title=edition.title, audience=edition.audience)

    def holding(self, kind: str, object_id: str) -> "HandbookQuerySet":
        """Editions, made or in work, in which this article or case stands."""
        return self.filter(closed_at=None, items__kind=kind, items__object_id=object_id)

    def light(self) -> "HandbookQuerySet":
        """Without the text itself."""
        return self.defer("content")


class HandbookEdition(models.Model):
    """One edition of a handbook (手引き): the know-how of its steps as it stood when it was made.

    `content` is that text (knowhow.handbook.content says in which shape); pages and files are made of it, so an edition
    does not change. When something in it is closed to its readers, it is closed as a whole, text and files go, and the
    row stays as history.
    """

    kind = "handbook"
    public_id = PublicIdField()
    title = models.CharField(max_length=TITLE_LENGTH)
    audience = models.CharField(max_length=8, choices=HandbookAudience.choices, default=HandbookAudience.PUBLIC)
    steps = models.JSONField(default=list)  # step codes
    note = models.CharField(max_length=NOTE_LENGTH, blank=True)  # what is new in it
    number = models.PositiveSmallIntegerField(null=True)  # counted in its series when it is made
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField(default=dict)
    article_count = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    pdf = models.FileField(upload_to="handbooks/", blank=True)
    docx = models.FileField(upload_to="handbooks/", blank=True)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = HandbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of a handbook")
        verbose_name_plural = _("editions of handbooks")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["title", "audience", "number"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the edition; while it is made it says how far it is."""
        return reverse("handbook", args=[self.public_id])

    @property
    def tokens(self) -> frozenset[str]:
        """What every one of its readers holds."""
        members = {access.MEMBERS} if self.audience == Visibility.MEMBERS else set()
        return frozenset({access.PUBLIC, *members})

    @property
    def step_names(self) -> list[str]:
        """Short names of its steps."""
        return [terms.short("step", code) for code in self.steps]

    @property
    def has_failed(self) -> bool:
        """Was it given up?"""
        given_up = self.done_at is None and self.attempts >= MAX_ATTEMPTS
        return given_up and (self.leased_until is None or self.leased_until < timezone.now())


class HandbookItem(models.Model):
    """An article, or a case that it rests on, in an edition: so that what is closed is found at once."""

    edition = models.ForeignKey(HandbookEdition, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10)  # knowhow, case
    object_id = models.CharField(max_length=10)  # public id

    class Meta:
        indexes = [models.Index(fields=["kind", "object_id"])]
        constraints = [models.UniqueConstraint(fields=["edition", "kind", "object_id"], name="handbook_item_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """Chainable reads."""

    def of_articles(self, articles: Collection[Any]) -> "ReflectionQuerySet":
        """Of these articles, the newest first."""
        return self.filter(article__in=articles)

    def within(self, first: Any = None, last: Any = None) -> "ReflectionQuerySet":
        """With a date from `first` to `last`, both included; None for an open end."""
        ends = models.Q(on__gte=first) if first else models.Q()
        return self.filter(ends & (models.Q(on__lte=last) if last else models.Q()))


class Reflection(models.Model):
    """反映先: something outside of this site that took an article up: a training, a guide, a guideline."""

    kind = "reflection"
    public_id = PublicIdField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="reflections")
    target = TermField(scheme="reflected_in", verbose_name=_("where it went"))
    on = models.DateField(_("date"), db_index=True)
    place = models.CharField(_("name of the training or document"), max_length=120)
    edition = models.CharField(_("edition or session"), max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = ReflectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "target", "on", "place", "edition"], name="reflection_once")
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.place}"

    @property
    def target_label(self) -> str:
        """`研修`: where it went, in words."""
        return terms.short("reflected_in", self.target)
