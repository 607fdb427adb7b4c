"""The tables of the index: what is read and written, row by row."""
# ruff: noqa: S608 - fixed names and parameter marks only

import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from bansou.batches import lists_of
from search.analysis import TAIL
from search.engines.base import Name
from search.engines.embedded.fulltext import Fts5, Scan
from search.engines.embedded.snapshot import Row
from search.engines.embedded.sql import Rows, Sql, marks

Body = tuple[str, str, str, bytes, str]  # kind, object id, words, spans, body
_ROW = "SELECT id, alive, length, keys, sorts FROM search_indexeddocument"
_KNOWN = "SELECT object_id, id, version, digest, alive, length FROM search_indexeddocument"
JOINED = 100  # rows inserted by one statement
SAMPLE, FREQUENT = 200, 400
# Pages of 4 kB in SQLite's write-ahead log before they are copied into the file while much is written; usually 1,000.
LOG_PAGES_IN_BULK = 20_000
LOG_LOCK = 5_031_187  # any number, the same in every process
_TABLES = ("search_indexedtext", "search_indexeddocument", "search_indexchange")


class Known(NamedTuple):
    """What is stored of a document."""

    id: int
    version: int
    digest: str
    alive: bool
    length: int


class Text(NamedTuple):
    """A row of the table of texts."""

    id: int
    words: str
    spans: bytes
    body: str


class Store(Sql):
    """Reads and writes of the index tables. Rows of the full-text table are always written with those of the text."""

    @property
    def full_text(self) -> Fts5 | Scan:
        """What finds words on this database."""
        return Fts5(self.alias) if self.is_sqlite else Scan(self.alias)

    @contextmanager
    def in_bulk(self) -> Iterator[None]:
        """While much is written, this connection copies the log seldom: the same pages change with every batch. Another one
        that commits meanwhile copies it all the same."""
        if not self.is_sqlite:
            yield
            return
        usual = self.all("PRAGMA wal_autocheckpoint")[0][0]
        self.run(f"PRAGMA wal_autocheckpoint={LOG_PAGES_IN_BULK}")
        try:
            yield
        finally:
            self.run(f"PRAGMA wal_autocheckpoint={usual}")

    # --- The change log ---
    def head(self) -> tuple[int, int]:
        """Id and stamp of the newest change; (0, 0) when there is none."""
        rows = self.all("SELECT id, stamp FROM search_indexchange ORDER BY id DESC LIMIT 1")
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def changes_from(self, head: tuple[int, int]) -> list[tuple[int, int, int]] | None:
        """(id, stamp, document) after `head`, oldest first; None when `head` is no longer in the log."""
        rows = self.all("SELECT id, stamp, document_id FROM search_indexchange WHERE id >= %s ORDER BY id", [head[0]])
        if head == (0, 0):
            return rows
        return rows[1:] if rows and rows[0][:2] == head else None

    def log_changes(self, ids: Iterable[int]) -> None:
        """Tell all processes that documents changed."""
        if not self.is_sqlite:
            # Numbers must come in the order of commits, or a follower would miss the late one. SQLite has one writer.
            self.run("SELECT pg_advisory_xact_lock(%s)", [LOG_LOCK])
        self.run_many(
            "INSERT INTO search_indexchange (document_id, stamp) VALUES (%s, %s)",
            [(id, secrets.randbits(62)) for id in ids],
        )

    # --- Facts ---
    def live_rows(self) -> Iterator[Row]:
        """Every document that is in the index."""
        with self.connection.cursor() as cursor:
            cursor.execute(f"{_ROW} WHERE alive")
            while rows := cursor.fetchmany(5_000):
                yield from map(Row._make, rows)

    def rows_of(self, ids: Collection[int]) -> list[Row]:
        """The given documents, dropped ones too."""
        return [
            Row._make(r) for chunk in lists_of(ids) for r in self.all(f"{_ROW} WHERE id IN ({marks(chunk)})", chunk)
        ]

    def known(self, names: Iterable[Name]) -> dict[Name, Known]:
        """What is stored of the named documents."""
        found: dict[Name, Known] = {}
        for kind, group in groupby(sorted(names), key=itemgetter(0)):
            for ids in lists_of(object_id for _kind, object_id in group):
                rows = self.all(f"{_KNOWN} WHERE kind = %s AND object_id IN ({marks(ids)})", [kind, *ids])
                found |= {(kind, object_id): Known(*values) for object_id, *values in rows}
        return found

    def save_facts(self, rows: Iterable[Sequence[Any]]) -> dict[Name, int]:
        """Insert or replace (kind, object_id, version, alive, digest, length, keys, sorts), no document twice; the
        documents' ids."""
        return {
            (kind, object_id): id
            for chunk in lists_of(rows, JOINED)
            for id, kind, object_id in self.all(
                "INSERT INTO search_indexeddocument (kind, object_id, version, alive, digest, length, keys, sorts) "
                f"VALUES {','.join(['(%s, %s, %s, %s, %s, %s, %s, %s)'] * len(chunk))} "
                "ON CONFLICT (kind, object_id) DO UPDATE SET version = excluded.version, alive = excluded.alive, "
                "digest = excluded.digest, length = excluded.length, keys = excluded.keys, sorts = excluded.sorts "
                "RETURNING id, kind, object_id",
                [value for row in chunk for value in row],
            )
        }

    def live_names(self) -> list[tuple[str, str]]:
        """(kind, object id) of every document that is in the index."""
        return self.all("SELECT kind, object_id FROM search_indexeddocument WHERE alive")  # type: ignore[return-value]

    def names(self) -> Iterator[tuple[str, str]]:
        """(kind, object id) of every document that is in the index, without holding them all or keeping a cursor open."""
        last = 0
        page = "SELECT id, kind, object_id FROM search_indexeddocument WHERE alive AND id > %s ORDER BY id LIMIT 5000"
        while rows := self.all(page, [last]):
            yield from (row[1:] for row in rows)  # type: ignore[misc]
            last = rows[-1][0]

    def facts_of(self, kind: str, object_ids: Collection[str]) -> Rows:
        """(object id, version, digest, keys, sorts) of those that are in the index."""
        return self.all(
            "SELECT object_id, version, digest, keys, sorts FROM search_indexeddocument "
            f"WHERE alive AND kind = %s AND object_id IN ({marks(object_ids)})",
            [kind, *object_ids],
        )

    # --- Text ---
    def words_of(self, id: int) -> str:
        """The stored words of a document; empty when there are none."""
        return dict(self._words([id])).get(id, "")

    def texts(self, ids: Iterable[int]) -> dict[int, str]:
        """The texts' own words of several documents, without the tail of marked ones."""
        return {id: words.partition(f" {TAIL}")[0] for id, words in self._words(ids)}

    def _words(self, ids: Iterable[int]) -> list[tuple[int, str]]:
        """(id, stored words) of those that have some."""
        one = "SELECT document_id, words FROM search_indexedtext WHERE document_id IN"
        return [row for chunk in lists_of(ids) for row in self.all(f"{one} ({marks(chunk)})", chunk)]  # type: ignore[misc]

    def frequent_words(self, ids: Sequence[int]) -> list[str]:
        """Words that many of these documents hold, counted in some of them."""
        some = self.texts(ids[:: max(1, len(ids) // SAMPLE)])
        counts = Counter(word for words in some.values() for word in set(words.split(" ")))
        return [word for word, count in counts.most_common(FREQUENT) if count > 1]

    def save_texts(self, texts: Sequence[Text], known: Iterable[int]) -> None:
        """Insert or replace texts; `known`: the ids of those that may be stored."""
        self.full_text.remove(self._words(known))
        self.run_many(
            "INSERT INTO search_indexedtext (document_id, words, spans, body) VALUES (%s, %s, %s, %s) "
            "ON CONFLICT (document_id) DO UPDATE SET words = excluded.words, spans = excluded.spans, body = excluded.body",
            texts,
        )
        self.full_text.add([text[:2] for text in texts])

    def delete_text(self, id: int) -> None:
        """Take the text out."""
        self.full_text.remove(self._words([id]))
        self.run("DELETE FROM search_indexedtext WHERE document_id = %s", [id])

    def ordered(self, kinds: Iterable[str]) -> Iterator[tuple[int, Name]]:
        """(id, name) of every document of these kinds by name, from an index alone. Dropped ones too."""
        for kind in kinds:
            with self.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, object_id FROM search_indexeddocument WHERE kind = %s ORDER BY object_id", [kind]
                )
                while rows := cursor.fetchmany(2_000):
                    yield from ((id, (kind, object_id)) for id, object_id in rows)

    def bodies(self, ids: Collection[int]) -> dict[int, Body]:
        """id → (kind, object id, words, spans, body) for the hits of a page."""
        rows = self.all(
            "SELECT d.id, d.kind, d.object_id, t.words, t.spans, t.body FROM search_indexeddocument d "
            f"JOIN search_indexedtext t ON t.document_id = d.id WHERE d.id IN ({marks(ids)})",
            list(ids),
        )
        return {row[0]: row[1:] for row in rows}  # type: ignore[misc]

    # --- Upkeep ---
    def clear(self) -> None:
        """Forget all."""
        self.full_text.clear()
        for table in _TABLES:
            self.run(f"DELETE FROM {table}")

    def tidy(self, keep: int) -> None:
        """Forget all but the newest `keep` changes."""
        newest = self.head()[0]
        self.run("DELETE FROM search_indexchange WHERE id <= %s", [newest - keep])

    def sizes(self) -> dict[str, int]:
        """Rows per table."""
        return {table: self.all(f"SELECT count(*) FROM {table}")[0][0] for table in _TABLES}
