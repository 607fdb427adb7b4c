"""Which pairs are proposed: the job for all cases, and those near to one case.

Similar cases are known already (`RelatedCase`); twins are those of them with opposite outcomes that are alike in at least
two of step, walls, size and issue.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from heapq import nlargest
from typing import Any

from django.db import transaction
from django.db.models import Q

from casestudies.models import CaseStudy, CaseTerm, RelatedCase
from casestudies.structure import FAILURE, GOOD
from distil.models import Twins
from distil.twins.nearness import LEAST, Term, dimensions, shared_terms

PROPOSED = 200  # pairs that wait for a curator
PER_CASE = 2  # pairs of one case among them
LOOKED_AT = 2_000  # the nearest pairs, of which those are chosen
NEAR_ONE = 12


@dataclass(frozen=True)
class Pair:
    """A good and a failed case, how near they are, and what they have in common."""

    good: CaseStudy
    failure: CaseStudy
    score: float
    shared: list[Term]


def propose() -> int:
    """A job: renew the proposals. Pairs that a curator marked or set aside stay as they are. How many are proposed.
    Looking comes first, so that nobody waits for it to write."""
    return _keep({(pair.good.pk, pair.failure.pk): pair for pair in _chosen(_nearest())})


@transaction.atomic
def _keep(found: dict[tuple[int, int], Pair]) -> int:
    waiting = Twins.objects.filter(state=Twins.State.PROPOSED)
    gone = [twins.pk for twins in waiting if (twins.good_id, twins.failure_id) not in found]
    waiting.filter(pk__in=gone).delete()
    rows = [Twins(good=p.good, failure=p.failure, score=p.score, shared=p.shared) for p in found.values()]
    Twins.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["good", "failure"], update_fields=["score", "shared"]
    )
    return waiting.all().count()


def _nearest() -> list[Pair]:
    """The nearest pairs with opposite outcomes, best first, alike in enough."""
    ids = {outcome: _ids(outcome) for outcome in (GOOD, FAILURE)}
    rows = RelatedCase.objects.order_by().values_list("case_id", "other_id", "score")
    found = nlargest(LOOKED_AT, _opposite(rows.iterator(10_000), ids), key=lambda pair: pair[1])
    return _pairs(dict(reversed(found)))


def _ids(outcome: str) -> set[int]:
    published = CaseStudy.objects.published().values("pk")
    rows = CaseTerm.objects.filter(scheme="outcome", code=outcome, case__in=published)
    return set(rows.values_list("case_id", flat=True))


def _opposite(
    rows: Iterable[tuple[int, int, float]], ids: dict[str, set[int]]
) -> Iterator[tuple[tuple[int, int], float]]:
    """((good, failure), score) of rows that join the two."""
    for case, other, score in rows:
        if case in ids[GOOD] and other in ids[FAILURE]:
            yield (case, other), score
        elif case in ids[FAILURE] and other in ids[GOOD]:
            yield (other, case), score


def _pairs(scores: dict[tuple[int, int], float]) -> list[Pair]:
    """The pairs with their cases, best first, without those that are alike in too little."""
    cases = _cases({pk for pair in scores for pk in pair})
    both = [(cases[one], cases[two], score) for (one, two), score in scores.items() if one in cases and two in cases]
    pairs = [Pair(good, failure, score, shared_terms(good, failure)) for good, failure, score in both]
    alike = [pair for pair in pairs if len(dimensions(pair.shared)) >= LEAST]
    return sorted(alike, key=lambda p: (-len(dimensions(p.shared)), -p.score, p.good.pk, p.failure.pk))


def _cases(ids: Collection[int]) -> dict[int, CaseStudy]:
    return CaseStudy.objects.published().prefetch_related("terms").in_bulk(list(ids))


def _chosen(pairs: list[Pair]) -> Iterator[Pair]:
    """The best of them, no case in too many."""
    used: Counter[int] = Counter()
    left = PROPOSED
    for pair in pairs:
        if left and used[pair.good.pk] < PER_CASE and used[pair.failure.pk] < PER_CASE:
            used.update((pair.good.pk, pair.failure.pk))
            left -= 1
            yield pair


def near_to(case: CaseStudy, user: Any) -> list[Pair]:
    """Pairs of this case with those that `user` may read, best first; asked for by a curator."""
    if case.outcome not in (GOOD, FAILURE):
        return []
    joined = RelatedCase.objects.filter(Q(case=case) | Q(other=case)).order_by("-score")
    rows = list(joined.values_list("case_id", "other_id", "score")[: NEAR_ONE * 4])
    ids = {pk for one, two, _score in rows for pk in (one, two)}
    others = CaseStudy.objects.visible_to(user).filter(pk__in=ids)
    outcomes: dict[str, set[int]] = {GOOD: set(), FAILURE: set()}
    terms = CaseTerm.objects.filter(scheme="outcome", case__in=others, code__in=outcomes)
    for pk, outcome in terms.values_list("case_id", "code"):
        outcomes[outcome].add(pk)
    return _pairs(dict(reversed(list(_opposite(rows, outcomes)))))[:NEAR_ONE]
