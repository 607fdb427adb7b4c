"""Which cases are in a collection now: those put in by hand, and what its search finds at this moment."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import cache
from django.db.models import Q

from bansou.access import tokens
from bansou.indexing.services import newest_change
from casestudies.models import CaseStudy
from casestudies.query import CaseQuerySet
from distil.models import Collection
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.state import SearchState, parse_query_string

MOST = 500  # newest cases of a search that a live collection holds
CHUNK, KEPT_SECONDS = 250, 60


@dataclass(frozen=True)
class Found:
    """What a search finds. `total` may be more than `ids`; `unavailable`: nobody could be asked."""

    ids: tuple[str, ...] = ()
    total: int = 0
    unavailable: bool = False


@dataclass(frozen=True)
class Members:
    """The cases of a collection as a reader may read them, and how its search went."""

    cases: CaseQuerySet
    found: Found


def found_by(state: SearchState, user: Any, most: int = MOST) -> Found:
    """The newest cases that meet the conditions. Words that do not all hold widen nothing here."""
    ids: list[str] = []
    total, state = 0, replace(state.as_list(), kind="case", sort="new")
    try:
        for page in range(1, -(-most // CHUNK) + 1):
            query = replace(state, page=page).query(tokens(user), size=CHUNK, facets=[])
            results = get_engine().search(query)
            if results.degraded or results.relaxed:
                return Found(unavailable=results.degraded)
            ids, total = [*ids, *(hit.id for hit in results.hits)], results.total
            if len(results.hits) < CHUNK:
                break
    except SearchUnavailable:
        return Found(unavailable=True)
    return Found(tuple(ids[:most]), total)


def _found_for(collection: Collection, user: Any) -> Found:
    """What its search finds. Asked once until something changes: the page of a collection and the views ask again and
    again; at most a minute old, because an index outside of the database follows its changes later."""
    if not collection.query:
        return Found()
    asked = [collection.query, str(newest_change()), *sorted(tokens(user))]
    key = f"collection:{hashlib.sha256(' '.join(asked).encode()).hexdigest()}"
    found = cache.get(key)
    if found is None:
        found = found_by(parse_query_string(collection.query), user)
        if not found.unavailable:
            cache.set(key, found, KEPT_SECONDS)
    return found


def members(collection: Collection, user: Any) -> Members:
    """What is in the collection now."""
    found = _found_for(collection, user)
    chosen = collection.entries.order_by()
    inside = Q(public_id__in=found.ids) | Q(pk__in=chosen.filter(is_out=False).values("case"))
    cases = CaseStudy.objects.visible_to(user).filter(inside)
    return Members(cases.exclude(pk__in=chosen.filter(is_out=True).values("case")), found)


def public_ids(collection: Collection, user: Any) -> list[str]:
    """Public ids of its cases, newest first: the order in which one goes through them."""
    cases = members(collection, user).cases.order_by("-published_on", "-id")
    return list(cases.values_list("public_id", flat=True))
