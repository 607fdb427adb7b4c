"""What Wagtail's admin shows of people, and what it may not do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from bansou.accounts.models import Organisation, User
from bansou.accounts.wagtail_viewsets import PeopleGroup
from bansou.readonly import KeepPolicy

register_permission_policy(Organisation, KeepPolicy(Organisation))


@hooks.register("register_admin_viewset")
def people() -> PeopleGroup:
    """Organisations and memberships; users have Wagtail's own pages."""
    return PeopleGroup()


@hooks.register("before_delete_user")
def keep_user(request: HttpRequest, user: User) -> HttpResponse:
    """Cases, posts and the audit point to people: an account is made inactive, or its owner leaves."""
    return _refuse(request)


@hooks.register("before_bulk_action")
def keep_users(request: HttpRequest, action_type: str, objects: Any, action_class_instance: Any) -> HttpResponse | None:
    """The same for many at once."""
    if action_type == "delete" and action_class_instance.model is User:
        return _refuse(request)
    return None


def _refuse(request: HttpRequest) -> HttpResponse:
    messages.error(
        request, _("Accounts are not deleted here, because cases and posts point to them. Make them inactive.")
    )
    return redirect("wagtailusers_users:index")
