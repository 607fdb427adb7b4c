"""All SQL of the embedded engine, on one Django database connection (SQLite).

Only fixed names and parameter marks are put into statements; values are always parameters.
"""
# ruff: noqa: S608

import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import connections

from search.analysis import TAIL
from search.engines.embedded.snapshot import Row

Body = tuple[str, str, str, bytes, str]  # kind, object id, words, spans, body
_ROW = "SELECT id, alive, length, keys, sorts FROM search_indexeddocument"
_TABLES = ("search_indexedtext", "search_indexeddocument", "search_indexchange")


def quoted(sequence: Sequence[str]) -> str:
    """Tokens as an FTS5 string: a phrase of one or more words. Nothing in it is syntax."""
    return '"' + " ".join(sequence).replace('"', '""') + '"'


def _marks(values: Collection[Any]) -> str:
    return ",".join(["%s"] * len(values))


class Store:
    """Reads and writes of the index tables. Rows of the full-text table are always written with those of the text."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def connection(self) -> Any:
        """This thread's connection."""
        return connections[self.alias]

    def _all(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def _run(self, sql: str, params: Sequence[Any] = ()) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)

    # --- The change log ---
    def head(self) -> tuple[int, int]:
        """Id and stamp of the newest change; (0, 0) when there is none."""
        rows = self._all("SELECT id, stamp FROM search_indexchange ORDER BY id DESC LIMIT 1")
        return (rows[0][0], rows[0][1]) if rows else (0, 0)

    def changes_from(self, head: tuple[int, int]) -> list[tuple[int, int, int]] | None:
        """(id, stamp, document) after `head`, oldest first; None when `head` is no longer in the log."""
        rows = self._all("SELECT id, stamp, document_id FROM search_indexchange WHERE id >= %s ORDER BY id", [head[0]])
        if head == (0, 0):
            return rows
        return rows[1:] if rows and rows[0][:2] == head else None

    def log_change(self, document_id: int) -> None:
        """Tell all processes that a document changed."""
        self._run(
            "INSERT INTO search_indexchange (document_id, stamp) VALUES (%s, %s)",
            [document_id, secrets.randbits(62)],
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
            Row._make(r) for chunk in _chunks(ids) for r in self._all(f"{_ROW} WHERE id IN ({_marks(chunk)})", chunk)
        ]

    def find(self, kind: str, object_id: str) -> tuple[int, int, str, bool] | None:
        """(id, version, digest, alive) of a document."""
        rows = self._all(
            "SELECT id, version, digest, alive FROM search_indexeddocument WHERE kind = %s AND object_id = %s",
            [kind, object_id],
        )
        return rows[0] if rows else None  # type: ignore[return-value]

    def save_facts(self, values: Sequence[Any]) -> int:
        """Insert or replace (kind, object_id, version, alive, digest, length, keys, sorts); the document's id."""
        return self._all(
            "INSERT INTO search_indexeddocument (kind, object_id, version, alive, digest, length, keys, sorts) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (kind, object_id) DO UPDATE SET "
            "version = excluded.version, alive = excluded.alive, digest = excluded.digest, length = excluded.length, "
            "keys = excluded.keys, sorts = excluded.sorts RETURNING id",
            values,
        )[0][0]

    def live_names(self) -> list[tuple[str, str]]:
        """(kind, object id) of every document that is in the index."""
        return self._all("SELECT kind, object_id FROM search_indexeddocument WHERE alive")  # type: ignore[return-value]

    # --- Text ---
    def words_of(self, id: int) -> str:
        """The stored words of a document; empty when there are none."""
        rows = self._all("SELECT words FROM search_indexedtext WHERE document_id = %s", [id])
        return rows[0][0] if rows else ""

    def texts(self, ids: Iterable[int]) -> dict[int, str]:
        """The texts' own words of several documents, without the tail of marked ones."""
        return {
            id: words.partition(f" {TAIL}")[0]
            for chunk in _chunks(ids)
            for id, words in self._all(
                f"SELECT document_id, words FROM search_indexedtext WHERE document_id IN ({_marks(chunk)})", chunk
            )
        }

    def save_text(self, id: int, words: str, spans: bytes, body: str, old: str) -> None:
        """Replace the text; `old`: the words stored until now ('' for none)."""
        self._forget_words(id, old)
        self._run(
            "INSERT OR REPLACE INTO search_indexedtext (document_id, words, spans, body) VALUES (%s, %s, %s, %s)",
            [id, words, spans, body],
        )
        self._run("INSERT INTO search_fts (rowid, words) VALUES (%s, %s)", [id, words])

    def delete_text(self, id: int) -> None:
        """Take the text out."""
        old = self.words_of(id)
        self._forget_words(id, old)
        self._run("DELETE FROM search_indexedtext WHERE document_id = %s", [id])

    def _forget_words(self, id: int, old: str) -> None:
        # An external-content table is told what it held, before the content changes.
        if old:
            self._run("INSERT INTO search_fts (search_fts, rowid, words) VALUES ('delete', %s, %s)", [id, old])

    # --- Reading the full-text table ---
    def holding(self, sequences: Sequence[Sequence[str]]) -> list[list[int]]:
        """For each of the sequences the ids of documents with its words one behind the other, in one statement."""
        return [ids for chunk in _chunks(sequences, 200) for ids in self._holding(chunk)]

    def _holding(self, sequences: Sequence[Sequence[str]]) -> list[list[int]]:
        # One long text and a JSON parser: three times as fast as a row per document.
        one = "SELECT %s, group_concat(rowid) FROM search_fts WHERE search_fts MATCH %s"
        params = [value for place, sequence in enumerate(sequences) for value in (place, quoted(sequence))]
        rows = dict(self._all(" UNION ALL ".join([one] * len(sequences)), params))
        return [json.loads(f"[{rows[place] or ''}]") for place in range(len(sequences))]

    def starting(self, prefix: str, limit: int) -> list[int]:
        """Ids of documents with a word that begins with `prefix`, newest first."""
        rows = self._all(
            "SELECT rowid FROM search_fts WHERE search_fts MATCH %s ORDER BY rowid DESC LIMIT %s",
            [quoted((prefix,)) + "*", limit],
        )
        return [row[0] for row in rows]

    def bodies(self, ids: Collection[int]) -> dict[int, Body]:
        """id → (kind, object id, words, spans, body) for the hits of a page."""
        rows = self._all(
            "SELECT d.id, d.kind, d.object_id, t.words, t.spans, t.body FROM search_indexeddocument d "
            f"JOIN search_indexedtext t ON t.document_id = d.id WHERE d.id IN ({_marks(ids)})",
            list(ids),
        )
        return {row[0]: row[1:] for row in rows}  # type: ignore[misc]

    # --- Upkeep ---
    def clear(self) -> None:
        """Forget all."""
        self._run("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")
        for table in _TABLES:
            self._run(f"DELETE FROM {table}")

    def optimise(self) -> None:
        """Merge the full-text table's segments: after a bulk load, queries become faster."""
        self._run("INSERT INTO search_fts (search_fts) VALUES ('optimize')")

    def tidy(self, keep: int) -> None:
        """Forget all but the newest `keep` changes."""
        newest = self.head()[0]
        self._run("DELETE FROM search_indexchange WHERE id <= %s", [newest - keep])

    def sizes(self) -> dict[str, int]:
        """Rows per table."""
        return {table: self._all(f"SELECT count(*) FROM {table}")[0][0] for table in _TABLES}


def _chunks(values: Iterable[Any], size: int = 500) -> Iterator[list[Any]]:
    """Lists of at most `size`: SQLite limits the parameters of a statement."""
    found = list(values)
    for start in range(0, len(found), size):
        yield found[start : start + size]


def dumps(value: Any) -> str:
    """JSON as short as it gets."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
