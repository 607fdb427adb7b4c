"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from bansou.access import is_member, roles_of
from bansou.notifications.services import unread_count


def site(request: HttpRequest) -> dict[str, Any]:
    """`unread_notices` and `roles`, each asked for only where a template uses it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_notices": 0, "roles": frozenset(), "is_member": False}
    return {"unread_notices": lambda: unread_count(user), "roles": lambda: roles_of(user), "is_member": is_member(user)}
