"""Which documents are found after the filters, and in which order they are shown."""

from collections.abc import Iterable
from itertools import islice

from pyroaring import BitMap

from search.engines.base import NEW, RELEVANCE, Query
from search.engines.embedded.matching import Matching
from search.engines.embedded.snapshot import Snapshot
from search.engines.embedded.store import Store
from search.ranking import CANDIDATES, scores

STEPS = 63  # a sign's weight as a whole number, the heaviest

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
    """Ranks what was found, page by page."""

    def __init__(self, store: Store, snapshot: Snapshot, matching: Matching) -> None:
        self.store = store
        self.snapshot = snapshot
        self.matching = matching

    def page(self, found: BitMap, query: Query) -> Ranked:
        """(id, score) of the hits of the page that the query asks for."""
        start = (max(1, query.page) - 1) * query.size
        if query.size <= 0 or start >= len(found):
            return []
        sort = query.sort if query.sort in self.snapshot.sorts else RELEVANCE
        if sort == RELEVANCE and self.matching.compiled.needs:
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
        texts = self.store.texts(self.candidates(found))
        m = self.matching
        points = scores(m.compiled, m.weights, m.sets, texts, self.snapshot.average_length)
        return sorted(points.items(), key=lambda item: (-item[1], -item[0]))

    def candidates(self, found: BitMap) -> BitMap:
        """The documents that are scored: all when they are few, else those that hold the most telling words most often."""
        if len(found) <= CANDIDATES:
            return found
        return heaviest(found, self.matching.signs(), CANDIDATES)


def heaviest(found: BitMap, signs: Iterable[tuple[BitMap, float]], count: int) -> BitMap:
    """The `count` documents with the largest sum of weights of the sets they are in.

    The sums are kept as bitmaps, one per binary digit, so that a hundred thousand documents cost as many operations as
    a hundred: add with carry, then look for the largest from the highest digit down.
    """
    # What all of them have in common tells nothing.
    weighed = [(held, weight) for members, weight in signs if len(held := members & found) < len(found)]
    top = max((weight for _members, weight in weighed), default=0.0)
    digits: list[BitMap] = []
    for members, weight in weighed:
        _add(digits, members, round(weight / top * STEPS))
    taken, open_ = BitMap(), found
    for digit in reversed(digits):
        larger = taken | (open_ & digit)
        if len(larger) > count:
            open_ = open_ & digit
        else:
            taken, open_ = larger, open_ - digit
    return taken | BitMap(islice(reversed(open_), count - len(taken)))


def _add(digits: list[BitMap], members: BitMap, weight: int) -> None:
    """Add `weight` to the sums of the members."""
    for place in range(weight.bit_length()):
        if weight >> place & 1:
            _carry(digits, members, place)


def _carry(digits: list[BitMap], carried: BitMap, place: int) -> None:
    while carried:
        while place >= len(digits):
            digits.append(BitMap())
        digits[place], carried = digits[place] ^ carried, digits[place] & carried
        place += 1
