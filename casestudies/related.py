"""Which cases are similar: by the terms that two cases share, and by what a comparison of their texts says.

Each shared term counts its weight times its rarity. Candidates come from an inverted index of bitmaps, narrowed term by
term to a few hundred, so the work grows with the number of cases and not with its square; those whose texts are near are
looked at too. The texts are compared by search, which also runs the job (search/related.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

from django.db import transaction
from pyroaring import BitMap

from casestudies.models import CaseStudy, CaseTerm, RelatedCase
from casestudies.similar import WORDS
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
REASONS = 6
LEAST_SHARED = 2  # one shared term alone is no similarity
ENOUGH = 20  # candidates below which narrowing stops
MOST = 200  # candidates that are scored
STARTS = 3  # narrowing begins once with each of the weightiest terms
# A text as near as the case's own counts as much as this; each word that both stated issues say, as much as that.
TEXT, WORD = 12.0, 3.0


@dataclass(frozen=True)
class TextNearness:
    """How near the text of another case is (0 … 1), and the telling words that both stated issues say."""

    relevance: float
    words: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """What it counts."""
        return TEXT * self.relevance + WORD * len(self.words)

    @property
    def reasons(self) -> list[Term]:
        """The words as reasons; relevance alone is none."""
        return [(WORDS, word) for word in self.words]


Texts = Mapping[int, TextNearness]  # by case id
FAR = TextNearness(0.0)


@dataclass(frozen=True)
class Neighbour:
    """A similar case and what both have in common: words first, then terms, weightiest first."""

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

    def neighbours(
        self, case_id: int, texts: Texts | None = None, kept: int = KEPT, least: int = LEAST_SHARED
    ) -> list[Neighbour]:
        """The most similar good and failed cases, best first. `texts`: how near the texts of some others are; `kept` of
        each outcome, with at least so many reasons."""
        texts = texts or {}
        weights = {term: self.weight(term) for term in self.terms_of.get(case_id, ())}
        own = sorted(weights, key=lambda term: -weights[term])
        found = []
        for pool in self.outcomes.values():
            others = {*self._candidates(own, pool), *(other for other in texts if other in pool)} - {case_id}
            scored = [self._scored(other, own, weights, texts.get(other, FAR)) for other in others]
            close = [neighbour for neighbour in scored if len(neighbour.reasons) >= least]
            found += sorted(close, key=lambda n: (-n.score, -n.case_id))[:kept]
        return sorted(found, key=lambda n: -n.score)

    def _scored(self, other: int, own: list[Term], weights: dict[Term, float], text: TextNearness) -> Neighbour:
        theirs = self.terms_of.get(other, ())
        shared = [term for term in own if term in theirs]
        score = sum(weights[term] for term in shared) + text.score
        return Neighbour(other, score, [*text.reasons, *shared][:REASONS])

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


@transaction.atomic
def store(found: Mapping[int, list[Neighbour]]) -> None:
    """Replace what is kept of these cases: case id → its neighbours."""
    RelatedCase.objects.filter(case__in=list(found)).delete()
    RelatedCase.objects.bulk_create(
        RelatedCase(case_id=case_id, other_id=near.case_id, score=near.score, reasons=near.reasons)
        for case_id, neighbours in found.items()
        for near in neighbours
    )
