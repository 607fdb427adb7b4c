"""The views over the marks, passages side by side, and their file; curators only."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bansou.forms import page_number
from distil.codebook.tree import Codebook
from distil.crossings.lines import lines_of
from distil.crossings.selection import Selection, fact_label, parse
from distil.crossings.table import VIEWS, table
from distil.marking.page import evidence_url, passage_url, place_label, shown
from distil.marking.reading import with_codes
from distil.models import Collection, Mark
from knowhow.views.doors import curator_required
from search.exports.serving import send

PER_PAGE = 24
LABELS = {
    "step": gettext_lazy("Steps"),
    "outcome": gettext_lazy("Good and failed"),
    "size": gettext_lazy("Size of the firm"),
    "code": gettext_lazy("Codes together"),
}


@never_cache
@require_safe
@curator_required
def crossings(request: HttpRequest) -> HttpResponse:
    """Codes against steps, outcomes, sizes or each other, in one collection or over all cases."""
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    selection = Selection(parse(request.GET).collection)
    context = {
        "view": view,
        "tabs": [_tab(name, selection, name == view) for name in VIEWS],
        "selection": selection,
        "collections": Collection.objects.all(),
        "table": table(selection, view, request.user, Codebook()),
        "label": LABELS[view],
    }
    return render(request, "distil/crossings.html", context)


def _tab(view: str, selection: Selection, current: bool) -> dict[str, Any]:
    rest = f"&{selection.query}" if selection.query else ""
    return {"label": LABELS[view], "url": f"{reverse('crossings')}?view={view}{rest}", "current": current}


def _chosen(request: HttpRequest) -> tuple[Selection, QuerySet[Mark]]:
    selection = parse(request.GET)
    marks = with_codes(selection.marks(request.user, Codebook()))
    return selection, marks.select_related("case__author", "case__organisation").prefetch_related("case__terms")


@never_cache
@require_safe
@curator_required
def passages(request: HttpRequest) -> HttpResponse:
    """The passages of a selection side by side, newest first."""
    selection, marks = _chosen(request)
    page = Paginator(marks, PER_PAGE).get_page(page_number(request.GET.get("page")))
    context = {
        "selection": selection,
        "page": page,
        "items": [_item(mark) for mark in page],
        "cases": marks.order_by().values("case").distinct().count(),
        "chips": selection.chips(),
    }
    return render(request, "distil/passages.html", context)


def _item(mark: Mark) -> dict[str, Any]:
    return {
        "shown": shown(mark),
        "mark": mark,
        "case": mark.case,
        "place": place_label(mark),
        "step": fact_label("step", mark.step),
        "author": mark.case.public_author,
        "passage_url": passage_url(mark),
        "evidence_url": evidence_url(mark),
    }


@require_safe
@curator_required
def passages_csv(request: HttpRequest) -> HttpResponseBase:
    """The passages of a selection as a file: one line per passage and code."""
    _selection, marks = _chosen(request)
    return send(_lines(marks), "csv", "bansou-passages")


def _lines(marks: QuerySet[Mark]) -> Iterator[list[Any]]:
    head = [
        _("Passage"), _("Words"), _("Code"), _("Path"), _("Memo"), _("Place"), _("Step"), _("Kind of case"),
        _("Size of the firm"), _("Case"), _("Title"), _("Author"), _("Author's organisation or kind"), _("Marked by"),
        _("Marked on"), _("Address"),
    ]  # fmt: skip
    yield head
    yield from lines_of(marks, Codebook())
