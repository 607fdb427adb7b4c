"""What the search box asks while one types."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from search.engines import get_engine
from search.readings import TYPED_CHARACTERS
from search.state import parse, text_of
from search.suggest.offers import suggestions

KEPT_SECONDS = 60


@require_safe
@vary_on_cookie
@cache_control(private=True, max_age=KEPT_SECONDS)
def suggest(request: HttpRequest) -> HttpResponse:
    """A list of options, part of a page: `q` as typed so far, and the conditions that the box carries along."""
    text = text_of(request.GET, TYPED_CHARACTERS)
    params = request.GET.copy()
    params.pop("q", None)
    with get_engine().steady():
        groups = suggestions(text, replace(parse(params), page=1), request.user)
    return render(
        request, "search/suggest/_options.html", {"groups": groups, "count": sum(len(g.offers) for g in groups)}
    )
