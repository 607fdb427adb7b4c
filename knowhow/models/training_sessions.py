"""Training sessions (研修の回): when and where a package is taught, who signed up, who was there, what they said."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou import access
from bansou.public_id import PublicIdField
from casestudies.models.rows import new_key
from knowhow.models.article import Article
from knowhow.models.training import Package


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    """Chainable reads."""

    def visible_to(self, user: Any) -> "TrainingSessionQuerySet":
        """Members see the sessions of published packages, and for good those that they signed up for."""
        if not access.is_member(user):
            return self.none()
        published = Q(package__in=Package.objects.published().values("pk"))
        own = Q(pk__in=SignUp.objects.filter(user=user).values("training_session"))
        return self.filter(published | own | Q(package__author=user))

    def taking_place(self) -> "TrainingSessionQuerySet":
        """Those that were not called off."""
        return self.filter(cancelled_at=None)

    def coming(self, now: datetime | None = None) -> "TrainingSessionQuerySet":
        """Those that have not ended, the next one first."""
        return self.taking_place().filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")

    def past(self, now: datetime | None = None) -> "TrainingSessionQuerySet":
        """Those that have ended, the last one first."""
        return self.taking_place().filter(ends_at__lte=now or timezone.now()).order_by("-starts_at", "-pk")

    def of_article(self, article: Article) -> "TrainingSessionQuerySet":
        """Sessions of published packages that held the article on their day, the first one first. Articles that came
        into a package afterwards were not taught there."""
        held = {"package__units__article": article, "package__units__since__lte": F("starts_at__date")}
        found = self.taking_place().filter(package__in=Package.objects.published().values("pk"), **held)
        return found.distinct().order_by("starts_at", "pk")

    def with_counts(self) -> "TrainingSessionQuerySet":
        """Annotate `signed_count` and `waiting_count`."""
        states = SignUp.State
        return self.annotate(
            signed_count=Count("sign_ups", filter=Q(sign_ups__state=states.SIGNED)),
            waiting_count=Count("sign_ups", filter=Q(sign_ups__state=states.WAITING)),
        )


class TrainingSession(models.Model):
    """One date on which a package is taught, at a place or over a link."""

    kind = "training-session"
    public_id = PublicIdField()
    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="sessions")
    created_at = models.DateTimeField(default=timezone.now)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    place = models.CharField(_("place"), max_length=120, blank=True)
    link = models.URLField(_("link to take part"), max_length=300, blank=True)  # shown to those who signed up
    capacity = models.PositiveSmallIntegerField(_("capacity"))
    note = models.TextField(_("what to know"), max_length=600, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=200, blank=True)
    attendance_at = models.DateTimeField(null=True, blank=True)  # when the trainer noted who was there

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("training session")
        verbose_name_plural = _("training sessions")
        ordering = ["starts_at", "id"]

    def __str__(self) -> str:
        return f"{self.package} {date_format(timezone.localtime(self.starts_at))}"

    def get_absolute_url(self) -> str:
        """The page of the session."""
        return reverse("training-session", args=[self.public_id])

    def has_begun(self, now: datetime | None = None) -> bool:
        """From then on nobody signs up or off."""
        return self.starts_at <= (now or timezone.now())

    def has_ended(self, now: datetime | None = None) -> bool:
        """Is it over?"""
        return self.ends_at <= (now or timezone.now())

    @property
    def is_cancelled(self) -> bool:
        """Was it called off?"""
        return self.cancelled_at is not None


class SignUpQuerySet(models.QuerySet["SignUp"]):
    """Chainable reads."""

    def signed(self) -> "SignUpQuerySet":
        """Those who have a seat, the first one first."""
        return self.filter(state=SignUp.State.SIGNED).order_by("at", "pk")

    def waiting(self) -> "SignUpQuerySet":
        """The waiting list in its order."""
        return self.filter(state=SignUp.State.WAITING).order_by("at", "pk")

    def active(self) -> "SignUpQuerySet":
        """Seats and the waiting list."""
        return self.exclude(state=SignUp.State.CANCELLED)


class SignUp(models.Model):
    """A member's place in a training session. The list is for the package's trainer; everybody sees their own row."""

    class State(models.TextChoices):
        SIGNED = "signed", pgettext_lazy("sign-up", "Signed up")
        WAITING = "waiting", pgettext_lazy("sign-up", "On the waiting list")
        CANCELLED = "cancelled", pgettext_lazy("sign-up", "Cancelled")

    public_id = PublicIdField()  # the number of the certificate
    training_session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="sign_ups")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="training_sign_ups")
    state = models.CharField(max_length=9, choices=State.choices, default=State.SIGNED)
    at = models.DateTimeField(default=timezone.now)
    attended = models.BooleanField(null=True, blank=True)  # None: not noted yet
    gave_feedback = models.BooleanField(default=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [models.UniqueConstraint(fields=["training_session", "user"], name="sign_up_once")]

    def __str__(self) -> str:
        return f"{self.training_session_id} {self.user_id} {self.state}"

    @property
    def has_certificate(self) -> bool:
        """Those who were there get one."""
        return bool(self.attended) and self.state == self.State.SIGNED


class Usefulness(models.IntegerChoices):
    """How far the training helps in the own work."""

    VERY = 4, pgettext_lazy("feedback", "Very much")
    RATHER = 3, pgettext_lazy("feedback", "Rather")
    LITTLE = 2, pgettext_lazy("feedback", "Not so much")
    NOT = 1, pgettext_lazy("feedback", "Not at all")


class Feedback(models.Model):
    """What one of those present said. It holds no person and no time; the random key is its order."""

    training_session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="feedback")
    key = models.CharField(max_length=16, default=new_key)
    useful = models.PositiveSmallIntegerField(choices=Usefulness.choices)
    answers = models.JSONField(default=list, blank=True)  # [{"question", "answer"}]

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.training_session_id} {self.useful}"
