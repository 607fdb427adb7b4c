"""Leaving the site: the account ends, what the person wrote stays, without the name."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from bansou.accounts.models import User
from bansou.accounts.services.joining import administrators
from bansou.accounts.services.profile import drop_photo
from bansou.accounts.signals import account_left
from bansou.audit.models import record
from bansou.notifications.models import Delivery, Event


def is_last_administrator(user: User) -> bool:
    """Would nobody be left to run the site?"""
    return administrators() == [user]


@transaction.atomic
def leave(user: User) -> None:
    """Deactivate the account and forget who it was. Cases, know-how and posts stay; their author is a former member."""
    user = User.objects.select_for_update().get(pk=user.pk)
    record(user, "account.left", user)
    drop_photo(user)
    _forget_profile(user)
    user.is_active = user.is_staff = user.is_superuser = False
    user.left_at = timezone.now()
    user.set_unusable_password()  # ends every session
    user.save()
    _drop_rows(user)
    account_left.send(User, user=user)


def _forget_profile(user: User) -> None:
    for name in ("display_name", "job", "introduction", "prefecture", "requested_organisation", "declined_reason"):
        setattr(user, name, "")
    user.expertise = {}
    user.email = f"left-{user.public_id}@invalid.invalid"


def _drop_rows(user: User) -> None:
    user.groups.clear()
    user.user_permissions.clear()
    today = timezone.localdate()
    user.memberships.filter(is_confirmed=False).delete()
    user.memberships.filter(ended_on=None).update(ended_on=today - timedelta(days=1), is_manager=False)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    Delivery.objects.filter(user=user).delete()
    Event.objects.filter(kind=User.kind, object_id=user.public_id).delete()
