"""事例募集・表彰・成果発表会: a call, the cases that were entered, and those that were chosen."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from bansou.public_id import PublicIdField
from casestudies.models import CaseStudy

TITLE_LENGTH, THEME_LENGTH, PLACE_LENGTH, AWARD_LENGTH, CITATION_LENGTH = 80, 2000, 200, 30, 400


class CallKind(models.TextChoices):
    """What comes of it."""

    COLLECTION = "collection", pgettext_lazy("call", "Call for cases")
    AWARD = "award", pgettext_lazy("call", "Award")
    PRESENTATION = "presentation", pgettext_lazy("call", "Presentation")


ICONS: dict[str, str] = {CallKind.COLLECTION: "book", CallKind.AWARD: "star", CallKind.PRESENTATION: "talk"}


class CallQuerySet(models.QuerySet["Call"]):
    """Chainable reads."""

    def announced(self) -> "CallQuerySet":
        """Those that members see."""
        return self.filter(announced_at__isnull=False)

    def drafts(self) -> "CallQuerySet":
        """Not announced yet."""
        return self.filter(announced_at=None)

    def open_on(self, day: date) -> "CallQuerySet":
        """Not over on this day, the first to close first."""
        return self.announced().filter(closes_on__gte=day).order_by("closes_on", "pk")

    def over_on(self, day: date) -> "CallQuerySet":
        """Closed before this day, the last first."""
        return self.announced().filter(closes_on__lt=day).order_by("-closes_on", "-pk")


class Call(models.Model):
    """One call. Cases are entered from `opens_on` to `closes_on`, both included; `held_on` is the day of a presentation
    or a ceremony. Members see it from `announced_at`, its results from `results_at`."""

    kind = "call"
    public_id = PublicIdField()
    call_kind = models.CharField(max_length=12, choices=CallKind.choices, default=CallKind.COLLECTION)
    title = models.CharField(max_length=TITLE_LENGTH)
    theme = models.TextField(max_length=THEME_LENGTH)
    opens_on = models.DateField()
    closes_on = models.DateField()
    held_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=PLACE_LENGTH, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True, blank=True)
    results_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-closes_on", "-pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of the call, with its results once they are out."""
        return reverse("call", args=[self.public_id])

    @property
    def icon(self) -> str:
        """The picture beside the kind."""
        return ICONS.get(self.call_kind, "")

    def is_open(self, day: date | None = None) -> bool:
        """May cases be entered on this day (today)?"""
        day = day or timezone.localdate()
        return bool(self.announced_at) and not self.results_at and self.opens_on <= day <= self.closes_on


class EntryQuerySet(models.QuerySet["Entry"]):
    """Chainable reads."""

    def chosen(self) -> "EntryQuerySet":
        """Chosen in a call whose results are out."""
        return self.exclude(award="").filter(call__results_at__isnull=False)

    def visible_to(self, user: Any) -> "EntryQuerySet":
        """Chosen entries whose case `user` may read."""
        return self.chosen().filter(case__in=CaseStudy.objects.visible_to(user))


class Entry(models.Model):
    """A case that its author entered. Who entered it is shown to nobody; the case says of its author what its byline
    allows. `award`: what it was chosen for, '' when it was not; `citation`: why, for everybody."""

    public_id = PublicIdField()
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="entries")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    award = models.CharField(max_length=AWARD_LENGTH, blank=True)
    citation = models.CharField(max_length=CITATION_LENGTH, blank=True)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["call", "case"], name="entry_once")]

    def __str__(self) -> str:
        return self.public_id
