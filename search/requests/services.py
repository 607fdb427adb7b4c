"""Asking for cases, closing the request, and finding what answers it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bansou.access import is_member, tokens
from bansou.accounts.models import User
from bansou.audit.models import record
from bansou.notifications.services import notify
from bansou.vocabulary.schemes import SCHEMES
from casestudies.models import CaseStudy
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import CaseRequest
from search.requests.fitting import VERB, fitting_advisors
from search.saved.words import proposed_name
from search.state import SearchState, parse_query_string

PER_WEEK = 2
LOOKED_AT = 50  # newest cases within the conditions
LINK_LENGTH = 280  # an event keeps 300 characters
ANSWERED = "case_request_answered"
# What a writer's profile knows better, and what only the search has
NOT_PREFILLED = {"supporter_type", "place", "tag", "fiscal_year", "company_size"}


class TooManyRequests(Exception):
    """Somebody has asked twice this week already."""


def may_ask(by: Any) -> bool:
    """Twice a week is enough: others are disturbed by it."""
    week = timezone.now() - timedelta(days=7)
    return CaseRequest.objects.filter(by=by, created_at__gt=week).count() < PER_WEEK


@transaction.atomic
def ask(by: Any, state: SearchState, note: str = "") -> CaseRequest:
    """Ask for cases within the conditions of `state`; those who may know one are told. Raises TooManyRequests."""
    User.objects.select_for_update().get(pk=by.pk)  # a form sent twice waits for itself
    asked = conditions_of(state)
    same = CaseRequest.objects.open().filter(by=by, query=asked.canonical).first()
    if same:
        return same
    if not may_ask(by):
        raise TooManyRequests
    request = CaseRequest.objects.create(by=by, query=asked.canonical, note=note)
    notify(VERB, fitting_advisors(asked, by), url=writing_url(asked), obj=request, conditions=proposed_name(asked))
    return request


def conditions_of(state: SearchState) -> SearchState:
    """The conditions alone: how results are sorted and shown does not matter."""
    cases = state if state.kind == "case" else state.for_kind("case")
    return SearchState(q=cases.q, selected=cases.selected, excluded=cases.excluded, ranges=cases.ranges)


def writing_url(state: SearchState) -> str:
    """The page to begin a case on, with the conditions filled in as far as a case has them."""
    chosen = [
        (facet, code)
        for facet, codes in state.selected.items()
        if facet not in NOT_PREFILLED
        for code in codes[: None if SCHEMES[facet].multiple else 1]
    ]
    url = f"{reverse('case-write')}?{urlencode(chosen)}" if chosen else reverse("case-write")
    return url if len(url) <= LINK_LENGTH else reverse("case-write")


@transaction.atomic
def close(request: CaseRequest, by: Any) -> None:
    """No more cases are looked for. Closing somebody else's request stands in the audit log."""
    request.closed_at = request.closed_at or timezone.now()
    request.save(update_fields=["closed_at"])
    if by.pk != request.by_id:
        record(by, "close_case_request", request)


# --- Answers (a recurring job) ------------------------------------------------------------------------------------------
def link_answers() -> int:
    """Put newly published cases to the open requests that they answer, and tell who asked. Returns how many."""
    requests = CaseRequest.objects.open().select_related("by")
    return sum(_link(request) for request in requests if is_member(request.by))


def _link(request: CaseRequest) -> int:
    known = set(request.answers.values_list("pk", flat=True))
    found = [case for case in _published_since(request) if case.pk not in known]
    for case in found:
        _answer(request, case)
    return len(found)


def _published_since(request: CaseRequest) -> list[CaseStudy]:
    """Cases within the conditions, as who asked may read them. Nearly fitting ones do not count. Those of who asked do:
    a fitting case that were no answer would show whose request and whose anonymous case it is."""
    state = replace(parse_query_string(request.query), sort="new")
    query = state.query(tokens(request.by), size=LOOKED_AT, facets=[])
    try:
        results = get_engine().search(query)
    except SearchUnavailable:
        return []
    if results.relaxed or results.degraded:
        return []
    cases = CaseStudy.objects.visible_to(request.by).filter(first_published_at__gt=request.created_at)
    return list(cases.filter(public_id__in=[hit.id for hit in results.hits]))


@transaction.atomic
def _answer(request: CaseRequest, case: CaseStudy) -> None:
    request.answers.add(case)
    if case.author_id == request.by_id:
        return
    key = f"{request.public_id}:{case.public_id}"
    notify(ANSWERED, [request.by], url=case.get_absolute_url(), obj=case, key=key, title=str(case))
