"""Doors of the review screens: who may enter, and a sentence for whoever comes too late."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from bansou.accounts.doors import member_required
from casestudies.models import CaseStudy
from casestudies.reviewers import may_hide, may_look, stages_of
from casestudies.services.refusal import NotPossible, Overtaken
from casestudies.services.turns import running_task, stage_of

View = Callable[..., HttpResponse]
Find = Callable[[HttpRequest, str], CaseStudy]


def reviewer_required(view: View) -> View:
    """Members who check cases in at least one stage."""

    @member_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not stages_of(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def case_to_check(request: HttpRequest, public_id: str) -> CaseStudy:
    """A case that is being checked or was published. A draft that nobody submitted does not exist here."""
    cases = CaseStudy.objects.select_related("author", "organisation").prefetch_related("coauthors")
    case = get_object_or_404(cases, public_id=public_id)
    task = running_task(case)
    if may_look(request.user, case, stage_of(task) if task else ""):
        return case
    if not case.workflow_states.exists():
        raise Http404
    raise Overtaken(_("This case is not waiting for your check: it is your own, or it was taken back or decided."))


def case_to_hide(request: HttpRequest, public_id: str) -> CaseStudy:
    """Any case that was ever published, whosoever it is: hiding must not wait for an impartial colleague."""
    if not may_hide(request.user):
        raise PermissionDenied
    return get_object_or_404(CaseStudy, public_id=public_id, first_published_at__isnull=False)


def on_case(view: View, find: Find = case_to_check) -> View:
    """Give the view the case. A refusal is said in a sentence; a case that is gone leads back to the queue."""

    @reviewer_required
    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, find(request, public_id), *args, **kwargs)
        except Overtaken as refusal:
            messages.warning(request, str(refusal))
            return redirect("review-queue")
        except NotPossible as refusal:
            messages.warning(request, str(refusal))
            return redirect("review-case", public_id)

    return guarded


def back_to(case: CaseStudy, place: str = "") -> HttpResponse:
    """To the screen of the case, at a panel."""
    response = redirect("review-case", case.public_id)
    response["Location"] += f"#{place}" if place else ""
    return response


def task_shown(request: HttpRequest) -> int | None:
    """The check that the reviewer's page showed."""
    value = request.POST.get("task", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None
