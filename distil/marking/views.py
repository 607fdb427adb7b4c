"""Marking passages of a case, and one mark; curators only."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.forms import page_number
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from distil.codebook.services import named
from distil.codebook.tree import Codebook
from distil.collections.members import public_ids
from distil.marking import services
from distil.marking.forms import ChangeForm, MarkForm, PlaceForm
from distil.marking.page import evidence_url, neighbours, parts_of, passage_url, shown
from distil.marking.reading import with_codes
from distil.models import Code, Collection, Mark
from knowhow.views.doors import curator_required

PER_PAGE = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def marking(request: HttpRequest, public_id: str) -> HttpResponse:
    """The case with its marks; a POST adds one. `?collection=`: one goes through its cases."""
    case = _case(request, public_id)
    form = MarkForm(request.POST if request.method == "POST" else None, case, Codebook())
    if form.is_bound and form.is_valid():
        try:
            mark = _add(request.user, case, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error("quote", str(refusal))
        else:
            return redirect(f"{request.get_full_path()}#m-{mark.public_id}")
    return _marking_page(request, case, form)


def _case(request: HttpRequest, public_id: str) -> CaseStudy:
    cases = CaseStudy.objects.visible_to(request.user).for_page()
    return get_object_or_404(cases, public_id=public_id)


@transaction.atomic
def _add(by: Any, case: CaseStudy, codes: list[Code], new_code: str, before: str, **words: str) -> Mark:
    given = [*codes, named(by, new_code)] if new_code else codes
    return services.add(case, by, codes=list(dict.fromkeys(given)), prefix=before, **words)


def _marking_page(request: HttpRequest, case: CaseStudy, form: MarkForm) -> HttpResponse:
    marks = list(with_codes(case.marks.all()))
    for mark in marks:
        mark.case = case
    collection = _collection(request)
    context = {
        "case": case,
        "form": form,
        "parts": parts_of(case, (mark for mark in marks if mark.lost_at is None)),
        "lost": [shown(mark) for mark in marks if mark.lost_at],
        "count": sum(mark.lost_at is None for mark in marks),
        "collection": collection,
        "way": neighbours(public_ids(collection, request.user), case.public_id) if collection else {},
        "action": request.get_full_path(),
    }
    return render(request, "distil/marking.html", context, status=422 if form.errors else 200)


def _collection(request: HttpRequest) -> Collection | None:
    asked = request.GET.get("collection", "")[:10].replace("\0", "")
    return Collection.objects.filter(public_id=asked).first() if asked else None


def _mark(request: HttpRequest, public_id: str) -> Mark:
    marks = with_codes(Mark.objects.visible_to(request.user)).select_related(
        "case", "case__author", "case__organisation"
    )
    return get_object_or_404(marks, public_id=public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def mark(request: HttpRequest, public_id: str) -> HttpResponse:
    """One mark: its codes and memo to change; for a lost one, the words that stand there now."""
    found = _mark(request, public_id)
    data = request.POST if request.method == "POST" else None
    form = ChangeForm(data, found, services.state_of(found), Codebook())
    if form.is_bound and form.is_valid():
        try:
            services.change(found, request.user, **form.cleaned_data)
        except services.Conflict as conflict:
            return _mark_page(request, found, _again(request, found), str(conflict), status=409)
        except NotPossible as refusal:
            form.add_error("codes", str(refusal))
        else:
            messages.success(request, _("The mark was changed."))
            return redirect(_back(found))
    return _mark_page(request, found, form, status=422 if form.errors else 200)


def _again(request: HttpRequest, found: Mark) -> ChangeForm:
    """The form as it was typed, on top of what somebody else stored: saving it once more is meant."""
    data = request.POST.copy()
    data["base"] = services.state_of(found)
    return ChangeForm(data, found, data["base"], Codebook())


def _mark_page(
    request: HttpRequest, found: Mark, form: ChangeForm, conflict: str = "", placing: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "shown": shown(found),
        "mark": found,
        "form": form,
        "conflict": conflict,
        "passage_url": passage_url(found),
        "evidence_url": evidence_url(found),
        "back_url": _back(found),
        "proposal": services.proposal_for(found, found.case),
        "placing": placing or (PlaceForm() if found.lost_at else None),
    }
    return render(request, "distil/mark.html", context, status=status)


def _back(found: Mark) -> str:
    return f"{reverse('marking', args=[found.case.public_id])}#m-{found.public_id}"


@require_POST
@curator_required
def mark_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a mark off."""
    found = _mark(request, public_id)
    services.delete(found, request.user)
    messages.success(request, _("The mark was deleted."))
    return redirect("marking", found.case.public_id)


@require_POST
@curator_required
def mark_place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a lost mark other words of its case."""
    found, placing = _mark(request, public_id), PlaceForm(request.POST)
    if placing.is_valid():
        try:
            services.place_again(found, request.user, **placing.cleaned_data)
        except NotPossible as refusal:
            placing.add_error("quote", str(refusal))
        else:
            messages.success(request, _("The mark stands in the case again."))
            return redirect(_back(found))
    form = ChangeForm(None, found, services.state_of(found), Codebook())
    return _mark_page(request, found, form, placing=placing, status=422)


@never_cache
@require_safe
@curator_required
def marks_lost(request: HttpRequest) -> HttpResponse:
    """Marks whose words are not in their case any more."""
    lost = with_codes(Mark.objects.visible_to(request.user).lost()).order_by("-lost_at", "-pk")
    page = Paginator(lost, PER_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"page": page, "lost": [shown(mark) for mark in page]}
    return render(request, "distil/marks_lost.html", context)
