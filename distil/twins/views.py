"""The pages of twins, for curators."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.forms import page_number
from bansou.public_id import LENGTH
from casestudies.models import CaseStudy
from casestudies.similar import reason_words
from casestudies.structure import FAILURE, GOOD
from distil.models import Twins
from distil.twins import services
from distil.twins.aligned import aligned
from distil.twins.forms import PartingForm
from distil.twins.nearness import shared_terms
from distil.twins.page import facts_line, item_of, partings
from distil.twins.proposing import near_to
from knowhow.views.doors import curator_required

PER_PAGE = 20
ACTS = {"set-aside": services.set_aside, "take-up": services.take_up}


@never_cache
@require_safe
@curator_required
def twins(request: HttpRequest) -> HttpResponse:
    """Pairs that wait, are marked or were set aside; with `?case=` those near to one case."""
    number = request.GET.get("case", "").replace("\x00", "").strip()[:LENGTH].lower()
    if number:
        return _near(request, number)
    state = request.GET.get("state", "")
    state = state if state in Twins.State.values else Twins.State.PROPOSED
    readable = Twins.objects.readable_to(request.user)
    found = readable.filter(state=state).select_related("good", "failure")
    page = Paginator(found.prefetch_related(*FOR_LIST), PER_PAGE).get_page(page_number(request.GET.get("page")))
    items = [item_of(row.good, row.failure, row.shared, row) for row in page]
    tabs = [
        {
            "label": label,
            "url": f"?state={value}",
            "count": readable.filter(state=value).count(),
            "current": value == state,
        }
        for value, label in Twins.State.choices
    ]
    context = {"items": items, "page": page, "tabs": tabs, "query": f"state={state}", "state": state}
    return render(request, "distil/twins/list.html", context)


FOR_LIST = ("good__terms", "good__rows", "failure__terms", "failure__rows")


def _near(request: HttpRequest, number: str) -> HttpResponse:
    case = CaseStudy.objects.visible_to(request.user).filter(public_id=number).prefetch_related("terms").first()
    pairs = near_to(case, request.user) if case else []
    items = [item_of(pair.good, pair.failure, pair.shared) for pair in pairs]
    return render(request, "distil/twins/list.html", {"items": items, "case": case, "number": number})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def pair(request: HttpRequest, good: str, failure: str) -> HttpResponse:
    """Both cases side by side; posted, where they part."""
    cases = _cases(request, good, failure)
    row = Twins.objects.filter(good=cases[0], failure=cases[1]).select_related("by").first()
    lines = aligned(*cases)
    form = PartingForm(*cases, lines, row, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        services.mark_parting(*cases, request.user, form.anchors, form.cleaned_data["note"])
        messages.success(request, _("Saved where the two part."))
        return redirect("twins-pair", good, failure)
    context = _context(cases, row) | {"lines": lines, "form": form}
    return render(request, "distil/twins/pair.html", context, status=422 if form.is_bound else 200)


def _cases(request: HttpRequest, good: str, failure: str) -> tuple[CaseStudy, CaseStudy]:
    found = CaseStudy.objects.visible_to(request.user).filter(public_id__in=[good, failure]).for_page()
    by_id = {case.public_id: case for case in found}
    outcomes = [by_id[number].outcome if number in by_id else "" for number in (good, failure)]
    if outcomes != [GOOD, FAILURE]:
        raise Http404
    return by_id[good], by_id[failure]


def _context(cases: tuple[CaseStudy, CaseStudy], row: Twins | None) -> dict[str, Any]:
    return {
        "heads": [(case, case.public_author, facts_line(case)) for case in cases],
        "why": reason_words(shared_terms(*cases)),
        "twins": row,
        "partings": partings(row, *cases),
    }


@require_POST
@curator_required
def act(request: HttpRequest, good: str, failure: str) -> HttpResponse:
    """Set a pair aside, or take it up again."""
    cases = _cases(request, good, failure)
    if verb := ACTS.get(request.POST.get("act", "")):
        row = verb(*cases, request.user)
        messages.success(request, _("The pair is now among: %(state)s.") % {"state": row.get_state_display()})
    return redirect("twins-pair", good, failure)
