"""The cluster's answers → results."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from search.engines.base import Hit
from search.engines.elasticsearch.asking import ASKED, CHOSEN, CLAUSES, LEVEL, OF_KIND, Facet
from search.engines.elasticsearch.connection import Json
from search.engines.elasticsearch.records import spans_of
from search.passages import Matcher, title_and_passages
from search.query import Clause
from search.ranking import idf


def counts(buckets: Sequence[Json]) -> dict[str, int]:
    """code → number of documents."""
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets}


def total(answer: Json) -> int:
    """How many were found."""
    return answer["hits"]["total"]["value"]


def facet_counts(answer: Json, facets: Sequence[Facet]) -> dict[str, dict[str, int]]:
    """scheme → code → count."""
    found = {}
    for facet in facets:
        inside = answer["aggregations"]
        for name in facet.path:
            inside = inside[name]
        found[facet.scheme] = counts(inside["buckets"])
    return found


def weights(facts: Json, clauses: Sequence[Clause]) -> dict[Clause, float]:
    """How telling each clause is, counted over the whole index."""
    documents = sum(counts(facts["aggregations"][OF_KIND]["buckets"]).values())
    held = facts["aggregations"][CLAUSES]["buckets"]
    return {clause: idf(held[f"{i}"]["doc_count"], documents) for i, clause in enumerate(clauses)}


def hits(found: Sequence[Json], weights: Mapping[Clause, float]) -> tuple[Hit, ...]:
    """The hits of a page with their highlights."""
    wanted = {words: weight for clause, weight in weights.items() for words in clause.alternatives}
    matcher = Matcher(wanted) if wanted else None
    return tuple(_hit(one, matcher) for one in found)


def _hit(found: Json, matcher: Matcher | None) -> Hit:
    stored = found["_source"]
    words, spans = (stored["words"], spans_of(stored)) if matcher else ("", b"")
    title, passages = title_and_passages(stored["body"], words, spans, matcher)
    return Hit(stored["kind"], stored["id"], found["_score"] or 0.0, title, passages)


@dataclass(slots=True)
class Probed:
    """What the probe found: kind → per level (number that hold it, number of those that pass what was chosen)."""

    kinds: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    clauses: list[int] = field(default_factory=list)

    @classmethod
    def of(cls, answer: Json) -> "Probed":
        """Read the answer."""
        aggregations = answer["aggregations"]
        kinds = {
            bucket["key"]: [_level(bucket[LEVEL]["buckets"][f"{i}"]) for i in range(len(bucket[LEVEL]["buckets"]))]
            for bucket in aggregations[OF_KIND]["buckets"]
        }
        held = aggregations[ASKED][CLAUSES]["buckets"]
        return cls(kinds, [held[f"{i}"]["doc_count"] for i in range(len(held))])

    def level(self, asked: Collection[str]) -> int | None:
        """The first level that anything of the kinds asked for (none: all) holds; None when there is none."""
        chosen = [levels for kind, levels in self.kinds.items() if not asked or kind in asked]
        found = [i for levels in chosen for i, (held, _passed) in enumerate(levels) if held]
        return min(found, default=None)

    def counts(self) -> dict[str, int]:
        """kind → number found when that kind is relaxed by itself; kinds without any are left out."""
        firsts = {kind: next((passed for held, passed in levels if held), 0) for kind, levels in self.kinds.items()}
        return {kind: passed for kind, passed in firsts.items() if passed}


def _level(bucket: Json) -> tuple[int, int]:
    return bucket["doc_count"], bucket[CHOSEN]["doc_count"]
