"""One search, from the query to its results: usually one round trip.

Each kind of document is relaxed by itself. For cases, the usual tab, how many of the other kinds hold fewer words is asked
in the same round trip, as those are few documents. A second one, when a kind (there: cases) holds not all words; a third
one when nothing that was asked for does: then the hits are those of the first level that something holds.
"""

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from elasticsearch.dsl.query import Query as Condition

from search.engines.base import LARGEST_KIND, Query, Results
from search.engines.elasticsearch.answering import Probed, counts, facet_counts, hits, total, weights
from search.engines.elasticsearch.asking import HELD, OF_KIND, Asking, of_kinds
from search.engines.elasticsearch.clauses import levels
from search.engines.elasticsearch.connection import Cluster, Deadline, Json
from search.query import Clause, compile_query

Weights = dict[Clause, float]
Facets = dict[str, dict[str, int]]


class Found(NamedTuple):
    """What a page needs to know of what holds the words: total and facet counts, and the hits as the cluster gives them.
    They are two searches, and the counts of other tabs may be a third: a change that becomes visible between them shows
    in one alone, until the next request."""

    counted: Json
    hits: list[Json]


class Searching:
    """Asks the cluster for one query."""

    def __init__(self, cluster: Cluster, index: str, query: Query, deadline: Deadline | None = None) -> None:
        self.cluster = cluster
        self.index = index
        self.query = query
        self.compiled = compile_query(query.text)
        self.asking = Asking(query, self.compiled)
        self.levels = levels(self.compiled.needs)
        self.deadline = deadline or Deadline(cluster.options.timeout)

    def results(self) -> Results:
        """Ask as often as it takes."""
        if not self.compiled.needs:
            return self._read(self._find(())[0], {})
        found, (facts, *others) = self._find(self.levels[0], self.asking.facts(), *self._others())
        weighed = weights(facts, self.compiled.clauses)
        held = counts(found.counted["aggregations"][HELD]["buckets"]).keys()
        lacking = counts(facts["aggregations"][OF_KIND]["buckets"]).keys() - held
        if len(self.levels) == 1 or not lacking:
            return self._read(found, weighed)
        if others and not lacking & set(self.query.kinds):
            return self._read(found, weighed, Probed.of(others[0]))
        probed = Probed.of(self._ask(self.asking.probe(self.levels, of_kinds(lacking)))[0])
        is_held = bool(held & set(self.query.kinds) if self.query.kinds else held)
        level = 0 if is_held else probed.level(self.query.kinds)
        return self._relaxed(found, probed, level, weighed) if level else self._read(found, weighed, probed)

    def _others(self) -> list[Json]:
        """What asks how many of the kinds that were not asked for hold fewer words; nothing when these may be many
        documents, or hold what they must in any case."""
        if len(self.levels) == 1 or LARGEST_KIND not in self.query.kinds:
            return []
        return [self.asking.probe(self.levels, ~of_kinds(self.query.kinds))]

    def _find(self, level: tuple[int, ...], *beside: Json) -> tuple[Found, list[Json]]:
        """What holds so many of the words, and the answers to what is asked beside."""
        wanted = [self.asking.hits(level)] if self.asking.shows_hits else []
        counted, *answers = self._ask(self.asking.counts(level), *beside, *wanted)
        listed = answers.pop()["hits"]["hits"] if wanted else []
        return Found(counted, listed), answers

    def condition(self) -> Condition:
        """What holds of the documents found, and of no others."""
        return self.asking.found(self.levels[self._level() if len(self.levels) > 1 else 0])

    def _level(self) -> int:
        """How far the words must be relaxed until anything asked for holds them."""
        kinds = self.query.kinds or counts(self._ask(self.asking.facts())[0]["aggregations"][OF_KIND]["buckets"])
        return Probed.of(self._ask(self.asking.probe(self.levels, of_kinds(kinds)))[0]).level(self.query.kinds) or 0

    def _relaxed(self, strictly: Found, probed: Probed, level: int, weighed: Weights) -> Results:
        """Nothing asked for holds all words: the hits of a lower level. `strictly`: what was found without relaxing."""
        results = self._read(self._find(self.levels[level])[0], weighed)
        held = dict(zip(self.compiled.clauses, probed.clauses, strict=True))
        dropped = tuple(clause.surface for clause, count in held.items() if not count)
        return replace(results, kinds=self._kinds(strictly.counted, probed), relaxed=True, dropped=dropped)

    def _read(self, found: Found, weighed: Weights, probed: Probed | None = None) -> Results:
        return Results(
            total=total(found.counted),
            hits=hits(found.hits, weighed),
            facets=self._facets(found.counted),
            kinds=self._kinds(found.counted, probed),
            terms=self.compiled.terms,
            page=max(1, self.query.page),
            size=self.query.size,
        )

    def _facets(self, answer: Json) -> Facets:
        return {
            scheme: codes for scheme, codes in facet_counts(answer, self.asking.facets).items() if scheme != OF_KIND
        }

    def _kinds(self, answer: Json, probed: Probed | None) -> dict[str, int]:
        """Counts per kind: as found, and of those that were relaxed by themselves."""
        found = facet_counts(answer, self.asking.facets)[OF_KIND]
        return found | probed.counts() if probed else found

    def _ask(self, *bodies: Json) -> list[Json]:
        return self.cluster.search(self.index, bodies, self.deadline, self._preference())

    def _preference(self) -> str:
        """The same words go to the same copies of the index, so that pages fit together and caches are warm."""
        return f"{zlib.crc32(self.query.text.encode(errors='replace')):08x}"


def totals(cluster: Cluster, index: str, queries: Sequence[Query]) -> list[int]:
    """How many each query finds with all its words; one round trip for all."""
    askings = [Asking(query, compile_query(query.text)) for query in queries]
    bodies = [asking.total(next(iter(levels(asking.compiled.needs)), ())) for asking in askings]
    answers = cluster.search(index, bodies, Deadline(cluster.options.timeout)) if bodies else []
    return [total(answer) for answer in answers]


def found_by(cluster: Cluster, index: str, query: Query, deadline: Deadline) -> Condition:
    """What holds of the documents that a query finds, and of no others."""
    return Searching(cluster, index, query, deadline).condition()
