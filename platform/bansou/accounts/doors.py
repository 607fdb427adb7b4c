"""Doors for views: members only, and back from the login to where one was going."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bansou.access import is_member
from bansou.accounts.kept import text_kept

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def account_required(view: View) -> View:
    """Visitors log in first (what they sent is kept); accounts that wait for approval may enter."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.method == "POST":
                return text_kept(request)
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def member_required(view: View) -> View:
    """Visitors log in first; accounts that wait for approval are told so."""

    @account_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_member(request.user):
            return redirect("account-pending")
        return view(request, *args, **kwargs)

    return guarded
