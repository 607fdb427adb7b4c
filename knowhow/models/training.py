"""Training packages (研修パッケージ): ordered units made of articles, cases, videos, checklists and quizzes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou import access
from bansou.lines import lines_of
from bansou.public_id import PublicIdField
from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from knowhow.models.article import Article
from knowhow.models.steps import StepsQuerySet


class PackageQuerySet(StepsQuerySet):
    """Chainable reads."""

    def published(self) -> "PackageQuerySet":
        """Published and not withdrawn."""
        return self.filter(published_at__isnull=False, withdrawn_at=None)

    def visible_to(self, user: Any) -> "PackageQuerySet":
        """Published packages are for members."""
        return self.published() if access.is_member(user) else self.none()

    def of_article(self, article: Article) -> "PackageQuerySet":
        """Packages with a unit that reads the article."""
        return self.filter(units__article=article).distinct()

    def with_size(self) -> "PackageQuerySet":
        """Annotate `unit_count` and `total_minutes` (None when no unit says how long it takes)."""
        return self.annotate(unit_count=models.Count("units"), total_minutes=models.Sum("units__minutes"))


class Package(models.Model):
    """One training package. Saving changes what members see at once, also after publication."""

    kind = "training"
    public_id = PublicIdField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="training_packages")
    organisation = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    title = models.CharField(_("title"), max_length=80)
    aim = models.TextField(_("aim"), max_length=600, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=120, blank=True)
    steps = models.JSONField(default=list, blank=True)  # step codes, the main one first
    note = models.TextField(_("facilitator's notes"), max_length=4000, blank=True)
    feedback_questions = models.TextField(_("questions for feedback"), max_length=1000, blank=True)  # one per line

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("training package")
        verbose_name_plural = _("training packages")
        ordering = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the package."""
        return reverse("training-package", args=[self.public_id])

    @property
    def is_public_now(self) -> bool:
        """Published and not withdrawn."""
        return self.published_at is not None and self.withdrawn_at is None

    @property
    def state(self) -> str:
        """The code of the `state_tag`."""
        if self.withdrawn_at:
            return "withdrawn"
        return "published" if self.published_at else "draft"

    def lines(self, name: str) -> list[str]:
        """A listed text as its lines."""
        return lines_of(getattr(self, name))


class UnitKind(models.TextChoices):
    """What a unit is made of."""

    ARTICLE = "article", pgettext_lazy("training unit", "Know-how to read")
    CASE = "case", pgettext_lazy("training unit", "Case to discuss")
    VIDEO = "video", pgettext_lazy("training unit", "Video")
    CHECKLIST = "checklist", pgettext_lazy("training unit", "Checklist")
    QUIZ = "quiz", pgettext_lazy("training unit", "Quiz")


class Unit(models.Model):
    """One step of a package. `lines`: questions for discussion, or the items of a checklist, one per line. `questions`:
    of a quiz, `[{"key", "text", "choices": [{"text", "right"}], "reason"}]`."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="units")
    key = models.CharField(max_length=16, default=new_key)
    sort_order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=9, choices=UnitKind.choices)
    title = models.CharField(_("title of the unit"), max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    text = models.TextField(_("introduction"), max_length=2000, blank=True)
    lines = models.TextField(max_length=2000, blank=True)
    note = models.TextField(_("facilitator's notes"), max_length=2000, blank=True)
    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="training_units"
    )
    case = models.ForeignKey(CaseStudy, null=True, blank=True, on_delete=models.SET_NULL, related_name="training_units")
    url = models.URLField(_("address of the video"), max_length=300, blank=True)
    questions = models.JSONField(default=list, blank=True)
    since = models.DateField(default=timezone.localdate)  # when its article or case was put there
    gone_at = models.DateTimeField(null=True, blank=True)  # when its article or case stopped being published

    class Meta:
        verbose_name = _("training unit")
        verbose_name_plural = _("training units")
        ordering = ["sort_order", "id"]
        constraints = [models.UniqueConstraint(fields=["package", "key"], name="unit_key_once")]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    def listed(self) -> list[str]:
        """The questions for discussion or the items of the checklist."""
        return lines_of(self.lines)


class UnitDone(models.Model):
    """A member finished a unit by self-study. Read by that member alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="units_done")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="done_by")
    at = models.DateTimeField(default=timezone.now)
    answers = models.JSONField(default=dict, blank=True)  # of a quiz: key of the question → numbers of the choices

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit"], name="unit_done_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.unit_id}"
