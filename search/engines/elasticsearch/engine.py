"""The Elasticsearch engine."""

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from elasticsearch.helpers import scan

from search import analysis
from search.engines.analysed import analysed_batches
from search.engines.base import TERMS_SHOWN, Contrast, Document, Entry, Progress, Query, Results, Suggestion
from search.engines.elasticsearch.answering import counts
from search.engines.elasticsearch.connection import WRITE_SECONDS, Cluster, Deadline, Options, available
from search.engines.elasticsearch.contrasting import Contrasting
from search.engines.elasticsearch.indices import Indices
from search.engines.elasticsearch.records import id_of, record_of, tombstone
from search.engines.elasticsearch.searching import Searching, totals
from search.engines.elasticsearch.suggesting import suggested, suggestions
from search.engines.elasticsearch.writing import Writer
from search.query import compile_query

TOMBSTONE_SECONDS = 7 * 24 * 3600
MERGE_SECONDS = 3600.0


class ElasticsearchEngine:
    """See `search.engines.base.Engine`. Writes are seen a second later; they know nothing of transactions, so call them
    when the change is committed. Everything raises SearchUnavailable when the cluster cannot answer."""

    def __init__(self, options: Options) -> None:
        self.cluster = Cluster(options)
        self.indices = Indices(self.cluster)
        self.writer = Writer(self.cluster, self.indices)

    # --- Writing ---
    def put(self, document: Document) -> None:
        """Add or replace one document."""
        self.writer.write([record_of(document)])

    def put_many(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Add or replace many; analysed on all cores."""
        count = 0
        for batch in analysed_batches(documents, _always):
            self.writer.write([record_of(document, analysed) for document, analysed in batch])
            count += len(batch)
            if progress:
                progress(len(batch))
        return count

    def drop(self, kind: str, id: str, version: int = 0) -> None:
        """Take one document out."""
        if version or self.writer.stored_version(id_of(kind, id)) is not None:
            self.writer.write([tombstone(kind, id, version)])

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Fill a new index while the present one serves; then they change places. One that was begun before and broken
        off is gone on with."""
        held = set(self._ids(self.indices.next)) if self.indices.begin() else set()
        count = 0
        for batch in analysed_batches(documents, lambda batch: [id_of(d.kind, d.id) not in held for d in batch]):
            open_ = [(d, analysed) for d, analysed in batch if id_of(d.kind, d.id) not in held]
            self.writer.fill(record_of(document, analysed) for document, analysed in open_)
            count += len(batch)
            if progress:
                progress(len(batch))
        self.indices.finish()
        return count

    # --- Reading ---
    def steady(self) -> AbstractContextManager[None]:
        """Each search of a page sees the newest state."""
        return nullcontext()

    def search(self, query: Query) -> Results:
        """Answer a query."""
        return Searching(self.cluster, self.indices.live, query).results()

    def totals(self, queries: Sequence[Query]) -> list[int]:
        """How many each query finds with all its words."""
        return totals(self.cluster, self.indices.live, queries)

    def suggest(
        self, text: str, audience: Collection[str], limit: int = 8, kinds: Collection[str] = ()
    ) -> list[Suggestion]:
        """Titles of readable documents that go on from what was typed; best liked first."""
        body = suggestions(text, audience, limit, kinds)
        if body is None:
            return []
        deadline = Deadline(self.cluster.options.timeout)
        return suggested(self.cluster.search(self.indices.live, [body], deadline)[0])

    def significant(
        self, query: Query, other: Query, words: Collection[str] = (), limit: int = TERMS_SHOWN
    ) -> Contrast:
        """What one query's documents say more often than the other's."""
        return Contrasting(self.cluster, self.indices.live).result(query, other, words, limit)

    def names(self) -> Iterator[tuple[str, str]]:
        """(kind, id) of every document in the index."""
        for hit in self._scan(self.indices.live, {"query": {"term": {"alive": True}}, "_source": ["kind", "id"]}):
            yield hit["_source"]["kind"], hit["_source"]["id"]

    def entries(self, kind: str, ids: Collection[str]) -> dict[str, Entry]:
        """id → what the index holds now."""
        if not ids:
            return {}
        fields = ["alive", "id", "audience", "text", "facts"]
        found = self.cluster.stored(self.indices.live, [id_of(kind, id) for id in ids], fields)
        alive = [(doc["_source"], doc["_version"]) for doc in found if doc["_source"]["alive"]]
        return {
            held["id"]: Entry(held["id"], version, frozenset(held["audience"]), held["text"], held["facts"])
            for held, version in alive
        }

    # --- Upkeep ---
    def is_current(self) -> bool:
        """Is there an index, and was it made as this version makes them?"""
        return self.indices.is_current(self.indices.live)

    def stats(self) -> dict[str, Any]:
        """Figures for operators."""
        body = {"size": 0, "query": {"term": {"alive": True}}, "aggs": {"kinds": {"terms": {"field": "kind"}}}}
        answer = self.cluster.search(self.indices.live, [body], Deadline(WRITE_SECONDS))[0]
        kinds = counts(answer["aggregations"]["kinds"]["buckets"])
        return {
            "engine": "elasticsearch",
            "documents": sum(kinds.values()),
            "kinds": kinds,
            "index": self.indices.by_alias()[self.indices.live],
            "is_current": self.is_current(),
        }

    def warm(self) -> None:
        """Load the dictionary and connect; an absent cluster does not stop the start."""
        analysis.warm()
        compile_query("")
        self.cluster.client  # noqa: B018 - made now rather than in the first request

    def refresh(self) -> None:
        """Show all writes to readers now."""
        with available():
            self.cluster.patient.indices.refresh(index=self.indices.live)

    def optimise(self) -> None:
        """Merge the index into one piece, worth it after a bulk load, and show all writes."""
        with available():
            client = self.cluster.client.options(request_timeout=MERGE_SECONDS)
            client.indices.forcemerge(index=self.indices.live, max_num_segments=1)
        self.refresh()

    def tidy(self) -> None:
        """Forget what was dropped long ago: no older write can be on its way any more."""
        long_ago = int(time.time()) - TOMBSTONE_SECONDS
        query = {"bool": {"filter": [{"term": {"alive": False}}, {"range": {"dropped": {"lt": long_ago}}}]}}
        with available():
            self.cluster.patient.delete_by_query(index=self.indices.live, query=query, conflicts="proceed")

    def reset(self) -> None:
        """Forget everything: an empty index."""
        self.indices.delete_all()
        self.indices.create(self.indices.live)

    def _ids(self, alias: str) -> Iterator[str]:
        with available():
            self.cluster.patient.indices.refresh(index=alias)
        return (hit["_id"] for hit in self._scan(alias, {"_source": False}))

    def _scan(self, alias: str, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
        with available():
            yield from scan(self.cluster.patient, index=alias, query=body, size=5_000)


def _always(batch: list[Document]) -> list[bool]:
    return [True] * len(batch)
