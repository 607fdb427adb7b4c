"""Which documents are found after the filters, and in which order they are shown."""

from pyroaring import BitMap

from search.engines.base import NEW, RELEVANCE, Query
from search.engines.embedded.matching import Match, Matching
from search.engines.embedded.snapshot import Snapshot
from search.engines.embedded.store import Store, quoted
from search.ranking import CANDIDATES, scores

Ranked = list[tuple[int, float]]


class Selection:
    """The filters of a query as bitmaps, one per scheme so that a facet can ignore its own."""

    def __init__(self, snapshot: Snapshot, query: Query) -> None:
        self.wanted: list[tuple[str, BitMap]] = [
            (scheme, snapshot.union(scheme, codes)) for scheme, codes in query.selected.items() if codes
        ]
        self.wanted += [
            (scheme, snapshot.between(scheme, first, last))
            for scheme, (first, last) in query.ranges.items()
            if first is not None or last is not None
        ]
        self.unwanted = BitMap.union(*(snapshot.union(s, codes) for s, codes in query.excluded.items()), BitMap())

    def within(self, found: BitMap, ignored: str = "") -> BitMap:
        """Those that pass the filters; the selection of one scheme may be ignored, its exclusions never."""
        for scheme, members in self.wanted:
            if scheme != ignored:
                found = found & members
        return found - self.unwanted if self.unwanted else found


class Order:
    """Ranks what was found, page by page. `matched`: the match before the filters."""

    def __init__(self, store: Store, snapshot: Snapshot, matching: Matching, matched: Match) -> None:
        self.store = store
        self.snapshot = snapshot
        self.matching = matching
        self.compiled = matching.compiled
        self.matched = matched

    def page(self, found: BitMap, query: Query) -> Ranked:
        """(id, score) of the hits of the page that the query asks for."""
        start = (max(1, query.page) - 1) * query.size
        if query.size <= 0 or start >= len(found):
            return []
        sort = query.sort if query.sort in self.snapshot.sorts else RELEVANCE
        if sort == RELEVANCE and self.compiled.needs:
            return self._by_relevance(found, start, query.size)
        order = self.snapshot.sorts[NEW if sort == RELEVANCE else sort]
        return [(id, 0.0) for id in order.page(found, start, query.size)]

    def _by_relevance(self, found: BitMap, start: int, size: int) -> Ranked:
        """The best by score; behind them the rest, newest first."""
        best = self._best(found)
        page = best[start : start + size]
        missing = size - len(page)
        if missing and len(found) > len(best):
            rest = found - BitMap(id for id, _score in best)
            skipped = max(0, start - len(best))
            page += [(id, 0.0) for id in self.snapshot.sorts[NEW].page(rest, skipped, missing)]
        return page

    def _best(self, found: BitMap) -> Ranked:
        texts = self.store.words(self.candidates(found))
        found_scores = scores(self.compiled, self.matching.weights, texts, self.snapshot.average_length)
        return sorted(found_scores.items(), key=lambda item: (-item[1], -item[0]))

    def candidates(self, found: BitMap) -> list[int]:
        """The documents that are scored: all when they are few, else the most promising."""
        if len(found) <= CANDIDATES:
            return list(found)
        if self.compiled.asks_for_all and not self.matched.relaxed:
            return self._ranked_by_index(found)
        return self._ranked_by_weight(found)

    def _ranked_by_index(self, found: BitMap) -> list[int]:
        """By FTS5's BM25. It knows no filters, so as many more are asked for as the filters leave out."""
        needed = CANDIDATES * max(1, len(self.matched.found) // len(found)) * 2
        ids = [id for id in self.store.ranked(self.expression(), needed) if id in found][:CANDIDATES]
        return ids if len(ids) == CANDIDATES else list(dict.fromkeys([*ids, *found]))[:CANDIDATES]

    def _ranked_by_weight(self, found: BitMap) -> list[int]:
        """By the summed weight of the words that a document holds."""
        sums = dict.fromkeys(found, 0.0)
        for clause, held in self.matching.sets.items():
            weight = self.matching.weights[clause]
            for id in held & found:
                sums[id] += weight
        return sorted(sums, key=lambda id: -sums[id])[:CANDIDATES]

    def expression(self) -> str:
        """The query in FTS5's language: every clause, each as any of its alternatives."""
        return " AND ".join(
            "(" + " OR ".join(quoted(sequence) for sequence in clause.alternatives) + ")"
            for clause in self.compiled.clauses
        )
