"""Other login pages of the packages lead to ours: they know neither verification nor two-step login."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


def to_login(request: HttpRequest) -> HttpResponse:
    """Our login, then back to where one was going. Who is logged in already lacks the right: 403, not a circle."""
    if request.user.is_authenticated:
        if request.user.has_perm("wagtailadmin.access_admin"):
            return redirect("wagtailadmin_home")
        raise PermissionDenied
    target = request.GET.get("next", "")
    query = f"?{urlencode({'next': target})}" if target else ""
    return redirect(reverse("account_login") + query)


def closed(request: HttpRequest) -> HttpResponse:
    """A screen of a package that shows what nobody may see there."""
    raise Http404


def to_password_reset(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Our page for a forgotten password."""
    return redirect("account_reset_password")
