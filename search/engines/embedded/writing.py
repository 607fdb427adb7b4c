"""Documents → rows of the index."""

from search.engines.analysed import Analysed, analyse, digest_of, dumps, parts_of, texts_of
from search.engines.base import NEW, Document
from search.engines.embedded.snapshot import AUDIENCE, KIND, key_of
from search.engines.embedded.store import Store


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
        analysed = analysed or analyse(texts_of(document))
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
