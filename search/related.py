"""The job that computes similar cases: terms by casestudies.related, texts by the engine.

The telling words of each case's stated and real issue are asked; the relevance of another case, against the case's own,
is how near their texts are. Of the closest by terms and texts, stated issues are compared word by word: a word that both
say counts, and is a reason. When the engine cannot answer, terms and words decide.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from django.utils import timezone

from bansou.access import STAFF
from bansou.indexing.models import Change
from bansou.indexing.services import newest_change
from casestudies.models import CaseStudy, RelatedCase, RelatedCursor
from casestudies.related import FAR, Index, Neighbour, TextNearness, Texts, store
from search.engines import get_engine
from search.engines.base import Query, SearchUnavailable
from search.likeness import gist, shared, telling

NEAREST = 20  # others whose text is looked at
LOOKED_AT = 300  # characters of stated and real issue
WORDS = 3
WIDE = 10  # of each outcome, whose stated issues are compared word by word
BATCH = 100


def update_all(report: Callable[[list[int]], Iterable[int]] = iter) -> int:
    """Compute every published case anew. `report` wraps the list of ids, for a progress bar."""
    index = Index.load()
    ids = list(index.terms_of)
    last = newest_change()
    _store_all(index, report(ids))
    _remember(last)
    return len(ids)


def update_changed() -> int:
    """Compute the cases that were published since the last time, and those that they resemble. A job of the worker."""
    cursor = RelatedCursor.objects.filter(pk=1).first() or RelatedCursor()
    last = newest_change()
    changed = _stale(cursor.last_change, cursor.at) if last > cursor.last_change else []
    if changed:
        index = Index.load()
        touched = {near.case_id for near_ones in _computed(index, changed).values() for near in near_ones}
        _store_all(index, sorted(touched.union(changed)))
    if last > cursor.last_change:
        _remember(last)
    return len(changed)


def _stale(last_change: int, since: datetime | None) -> list[int]:
    """Published cases that changed and whose text is newer than what was computed. A press of 「参考になった」 is a
    change too, and no reason to compute anything."""
    public_ids = Change.objects.filter(kind=CaseStudy.kind, pk__gt=last_change).values_list("object_id", flat=True)
    cases = CaseStudy.objects.published().filter(public_id__in=set(public_ids))
    rows = cases.values_list("pk", "last_published_at")
    known = set(RelatedCase.objects.filter(case__in=cases).values_list("case_id", flat=True))
    return [pk for pk, at in rows if pk not in known or (since and at and at > since)]


def _store_all(index: Index, case_ids: Iterable[int]) -> None:
    """Write in batches: no writer waits longer than for one of them."""
    rest = iter(case_ids)
    while batch := list(islice(rest, BATCH)):
        store(_computed(index, batch))


def _computed(index: Index, case_ids: list[int]) -> dict[int, list[Neighbour]]:
    """Case id → its neighbours: of a wider choice those that also say the same words."""
    cases = CaseStudy.objects.in_bulk(case_ids)
    texts = near_texts(cases.values())
    wide = {case_id: index.neighbours(case_id, texts[case_id], WIDE, least=0) for case_id in cases}
    others = {near.case_id for found in wide.values() for near in found}
    issues = dict(CaseStudy.objects.filter(pk__in=others).values_list("pk", "presenting_issue"))
    return {
        case_id: index.neighbours(case_id, _with_words(case, wide[case_id], texts[case_id], issues))
        for case_id, case in cases.items()
    }


# --- Texts ----------------------------------------------------------------------------------------------------------------
def near_texts(cases: Iterable[CaseStudy]) -> dict[int, Texts]:
    """Case id → how near the texts of the nearest others are."""
    found = {case.pk: _relevance(case) for case in cases}
    public_ids = {public_id for others in found.values() for public_id in others}
    pks = dict(CaseStudy.objects.published().filter(public_id__in=public_ids).values_list("public_id", "pk"))
    return {
        case_id: {pks[other]: TextNearness(near) for other, near in others.items() if other in pks}
        for case_id, others in found.items()
    }


def _relevance(case: CaseStudy) -> dict[str, float]:
    """Public id of another case → relevance of this case's issues, 1 being that of the case itself."""
    query = Query(
        text=gist(f"{case.presenting_issue}{case.core_issue}"[:LOOKED_AT]),
        kinds=("case",),
        audience=(STAFF,),
        size=NEAREST + 1,
    )
    try:
        results = get_engine().search(query)
    except SearchUnavailable:
        return {}
    if not results.terms or results.degraded:
        return {}
    own = max((hit.score for hit in results.hits), default=0.0)
    return {hit.id: hit.score / own for hit in results.hits if own > 0 and hit.id != case.public_id}


def _with_words(case: CaseStudy, near: list[Neighbour], texts: Texts, issues: dict[int, str]) -> Texts:
    """The same nearness, and the words that both stated issues say."""
    words = telling(case.presenting_issue)
    said = {n.case_id: tuple(shared(words, issues.get(n.case_id, ""))[:WORDS]) for n in near}
    return {**texts, **{pk: TextNearness(texts.get(pk, FAR).relevance, words) for pk, words in said.items()}}


def _remember(last_change: int) -> None:
    RelatedCursor.objects.update_or_create(pk=1, defaults={"last_change": last_change, "at": timezone.now()})
