"""What a process keeps in memory: a bitmap per facet value, kind and audience token, and the sort orders."""

import json
from array import array
from bisect import bisect_left, insort
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from pyroaring import BitMap

from search.analysis import safe
from search.engines.base import DISCUSSED, HELPFUL, NEW

KIND, AUDIENCE = "@kind", "@audience"
SORT_NAMES = (NEW, HELPFUL, DISCUSSED)
POSTINGS, PASSING = 2_000, 500  # bitmaps kept: of words; of phrases and beginnings, until something changes
# Below this share of all documents, sorting those found is cheaper than walking the whole order.
WALK_SHARE = 0.05


class Row(NamedTuple):
    """One document as the bitmaps see it; `alive` false: it was dropped."""

    id: int
    alive: bool
    length: int
    keys: str
    sorts: str


@lru_cache(maxsize=10_000)
def key_of(scheme: str, code: str) -> str:
    """A facet value as one line; line breaks in a code would split it."""
    return f"{scheme}={' '.join(safe(code).split())}"


class SortOrder:
    """Documents by a number, larger first; equal ones: the newer document first."""

    def __init__(self) -> None:
        self.values: dict[int, float] = {}
        self._order: list[int] | None = None

    def _key(self, id: int) -> tuple[float, int]:
        return -self.values.get(id, 0.0), -id

    def set(self, id: int, value: float) -> None:
        self.remove(id)
        self.values[id] = value
        if self._order is not None:
            insort(self._order, id, key=self._key)

    def remove(self, id: int) -> None:
        if id in self.values and self._order is not None:
            place = bisect_left(self._order, self._key(id), key=self._key)
            del self._order[place]
        self.values.pop(id, None)

    def prepare(self) -> list[int]:
        """The whole order, made when it is first wanted."""
        if self._order is None:
            self._order = sorted(self.values, key=self._key)
        return self._order

    def page(self, found: BitMap, start: int, count: int) -> list[int]:
        """`count` of the documents found, from rank `start`."""
        if len(found) < len(self.values) * WALK_SHARE:
            return sorted(found, key=self._key)[start : start + count]
        return list(islice((id for id in self.prepare() if id in found), start, start + count))

    def copy(self) -> "SortOrder":
        other = SortOrder()
        other.values = dict(self.values)
        other._order = list(self._order) if self._order is not None else None
        return other


class Snapshot:
    """The index as of one entry of the change log (`head`: its id and stamp). Not thread-safe: see Follower."""

    def __init__(self) -> None:
        self.head: tuple[int, int] = (0, 0)
        self.alive = BitMap()
        self.sets: dict[str, dict[str, BitMap]] = {}
        self.sorts = {name: SortOrder() for name in SORT_NAMES}
        self.lengths = array("I")
        self.total_length = 0
        self.postings: OrderedDict[str, BitMap] = OrderedDict()
        self.passing: dict[Any, BitMap] = {}

    @classmethod
    def load(cls, rows: Iterable[Row], head: tuple[int, int]) -> "Snapshot":
        """All documents at once: ids are collected in lists first, which is much faster than bit by bit."""
        self = cls()
        ids: defaultdict[str, list[int]] = defaultdict(list)
        alive = []
        for row in rows:
            alive.append(row.id)
            for key in row.keys.split("\n"):
                ids[key].append(row.id)
            self._set_numbers(row)
        self.alive = BitMap(alive)
        for key, members in ids.items():
            scheme, _, code = key.partition("=")
            self.sets.setdefault(scheme, {})[code] = BitMap(members)
        self.head = head
        return self

    def clone(self) -> "Snapshot":
        """An independent copy for a transaction's own, uncommitted view."""
        other = Snapshot()
        other.head = self.head
        other.alive = self.alive.copy()
        other.sets = {s: {c: b.copy() for c, b in codes.items()} for s, codes in self.sets.items()}
        other.sorts = {name: order.copy() for name, order in self.sorts.items()}
        other.lengths, other.total_length = self.lengths[:], self.total_length
        return other

    def _set_numbers(self, row: Row) -> None:
        given = json.loads(row.sorts)
        for name, order in self.sorts.items():
            order.set(row.id, given.get(name, 0.0))
        self._set_length(row.id, row.length)

    def _set_length(self, id: int, length: int) -> None:
        if id >= len(self.lengths):
            self.lengths.extend([0] * (id + 1 - len(self.lengths)))
        self.total_length += length - self.lengths[id]
        self.lengths[id] = length

    def apply(self, row: Row, words: Callable[[int], str]) -> None:
        """Take one changed document in, or out when it is not alive. `words(id)` gives its present words."""
        self._forget(row.id)
        self.passing.clear()
        if not row.alive:
            return
        self.alive.add(row.id)
        for key in row.keys.split("\n"):
            scheme, _, code = key.partition("=")
            self.sets.setdefault(scheme, {}).setdefault(code, BitMap()).add(row.id)
        self._set_numbers(row)
        if self.postings:
            held = set(words(row.id).split(" "))
            for word, bitmap in self.postings.items():
                if word in held:
                    bitmap.add(row.id)

    def _forget(self, id: int) -> None:
        self.alive.discard(id)
        for codes in self.sets.values():
            for bitmap in codes.values():
                bitmap.discard(id)
        for bitmap in self.postings.values():
            bitmap.discard(id)
        for order in self.sorts.values():
            order.remove(id)
        if id < len(self.lengths):
            self._set_length(id, 0)

    def union(self, scheme: str, codes: Collection[str]) -> BitMap:
        """Documents with any of the codes."""
        known = self.sets.get(scheme, {})
        return BitMap.union(*(known[code] for code in codes if code in known), BitMap())

    def between(self, scheme: str, first: str | None, last: str | None) -> BitMap:
        """Documents with a code in the range, compared as text; None is open."""
        codes = self.sets.get(scheme, {})
        return self.union(scheme, [c for c in codes if (first is None or c >= first) and (last is None or c <= last)])

    def counts(self, scheme: str, found: BitMap) -> dict[str, int]:
        """How many of the documents found have each code; codes without any are left out."""
        codes = self.sets.get(scheme, {})
        return {code: count for code, bitmap in codes.items() if (count := found.intersection_cardinality(bitmap))}

    def posting(self, word: str) -> BitMap:
        """A remembered word; it stays remembered longer."""
        self.postings.move_to_end(word)
        return self.postings[word]

    def keep_posting(self, word: str, bitmap: BitMap) -> None:
        """Remember which documents hold a word; `apply` keeps it true."""
        self.postings[word] = bitmap
        if len(self.postings) > POSTINGS:
            self.postings.popitem(last=False)

    def until_change(
        self, keys: Collection[Any], find: Callable[[list[Any]], Iterable[list[int]]]
    ) -> dict[Any, BitMap]:
        """What `find` finds for each key, remembered until a document changes. Not to be changed by the caller."""
        unknown = [key for key in keys if key not in self.passing]
        if len(self.passing) + len(unknown) > PASSING:
            self.passing.clear()
            unknown = list(keys)
        self.passing.update(zip(unknown, map(BitMap, find(unknown)), strict=True))
        return {key: self.passing[key] for key in keys}

    @property
    def average_length(self) -> float:
        """Words per document."""
        return self.total_length / len(self.alive) if self.alive else 1.0
