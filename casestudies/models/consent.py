"""Consent and anonymisation: never part of a revision, so that publishing cannot undo them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.access import Visibility

WIDTH = [Visibility.ORGANISATION, Visibility.MEMBERS, Visibility.PUBLIC]  # from narrow to wide


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Chainable reads."""

    def valid(self, day: date | None = None) -> "ConsentQuerySet":
        """Consents that hold on `day` (today)."""
        day = day or date.today()
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), withdrawn_at=None, given_on__lte=day)

    def covering(self, visibility: str) -> "ConsentQuerySet":
        """Consents whose scope reaches at least as far as this visibility."""
        return self.filter(scope__in=WIDTH[WIDTH.index(Visibility(visibility)) :])


class Consent(models.Model):
    """One party's consent to publication. `contact` is for checkers only and never leaves the review."""

    class Party(models.TextChoices):
        FIRM = "firm", pgettext_lazy("party", "The firm")
        AUTHOR = "author", pgettext_lazy("party", "The advisor")
        ORGANISATION = "organisation", pgettext_lazy("party", "The advisor's organisation")

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="consents")
    party = models.CharField(_("party"), max_length=12, choices=Party.choices)
    contact = models.CharField(_("who consented (seen by checkers only)"), max_length=120, blank=True)
    scope = models.CharField(_("scope"), max_length=12, choices=Visibility.choices)
    given_on = models.DateField(_("date"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["party", "-given_on", "-id"]

    def __str__(self) -> str:
        return f"{self.get_party_display()} {self.given_on}"


class AnonymisationRecord(models.Model):
    """One check of anonymity: what was found, what was masked (■ – masked is not unknown), the answers of the list."""

    case = models.ForeignKey("casestudies.CaseStudy", on_delete=models.CASCADE, related_name="anonymisation_records")
    checklist = models.JSONField(default=dict)  # {code of the check: true}
    findings = models.JSONField(default=list)  # [{"anchor": …, "text": …, "why": …}]
    masked = models.JSONField(default=list)  # [{"anchor": …, "label": "地名"}]
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)
    complete = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("anonymisation record")
        verbose_name_plural = _("anonymisation records")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"
