"""The pages of collections; curators only."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.forms import page_number
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from distil.collections import services
from distil.collections.forms import CaseForm, CollectionForm
from distil.collections.members import MOST, members
from distil.collections.page import cards_with_marks, left_out, row_of, rows_of
from distil.models import Collection
from knowhow.views.doors import curator_required
from search.saved.views import NOT_NOW
from search.saved.words import conditions
from search.state import parse_query_string

PER_PAGE = 20


@never_cache
@require_safe
@curator_required
def collections(request: HttpRequest) -> HttpResponse:
    """Open collections, or (`show=closed`) those put away."""
    closed = request.GET.get("show") == "closed"
    found = Collection.objects.select_related("created_by").filter(closed_at__isnull=not closed)
    page = Paginator(found, PER_PAGE).get_page(page_number(request.GET.get("page")))
    context = {"page": page, "rows": rows_of(page, request.user), "closed": closed, "tabs": _tabs(closed)}
    return render(request, "distil/collections.html", context)


def _tabs(closed: bool) -> list[dict[str, Any]]:
    return [
        {"label": _("In work"), "url": "?", "count": Collection.objects.open().count(), "current": not closed},
        {
            "label": _("Put away"),
            "url": "?show=closed",
            "count": Collection.objects.filter(closed_at__isnull=False).count(),
            "current": closed,
        },
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def collection_new(request: HttpRequest) -> HttpResponse:
    """Begin a collection."""
    form = CollectionForm(request.POST if request.method == "POST" else None, request.user)
    if form.is_bound and form.is_valid():
        return redirect(services.begin(request.user, **form.cleaned_data))
    return render(request, "distil/collection_form.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def collection_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the words, or let it follow a search."""
    found = _collection(public_id)
    initial = {"question": found.question, "note": found.note}
    form = CollectionForm(request.POST if request.method == "POST" else None, request.user, initial)
    if form.is_bound and form.is_valid():
        return redirect(services.change(found, request.user, **form.cleaned_data))
    context = {"form": form, "collection": found}
    return render(request, "distil/collection_form.html", context, status=422 if form.errors else 200)


def _collection(public_id: str) -> Collection:
    return get_object_or_404(Collection.objects.select_related("created_by", "saved"), public_id=public_id)


@never_cache
@require_safe
@curator_required
def collection(request: HttpRequest, public_id: str) -> HttpResponse:
    """The cases with their marks, and the ways on."""
    return _page(request, _collection(public_id), CaseForm(None, request.user))


def _page(request: HttpRequest, found: Collection, form: CaseForm) -> HttpResponse:
    now = members(found, request.user)
    cases = now.cases.order_by("-published_on", "-id")
    page = Paginator(cases.for_cards(), PER_PAGE).get_page(page_number(request.GET.get("page")))
    state = parse_query_string(found.query)
    context = {
        "collection": found,
        "page": page,
        "cards": cards_with_marks(page),
        "row": row_of(found, now),
        "conditions": conditions(state) if found.query else [],
        "search_url": state.with_page(1),
        "found": now.found,
        "most": MOST,
        "left_out": left_out(found, request.user),
        "form": form,
    }
    return render(request, "distil/collection.html", context, status=422 if form.errors else 200)


@require_POST
@curator_required
def collection_add(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put in a case by hand."""
    found, form = _collection(public_id), CaseForm(request.POST, request.user)
    if form.is_valid():
        try:
            new = services.add(found, request.user, [form.cleaned_data["case"]])
        except NotPossible as refusal:
            form.add_error("case", str(refusal))
        else:
            messages.success(request, _("The case was put in.") if new else _("The case is in the collection already."))
            return redirect(found)
    return _page(request, found, form)


@require_POST
@curator_required
def collection_leave_out(request: HttpRequest, public_id: str, case_id: str) -> HttpResponse:
    """Take a case out."""
    found = _collection(public_id)
    case = get_object_or_404(CaseStudy.objects.visible_to(request.user), public_id=case_id)
    services.leave_out(found, request.user, case)
    messages.success(request, _("The case was taken out. Its marks stay."))
    return redirect(found)


@require_POST
@curator_required
def collection_act(request: HttpRequest, public_id: str) -> HttpResponse:
    """`act`: close, reopen, or stop following the search (what it holds now stays)."""
    found, act = _collection(public_id), request.POST.get("act", "")
    if act in ("close", "reopen"):
        services.close(found, request.user, closed=act == "close")
    elif act == "stop" and found.query:
        now = members(found, request.user)
        if now.found.unavailable:  # what it holds is not known: it would lose its cases for good
            messages.warning(request, NOT_NOW)
            return redirect(found)
        cases = list(now.cases.order_by("-published_on", "-id"))
        services.stop_following(found, request.user, cases)
        text = ngettext(
            "It follows the search no more; %(n)s case stays.",
            "It follows the search no more; %(n)s cases stay.",
            len(cases),
        )
        messages.success(request, text % {"n": len(cases)})
    return redirect(found)
