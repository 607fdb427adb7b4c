"""Who may read what: the one place that decides.

An object has *audience* tokens, a user has *tokens*; the object is readable when they intersect. The index stores the
audience; the database asks the same question with `readable_q`. Both are made here, side by side, so that they agree.

Tokens: `public`, `members`, `org:<id>`, `user:<id>`, `staff`.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

PUBLIC, MEMBERS, STAFF = "public", "members", "staff"
# Checkers, curators and administrators read every published object; trainers and the hub read what members read.
STAFF_ROLES = {"checker", "curator", "administrator"}
SMALLEST_GROUP = 5  # persons: what fewer of them did is not told, because each would be known to the others


class Visibility(models.TextChoices):
    """How far a published object may be read; the author chooses."""

    PUBLIC = "public", pgettext_lazy("visibility", "Anyone")
    MEMBERS = "members", pgettext_lazy("visibility", "Members only")
    ORGANISATION = "organisation", pgettext_lazy("visibility", "Own organisation only")


def roles_of(user: Any) -> frozenset[str]:
    """Names of the global groups of an approved user; `administrator` for superusers. One query per user object."""
    if not getattr(user, "is_approved", False):
        return frozenset()
    if not hasattr(user, "_roles"):
        roles = set(user.groups.values_list("name", flat=True))
        user._roles = frozenset(roles | {"administrator"} if user.is_superuser else roles)
    return user._roles


def organisation_ids(user: Any) -> frozenset[int]:
    """Ids of the organisations a user belongs to today. One query per user object."""
    if not getattr(user, "is_approved", False):
        return frozenset()
    if not hasattr(user, "_organisation_ids"):
        user._organisation_ids = frozenset(
            user.memberships.current(date.today()).values_list("organisation_id", flat=True)
        )
    return user._organisation_ids


def is_member(user: Any) -> bool:
    """Approved accounts are members; visitors and accounts that wait for approval are not."""
    return bool(getattr(user, "is_approved", False))


def is_staff(user: Any) -> bool:
    """Does the user read every published object?"""
    return bool(roles_of(user) & STAFF_ROLES)


def tokens(user: Any) -> frozenset[str]:
    """What a user may present at a door."""
    if not getattr(user, "is_authenticated", False):
        return frozenset({PUBLIC})
    found = {PUBLIC, f"user:{user.pk}"}
    if is_member(user):
        found |= {MEMBERS, *(f"org:{pk}" for pk in organisation_ids(user))}
    if is_staff(user):
        found.add(STAFF)
    return frozenset(found)


def audience(visibility: str, organisation_id: int | None, owner_ids: Iterable[int]) -> list[str]:
    """Tokens of a published object; an object that is not published has none (it is not in the index)."""
    own = [STAFF, *(f"user:{pk}" for pk in owner_ids)]
    if visibility == Visibility.ORGANISATION:
        return sorted({f"org:{organisation_id}", *own}) if organisation_id else sorted(own)
    return sorted({str(visibility), *([MEMBERS] if visibility == Visibility.PUBLIC else []), *own})


def readable_q(user: Any, prefix: str = "", owners: Iterable[str] = ("author",)) -> Q:
    """The same rule for rows with `visibility`, `organisation` and owner columns. `prefix` as in `case__`."""
    return token_q(reads_with(user), prefix, owners)


def reads_with(user: Any) -> frozenset[str]:
    """The tokens that decide what `user` reads in the database; whoever reads everything needs no others."""
    return frozenset({STAFF}) if is_staff(user) else tokens(user)


def token_q(held: Collection[str], prefix: str = "", owners: Iterable[str] = ("author",)) -> Q:
    """`readable_q` for whoever holds these tokens: what `audience` gives an object, asked of its row."""
    if STAFF in held:
        return Q()
    rule = Q(pk__in=[])
    if {PUBLIC, MEMBERS} & set(held):
        rule |= Q(**{f"{prefix}visibility": Visibility.PUBLIC})
    if MEMBERS in held:
        rule |= Q(**{f"{prefix}visibility": Visibility.MEMBERS})
    if organisations := ids_in(held, "org"):
        rule |= Q(**{f"{prefix}visibility": Visibility.ORGANISATION, f"{prefix}organisation__in": organisations})
    for user_id in ids_in(held, "user"):
        for owner in owners:
            rule |= Q(**{f"{prefix}{owner}": user_id})
    return rule


def ids_in(held: Collection[str], kind: str) -> list[int]:
    """The numbers in tokens like `org:7`."""
    return sorted(int(token.removeprefix(f"{kind}:")) for token in held if token.startswith(f"{kind}:"))
