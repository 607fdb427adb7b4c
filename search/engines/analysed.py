"""Documents → what analysis makes of their text, one by one or in bulk on all cores. Shared by the engines."""

import gc
import hashlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from itertools import chain, compress, islice
from multiprocessing import get_context
from typing import NamedTuple

from bansou.batches import lists_of
from search.analysis import BOUNDARY, STRONG, TAIL, Words, warm, words
from search.engines.base import Document, Part
from search.passages import BETWEEN_TERMS, TERMS, pack_spans
from search.ranking import B
from search.readings import title_keys

BATCH, SMALL_BATCH = 500, 50
# Batches in the pool at a time, and pieces of a batch.
AHEAD, PIECES = 4, 4
# New objects after which the collector looks at them, in a bulk run.
COLLECT_FROM = 200_000
# Starting processes costs half a second; fewer documents are faster without.
POOL_FROM = 1_000
# Count this up when words come out differently: the next rebuild then analyses unchanged texts too.
ANALYSIS = 4
# A word is strong, very strong from so many times on, in a document of the usual number of words.
STRONG_FROM, USUAL_LENGTH = (3, 6), 400


class Analysed(NamedTuple):
    """What analysis makes of a text."""

    words: str
    spans: bytes
    length: int
    title_keys: str


def digest_of(body: str) -> str:
    """Tells whether a text, or the way it is analysed, changed."""
    return hashlib.blake2b(f"{ANALYSIS}{body}".encode(), digest_size=16).hexdigest()


def analyse(parts: list[Part]) -> Analysed:
    """Words of all parts with boundaries between them, the frequent ones marked at the end, and where they stand; the keys
    of the title, which is the first part."""
    sections = [words_of_terms(text) if label == TERMS else words(text) for _anchor, label, text in parts]
    flat = [norm for section in sections for norm in (BOUNDARY, *section.norms)][1:]
    counts = Counter(flat)
    del counts[BOUNDARY]
    length = counts.total()
    marked = " ".join([*flat, TAIL, *strong_words(counts, length)])
    return Analysed(marked, pack_spans(sections), length, " ".join(title_keys(parts[0][2])))


def words_of_terms(text: str) -> Words:
    """The words of a list of terms: the same terms stand under thousands of documents."""
    found = Words([], [], [])
    start = 0
    for term in text.split(BETWEEN_TERMS):
        norms, starts, ends = _words_of_term(term)
        found.norms.extend(norms)
        found.starts.extend(map(start.__add__, starts))
        found.ends.extend(map(start.__add__, ends))
        start += len(term) + len(BETWEEN_TERMS)
    return found


@lru_cache(maxsize=4096)
def _words_of_term(term: str) -> Words:
    return words(term)


def strong_words(counts: Counter[str], length: int) -> Iterator[str]:
    """Words that a document says often for its length, once per degree: the best documents for a word that many hold
    are found by these without reading the rest."""
    norm = 1 - B + B * length / USUAL_LENGTH
    repeated = [(word, count) for word, count in counts.items() if count > 1]
    for mark, degree in zip(STRONG, STRONG_FROM, strict=True):
        least = degree * norm
        yield from [word + mark for word, count in repeated if count >= least]


Needs = Callable[[list[Document]], list[bool]]
# (places in a batch, their analyses to come)
Pieces = list[tuple[list[int], Future[list[Analysed]]]]
Batch = list[tuple[Document, Analysed | None]]


def analysed_batches(documents: Iterable[Document], needs: Needs) -> Iterator[Batch]:
    """Batches of documents with the analysis of those that need one, made on all cores when there are many."""
    source = iter(documents)
    first = list(islice(source, POOL_FROM))
    if len(first) < POOL_FROM:
        yield from _analysed_here(first, needs)
        return
    with (
        rare_collection(),
        ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context("spawn"), initializer=warm) as pool,
    ):
        yield from _pooled(pool, chain(first, source), needs)


@contextmanager
def rare_collection() -> Iterator[None]:
    """While millions of objects are made the collector would walk through all that is there again and again: a third of
    the time of reading rows."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(COLLECT_FROM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def _analysed_here(documents: list[Document], needs: Needs) -> Iterator[Batch]:
    """Small batches: whoever writes them locks the database for the time of writing, not of analysing."""
    for batch in lists_of(documents, SMALL_BATCH):
        yield [
            (document, analyse(document.parts) if is_needed else None)
            for document, is_needed in zip(batch, needs(batch), strict=True)
        ]


def _pooled(pool: ProcessPoolExecutor, documents: Iterable[Document], needs: Needs) -> Iterator[Batch]:
    """A few batches ahead are in the pool while one is written."""
    source = iter(documents)
    waiting: deque[tuple[list[Document], Pieces]] = deque()
    while True:
        while len(waiting) < AHEAD and (batch := list(islice(source, BATCH))):
            waiting.append((batch, _submit(pool, batch, needs(batch))))
        if not waiting:
            return
        batch, futures = waiting.popleft()
        analysed = {
            place: result for places, future in futures for place, result in zip(places, future.result(), strict=True)
        }
        yield [(document, analysed.get(place)) for place, document in enumerate(batch)]


def _submit(pool: ProcessPoolExecutor, batch: list[Document], needed: list[bool]) -> Pieces:
    """(places in the batch, their analyses to come): a batch is dealt out in a few pieces."""
    places = list(compress(range(len(batch)), needed))
    dealt = [places[i::PIECES] for i in range(PIECES) if places[i::PIECES]]
    return [(some, pool.submit(_analyse_all, [batch[place].parts for place in some])) for some in dealt]


def _analyse_all(several: list[list[Part]]) -> list[Analysed]:
    return [analyse(parts) for parts in several]
