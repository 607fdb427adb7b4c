"""Documents → rows of the index."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from search.analysis import safe
from search.engines.analysed import Analysed, analyse, digest_of
from search.engines.base import Document, Name, dumps
from search.engines.embedded.snapshot import AUDIENCE, KIND, key_of
from search.engines.embedded.store import Known, Store, Text
from search.engines.embedded.suggesting import Title, Titles
from search.engines.fingerprint import sorts_of


def keys_of(document: Document) -> str:
    """All that a document can be filtered by, one a line."""
    pairs = [(KIND, document.kind), *((AUDIENCE, token) for token in document.audience)]
    pairs += [(scheme, str(code)) for scheme, codes in document.facets.items() for code in codes]
    return "\n".join(dict.fromkeys(key_of(scheme, code) for scheme, code in pairs))


class Writer:
    """Puts and drops, inside whatever transaction is open."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.titles = Titles(store.alias)

    def put(self, batch: Iterable[tuple[Document, Analysed | None]]) -> None:
        """Write documents unless what is stored is newer. Unchanged text is not written again; text that was not
        analysed yet is."""
        for part in without_repeats(batch):
            self._put(part)

    def _put(self, part: dict[Name, tuple[Document, Analysed | None]]) -> None:
        known = self.store.known(part)
        changes = [
            Change.of(document, analysed, known.get(name))
            for name, (document, analysed) in part.items()
            if not is_newer(known.get(name), document.version)
        ]
        ids = self.store.save_facts(change.facts for change in changes)
        self.store.log_changes(ids.values())
        texts = [change.text(ids[change.name]) for change in changes if change.analysed]
        titles = [change.title(ids[change.name]) for change in changes if change.analysed]
        stored = {known.id for known in known.values()} & {text.id for text in texts}
        self.store.save_texts(texts, stored)
        self.titles.put(titles, stored)

    def are_new(self, documents: list[Document]) -> list[bool]:
        """Whose text must be analysed?"""
        known = self.store.known((document.kind, document.id) for document in documents)
        return [not has_text(known.get((d.kind, d.id)), digest_of(d.body)) for d in documents]

    def drop(self, kind: str, object_id: str, version: int) -> None:
        """Take one document out, unless a newer version is stored; its row stays and remembers the version."""
        known = self.store.known([(kind, object_id)]).get((kind, object_id))
        if is_newer(known, version):
            return
        if known and known.alive:
            self.store.delete_text(known.id)
            self.titles.drop([known.id])
        if known or version:
            kept = version or (known.version if known else 0)
            ids = self.store.save_facts([(kind, object_id, kept, False, "", 0, "", "{}")])
            self.store.log_changes(ids.values())


def is_newer(known: Known | None, version: int) -> bool:
    """Is what is stored newer than this version? Version 0 always applies."""
    return bool(known and version and known.version > version)


def has_text(known: Known | None, digest: str) -> bool:
    """Is this very text stored?"""
    return bool(known and known.alive and known.digest == digest)


def without_repeats(
    batch: Iterable[tuple[Document, Analysed | None]],
) -> Iterator[dict[Name, tuple[Document, Analysed | None]]]:
    """Parts of the batch in which no document comes twice: one statement writes it once."""
    part: dict[Name, tuple[Document, Analysed | None]] = {}
    for document, analysed in batch:
        if (document.kind, document.id) in part:
            yield part
            part = {}
        part[document.kind, document.id] = document, analysed
    yield part


class Change(NamedTuple):
    """What is to be written of a document. `analysed`: None when its text is stored already."""

    name: Name
    headline: str
    facts: tuple[Any, ...]
    body: str
    analysed: Analysed | None

    @classmethod
    def of(cls, document: Document, analysed: Analysed | None, known: Known | None) -> "Change":
        """`analysed`: None when that was not done yet."""
        body = document.body
        digest = digest_of(body)
        if known and has_text(known, digest):
            analysed, length = None, known.length
        else:
            analysed = analysed or analyse(document.parts)
            length = analysed.length
        name = document.kind, document.id
        facts = (*name, document.version, True, digest, length, keys_of(document), dumps(sorts_of(document)))
        return cls(name, safe(document.title), facts, body, analysed)

    def text(self, id: int) -> Text:
        """The row of the table of texts; only of a change that has one."""
        assert self.analysed
        return Text(id, self.analysed.words, self.analysed.spans, self.body)

    def title(self, id: int) -> Title:
        """The row of the table of titles; likewise."""
        assert self.analysed
        return id, self.headline, self.analysed.title_keys
