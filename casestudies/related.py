"""Similar cases: computed in the background from the terms that two cases share.

Each shared term counts its weight times its rarity. Candidates come from an inverted index of bitmaps, narrowed term by
term to a few hundred, so the work grows with the number of cases and not with its square.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from math import log

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap

from bansou.indexing.models import Change
from casestudies.models import CaseStudy, CaseTerm, RelatedCase, RelatedCursor
from casestudies.structure import FAILURE, GOOD

Term = tuple[str, str]  # (scheme, code)
WEIGHTS = {
    "step": 3.0,  # the main step only
    "wall": 3.0,
    "surface_issue": 2.0,
    "industry": 2.0,
    "pitfall": 2.0,
    "theme": 1.5,
    "cause": 1.5,
    "employee_band": 1.0,
    "situation": 1.0,
}
KEPT = 4  # of each outcome: a reader may not be allowed to read all of them
REASONS = 5
LEAST_SHARED = 2  # one shared term alone is no similarity
ENOUGH = 20  # candidates below which narrowing stops
MOST = 200  # candidates that are scored
STARTS = 3  # narrowing begins once with each of the weightiest terms
BATCH = 500


@dataclass(frozen=True)
class Neighbour:
    """A similar case and the shared terms, weightiest first."""

    case_id: int
    score: float
    reasons: list[Term]


@dataclass
class Index:
    """Terms of all published cases, both ways round."""

    names: dict[Term, Term] = field(default_factory=dict)  # one object for each term, however many cases carry it
    terms_of: dict[int, list[Term]] = field(default_factory=dict)
    cases_of: dict[Term, BitMap] = field(default_factory=dict)
    outcomes: dict[str, BitMap] = field(default_factory=lambda: {GOOD: BitMap(), FAILURE: BitMap()})

    @classmethod
    def load(cls) -> "Index":
        """Everything that is published, in one pass over the terms."""
        index = cls()
        published = CaseStudy.objects.published().values("pk")
        rows = CaseTerm.objects.filter(scheme__in=[*WEIGHTS, "outcome"], case__in=published)
        for case, scheme, code, is_main in rows.values_list("case_id", "scheme", "code", "is_main").iterator(10_000):
            index.add(case, scheme, code, is_main)
        return index

    def add(self, case_id: int, scheme: str, code: str, is_main: bool = False) -> None:
        """Take in one term of a case."""
        if scheme == "outcome":
            if code in self.outcomes:
                self.outcomes[code].add(case_id)
        elif scheme != "step" or is_main:
            term = self.names.setdefault((scheme, code), (scheme, code))
            self.cases_of.setdefault(term, BitMap()).add(case_id)
            self.terms_of.setdefault(case_id, []).append(term)

    def weight(self, term: Term) -> float:
        """What sharing this term counts: the rarer, the more."""
        return WEIGHTS[term[0]] * log(1 + len(self.terms_of) / len(self.cases_of[term]))

    def neighbours(self, case_id: int) -> list[Neighbour]:
        """The most similar good and failed cases, best first."""
        weights = {term: self.weight(term) for term in self.terms_of.get(case_id, ())}
        own = sorted(weights, key=lambda term: -weights[term])
        found = []
        for pool in self.outcomes.values():
            scored = [self._scored(other, own, weights) for other in self._candidates(own, pool) if other != case_id]
            close = [neighbour for neighbour in scored if len(neighbour.reasons) >= LEAST_SHARED]
            found += sorted(close, key=lambda n: (-n.score, -n.case_id))[:KEPT]
        return sorted(found, key=lambda n: -n.score)

    def _scored(self, other: int, own: list[Term], weights: dict[Term, float]) -> Neighbour:
        theirs = self.terms_of[other]
        shared = [term for term in own if term in theirs]
        return Neighbour(other, sum(weights[term] for term in shared), shared[:REASONS])

    def _candidates(self, own: list[Term], pool: BitMap) -> Iterable[int]:
        """Members of `pool` that share the weightiest terms: all of a small pool, the newest of a large one."""
        if len(pool) <= MOST:
            return [case for case in pool if case in self.terms_of]
        found = BitMap()
        for start in range(min(STARTS, len(own))):
            found |= self._narrowed(own[start:], pool)
        for term in own:
            if len(rare := self.cases_of[term] & pool) <= ENOUGH:
                found |= rare
        return found

    def _narrowed(self, terms: list[Term], pool: BitMap) -> BitMap:
        for term in terms:
            narrower = pool & self.cases_of[term]
            if len(narrower) >= ENOUGH:
                pool = narrower
        return pool if len(pool) <= MOST else pool[-MOST:]


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
        touched = set(changed) | {near.case_id for case_id in changed for near in index.neighbours(case_id)}
        _store_all(index, sorted(touched))
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
        _store(index, batch)


@transaction.atomic
def _store(index: Index, case_ids: list[int]) -> None:
    RelatedCase.objects.filter(case__in=case_ids).delete()
    RelatedCase.objects.bulk_create(_rows(index, case_ids))


def _rows(index: Index, case_ids: list[int]) -> Iterator[RelatedCase]:
    for case_id in case_ids:
        for near in index.neighbours(case_id):
            yield RelatedCase(case_id=case_id, other_id=near.case_id, score=near.score, reasons=near.reasons)


def _remember(last_change: int) -> None:
    RelatedCursor.objects.update_or_create(pk=1, defaults={"last_change": last_change, "at": timezone.now()})
