"""Documents → rows of the index, one by one or in bulk on all cores."""

import hashlib
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context
from typing import NamedTuple

from search.analysis import BOUNDARY, STRONG, TAIL, safe, tokens
from search.engines.base import NEW, Document
from search.engines.embedded.snapshot import AUDIENCE, KIND, key_of
from search.engines.embedded.store import Store, dumps
from search.passages import pack_spans
from search.ranking import B

BATCH = 500
# Batches in the pool at a time, and pieces of a batch.
AHEAD, PIECES = 4, 4
# Starting processes costs half a second; fewer documents are faster without.
POOL_FROM = 1_000
SECTION_CHARACTERS = 200_000
# Count this up when words come out differently: the next rebuild then analyses unchanged texts too.
ANALYSIS = 1
# A word is strong, very strong from so many times on, in a document of the usual number of words.
STRONG_FROM, USUAL_LENGTH = (3, 6), 400

Parts = list[tuple[str, str, str]]


class Analysed(NamedTuple):
    """What analysis makes of a text."""

    words: str
    spans: bytes
    length: int


def parts_of(document: Document) -> Parts:
    """(anchor, label, text) of everything searched in a document: title, summary, sections; what a database cannot
    store is blanked."""
    head: Parts = [("", "title", safe(document.title)), ("", "summary", safe(document.summary))]
    return head + [(s.anchor, s.label, safe(s.text[:SECTION_CHARACTERS])) for s in document.sections]


def digest_of(body: str) -> str:
    """Tells whether a text, or the way it is analysed, changed."""
    return hashlib.blake2b(f"{ANALYSIS}{body}".encode(), digest_size=16).hexdigest()


def analyse(texts: list[str]) -> Analysed:
    """Words of all parts with boundaries between them, the frequent ones marked at the end, and where they stand."""
    sections = [tokens(text) for text in texts]
    norms = [[token.norm for token in section] for section in sections]
    words = f" {BOUNDARY} ".join(" ".join(section) for section in norms)
    length = sum(map(len, norms))
    strong = strong_words(Counter(chain.from_iterable(norms)), length)
    return Analysed(" ".join([*words.split(), TAIL, *strong]), pack_spans(sections), length)


def strong_words(counts: Counter[str], length: int) -> Iterator[str]:
    """Words that a document says often for its length, once per degree: the best documents for a word that many hold
    are found by these without reading the rest."""
    norm = 1 - B + B * length / USUAL_LENGTH
    for word, count in counts.items():
        for mark, degree in zip(STRONG, STRONG_FROM, strict=True):
            if count >= degree * norm and count > 1:
                yield word + mark


def keys_of(document: Document) -> str:
    """All that a document can be filtered by, one a line."""
    pairs = [(KIND, document.kind), *((AUDIENCE, token) for token in document.audience)]
    pairs += [(scheme, str(code)) for scheme, codes in document.facets.items() for code in codes]
    return "\n".join(dict.fromkeys(key_of(scheme, code) for scheme, code in pairs))


def sorts_of(document: Document) -> str:
    """The numbers a document is sorted by, as JSON."""
    found = {name: float(value) for name, value in document.numbers.items()}
    if published := document.dates.get("published"):
        found[NEW] = float(published.toordinal())
    return dumps(found)


class Writer:
    """Puts and drops, inside whatever transaction is open."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def put(self, document: Document, analysed: Analysed | None = None) -> int | None:
        """Write one document; its id, or None when what is stored is newer. Unchanged text is not written again."""
        known = self.store.find(document.kind, document.id)
        if known and document.version and known[1] > document.version:
            return None
        body = dumps(parts_of(document))
        digest = digest_of(body)
        if known and known[2] == digest and known[3]:
            return self._save_facts(document, digest, self._length(known[0]))
        analysed = analysed or analyse(_texts(document))
        old = self.store.words_of(known[0]) if known else ""
        id = self._save_facts(document, digest, analysed.length)
        self.store.save_text(id, analysed.words, analysed.spans, body, old)
        return id

    def is_new(self, document: Document) -> bool:
        """Must its text be analysed?"""
        known = self.store.find(document.kind, document.id)
        return not known or not known[3] or known[2] != digest_of(dumps(parts_of(document)))

    def _length(self, id: int) -> int:
        return self.store.rows_of([id])[0].length

    def _save_facts(self, document: Document, digest: str, length: int) -> int:
        facts = (document.kind, document.id, document.version, True, digest, length)
        id = self.store.save_facts((*facts, keys_of(document), sorts_of(document)))
        self.store.log_change(id)
        return id

    def drop(self, kind: str, object_id: str, version: int) -> None:
        """Take one document out, unless a newer version is stored; its row stays and remembers the version."""
        known = self.store.find(kind, object_id)
        if known and version and known[1] > version:
            return
        if known and known[3]:
            self.store.delete_text(known[0])
        if known or version:
            kept = version or (known[1] if known else 0)
            id = self.store.save_facts((kind, object_id, kept, False, "", 0, "", "{}"))
            self.store.log_change(id)


Needs = Callable[[Document], bool]
# (places in a batch, their analyses to come)
Pieces = list[tuple[list[int], Future[list[Analysed]]]]
Batch = list[tuple[Document, Analysed | None]]


def analysed_batches(documents: Iterable[Document], needs: Needs) -> Iterator[Batch]:
    """Batches of documents with the analysis of those that need one, made on all cores when there are many."""
    source = iter(documents)
    first = list(islice(source, POOL_FROM))
    if len(first) < POOL_FROM:
        yield [(document, None) for document in first]
        return
    with ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from _pooled(pool, chain(first, source), needs)


def _pooled(pool: ProcessPoolExecutor, documents: Iterable[Document], needs: Needs) -> Iterator[Batch]:
    """A few batches ahead are in the pool while one is written."""
    source = iter(documents)
    waiting: deque[tuple[list[Document], Pieces]] = deque()
    while True:
        while len(waiting) < AHEAD and (batch := list(islice(source, BATCH))):
            waiting.append((batch, _submit(pool, [d if needs(d) else None for d in batch])))
        if not waiting:
            return
        batch, futures = waiting.popleft()
        analysed = {
            place: result for places, future in futures for place, result in zip(places, future.result(), strict=True)
        }
        yield [(document, analysed.get(place)) for place, document in enumerate(batch)]


def _submit(pool: ProcessPoolExecutor, batch: list[Document | None]) -> Pieces:
    """(places in the batch, their analyses to come): a batch is dealt out in a few pieces."""
    places = [place for place, document in enumerate(batch) if document is not None]
    dealt = [places[i::PIECES] for i in range(PIECES) if places[i::PIECES]]
    return [
        (some, pool.submit(_analyse_all, [_texts(document) for place in some if (document := batch[place])]))
        for some in dealt
    ]


def _texts(document: Document) -> list[str]:
    return [text for _anchor, _label, text in parts_of(document)]


def _analyse_all(texts: list[list[str]]) -> list[Analysed]:
    return [analyse(parts) for parts in texts]
