"""「試す」: somebody tries know-how and says later how it went."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from bansou.access import SMALLEST_GROUP
from bansou.accounts.models import User
from bansou.public_id import PublicIdField
from casestudies.models import CaseStudy
from knowhow.models.article import Article

FIRST, SECOND = timedelta(days=30), timedelta(days=90)  # after these it is asked how it went
TEXT_LENGTH = 2000  # characters of an answer


class TryResult(models.TextChoices):
    """How it went."""

    WORKED = "worked", pgettext_lazy("try", "It worked")
    PARTLY = "partly", pgettext_lazy("try", "It worked in part")
    NO = "no", pgettext_lazy("try", "It did not work")
    NOT_TRIED = "not_tried", pgettext_lazy("try", "Not tried yet")


class TryQuerySet(models.QuerySet["Try"]):
    """Chainable reads."""

    def of(self, user: Any) -> "TryQuerySet":
        """One's own, those that wait for an answer first, then the newest."""
        own = self.filter(user=user.pk).select_related("article")
        return own.order_by(F("answered_at").asc(nulls_first=True), "-at", "-pk")

    def due(self, at: datetime) -> "TryQuerySet":
        """Tries about which it is asked today: 30 days old and nothing heard, or 90 days old and nothing heard for 30
        days. Only of members who want to be asked, about articles that are still published."""
        early = Q(at__lte=at - FIRST, asked_30=None, answered_at=None)
        silent = Q(answered_at=None) | Q(answered_at__lte=at - FIRST)
        late = Q(at__lte=at - SECOND, asked_90=None) & silent
        wanted = self.filter(early | late, stopped_at=None).exclude(user__in=TrySilence.objects.values("user"))
        there = wanted.filter(user__in=User.objects.approved(), article__in=Article.objects.published().values("pk"))
        return there.select_related("user", "article")

    def waiting(self, user: Any) -> "TryQuerySet":
        """Own tries that were asked about and not answered since."""
        asked = Q(answered_at=None, asked_30__isnull=False) | Q(asked_90__gt=F("answered_at"))
        readable = Article.objects.visible_to(user).values("pk")
        return self.of(user).filter(asked, stopped_at=None, article__in=readable)

    def counted_for(self, article: Article) -> dict[str, int]:
        """How many persons said what about the article, by code of TryResult; all 0 while fewer than SMALLEST_GROUP
        have answered. Each person counts once, with their last answer."""
        rows = self.filter(article=article.pk).exclude(result="").order_by().values_list("result").annotate(Count("pk"))
        found = dict(rows)
        enough = sum(found.values()) >= SMALLEST_GROUP
        return {code: found.get(code, 0) if enough else 0 for code in TryResult.values}

    def open_ids(self, user: Any, public_ids: set[str]) -> set[str]:
        """Those of the tries about which `user` may still be asked (notices ask)."""
        readable = Article.objects.visible_to(user).values("pk")
        own = self.filter(user=user.pk, public_id__in=public_ids, stopped_at=None, article__in=readable)
        return set(own.values_list("public_id", flat=True))


class Try(models.Model):
    """One person tries one article. Who it is stays with that person; `result` is the last answer, '' before the first.

    `asked_30`, `asked_90`: when it was asked. `stopped_at`: the person does not want to be asked about it any more.
    `case`: the case that came of it.
    """

    kind = "try"
    public_id = PublicIdField()
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="tries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    asked_30 = models.DateTimeField(null=True, blank=True)
    asked_90 = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=9, choices=TryResult.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, db_index=True)
    case = models.ForeignKey(CaseStudy, null=True, blank=True, on_delete=models.SET_NULL, related_name="begun_by_tries")

    objects: ClassVar[Any] = TryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["article", "user"], name="try_once")]
        indexes = [models.Index(fields=["article", "result"])]

    def __str__(self) -> str:
        return self.public_id

    def get_absolute_url(self) -> str:
        """The page that asks how it went."""
        return reverse("try", args=[self.public_id])


class TryAnswer(models.Model):
    """What somebody said about their try, and when. Nobody else reads the words."""

    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="answers")
    result = models.CharField(max_length=9, choices=TryResult.choices)
    text = models.TextField(max_length=TEXT_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.result}"


class TrySilence(models.Model):
    """Somebody who does not want to be asked about tries at all."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="try_silence")

    def __str__(self) -> str:
        return str(self.user_id)
