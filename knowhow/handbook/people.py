"""Who makes handbooks and notes where know-how went: curators, trainers and administrators."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from bansou.access import roles_of
from bansou.accounts.doors import member_required
from bansou.accounts.roles import ADMINISTRATOR, CURATOR, TRAINER

MAKERS = {CURATOR, TRAINER, ADMINISTRATOR}


def may_make(user: Any) -> bool:
    """May `user` make handbooks and note where know-how went?"""
    return bool(roles_of(user) & MAKERS)


def maker_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Everybody else is told that the page is not for them."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_make(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
