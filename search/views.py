"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.engines import get_engine
from search.page import search_page
from search.state import parse


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Full text and facets; the address is the state."""
    with get_engine().steady():
        page = search_page(parse(request.GET), request.user)
    return render(request, "search/search.html", page)
