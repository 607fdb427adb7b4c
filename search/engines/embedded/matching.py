"""A compiled query → the set of documents that hold it, by bitmaps of words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap

from search.analysis import STRONG
from search.engines.embedded.snapshot import Snapshot
from search.engines.embedded.store import Store
from search.query import Clause, Compiled, Need
from search.synonyms import Sequence

# BM25's share of a word's weight for a document that holds it, and what more it is worth when frequent.
HELD, STRONG_GAINS = 0.58, (0.2, 0.1)


@dataclass(slots=True)
class Match:
    """What holds the query within a base. `relaxed`: fewer words were asked for; `dropped`: words nothing holds."""

    found: BitMap
    relaxed: bool = False
    dropped: tuple[str, ...] = ()


class Words:
    """Which documents hold a word or phrase; single words are remembered in the snapshot."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self.store = store
        self.snapshot = snapshot

    def of(self, clause: Clause) -> BitMap:
        """Documents with any of the clause's alternatives."""
        return BitMap.union(*(self._sequence(sequence) for sequence in clause.alternatives), BitMap())

    def _sequence(self, sequence: Sequence) -> BitMap:
        if len(sequence) == 1:
            return self.word(sequence[0])
        together = BitMap.intersection(*(self.word(word) for word in sequence))
        return BitMap(self.store.holding(sequence)) if together else together

    def word(self, word: str) -> BitMap:
        """Documents with a word. Not to be changed by the caller."""
        known = self.snapshot.postings.get(word)
        if known is None:
            known = BitMap(self.store.holding((word,)))
            self.snapshot.keep_posting(word, known)
        return known

    def strong(self, clause: Clause, mark: str) -> BitMap:
        """Documents that say a clause's words often; `mark`: how often."""
        return BitMap.union(
            *(BitMap.intersection(*(self.word(word + mark) for word in s)) for s in clause.alternatives), BitMap()
        )


@dataclass(slots=True)
class Matching:
    """A query whose words were looked up; it can be matched within any base. `sets` and `weights` are by clause."""

    compiled: Compiled
    words: Words
    sets: dict[Clause, BitMap] = field(default_factory=dict)
    weights: dict[Clause, float] = field(default_factory=dict)
    unwanted: BitMap = field(default_factory=BitMap)

    @classmethod
    def of(cls, compiled: Compiled, words: Words) -> "Matching":
        """Look the words up."""
        sets = {clause: words.of(clause) for clause in compiled.clauses}
        total = max(1, len(words.snapshot.alive))
        weights = {clause: idf(len(held), total) for clause, held in sets.items()}
        return cls(compiled, words, sets, weights, BitMap.union(*map(words.of, compiled.excluded), BitMap()))

    def signs(self) -> Iterator[tuple[BitMap, float]]:
        """Sets of documents that tell the better ones, with weights as BM25 gives them: who holds a word, often, very
        often."""
        for clause, held in self.sets.items():
            yield held, self.weights[clause] * HELD
            for mark, gain in zip(STRONG, STRONG_GAINS, strict=True):
                yield self.words.strong(clause, mark), self.weights[clause] * gain

    def within(self, base: BitMap) -> Match:
        """Documents of `base` that hold all needs, with as many words as possible when none holds them all."""
        if self.unwanted:
            base = base - self.unwanted
        if not self.compiled.needs or not base:
            return Match(base)
        if self.compiled.asks_for_all:
            found = BitMap.intersection(base, *self.sets.values())
            if found:
                return Match(found)
        levels = [at_least([self.sets[clause] & base for clause in need.clauses]) for need in self.compiled.needs]
        found, relaxed = relax(self.compiled.needs, levels)
        dropped = tuple(c.surface for c, held in self.sets.items() if held.isdisjoint(base)) if relaxed else ()
        return Match(found, relaxed, dropped)


def idf(holding: int, total: int) -> float:
    """BM25's weight of a word that `holding` of `total` documents hold; always positive."""
    return math.log(1 + max(0.0, total - holding + 0.5) / (holding + 0.5))


def at_least(sets: list[BitMap]) -> list[BitMap]:
    """[k] → what is in at least k + 1 of the sets."""
    levels: list[BitMap] = []
    for held in sets:
        carried = held
        for k, level in enumerate(levels):
            carried, levels[k] = level & carried, level | carried
        levels.append(carried)
    return levels


def relax(needs: tuple[Need, ...], levels: list[list[BitMap]]) -> tuple[BitMap, bool]:
    """What holds all needs; while nothing does, the largest of them asks for one word fewer, down to its floor."""
    minimums = [need.minimum for need in needs]
    while True:
        found = BitMap.intersection(*(level[k - 1] for level, k in zip(levels, minimums, strict=True)))
        loose = [i for i, need in enumerate(needs) if minimums[i] > need.floor]
        if found or not loose:
            return found, bool(found) and minimums != [need.minimum for need in needs]
        minimums[max(loose, key=lambda i: minimums[i])] -= 1
