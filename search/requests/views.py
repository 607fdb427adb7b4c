"""The pages of case requests: the open ones, asking, closing, silence."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bansou.accounts.doors import member_required
from casestudies.models import CaseStudy
from search.models import CaseRequest, RequestSilence
from search.requests import services
from search.requests.forms import CaseRequestForm
from search.saved.words import conditions
from search.state import SearchState, parse, parse_query_string

SHOWN = 50
LIST = gettext_lazy("Cases that are looked for")


@dataclass(frozen=True)
class Row:
    """One request on the page. `answers`: those that the reader may read."""

    request: CaseRequest
    conditions: list[dict[str, Any]]
    search_url: str
    writing_url: str
    answers: list[CaseStudy]
    is_mine: bool
    may_close: bool


@require_safe
@member_required
def case_requests(request: HttpRequest) -> HttpResponse:
    """The newest open requests; those of one's own first."""
    found = list(CaseRequest.objects.open()[:SHOWN])
    readable = _answers(found, request.user)
    rows = [_row(item, readable.get(item.pk, []), request.user) for item in found]
    silent = RequestSilence.objects.filter(user=request.user.pk).exists()
    context = {"rows": sorted(rows, key=lambda row: not row.is_mine), "silent": silent, "crumbs": _crumbs(LIST)}
    return render(request, "search/requests/list.html", context)


def _crumbs(last: Any, *above: tuple[Any, str]) -> list[tuple[Any, str]]:
    return [(_("Find cases"), reverse("search")), *above, (last, "")]


def _answers(found: list[CaseRequest], user: Any) -> dict[int, list[CaseStudy]]:
    """Primary key of a request → the cases that answer it, as `user` may read them."""
    links = CaseRequest.answers.through.objects.filter(caserequest__in=found)
    pairs = list(links.values_list("caserequest_id", "casestudy_id"))
    cases = CaseStudy.objects.visible_to(user).for_cards().in_bulk({case for _request, case in pairs})
    grouped: dict[int, list[CaseStudy]] = {}
    for request, case in pairs:
        if case in cases:
            grouped.setdefault(request, []).append(cases[case])
    return grouped


def _row(item: CaseRequest, answers: list[CaseStudy], user: Any) -> Row:
    state = parse_query_string(item.query)
    return Row(
        item,
        conditions(state),
        state.with_page(1),
        services.writing_url(state),
        answers,
        item.by_id == user.pk,
        item.may_close(user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for cases within the conditions of the address."""
    state = services.conditions_of(parse(request.GET))
    if not (state.q or state.has_filters):
        messages.info(request, _("Please search first: the conditions of the search are what is asked for."))
        return redirect("search")
    form = CaseRequestForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _ask(request, state, form)
    context = {
        "form": form,
        "conditions": conditions(state),
        "results_url": state.with_page(1),
        "crumbs": _crumbs(_("Ask for cases like this"), (LIST, reverse("case-requests"))),
        "may_ask": services.may_ask(request.user),
    }
    return render(request, "search/requests/ask.html", context)


def _ask(request: HttpRequest, state: SearchState, form: CaseRequestForm) -> HttpResponse:
    try:
        services.ask(request.user, state, form.cleaned_data["note"])
    except services.TooManyRequests:
        messages.warning(request, _("You can ask twice a week. Please ask again in some days."))
    else:
        messages.success(request, _("Your request stands here now. Advisors who may know such a case are told."))
    return redirect("case-requests")


@require_POST
@member_required
def close(request: HttpRequest, public_id: str) -> HttpResponse:
    """No more cases are looked for."""
    found = get_object_or_404(CaseRequest, public_id=public_id)
    if found.may_close(request.user):
        services.close(found, request.user)
        messages.success(request, _("The request is closed."))
    return redirect("case-requests")


@require_POST
@member_required
def silence(request: HttpRequest) -> HttpResponse:
    """POST `on`: 0 for no more notices about requests, 1 for notices again."""
    if request.POST.get("on") == "1":
        RequestSilence.objects.filter(user=request.user.pk).delete()
    else:
        RequestSilence.objects.get_or_create(user_id=request.user.pk)
    messages.success(request, _("The change was saved."))
    return redirect("case-requests")
