"""Participation: how many of the registered advisors have shared a case, against the target."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.access import SMALLEST_GROUP
from bansou.accounts.models import Membership, User
from bansou.insights.models import CaseDates
from bansou.insights.scopes import ORGANISATION, REGION, Scope

DEFINITION = gettext_lazy(
    "Advisors with an account today who have published a case, among all advisors with an account. In an organisation "
    "only those count whose case shows its organisation."
)


@dataclass(frozen=True)
class Participation:
    """`shared` and `registered` None: too few to be told. `target`: per cent."""

    shared: int | None
    registered: int | None
    target: int
    at: datetime

    @property
    def percent(self) -> int | None:
        """Rounded; None when it is not told, or nobody is registered."""
        if self.shared is None or not self.registered:
            return None
        return round(100 * self.shared / self.registered)

    @property
    def is_reached(self) -> bool:
        """Is the target reached?"""
        return self.percent is not None and self.percent >= self.target

    @property
    def label(self) -> str:
        """What it is called."""
        return _("Participation")

    @property
    def definition(self) -> str:
        """What is counted."""
        return str(DEFINITION)

    @property
    def words(self) -> str:
        """「132人中41人」, for lists and files."""
        if self.shared is None:
            return _("Not told, because it would be about few persons")
        return _("%(shared)s of %(registered)s") % {"shared": self.shared, "registered": self.registered}


def participation(scope: Scope) -> Participation:
    """Of a scope, today."""
    people = _people(scope)
    registered, shared = people.count(), people.filter(pk__in=_authors(scope)).count()
    found = Participation(shared, registered, settings.PARTICIPATION_TARGET, timezone.now())
    return _without_few(found) if scope.is_narrow else found


def _people(scope: Scope) -> QuerySet[User]:
    people = User.objects.approved()
    if scope.kind == ORGANISATION:
        return people.filter(
            pk__in=Membership.objects.current().filter(organisation=scope.organisation_id).values("user")
        )
    return people.filter(prefecture__in=scope.prefectures) if scope.kind == REGION else people


def _authors(scope: Scope) -> Any:
    cases = CaseDates.objects.order_by()
    if scope.kind == ORGANISATION:
        cases = cases.filter(organisation=scope.organisation_id)
    return cases.values("author").distinct()


def _without_few(found: Participation) -> Participation:
    """Of few persons each would be known: those who shared, and those who did not."""
    shared, others = found.shared or 0, (found.registered or 0) - (found.shared or 0)
    few = any(0 < number < SMALLEST_GROUP for number in (shared, others)) or (found.registered or 0) < SMALLEST_GROUP
    return replace(found, shared=None, registered=None) if few else found
