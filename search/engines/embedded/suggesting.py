"""Which documents have a title that goes on from what is typed: keys of titles, and a full-text table of them on SQLite."""

import json
from collections.abc import Collection, Iterable, Sequence

from bansou.batches import lists_of
from search.engines.embedded.fulltext import quoted
from search.engines.embedded.sql import Rows, Sql, marks
from search.readings import Parts

STARTING = 10_000  # a first letter may begin half of all titles
Title = tuple[int, str, str]  # (id, title, keys separated by blanks)


class Titles(Sql):
    """Titles and their keys (`readings.title_keys`), written in the transaction of the document."""

    def put(self, titles: Sequence[Title], known: Iterable[int]) -> None:
        """Write the titles of documents; `known`: the ids of those that may have one already."""
        self.drop(known)
        self.run_many("INSERT INTO search_indexedtitle (document_id, title, keys) VALUES (%s, %s, %s)", titles)
        if self.is_sqlite:
            keys = [(id, keys) for id, _title, keys in titles]
            self.run_many("INSERT INTO search_titles (rowid, keys) VALUES (%s, %s)", keys)

    def drop(self, ids: Iterable[int]) -> None:
        """Take titles out. The full-text table is told what it held, it does not keep it."""
        for chunk in lists_of(ids):
            if self.is_sqlite:
                self.run(
                    "INSERT INTO search_titles (search_titles, rowid, keys) SELECT 'delete', document_id, keys "  # noqa: S608 - marks only
                    f"FROM search_indexedtitle WHERE document_id IN ({marks(chunk)})",
                    chunk,
                )
            self.run(f"DELETE FROM search_indexedtitle WHERE document_id IN ({marks(chunk)})", chunk)  # noqa: S608

    def clear(self) -> None:
        """Forget all."""
        if self.is_sqlite:
            self.run("INSERT INTO search_titles (search_titles) VALUES ('delete-all')")
        self.run("DELETE FROM search_indexedtitle")

    def starting(self, typed: Iterable[Parts]) -> list[list[int]]:
        """For each beginning the ids of documents that have, for each of its parts, a key which starts with one of the
        alternatives; the newest of very many."""
        return [self._matching(parts) if self.is_sqlite else self._scan(parts) for parts in typed]

    def _matching(self, parts: Parts) -> list[int]:
        match = " AND ".join(f"({' OR '.join(quoted((begin,)) + '*' for begin in part)})" for part in parts)
        newest = "SELECT rowid FROM search_titles WHERE search_titles MATCH %s ORDER BY rowid DESC LIMIT %s"
        found = self.all(f"SELECT group_concat(rowid) FROM ({newest})", [match, STARTING])  # noqa: S608 - fixed text
        return json.loads(f"[{found[0][0] or ''}]")

    def _scan(self, parts: Parts) -> list[int]:
        one = "position(%s IN ' ' || keys) > 0"
        holding = " AND ".join(f"({' OR '.join([one] * len(part))})" for part in parts)
        begins = [f" {begin}" for part in parts for begin in part]
        rows = self.all(f"SELECT document_id FROM search_indexedtitle WHERE {holding}", begins)  # noqa: S608 - marks only
        return [row[0] for row in rows]

    def named(self, ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
        """id → (title, kind, object id)."""
        rows: Rows = self.all(
            "SELECT t.document_id, t.title, d.kind, d.object_id FROM search_indexedtitle t "  # noqa: S608 - marks only
            f"JOIN search_indexeddocument d ON d.id = t.document_id WHERE t.document_id IN ({marks(ids)})",
            list(ids),
        )
        return {row[0]: row[1:] for row in rows}  # type: ignore[misc]
