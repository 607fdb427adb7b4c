"""A compiled query → the set of documents that hold it, by bitmaps of words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap

from search.analysis import STRONG
from search.engines.embedded.snapshot import Snapshot
from search.engines.embedded.store import Store
from search.query import Clause, Compiled, Need
from search.ranking import idf

# BM25's share of a word's weight for a document that holds it, and what more it is worth when frequent.
HELD, STRONG_GAINS = 0.58, (0.2, 0.1)


@dataclass(slots=True)
class Match:
    """What holds the query within a base. `relaxed`: fewer words were asked for; `dropped`: words nothing holds."""

    found: BitMap
    relaxed: bool = False
    dropped: tuple[str, ...] = ()


class Words:
    """Which documents hold words and phrases. Asks the database once for all words of a query and once for all
    phrases; the snapshot remembers them."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self.store = store
        self.snapshot = snapshot

    def sets(self, clauses: Iterable[Clause]) -> dict[Clause, BitMap]:
        """clause → documents with any of its alternatives."""
        clauses = list(clauses)
        sequences = {sequence for clause in clauses for sequence in clause.alternatives}
        singles = self.words({word for sequence in sequences for word in sequence})
        held = {sequence: BitMap.intersection(*map(singles.__getitem__, sequence)) for sequence in sequences}
        phrases = [sequence for sequence, together in held.items() if len(sequence) > 1 and together]
        held |= self.snapshot.until_change(phrases, self.store.full_text.holding)
        return {clause: BitMap.union(*(held[s] for s in clause.alternatives)) for clause in clauses}

    def words(self, words: Collection[str]) -> dict[str, BitMap]:
        """word → documents that hold it. Not to be changed by the caller."""
        unknown = [word for word in words if word not in self.snapshot.postings]
        found = dict(
            zip(unknown, map(BitMap, self.store.full_text.holding([(word,) for word in unknown])), strict=True)
        )
        found |= {word: self.snapshot.posting(word) for word in words if word not in found}
        for word in unknown:
            self.snapshot.keep_posting(word, found[word])
        return found

    def strong(self, clauses: Iterable[Clause]) -> dict[tuple[Clause, str], BitMap]:
        """(clause, mark) → documents that say the clause's words often; the mark says how often."""
        keys = [(clause, mark) for clause in clauses for mark in STRONG]
        marked = self.words({word + mark for clause, mark in keys for s in clause.alternatives for word in s})
        return {
            (clause, mark): BitMap.union(
                *(BitMap.intersection(*(marked[word + mark] for word in s)) for s in clause.alternatives)
            )
            for clause, mark in keys
        }


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
        held = words.sets({*compiled.clauses, *compiled.excluded})
        sets = {clause: held[clause] for clause in compiled.clauses}
        total = max(1, len(words.snapshot.alive))
        weights = {clause: idf(len(held), total) for clause, held in sets.items()}
        return cls(compiled, words, sets, weights, BitMap.union(*map(held.__getitem__, compiled.excluded), BitMap()))

    def signs(self) -> Iterator[tuple[BitMap, float]]:
        """Sets of documents that tell the better ones, with weights as BM25 gives them: who holds a word, often, very
        often."""
        gains = dict(zip(STRONG, STRONG_GAINS, strict=True))
        for clause, held in self.sets.items():
            yield held, self.weights[clause] * HELD
        for (clause, mark), held in self.words.strong(self.sets).items():
            yield held, self.weights[clause] * gains[mark]

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
