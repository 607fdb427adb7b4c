"""What one selection of documents says more often than another: the arithmetic, shared by the engines.

Counted are documents that hold a word, not how often it stands there: one long case must not make a word significant.
Documents that both selections find say nothing about their difference and are left out; where one selection lies wholly in
the other, it is compared with the rest of the other. Which words are looked at is found
by reading some documents of either selection (`SAMPLE`, the first by their random number, so the same ones each time);
those are then counted over all documents. Words that mostly stand in the list of a document's terms are left out: terms
were chosen, not said, and the facets compare them.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from math import log, log2
from typing import NamedTuple

from search.analysis import BOUNDARY
from search.engines.base import Contrast, Name, SignificantTerm

SAMPLE = 800  # documents of either selection that are read
CANDIDATES = 80  # words that are counted over all documents
EXAMPLES = 10  # documents named for a word, of either selection
LEAST_DOCUMENTS = 3
LEAST_G2 = 3.84  # below it chance explains the difference once in twenty times
LEAST_RATIO = log2(1.2)
MOSTLY = 0.8  # of the documents that hold a word say it in a text
WITH_TERMS = {"case"}  # kinds whose last section is the list of their terms
# Verbs that stand behind others, and nouns that stand for anything; normalised.
_EMPTY = frozenset(
    "為る 居る 有る 成る 無い 仕舞う 来る 行く 呉れる 貰う 下さる 頂く 置く 事 物 為 所 様 方 其れ 此れ 其の 此の".split()  # noqa: SIM905
)
_NO_WORD = re.compile(r"[0-9.,:/%+-]+|[ぁ-んa-zー]")
Counts = Mapping[str, tuple[int, int]]
Sizes = tuple[int, int]


class Said(NamedTuple):
    """A document that was read: the words of its texts (boundaries among them), and those that stand in its list of terms
    only."""

    name: Name
    words: frozenset[str]
    listed: frozenset[str]


def said(name: Name, words: str) -> Said:
    """`words` as stored, without tail."""
    if name[0] not in WITH_TERMS:
        return Said(name, frozenset(words.split(" ")), frozenset())
    prose, _boundary, listed = words.rpartition(BOUNDARY)
    spoken = frozenset(prose.split(" "))
    return Said(name, spoken, frozenset(listed.split()) - spoken)


def kept_shared(one: int, other: int, shared: int) -> tuple[bool, bool]:
    """Does either side keep the documents that both find? Only one that has no others, and the first when neither has."""
    first = one == shared
    return first, other == shared and not first


def candidates(one: Sequence[Said], other: Sequence[Said]) -> list[str]:
    """The words of what was read that differ most, best first."""
    sizes = len(one), len(other)
    counted, against = (Counter(chain.from_iterable(document.words for document in side)) for side in (one, other))
    listed = Counter(chain.from_iterable(document.listed for document in (*one, *other)))
    found = []
    for word, count in counted.items():
        counts = count, against[word]
        if count < LEAST_DOCUMENTS or is_empty(word) or not is_more(counts, sizes):
            continue
        if sum(counts) >= MOSTLY * (sum(counts) + listed[word]):
            found.append((-g2(counts, sizes), word))
    return [word for _g2, word in sorted(found)[:CANDIDATES]]


def is_empty(word: str) -> bool:
    """Does it say nothing by itself?"""
    return word in _EMPTY or word in ("", BOUNDARY) or bool(_NO_WORD.fullmatch(word))


def contrast(
    sizes: Sizes, shared: int, read: tuple[Sequence[Said], Sequence[Said]], counts: Counts, limit: int, chosen: bool
) -> Contrast:
    """The result. `counts`: word → documents of either selection that hold it; `chosen`: words were asked for, so all of
    them are answered, in their order."""
    terms = [SignificantTerm(word, held, g2(held, sizes), ratio(held, sizes)) for word, held in counts.items()]
    if not chosen:
        terms = sorted((term for term in terms if _is_telling(term, sizes)), key=lambda term: (-term.g2, term.word))
    shown = tuple(_with_examples(term, read) for term in terms[:limit])
    return Contrast(sizes, shared, (len(read[0]), len(read[1])), shown)


def _is_telling(term: SignificantTerm, sizes: Sizes) -> bool:
    enough = term.counts[0] >= LEAST_DOCUMENTS and term.g2 >= LEAST_G2
    return enough and term.ratio >= LEAST_RATIO and is_more(term.counts, sizes)


def _with_examples(term: SignificantTerm, read: Iterable[Sequence[Said]]) -> SignificantTerm:
    one, other = (tuple(d.name for d in side if term.word in d.words)[:EXAMPLES] for side in read)
    return SignificantTerm(term.word, term.counts, term.g2, term.ratio, (one, other))


def is_more(counts: Sizes, sizes: Sizes) -> bool:
    """Does the first selection hold the word in a larger share of its documents?"""
    return counts[0] * sizes[1] > counts[1] * sizes[0]


def g2(counts: Sizes, sizes: Sizes) -> float:
    """The log-likelihood ratio of a table of two by two: selection × holds the word or not. 0: no difference."""
    held, total = sum(counts), sum(sizes)
    found = 0.0
    for count, size in zip(counts, sizes, strict=True):
        found += _share(count, size * held, total) + _share(size - count, size * (total - held), total)
    return round(2 * found, 6)


def _share(observed: int, expected: int, total: int) -> float:
    """Observed × ln(observed / (expected / total))."""
    return observed * log(observed * total / expected) if observed else 0.0


def ratio(counts: Sizes, sizes: Sizes) -> float:
    """log2 of how many times as often; half a document is added on either side, so that none against some is no
    infinity."""
    one, other = ((count + 0.5) / (size + 1) for count, size in zip(counts, sizes, strict=True))
    return round(log2(one / other), 6)


def known(words: Collection[str]) -> list[str]:
    """Words that were asked for, each once, that an index can hold."""
    return [word for word in dict.fromkeys(words) if word and not set(word) & {BOUNDARY, " "}]
