"""Keeping a case in hand: only when its owner asks for it, and for nobody else."""

from typing import Any

from django.db import transaction

from bansou.accounts.models import User
from search.models import OwnSituation

MOST = 100  # kept by one person


class TooMany(Exception):
    """Somebody keeps `MOST` already."""


@transaction.atomic
def keep(user: User, name: str, codes: dict[str, list[str]], text: str) -> OwnSituation:
    """Keep a new one. Raises TooMany."""
    User.objects.select_for_update().get(pk=user.pk)  # one after the other, so that the limit holds
    if OwnSituation.objects.filter(owner=user).count() >= MOST:
        raise TooMany
    return OwnSituation.objects.create(owner=user, name=name, values=codes, text=text)


def overwrite(kept: OwnSituation, name: str, codes: dict[str, list[str]], text: str) -> None:
    """Replace what is kept."""
    kept.name, kept.values, kept.text = name, codes, text
    kept.save()


def kept_by(user: Any) -> Any:
    """What the user keeps, the last changed first."""
    return OwnSituation.objects.filter(owner=user.pk)
