"""Significant terms from bitmaps and stored words."""

from collections.abc import Collection

from pyroaring import BitMap

from search.engines.base import Contrast, Name, Query
from search.engines.embedded.matching import Matching, Words
from search.engines.embedded.order import Selection
from search.engines.embedded.snapshot import AUDIENCE, KIND, Snapshot
from search.engines.embedded.store import Store
from search.engines.significance import SAMPLE, Said, candidates, contrast, kept_shared, known, said
from search.query import compile_query


class Contrasting:
    """Compares what two queries find."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self.store, self.snapshot = store, snapshot
        self.words = Words(store, snapshot)

    def result(self, query: Query, other: Query, words: Collection[str], limit: int) -> Contrast:
        """Read some, count all."""
        one, against = self.found(query), self.found(other)
        shared = one & against
        keeps = kept_shared(len(one), len(against), len(shared))
        one, against = (side if keep else side - shared for side, keep in zip((one, against), keeps, strict=True))
        read = self._read(one, against, self._kinds(query, other))
        wanted = known(words) if words else candidates(*read)
        held = self.words.words(wanted)
        counts = {
            word: (one.intersection_cardinality(held[word]), against.intersection_cardinality(held[word]))
            for word in wanted
        }
        return contrast((len(one), len(against)), len(shared), read, counts, limit, bool(words))

    def found(self, query: Query) -> BitMap:
        """What a query finds, as search does."""
        base = self.snapshot.union(AUDIENCE, query.audience)
        if query.kinds:
            base &= self.snapshot.union(KIND, query.kinds)
        matching = Matching.of(compile_query(query.text), self.words)
        return Selection(self.snapshot, query).within(matching.within(base).found)

    def _kinds(self, *queries: Query) -> list[str]:
        every = self.snapshot.sets.get(KIND, {})
        return sorted({kind for query in queries for kind in query.kinds or every})

    def _read(self, one: BitMap, other: BitMap, kinds: list[str]) -> tuple[list[Said], list[Said]]:
        """The words of the first documents of either."""
        sides: tuple[dict[int, Name], dict[int, Name]] = ({}, {})
        wanted = [min(SAMPLE, len(found)) for found in (one, other)]
        for id, name in self.store.ordered(kinds):
            for side, found, count in zip(sides, (one, other), wanted, strict=True):
                if id in found and len(side) < count:
                    side[id] = name
            if [len(side) for side in sides] == wanted:
                break
        return self._said(sides[0]), self._said(sides[1])

    def _said(self, names: dict[int, Name]) -> list[Said]:
        stored = self.store.texts(names)
        return [said(name, stored[id]) for id, name in names.items() if id in stored]
