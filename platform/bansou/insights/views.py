"""The pages under /board/. Figures are for everybody; what opens behind them is what the reader may read."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bansou.access import is_member, tokens
from bansou.forms import page_number
from bansou.insights import files, gaps, periods, scopes
from bansou.insights.board import board as board_of
from bansou.insights.caching import kept
from bansou.insights.cell import cell_page
from bansou.insights.charts import arcs, bar_chart
from bansou.insights.counting import Cut
from bansou.insights.figures import WORDS
from bansou.insights.requests import followed
from bansou.insights.rows import rows as rows_of
from bansou.insights.scopes import Scope
from bansou.insights.sources import SOURCES, earliest_day
from bansou.insights.stuck import stuck
from bansou.insights.turns import links, newest, shown
from bansou.vocabulary import terms
from search.exports.serving import send
from search.exports.writing import TYPES
from search.facets import FACET, label_of, terms_of

TURNS_PAGE = 20


def _scope(request: HttpRequest) -> Scope:
    found = scopes.parse(request.GET, request.user)
    if found is None:
        raise Http404
    return found


def _board(request: HttpRequest) -> Any:
    scope, period = _scope(request), periods.parse(request.GET.get("period"))
    return board_of(scope, period, organisations=scopes.sees_all(request.user))


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The PDCA board."""
    found = _board(request)
    cut, user = Cut(found.scope, found.period), request.user
    closed, number = kept(lambda: newest(cut.in_all, user), "turns", cut.scope, tokens(user))
    query = urlencode([*found.scope.parts, ("period", found.period.code)])
    context = {
        "board": found,
        "arcs": arcs(found.clock),
        "charts": [bar_chart(series) for series in found.series],
        "scopes": scopes.offered(user),
        "periods": periods.offered(earliest_day()),
        "stuck": kept(lambda: stuck(found.clock, user), "stuck", cut, tokens(user)),
        "turns": closed,
        "turn_count": number,
        "definitions": [(code, words.label, words.definition) for code, words in WORDS.items()],
        "query": query,
        "scope_query": urlencode(found.scope.parts),
        "formats": list(TYPES),
    }
    return render(request, "insights/board.html", context)


@require_safe
def board_file(request: HttpRequest) -> HttpResponseBase:
    """All figures of the board as CSV or XLSX."""
    return send(files.board_lines(_board(request)), _format(request), "bansou-board")


def _format(request: HttpRequest) -> str:
    asked = request.GET.get("format", "")
    return asked if asked in TYPES else "csv"


@require_safe
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind a figure."""
    if code not in SOURCES:
        raise Http404
    cut = _cut(request)
    if not SOURCES[code].fits(cut):
        raise Http404
    found = rows_of(code, cut, request.user, page_number(request.GET.get("page")))
    parts = [
        (name, value) for name, value in request.GET.items() if name in ("region", "organisation", "period", "step")
    ]
    back = f"{reverse('board')}?{urlencode([part for part in parts if part[0] != 'step' and part[1] != 'all'])}"
    context = {
        "found": found,
        "cut": cut,
        "step_label": terms.short("step", cut.step) if cut.step else "",
        "query": urlencode(parts),
        "crumbs": [(_("The PDCA board"), back), (found.figure.label, "")],
    }
    return render(request, "insights/rows.html", context)


def _cut(request: HttpRequest) -> Cut:
    asked = request.GET.get("period", "")
    step = request.GET.get("step", "")
    period = None if asked == "all" else periods.parse(asked)
    return Cut(_scope(request), period, step if step in terms.scheme("step") else "")


@require_safe
def turns(request: HttpRequest) -> HttpResponse:
    """All closed turns of a scope, the newest first."""
    scope = _scope(request)
    page = Paginator(links(Cut(scope)), TURNS_PAGE).get_page(page_number(request.GET.get("page")))
    query = urlencode(scope.parts)
    context = {
        "turns": shown(list(page.object_list), request.user),
        "page": page,
        "scope": scope,
        "query": query,
        "crumbs": [(_("The PDCA board"), f"{reverse('board')}?{query}"), (_("Closed turns"), "")],
    }
    return render(request, "insights/turns.html", context)


# --- The map --------------------------------------------------------------------------------------------------------------
def _map(request: HttpRequest) -> tuple[str, Any, gaps.GapMap]:
    column = gaps.column_of(request.GET)
    state = gaps.filters_of(request.GET, column)
    user = request.user
    held = kept(lambda: gaps.gap_map(column, state, user), "map", column, state.canonical, tokens(user))
    return column, state, held


@require_safe
def gap_map(request: HttpRequest) -> HttpResponse:
    """空白マップ."""
    column, state, found = _map(request)
    context = {
        "map": found,
        "columns": [(code, FACET[code].label, code == column) for code in gaps.COLUMNS],
        "filters": [_filter(code, state) for code in gaps.COLUMNS if code != column],
        "followed": followed(("step", column), {}, request.user),
        "is_member": is_member(request.user),
        "query": gaps.map_url(column, state).partition("?")[2],
        "formats": list(TYPES),
        "crumbs": [(_("The PDCA board"), reverse("board")), (_("Gap map"), "")],
    }
    return render(request, "insights/map.html", context)


def _filter(facet: str, state: Any) -> dict[str, Any]:
    """A select that narrows the map. Of places: the regions."""
    chosen = next(iter(state.selected.get(facet, ())), "")
    codes = [term.code for term in terms_of(facet) if term.scheme != "prefecture"]
    options = [(code, label_of(facet, code), code == chosen) for code in codes]
    return {"name": FACET[facet].params[0], "label": FACET[facet].label, "options": options}


@require_safe
def gap_map_file(request: HttpRequest) -> HttpResponseBase:
    """The cells of the map as CSV or XLSX."""
    return send(files.map_lines(_map(request)[2]), _format(request), "bansou-map")


@require_safe
def gap_cell(request: HttpRequest) -> HttpResponse:
    """One cell: its cases, know-how and trainings, and what became of requests for such cases."""
    column = gaps.column_of(request.GET)
    found = cell_page(column, request.GET, request.user)
    if found is None:
        raise Http404
    crumbs = [(_("The PDCA board"), reverse("board")), (_("Gap map"), found.map_url), (found.title, "")]
    return render(request, "insights/cell.html", {"cell": found, "crumbs": crumbs})
