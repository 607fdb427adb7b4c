"""Members and their organisations: asking to be counted to one more, confirming, ending, managing."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bansou.access import roles_of
from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.roles import ADMINISTRATOR
from bansou.accounts.services.joining import administrators, managers_of
from bansou.audit.models import record
from bansou.notifications.services import notify


@transaction.atomic
def ask_membership(user: User, organisation: Organisation) -> Membership:
    """A member asks to be counted to `organisation` too; its manager (else an administrator) decides."""
    membership, made = Membership.objects.get_or_create(
        user=user, organisation=organisation, defaults={"is_confirmed": False, "is_primary": False}
    )
    if not made and not membership.is_current:  # left once, comes back
        membership.is_confirmed, membership.is_manager, membership.ended_on = False, False, None
        membership.save()
        made = True
    if made:
        deciders = managers_of([organisation.pk]) or administrators()
        name, place = str(user), organisation.name
        notify("membership_request", deciders, url=reverse("members"), obj=user, name=name, organisation=place)
    return membership


def _check(membership: Membership, by: User) -> None:
    if ADMINISTRATOR not in roles_of(by) and not membership.organisation.is_managed_by(by):
        raise PermissionDenied


@transaction.atomic
def accept_membership(membership: Membership, by: User) -> None:
    """Confirm a request. PermissionDenied unless `by` manages the organisation or is an administrator."""
    _check(membership, by)
    membership.is_confirmed, membership.started_on = True, timezone.localdate()
    membership.save()
    _tell(membership, by, "accepted")


@transaction.atomic
def refuse_membership(membership: Membership, by: User, reason: str) -> None:
    """Say no to a request. PermissionDenied as above."""
    _check(membership, by)
    _tell(membership, by, "refused", reason)
    membership.delete()


def _tell(membership: Membership, by: User, verb: str, reason: str = "") -> None:
    person, place, url = membership.user, membership.organisation.name, reverse("organisations-mine")
    record(by, f"membership.{verb}", person, organisation=place)
    notify(f"membership_{verb}", [person], url=url, obj=person, reason=reason, organisation=place)


@transaction.atomic
def end_membership(membership: Membership, by: User) -> None:
    """The person no longer belongs to the organisation, from today on; a request is taken back.

    Done by the person, the organisation's manager or an administrator; PermissionDenied for others.
    """
    if membership.user_id != by.pk:
        _check(membership, by)
    if not membership.is_confirmed:
        membership.delete()
        return
    membership.ended_on = timezone.localdate() - timedelta(days=1)  # `ended_on` is the last day
    membership.is_manager = False
    membership.save()
    record(by, "membership.ended", membership.user, organisation=membership.organisation.name)


@transaction.atomic
def make_primary(membership: Membership) -> None:
    """Name this organisation beside the person."""
    membership.user.memberships.update(is_primary=False)
    membership.is_primary = True
    membership.save(update_fields=["is_primary"])


@transaction.atomic
def set_manager(membership: Membership, by: User, is_manager: bool) -> None:
    """Give or take the right to manage the organisation. PermissionDenied as above."""
    _check(membership, by)
    membership.is_manager = is_manager
    membership.save(update_fields=["is_manager"])
    verb = "membership.manager" if is_manager else "membership.manager_ended"
    record(by, verb, membership.user, organisation=membership.organisation.name)
