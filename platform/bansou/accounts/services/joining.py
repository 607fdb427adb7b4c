"""From sign-up to membership: register → verified address → announce → approve or decline → ask again."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bansou.access import roles_of
from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.roles import ADMINISTRATOR
from bansou.audit.models import record
from bansou.notifications.services import notify


@transaction.atomic
def register(user: User, *, organisation: str, **profile: Any) -> None:
    """Complete the account that sign-up just made: profile fields, the organisation's name as typed, the consents.

    A name that is in the list becomes an unconfirmed membership, any other name a request to the administrators.
    """
    for name, value in profile.items():
        setattr(user, name, value)
    user.terms_version, user.privacy_version = settings.TERMS_VERSION, settings.PRIVACY_VERSION
    user.accepted_at = timezone.now()
    _apply_to(user, organisation)
    user.save()


def _apply_to(user: User, name: str) -> None:
    """Note which organisation `user` (not approved yet) applies to, in place of an earlier answer."""
    found = Organisation.objects.listed().named(name)
    user.requested_organisation = "" if found else name.strip()
    user.memberships.exclude(organisation=found).filter(is_confirmed=False).delete()
    if found:
        Membership.objects.get_or_create(user=user, organisation=found, defaults={"is_confirmed": False})


@transaction.atomic
def announce(user: User) -> None:
    """Tell those who decide, and the person, that the account waits. Called once the address is verified."""
    if user.is_approved or user.is_declined:
        return
    _tell_deciders(user, key=f"account-{user.public_id}")
    notify("account_pending", [user], url=reverse("account-pending"), obj=user, key=user.public_id, name=str(user))


def _tell_deciders(user: User, key: str) -> None:
    notify(
        "account_request",
        deciders(user),
        url=reverse("members"),
        obj=user,
        key=key,
        name=str(user),
        organisation=applied_to(user),
    )


def applied_to(user: User) -> str:
    """The names of the organisations that a waiting account gave."""
    names = [membership.organisation.name for membership in user.memberships.select_related("organisation")]
    return "、".join([*names, user.requested_organisation] if user.requested_organisation else names)


def deciders(user: User) -> list[User]:
    """Managers of the organisations that `user` applies to; administrators where there are none."""
    managers = managers_of(user.memberships.values_list("organisation_id", flat=True))
    return managers or administrators()


def managers_of(organisation_ids: Iterable[int]) -> list[User]:
    """Approved accounts that manage one of the organisations today."""
    current = Membership.objects.of_members().filter(is_manager=True, organisation_id__in=list(organisation_ids))
    return list(User.objects.filter(pk__in=current.values("user")))


def administrators() -> list[User]:
    """Everybody in the role, superusers too."""
    in_role = Q(groups__name=ADMINISTRATOR) | Q(is_superuser=True)
    return list(User.objects.approved().filter(in_role).distinct())


def _lock(user: User, by: User) -> User:
    """The row as it is now, locked; refuses when `by` has no say."""
    if not User.objects.waiting_for(by).filter(pk=user.pk).exists():
        raise PermissionDenied
    return User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def approve(user: User, by: User, organisation: Organisation | None = None) -> None:
    """Make a waiting account a member of the site, and of the organisation it applied to (or of `organisation`).

    Raises PermissionDenied when `by` may not decide, also when somebody else was faster.
    """
    user = _lock(user, by)
    if organisation:
        user.requested_organisation = ""
        Membership.objects.update_or_create(user=user, organisation=organisation, defaults={"is_confirmed": True})
    _admit(user, by)


@transaction.atomic
def admit(user: User, by: User) -> None:
    """An administrator makes an account a member, whatever it waits for (in the admin)."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.approved_at is None:
        _admit(user, by)


def _admit(user: User, by: User) -> None:
    user.approved_at, user.approved_by = timezone.now(), by
    user.declined_at, user.declined_reason = None, ""
    asked = user.memberships.filter(is_confirmed=False)
    if ADMINISTRATOR not in roles_of(by):
        asked = asked.filter(organisation__in=Organisation.objects.managed_by(by))
    asked.update(is_confirmed=True, started_on=timezone.localdate())
    user.save()  # last: the index takes the memberships with it
    record(by, "account.approved", user)
    notify("account_approved", [user], url="/", obj=user, name=str(user))


@transaction.atomic
def decline(user: User, by: User, reason: str) -> None:
    """Say no to a waiting account, with a reason that the person reads; it may ask again. PermissionDenied as above."""
    user = _lock(user, by)
    user.declined_at, user.declined_reason = timezone.now(), reason
    user.save(update_fields=["declined_at", "declined_reason"])
    record(by, "account.declined", user, reason=reason)
    notify("account_declined", [user], url=reverse("account-pending"), obj=user, name=str(user), reason=reason)


@transaction.atomic
def apply_again(user: User, organisation: str) -> None:
    """Correct the organisation of an account that waits or was declined, and ask (again).

    For each organisation those who decide are told once per round, however often the button is pressed.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.approved_at:
        return
    last_no = user.declined_at.isoformat() if user.declined_at else ""
    user.memberships.all().delete()
    user.declined_at, user.declined_reason = None, ""
    _apply_to(user, organisation)
    user.save(update_fields=["declined_at", "declined_reason", "requested_organisation"])
    places = "-".join(str(pk) for pk in user.memberships.values_list("organisation_id", flat=True))
    _tell_deciders(user, key=f"account-{user.public_id}-{last_no}-{places or 'other'}")
