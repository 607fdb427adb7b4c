"""Organisations of advisors and who belongs to them."""

import unicodedata
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.access import is_member, roles_of
from bansou.accounts.roles import ADMINISTRATOR
from bansou.public_id import PublicIdField
from bansou.vocabulary import terms
from bansou.vocabulary.models import TermField


def plain_name(name: str) -> str:
    """A name without the differences that people do not see: width, blanks, case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Chainable reads."""

    def listed(self) -> "OrganisationQuerySet":
        """Those that people may choose and that the list shows."""
        return self.filter(active=True)

    def managed_by(self, user: Any) -> "OrganisationQuerySet":
        """Those whose manager the (approved) user is today."""
        if not is_member(user):
            return self.none()
        return self.filter(pk__in=user.memberships.current().filter(is_manager=True).values("organisation"))

    def named(self, name: str) -> "Organisation | None":
        """The one organisation of that name; width and blanks do not matter."""
        wanted = plain_name(name)
        return next((found for found in self if plain_name(found.name) == wanted), None) if wanted else None


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

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's public page."""
        return reverse("organisation", args=[self.public_id])

    @property
    def supporter_label(self) -> str:
        """The kind of organisation in words."""
        return terms.short("supporter_type", self.supporter_type) if self.supporter_type else ""

    @property
    def prefecture_label(self) -> str:
        """The prefecture in words."""
        return terms.label("prefecture", self.prefecture) if self.prefecture else ""

    def is_managed_by(self, user: Any) -> bool:
        """May `user` edit the introduction and decide on members?"""
        return Organisation.objects.managed_by(user).filter(pk=self.pk).exists()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Chainable reads."""

    def confirmed(self) -> "MembershipQuerySet":
        """Memberships that somebody confirmed, past ones too."""
        return self.filter(is_confirmed=True)

    def requested(self) -> "MembershipQuerySet":
        """Members of the site who ask to be counted to one more organisation."""
        return self.filter(is_confirmed=False, user__is_active=True, user__approved_at__isnull=False)

    def requested_for(self, user: Any) -> "MembershipQuerySet":
        """Those of the requests that `user` may decide on."""
        if ADMINISTRATOR in roles_of(user):
            return self.requested()
        return self.requested().filter(organisation__in=Organisation.objects.managed_by(user))

    def of_members(self) -> "MembershipQuerySet":
        """Current memberships of approved accounts, to be shown as an organisation's people."""
        return self.current().filter(user__is_active=True, user__approved_at__isnull=False)

    def current(self, day: date | None = None) -> "MembershipQuerySet":
        """Memberships that hold on `day` (today)."""
        day = day or timezone.localdate()
        return self.confirmed().filter(
            Q(started_on=None) | Q(started_on__lte=day), Q(ended_on=None) | Q(ended_on__gte=day)
        )


class Membership(models.Model):
    """A person's place in an organisation, from – until."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    is_manager = models.BooleanField(_("manager"), default=False)
    is_confirmed = models.BooleanField(
        _("confirmed"), default=True, help_text=_("Unconfirmed: asked for, not yet looked at.")
    )
    is_primary = models.BooleanField(_("primary"), default=True)
    started_on = models.DateField(_("first day"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="membership_unique")]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    @property
    def is_current(self) -> bool:
        """Does it hold today, confirmed or not?"""
        today = timezone.localdate()
        return (not self.started_on or self.started_on <= today) and (not self.ended_on or self.ended_on >= today)
