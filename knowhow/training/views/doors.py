"""Doors of the training pages, and a sentence for whoever comes too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from bansou.accounts.doors import member_required
from casestudies.services.refusal import NotPossible
from knowhow.models import Package, TrainingSession
from knowhow.training.people import is_trainer_of, may_edit, may_make

View = Callable[..., HttpResponse]


def maker_required(view: View) -> View:
    """Trainers, curators and administrators; everybody else is told that the page is not for them."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_make(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def on_package(view: View) -> View:
    """Give the view a package that the member may read; whoever edits it also sees it before and after."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        package = get_object_or_404(Package.objects.select_related("author", "organisation"), public_id=public_id)
        if not package.is_public_now and not may_edit(request.user, package):
            raise Http404
        return view(request, package, *args, **kwargs)

    return guarded


def on_own_package(view: View) -> View:
    """Give the view a package that the maker may change. A refusal is said on the page of the editor."""

    @maker_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        package = get_object_or_404(Package.objects.select_related("author"), public_id=public_id)
        if not may_edit(request.user, package):
            raise PermissionDenied
        try:
            return view(request, package, *args, **kwargs)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("training-edit", public_id)

    return guarded


def on_session(view: View) -> View:
    """Give the view a session that the member may see. A refusal is said on its page."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        sessions = TrainingSession.objects.visible_to(request.user).with_counts()
        session = get_object_or_404(sessions.select_related("package__author"), public_id=public_id)
        try:
            return view(request, session, *args, **kwargs)
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect(session)

    return guarded


def on_own_session(view: View) -> View:
    """Give the view a session to the package's trainer, and to nobody else."""

    @on_session
    @wraps(view)
    def guarded(request: HttpRequest, session: TrainingSession, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_trainer_of(request.user, session.package):
            raise PermissionDenied
        return view(request, session, *args, **kwargs)

    return guarded
