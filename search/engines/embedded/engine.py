"""The embedded engine: SQLite FTS5 for words, bitmaps for everything that is counted."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.db import transaction
from pyroaring import BitMap

from bansou.batches import lists_of
from search import analysis
from search.engines.analysed import analysed_batches
from search.engines.base import (
    HELPFUL,
    TERMS_SHOWN,
    Contrast,
    Document,
    Entry,
    Hit,
    Progress,
    Query,
    Results,
    Suggestion,
)
from search.engines.embedded.contrasting import Contrasting
from search.engines.embedded.follower import Follower
from search.engines.embedded.matching import Matching, Words
from search.engines.embedded.order import Order, Ranked, Selection
from search.engines.embedded.snapshot import AUDIENCE, KIND, Snapshot
from search.engines.embedded.store import Body, Store
from search.engines.embedded.writing import Writer
from search.engines.fingerprint import facts_digest
from search.passages import Matcher, title_and_passages
from search.query import compile_query
from search.readings import typed_keys

KEPT_CHANGES = 20_000
WARMED_AT_ONCE = 10  # all of them at once would leave hundreds of megabytes behind


class EmbeddedEngine:
    """See `search.engines.base.Engine`. `alias`: the Django database that holds the index tables."""

    def __init__(self, alias: str = "default") -> None:
        self.store = Store(alias)
        self.writer = Writer(self.store)
        self.follower = Follower(self.store)

    # --- Writing ---
    def put(self, document: Document) -> None:
        """Add or replace one document."""
        with transaction.atomic(using=self.store.alias):
            self.writer.put([(document, None)])

    def put_many(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Add or replace many, 500 to a transaction; analysed on all cores."""
        return len(self._put_all(documents, progress)[0])

    def _put_all(self, documents: Iterable[Document], progress: Progress | None) -> tuple[set[tuple[str, str]], int]:
        """(names of all documents, the newest version among them)."""
        seen: set[tuple[str, str]] = set()
        newest = 0
        with self.store.in_bulk():
            for batch in analysed_batches(documents, self.writer.are_new):
                with transaction.atomic(using=self.store.alias):
                    self.writer.put(batch)
                seen.update((document.kind, document.id) for document, _analysed in batch)
                newest = max([newest, *(document.version for document, _analysed in batch)])
                if progress:
                    progress(len(batch))
        return seen, newest

    def drop(self, kind: str, id: str, version: int = 0) -> None:
        """Take one document out."""
        with transaction.atomic(using=self.store.alias):
            self.writer.drop(kind, id, version)

    def rebuild(self, documents: Iterable[Document], progress: Progress | None = None) -> int:
        """Put all, then drop what was not among them, unless it appeared meanwhile; readers are served all the while."""
        seen, newest = self._put_all(documents, progress)
        for kind, object_id in self.store.live_names():
            if (kind, object_id) not in seen:
                self.drop(kind, object_id, version=newest)
        self.optimise()
        self.tidy()
        return len(seen)

    # --- Reading ---
    def steady(self) -> AbstractContextManager[None]:
        """Several searches of one page see one state."""
        return self.follower.steady()

    def search(self, query: Query) -> Results:
        """Answer a query."""
        compiled = compile_query(query.text)
        with self.follower.current() as snapshot:
            matching = Matching.of(compiled, Words(self.store, snapshot))
            readable = snapshot.union(AUDIENCE, query.audience)
            matched = matching.within(readable & snapshot.union(KIND, query.kinds) if query.kinds else readable)
            selection = Selection(snapshot, query)
            found = selection.within(matched.found)
            ranked = Order(self.store, snapshot, matching).page(found, query)
            facets = {s: snapshot.counts(s, selection.within(matched.found, s)) for s in query.facets}
            kinds = _kind_counts(snapshot, matching, readable, selection)
        return Results(
            total=len(found),
            hits=self._hits(ranked, matching),
            facets=facets,
            kinds=kinds,
            relaxed=matched.relaxed,
            dropped=matched.dropped,
            terms=compiled.terms,
            page=max(1, query.page),
            size=query.size,
        )

    def totals(self, queries: Sequence[Query]) -> list[int]:
        """How many each query finds with all its words."""
        with self.follower.current() as snapshot:
            words = Words(self.store, snapshot)
            return [_total(query, snapshot, Matching.of(compile_query(query.text), words)) for query in queries]

    def _hits(self, ranked: Ranked, matching: Matching) -> tuple[Hit, ...]:
        """Title, best passages and section names of a page, from what is stored."""
        if not ranked:
            return ()
        weights = {s: matching.weights[c] for c in matching.compiled.clauses for s in c.alternatives}
        matcher = Matcher(weights) if weights else None
        bodies = self.store.bodies([id for id, _score in ranked])
        return tuple(_hit(bodies[id], score, matcher) for id, score in ranked if id in bodies)

    def suggest(
        self, text: str, audience: Collection[str], limit: int = 8, kinds: Collection[str] = ()
    ) -> list[Suggestion]:
        """Titles of readable documents that go on from what was typed; best liked first."""
        parts = typed_keys(text)
        if not parts:
            return []
        titles = self.writer.titles
        with self.follower.current() as snapshot:
            found = snapshot.until_change([parts], titles.starting)[parts] & snapshot.union(AUDIENCE, audience)
            if kinds:
                found &= snapshot.union(KIND, kinds)
            ids = snapshot.sorts[HELPFUL].page(found, 0, limit)
        named = titles.named(ids) if ids else {}
        return [Suggestion(*named[id]) for id in ids if id in named]

    def significant(
        self, query: Query, other: Query, words: Collection[str] = (), limit: int = TERMS_SHOWN
    ) -> Contrast:
        """What one query's documents say more often than the other's."""
        with self.follower.current() as snapshot:
            return Contrasting(self.store, snapshot).result(query, other, words, limit)

    # --- Upkeep ---
    def stats(self) -> dict[str, Any]:
        """Figures for operators."""
        with self.follower.current() as snapshot:
            return {
                "engine": "embedded",
                "documents": len(snapshot.alive),
                "kinds": snapshot.counts(KIND, snapshot.alive),
                "average_length": round(snapshot.average_length, 1),
                "remembered_words": len(snapshot.postings),
                "last_change": snapshot.head[0],
                **self.store.sizes(),
            }

    def is_current(self) -> bool:
        """The tables follow the migrations, and texts that are analysed differently now differ in their digest."""
        return True

    def names(self) -> Iterator[tuple[str, str]]:
        """(kind, id) of every document in the index."""
        return self.store.names()

    def entries(self, kind: str, ids: Collection[str]) -> dict[str, Entry]:
        """id → what the index holds now."""
        return {row[0]: _entry(*row) for row in self.store.facts_of(kind, ids)} if ids else {}

    def warm(self) -> None:
        """Load dictionary, bitmaps, and the words that are dear to look up because many documents hold them."""
        analysis.warm()
        compile_query("")
        with self.follower.current() as snapshot:
            for order in snapshot.sorts.values():
                order.prepare()
            words = Words(self.store, snapshot)
            for some in lists_of(self.store.frequent_words(list(snapshot.alive)), WARMED_AT_ONCE):
                words.words(some)

    def optimise(self) -> None:
        """Merge the full-text table into one piece, worth it after a bulk load."""
        with transaction.atomic(using=self.store.alias):
            self.store.full_text.optimise()

    def tidy(self) -> None:
        """Shorten the change log. A process that slept longer loads everything anew."""
        with transaction.atomic(using=self.store.alias):
            self.store.tidy(KEPT_CHANGES)

    def reset(self) -> None:
        """Forget everything."""
        with transaction.atomic(using=self.store.alias):
            self.store.clear()
            self.writer.titles.clear()
        self.follower.forget()


def _total(query: Query, snapshot: Snapshot, matching: Matching) -> int:
    readable = snapshot.union(AUDIENCE, query.audience)
    matched = matching.within(readable & snapshot.union(KIND, query.kinds) if query.kinds else readable)
    return 0 if matched.relaxed else len(Selection(snapshot, query).within(matched.found))


def _kind_counts(snapshot: Snapshot, matching: Matching, readable: BitMap, selection: Selection) -> dict[str, int]:
    """What each kind alone would find, each relaxed by itself."""
    found = {
        kind: len(selection.within(matching.within(readable & members).found))
        for kind, members in snapshot.sets.get(KIND, {}).items()
    }
    return {kind: count for kind, count in found.items() if count}


def _entry(object_id: str, version: int, digest: str, keys: str, sorts: str) -> Entry:
    pairs = [(scheme, code) for scheme, _is, code in (key.partition("=") for key in keys.split("\n"))]
    facts = facts_digest((pair for pair in pairs if pair[0] not in (KIND, AUDIENCE)), json.loads(sorts))
    audience = frozenset(code for scheme, code in pairs if scheme == AUDIENCE)
    return Entry(object_id, version, audience, digest, facts)


def _hit(stored: Body, score: float, matcher: Matcher | None) -> Hit:
    kind, object_id, words, spans, body = stored
    title, passages = title_and_passages(body, words, spans, matcher)
    return Hit(kind, object_id, score, title, passages)
