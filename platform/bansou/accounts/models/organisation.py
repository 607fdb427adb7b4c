"""Organisations of advisors and who belongs to them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bansou.public_id import PublicIdField
from bansou.vocabulary.models import TermField


class Organisation(models.Model):
    """A chamber, a bank, a firm of professionals, a support centre … or a national body above them."""

    kind = "organisation"
    public_id = PublicIdField()
    name = models.CharField(_("name"), max_length=120, unique=True)
    supporter_type = TermField(_("kind of organisation"), scheme="supporter_type", blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("parent body"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    prefecture = TermField(_("prefecture"), scheme="prefecture", blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    is_national = models.BooleanField(_("national body"), default=False)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's public page."""
        return reverse("organisation", args=[self.public_id])


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable reads."""

    def current(self, day: date | None = None) -> "MembershipQuerySet":
        """Memberships that hold on `day` (today)."""
        day = day or date.today()
        return self.filter(Q(started_on=None) | Q(started_on__lte=day), Q(ended_on=None) | Q(ended_on__gte=day))


class Membership(models.Model):
    """A person's place in an organisation, from – until."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    is_manager = models.BooleanField(_("manager"), default=False)
    is_primary = models.BooleanField(_("primary"), default=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_unique")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"
