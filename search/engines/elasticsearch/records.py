"""Documents → what is stored of them."""

import base64
import hashlib
import re
import time
from collections.abc import Iterable
from typing import NamedTuple

from search.analysis import TAIL, safe
from search.engines.analysed import Analysed, analyse
from search.engines.base import Document
from search.engines.elasticsearch.connection import Json
from search.engines.elasticsearch.mapping import SORT_NAMES
from search.engines.fingerprint import entry_of, pairs_of, sorts_of

# Fields of the index hold codes of these schemes; no other name is a facet.
_SCHEME = re.compile(r"[A-Za-z0-9_-]{1,100}")
NO_FACET = "facets._"


def safe_values(codes: Iterable[str]) -> list[str]:
    """Codes as the cluster takes them: no lone surrogates; in order, as it knows a search that it has answered by its
    letters."""
    return sorted(safe(str(code)) for code in codes)


class Record(NamedTuple):
    """A document, or its tombstone, as it is written. `version` 0: whatever is stored."""

    id: str
    version: int
    source: Json


def id_of(kind: str, object_id: str) -> str:
    """The id within the index."""
    return f"{kind}:{object_id}"


def facet_field(scheme: str) -> str:
    """The field that holds a scheme's codes; what cannot be a scheme has a field that nothing is in."""
    return f"facets.{scheme}" if _SCHEME.fullmatch(scheme) else NO_FACET


def record_of(document: Document, analysed: Analysed | None = None) -> Record:
    """What is stored of a document; its text is analysed when that was not done yet."""
    analysed = analysed or analyse(document.parts)
    entry = entry_of(document)
    source = {
        "alive": True,
        "kind": document.kind,
        "id": document.id,
        "audience": sorted(entry.audience),
        "facets": _facets(document),
        "sorts": _sorts(document),
        "tie": _tie(document),
        "title": safe(document.title),
        "title_keys": analysed.title_keys,
        "words": analysed.words.partition(f" {TAIL}")[0],
        "spans": base64.b64encode(analysed.spans).decode(),
        "body": document.body,
        "text": entry.text,
        "facts": entry.facts,
    }
    return Record(id_of(document.kind, document.id), document.version, source)


def tombstone(kind: str, object_id: str, version: int) -> Record:
    """What stays of a dropped document: its version, so that an older put that comes late does not bring it back."""
    return Record(id_of(kind, object_id), version, {"alive": False, "dropped": int(time.time())})


def _facets(document: Document) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for scheme, code in pairs_of(document.facets):
        if _SCHEME.fullmatch(scheme):
            found.setdefault(scheme, {})[code] = None
    return {scheme: list(codes) for scheme, codes in found.items()}


def _sorts(document: Document) -> dict[str, float]:
    given = sorts_of(document)
    return {name: given.get(name, 0.0) for name in SORT_NAMES}


def _tie(document: Document) -> int:
    """Any number of its own: documents that are equal in every sort keep their order from page to page."""
    name = id_of(document.kind, document.id)
    return int.from_bytes(hashlib.blake2b(safe(name).encode(), digest_size=7).digest())


def spans_of(source: Json) -> bytes:
    """The packed offsets of a stored record."""
    return base64.b64decode(source["spans"])
