"""The map of issues, for members."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bansou.access import tokens
from bansou.accounts.doors import member_required
from bansou.vocabulary import terms
from distil.flows.counting import BEHIND, flow_map, words_behind
from distil.flows.drawing import drawing, shades
from search.engines import get_engine
from search.facets import FACET
from search.saved.words import proposed_name
from search.state import SearchState, parse

CHOSEN_HERE = ("outcome", "step")  # filters of the page's own form


@never_cache
@require_safe
@member_required
def issue_flows(request: HttpRequest) -> HttpResponse:
    """From stated issues to what lay behind them, over the cases that the reader may read; any search narrows them."""
    state, by = _state(request), request.GET.get("by", "")
    by = by if by in BEHIND else BEHIND[0]
    held = tokens(request.user)
    stated = request.GET.get("stated", "")
    context = {"state": state, "stated": stated, "selects": _selects(state), "hidden": state.form_fields(*CHOSEN_HERE)}
    context["kinds"] = [(code, FACET[code].label, code == by) for code in BEHIND]
    context["crumbs"] = [(_("Map of real issues"), "")]
    context["conditions"] = proposed_name(state)
    with get_engine().steady():
        found = flow_map(state, by, held)
        if found and stated in {end.code for end in found.stated}:
            context["end"] = next(end for end in found.stated if end.code == stated)
            context["groups"] = words_behind(stated, found, state, held, request.user)
    if found:
        rows = [(end, shades(flows, found.largest)) for end, flows in found.rows]
        context |= {"map": found, "rows": rows, "drawing": drawing(found), "left_out": found.total - found.placed}
        context["by_label"] = FACET[by].label
    query = urlencode([*state.form_fields(), ("by", by)])
    return render(request, "distil/flows/page.html", context | {"query": query})


def _state(request: HttpRequest) -> SearchState:
    """The cases that the address asks for."""
    state = parse(request.GET)
    return replace(
        state if state.kind == "case" else state.for_kind("case"), view="list", sort="", page=1, reordered=()
    )


def _selects(state: SearchState) -> list[tuple[str, object, list[tuple[str, str, bool]]]]:
    """(name, label, options) of the page's own filters."""
    return [
        (
            facet,
            FACET[facet].label,
            [(code, terms.short(facet, code), code in state.selected.get(facet, ())) for code in terms.scheme(facet)],
        )
        for facet in CHOSEN_HERE
    ]
