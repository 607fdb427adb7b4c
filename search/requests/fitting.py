"""Who may know a case for given conditions: by what they say they know, and by the cases that they published."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from bansou.access import tokens
from bansou.notifications.models import Delivery
from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from search.documents import PLACE
from search.engines import get_engine
from search.models import RequestSilence
from search.state import SearchState

VERB = "case_request"
TOLD_AT_MOST = 20
REST = timedelta(days=7)  # nobody is told more often
LOOKED_AT = 50  # cases per condition


def fitting_advisors(state: SearchState, by: Any) -> list[Any]:
    """Approved members who fit at least half of the conditions, those who fit the most first, at most 20.

    Left out: `by`, who wants no such notice, who had one within a week. Cases count as `by` may read them, so the number
    of notices tells nothing about others.
    """
    conditions = list(_conditions(state))
    profiles = list(get_user_model().objects.approved().only("pk", "expertise", "prefecture", "supporter_type"))
    points = Counter[int]()
    for condition in conditions:
        points.update(_authors(condition, by) | _experienced(condition, profiles))
    enough = [pk for pk, number in points.items() if 2 * number >= len(conditions)]
    people = get_user_model().objects.approved().filter(pk__in=enough).exclude(pk=by.pk).exclude(pk__in=_resting())
    found = list(people.exclude(pk__in=RequestSilence.objects.values("user")))
    random.shuffle(found)  # among equals it is not always the same ones
    return sorted(found, key=lambda person: -points[person.pk])[:TOLD_AT_MOST]


def _conditions(state: SearchState) -> Iterator[SearchState]:
    """Each condition as a search of its own. That a case went well or not is nobody's field."""
    selected = {facet: codes for facet, codes in state.selected.items() if facet != "outcome"} or state.selected
    yield from (SearchState(selected={facet: codes}, sort="new") for facet, codes in selected.items())
    if state.q:
        yield SearchState(q=state.q)


def _resting() -> Any:
    told = Delivery.objects.filter(event__verb=VERB, event__at__gt=timezone.now() - REST)
    return told.values("user")


def _authors(condition: SearchState, by: Any) -> set[int]:
    """Who wrote a case that meets the condition."""
    results = get_engine().search(condition.query(tokens(by), size=LOOKED_AT, facets=[]))
    if results.degraded:  # the simple answer of the database does not know every condition
        return set()
    cases = CaseStudy.objects.filter(public_id__in=[hit.id for hit in results.hits])
    return set(cases.values_list("author", flat=True))


def _experienced(condition: SearchState, profiles: Iterable[Any]) -> set[int]:
    """Whose profile names it."""
    return {
        person.pk
        for facet, codes in condition.selected.items()
        for person in profiles
        if set(codes) & _own_codes(person, facet)
    }


def _own_codes(person: Any, facet: str) -> set[str]:
    if facet == PLACE:
        return {person.prefecture, terms.region_of(person.prefecture)} if person.prefecture else set()
    if facet == "supporter_type":
        above = terms.ancestors(facet, person.supporter_type) if person.supporter_type else []
        return {person.supporter_type, *(code for _scheme, code in above)} - {""}
    return set(person.expertise.get(facet, ()))
