"""Telling what an index holds of a document from what the database says, without reading the text itself again."""

import hashlib
from collections.abc import Iterable, Mapping

from search.analysis import safe
from search.engines.analysed import digest_of
from search.engines.base import NEW, Document, Entry, dumps

Pair = tuple[str, str]  # (scheme, code)


def facts_digest(pairs: Iterable[Pair], sorts: Mapping[str, float]) -> str:
    """A fingerprint of what a document is filtered and sorted by. `sorts`: name → number, as `sorts_of` gives them."""
    text = dumps([sorted(set(pairs)), sorted((name, float(value)) for name, value in sorts.items())])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def sorts_of(document: Document) -> dict[str, float]:
    """The numbers that a document is sorted by; a date as its day number."""
    found = {name: float(value) for name, value in document.numbers.items()}
    if published := document.dates.get("published"):
        found[NEW] = float(published.toordinal())
    return found


def pairs_of(facets: Mapping[str, Iterable[str]]) -> list[Pair]:
    """(scheme, code) of all that a document can be filtered by; blanks as an index may have to write them."""
    return [(scheme, " ".join(safe(str(code)).split())) for scheme, codes in facets.items() for code in codes]


def entry_of(document: Document) -> Entry:
    """What an index should hold of a document."""
    return Entry(
        id=document.id,
        version=document.version,
        audience=frozenset(document.audience),
        text=digest_of(document.body),
        facts=facts_digest(pairs_of(document.facets), sorts_of(document)),
    )
