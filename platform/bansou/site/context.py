"""What every page knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from bansou.access import is_member, roles_of
from bansou.notifications.services import unread_count


def site(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices` and `roles`, each asked for only where a template uses it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_notices": 0, "roles": frozenset(), "is_member": False}
    unread = SimpleLazyObject(lambda: unread_count(user))  # counted once, however often a template looks
    return {"unread_notices": unread, "roles": lambda: roles_of(user), "is_member": is_member(user)}
