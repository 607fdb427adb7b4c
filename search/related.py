"""The job that computes similar cases: terms by casestudies.related, texts by the engine.

Each case's stated and real issue is asked as a sentence; the relevance of another case, against the case's own, is how
near their texts are. A word is a reason only where both stated issues say it. When the engine cannot answer, terms
alone decide, and the text counts the next time that the case is computed.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from django.utils import timezone

from bansou.access import STAFF
from bansou.indexing.models import Change
from casestudies.models import CaseStudy, RelatedCase, RelatedCursor
from casestudies.related import Index, Neighbour, TextNearness, Texts, store
from search.engines import get_engine
from search.engines.base import Query, SearchUnavailable
from search.likeness import as_sentence, shared, telling

NEAREST = 20  # others whose text is looked at
SENTENCE = 160  # characters of a case that are asked
WORDS = 3
BATCH = 100


def update_all(report: Callable[[list[int]], Iterable[int]] = iter) -> int:
    """Compute every published case anew. `report` wraps the list of ids, for a progress bar."""
    index = Index.load()
    ids = list(index.terms_of)
    last = _newest_change()
    _store_all(index, report(ids))
    _remember(last)
    return len(ids)


def update_changed() -> int:
    """Compute the cases that were published since the last time, and those that they resemble. A job of the worker."""
    cursor = RelatedCursor.objects.filter(pk=1).first() or RelatedCursor()
    last = _newest_change()
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


def _newest_change() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _store_all(index: Index, case_ids: Iterable[int]) -> None:
    """Write in batches: no writer waits longer than for one of them."""
    rest = iter(case_ids)
    while batch := list(islice(rest, BATCH)):
        store(_computed(index, batch))


def _computed(index: Index, case_ids: list[int]) -> dict[int, list[Neighbour]]:
    """Case id → its neighbours."""
    texts = near_texts(case_ids)
    return {case_id: index.neighbours(case_id, texts.get(case_id)) for case_id in case_ids}


# --- Texts ----------------------------------------------------------------------------------------------------------------
def near_texts(case_ids: Iterable[int]) -> dict[int, Texts]:
    """Case id → the nearest others by their texts."""
    cases = CaseStudy.objects.filter(pk__in=list(case_ids)).only("public_id", "presenting_issue", "core_issue")
    found = {case.pk: _relevance(case) for case in cases}
    issues = _stated_issues({public_id for others in found.values() for public_id in others})
    return {case.pk: _compared(case, found[case.pk], issues) for case in cases}


def _relevance(case: CaseStudy) -> dict[str, float]:
    """Public id of another case → relevance of this case's issues, 1 being that of the case itself."""
    sentence = as_sentence(f"{case.presenting_issue}{case.core_issue}"[:SENTENCE])
    query = Query(text=sentence, kinds=("case",), audience=(STAFF,), size=NEAREST + 1)
    try:
        results = get_engine().search(query)
    except SearchUnavailable:
        return {}
    if not results.terms or results.degraded:
        return {}
    own = max((hit.score for hit in results.hits), default=0.0)
    return {hit.id: hit.score / own for hit in results.hits if own > 0 and hit.id != case.public_id}


def _stated_issues(public_ids: set[str]) -> dict[str, tuple[int, str]]:
    """Public id → case id and stated issue."""
    rows = CaseStudy.objects.published().filter(public_id__in=public_ids)
    return {public_id: (pk, text) for public_id, pk, text in rows.values_list("public_id", "pk", "presenting_issue")}


def _compared(case: CaseStudy, relevance: dict[str, float], issues: dict[str, tuple[int, str]]) -> Texts:
    words = telling(case.presenting_issue)
    return {
        issues[public_id][0]: TextNearness(near, tuple(shared(words, issues[public_id][1])[:WORDS]))
        for public_id, near in relevance.items()
        if public_id in issues
    }


def _remember(last_change: int) -> None:
    RelatedCursor.objects.update_or_create(pk=1, defaults={"last_change": last_change, "at": timezone.now()})
