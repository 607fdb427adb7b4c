"""The doors of files of results; members only."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bansou.accounts.doors import member_required
from search.engines.base import SearchUnavailable
from search.exports import services, serving
from search.exports.writing import TYPES
from search.models import ResultExport
from search.saved.news import DATED
from search.saved.words import conditions
from search.state import SearchState, parse, parse_query_string


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def export(request: HttpRequest) -> HttpResponseBase:
    """The results of this address: `format=csv|xlsx` gives a small file at once; a larger one is ordered by POST."""
    state = parse(request.GET)
    if state.kind not in DATED:  # no lists of people
        raise Http404
    format = (request.POST if request.method == "POST" else request.GET).get("format", "")
    try:
        total = services.total_of(state, request.user)
        if format not in TYPES or not total:
            return _page(request, state, total)
        if total > services.AT_ONCE and request.method != "POST":
            return _page(request, state, total)
        if not services.may_have_another(request.user):
            return render(request, "429.html", status=429)
        if total <= services.AT_ONCE:
            return serving.send(services.lines_of(state, request.user), format)
    except SearchUnavailable:
        return _page(request, state, None)
    return redirect(services.order(request.user, state, format, get_language() or "ja"))


def _page(request: HttpRequest, state: SearchState, total: int | None) -> HttpResponse:
    context = {
        "conditions": conditions(state),
        "search_url": state.with_page(1),
        "crumbs": [(_("Search results"), state.with_page(1)), (_("Results as a file"), "")],
        "query": state.canonical,
        "total": total,
        "at_once": total is not None and total <= services.AT_ONCE,
        "limit": services.LIMIT,
        "is_cut": total is not None and total > services.LIMIT,
        "exports": ResultExport.objects.filter(owner=request.user.pk)[:10],
    }
    return render(request, "search/exports/new.html", context)


@require_safe
@member_required
def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far the file is; it can be fetched here when it is made."""
    return _status(request, get_object_or_404(ResultExport, public_id=public_id, owner=request.user))


def _status(request: HttpRequest, export: ResultExport, **more: Any) -> HttpResponse:
    state = parse_query_string(export.query)
    again = f"{reverse('search-exports')}?{export.query}"
    crumbs = [(_("Search results"), state.with_page(1)), (_("Results as a file"), again), (_("This file"), "")]
    context = {"export": export, "conditions": conditions(state), "again_url": again, "crumbs": crumbs, **more}
    return render(request, "search/exports/status.html", context, status=410 if more else 200)


@require_safe
@member_required
def file(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The file, for its owner, while everything in it may still be read."""
    export = get_object_or_404(ResultExport, public_id=public_id, owner=request.user, done_at__isnull=False)
    if services.closed_since(export, request.user):
        return _status(request, export, closed=True)
    if not export.file or not export.file.storage.exists(export.file.name):
        raise Http404
    name = serving.file_name(export.format)
    found = export.file.open("rb")
    return serving.private(FileResponse(found, as_attachment=True, filename=name, content_type=TYPES[export.format]))
