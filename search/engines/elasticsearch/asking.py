"""A query → the searches that the cluster is asked.

`hits`: those of the page. `counts`: total and facet counts. Both with all words that are needed. They are asked apart
because the cluster remembers the answer to a search without hits until its index changes (per audience: one for all
visitors, one for each member), and what most readers look at (everything, one usual word) is what costs most to count;
and without a total the best hits are found without reading all. A facet ignores its own selection, so what was selected
filters the total behind the query, and each group of facets that ignores the same filters by itself.
`facts`: how many documents hold each clause, and which kinds there are.
`probe`: for kinds in which nothing may hold all words, how many documents hold fewer.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from elasticsearch.dsl import Search
from elasticsearch.dsl.aggs import Filter, Filters
from elasticsearch.dsl.aggs import Terms as TermsOf
from elasticsearch.dsl.query import Bool, Range, Terms
from elasticsearch.dsl.query import Query as Condition

from search.analysis import safe
from search.engines.base import NEW, RELEVANCE, Query
from search.engines.elasticsearch.clauses import any_of, clause, closeness, needed
from search.engines.elasticsearch.connection import Json
from search.engines.elasticsearch.mapping import SORT_NAMES
from search.engines.elasticsearch.records import facet_field, safe_values
from search.query import Compiled

# Deeper than this the cluster does not page; the total stays right and the page is empty.
DEEPEST = 10_000
CODES, KINDS = 10_000, 100
RANKED_AGAIN = 200
HELD, OF_KIND, LEVEL, CHOSEN, CLAUSES, ASKED = "held", "@kinds", "level", "chosen", "clauses", "asked"
# Of a hit that shows nothing but its title.
BROWSED = ["kind", "id", "body"]


@dataclass(frozen=True, slots=True)
class Facet:
    """Where the answer has the counts of a scheme: names of aggregations from the outside in."""

    scheme: str
    path: tuple[str, ...]


class Asking:
    """What a query asks of the cluster."""

    def __init__(self, query: Query, compiled: Compiled) -> None:
        self.query = query
        self.compiled = compiled
        self.chosen = _chosen(query)
        self.kinds: list[Condition] = [of_kinds(query.kinds)] if query.kinds else []
        self.facets: list[Facet] = []

    @property
    def by_relevance(self) -> bool:
        """Are the hits ranked by their words?"""
        return bool(self.compiled.needs) and (self.query.sort == RELEVANCE or self.query.sort not in SORT_NAMES)

    # --- The page ---
    @property
    def shows_hits(self) -> bool:
        """Does the page have hits that can be reached?"""
        return self.query.size > 0 and self._start() < DEEPEST

    def hits(self, minimums: tuple[int, ...]) -> Json:
        """The hits of the page; only when it `shows_hits`."""
        size = min(self.query.size, DEEPEST - self._start())
        words = needed(self.compiled.needs, minimums)
        search = self._ranked(Search().query(self._base(words, self._unwanted(), [*self.kinds, *self._but()])))
        source = True if self.compiled.needs else BROWSED
        return search.extra(track_total_hits=False, from_=self._start(), size=size, _source=source).to_dict()

    def counts(self, minimums: tuple[int, ...]) -> Json:
        """Total and facet counts."""
        search = Search().query(self._base(needed(self.compiled.needs, minimums), self._unwanted()))
        behind = [*self.kinds, *self._but()]
        if behind:
            search = search.post_filter(Bool(filter=behind))
        search = search.extra(track_total_hits=True, size=0)
        self._count(search)
        return search.to_dict()

    def total(self, minimums: tuple[int, ...]) -> Json:
        """How many there are, and nothing else."""
        return Search().query(self.found(minimums)).extra(track_total_hits=True, size=0).to_dict()

    def found(self, minimums: tuple[int, ...]) -> Condition:
        """What holds of the documents found, and of no others."""
        return Bool(
            filter=[self._base(needed(self.compiled.needs, minimums), self._unwanted()), *self.kinds, *self._but()]
        )

    def _base(
        self, must: list[Condition], unwanted: Iterable[Condition] = (), among: Iterable[Condition] = ()
    ) -> Condition:
        """What may be read and holds the words, among what passes some filters."""
        readable = Terms("audience", safe_values(self.query.audience))
        excluded = [clause(c) for c in self.compiled.excluded]
        return Bool(must=must, filter=[readable, *among], must_not=[*excluded, *unwanted])

    def _unwanted(self) -> list[Condition]:
        return [Terms(facet_field(s), safe_values(codes)) for s, codes in sorted(self.query.excluded.items()) if codes]

    def _but(self, ignored: str = "") -> list[Condition]:
        """Everything chosen, but for one scheme."""
        return [condition for scheme, condition in self.chosen if scheme != ignored]

    def _ranked(self, search: Search) -> Search:
        if not self.by_relevance:
            name = self.query.sort if self.query.sort in SORT_NAMES else NEW
            fields = dict.fromkeys([f"sorts.{name}", f"sorts.{NEW}", "tie"])
            return search.sort(*({field: {"order": "desc"}} for field in fields))
        again = closeness(self.compiled)
        if again is None:
            return search
        return search.extra(rescore={"window_size": RANKED_AGAIN, "query": {"rescore_query": again.to_dict()}})

    def _start(self) -> int:
        return (max(1, self.query.page) - 1) * self.query.size

    # --- Counting ---
    def _count(self, search: Search) -> None:
        """Kinds and facets, grouped by what they ignore."""
        self.facets = []
        own = {scheme for scheme, _condition in self.chosen}
        shared = [scheme for scheme in self.query.facets if scheme not in own]
        if self.compiled.needs:
            search.aggs.bucket(HELD, _kinds())
        self._group(search, "k", self._but(), [OF_KIND])
        self._group(search, "all", [*self.kinds, *self._but()], shared)
        for place, scheme in enumerate(s for s in self.query.facets if s in own):
            self._group(search, f"own{place}", [*self.kinds, *self._but(scheme)], [scheme])

    def _group(self, search: Search, name: str, conditions: list[Condition], schemes: Sequence[str]) -> None:
        """Counts of some schemes among what passes the conditions."""
        bucket: Any = search.aggs
        path: tuple[str, ...] = ()
        if conditions and schemes:
            bucket, path = bucket.bucket(name, Filter(filter=Bool(filter=conditions))), (name,)
        for place, scheme in enumerate(schemes):
            inner = f"{name}{place}"
            bucket.bucket(inner, _kinds() if scheme == OF_KIND else TermsOf(field=facet_field(scheme), size=CODES))
            self.facets.append(Facet(scheme, (*path, inner)))

    # --- Beside it ---
    def facts(self) -> Json:
        """Of all documents, readable or not: how many hold each clause, which kinds there are."""
        search = Search().extra(size=0)
        search.aggs.bucket(OF_KIND, _kinds())
        search.aggs.bucket(CLAUSES, self._clauses())
        return search.to_dict()

    def probe(self, levels: Sequence[tuple[int, ...]], among: Condition) -> Json:
        """For each kind among these documents and each level: how many hold it, and how many of those pass what was
        chosen. How many hold each clause: of those among them that are of a kind that was asked for."""
        anything = any_of([clause(c) for c in self.compiled.clauses])
        search = Search().query(self._base([anything], among=[among])).extra(size=0)
        by_level: dict[str, Condition] = {
            f"{i}": Bool(filter=needed(self.compiled.needs, level)) for i, level in enumerate(levels)
        }
        passed = Bool(filter=self._but(), must_not=self._unwanted())
        of_kind = search.aggs.bucket(OF_KIND, _kinds())
        of_kind.bucket(LEVEL, Filters(filters=by_level)).bucket(CHOSEN, Filter(filter=passed))
        search.aggs.bucket(ASKED, Filter(filter=Bool(filter=self.kinds))).bucket(CLAUSES, self._clauses())
        return search.to_dict()

    def _clauses(self) -> Filters:
        return Filters(filters={f"{i}": clause(c) for i, c in enumerate(self.compiled.clauses)})


def of_kinds(kinds: Collection[str]) -> Condition:
    """Documents of these kinds."""
    return Terms("kind", safe_values(kinds))


def _kinds() -> TermsOf:
    return TermsOf(field="kind", size=KINDS)


def _chosen(query: Query) -> list[tuple[str, Condition]]:
    """(scheme, condition) of what is selected and of ranges, in one order whatever the address has."""
    found: list[tuple[str, Condition]] = [
        (scheme, Terms(facet_field(scheme), safe_values(codes))) for scheme, codes in query.selected.items() if codes
    ]
    for scheme, (first, last) in query.ranges.items():
        ends = {end: safe(code) for end, code in (("gte", first), ("lte", last)) if code is not None}
        if ends:
            found.append((scheme, Range(facet_field(scheme), ends)))
    return sorted(found, key=itemgetter(0))
