"""What became of requests for cases: from an empty cell to the cases that filled it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from bansou.access import is_member
from casestudies.models import CaseStudy
from search.models import CaseRequest
from search.saved.words import proposed_name
from search.state import SearchState, parse_query_string

LOOKED_AT = 200  # the newest requests
SHOWN = 10


@dataclass(frozen=True)
class Followed:
    """A request and its answers. `answers`: (title, address, days after the request) that the reader may read;
    `others`: how many more there are."""

    conditions: str
    asked_on: date
    url: str
    is_open: bool
    answers: list[tuple[str, str, int]]
    others: int


def followed(facets: tuple[str, ...], codes: dict[str, str], user: Any) -> list[Followed]:
    """The newest requests that name a value of each of `facets`, and these `codes` (facet → code). For members."""
    if not is_member(user):
        return []
    readable: Any = Prefetch(
        "answers", CaseStudy.objects.visible_to(user).order_by("first_published_at"), to_attr="readable"
    )
    found = CaseRequest.objects.prefetch_related(readable, "answers")[:LOOKED_AT]
    states = ((request, parse_query_string(request.query)) for request in found)
    fitting = [(request, state) for request, state in states if _fits(state, facets, codes)]
    waiting = set(CaseRequest.objects.open().values_list("pk", flat=True))
    return [_followed(request, state, request.pk in waiting) for request, state in fitting[:SHOWN]]


def _fits(state: SearchState, facets: tuple[str, ...], codes: dict[str, str]) -> bool:
    named = all(state.selected.get(facet) for facet in facets)
    return named and all(code in state.selected.get(facet, ()) for facet, code in codes.items())


def _followed(request: CaseRequest, state: SearchState, is_open: bool) -> Followed:
    readable: list[CaseStudy] = request.readable  # type: ignore[attr-defined]
    asked_on = timezone.localdate(request.created_at)
    answers = [(str(case), case.get_absolute_url(), _days(asked_on, case)) for case in readable]
    others = len(request.answers.all()) - len(readable)
    return Followed(proposed_name(state), asked_on, state.with_page(1), is_open, answers, others)


def _days(asked_on: date, case: CaseStudy) -> int:
    published = case.first_published_at
    return max(0, (timezone.localdate(published) - asked_on).days) if published else 0
