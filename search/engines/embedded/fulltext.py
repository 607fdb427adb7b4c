"""Which documents hold a word: SQLite's FTS5 table, or a plain scan of the stored words on another database."""

import json
from collections.abc import Sequence

from bansou.batches import lists_of
from search.engines.embedded.sql import Sql

Phrase = Sequence[str]
Texts = Sequence[tuple[int, str]]  # (id, words)
# Statements joined to one; SQLite allows 500.
JOINED = 200


def quoted(phrase: Phrase) -> str:
    """Tokens as an FTS5 string: one or more words in a row. Nothing in it is syntax."""
    return '"' + " ".join(phrase).replace('"', '""') + '"'


class Fts5(Sql):
    """The full-text table `search_fts`. It reads its words from IndexedText, so it is told what it held before that
    changes."""

    def add(self, texts: Texts) -> None:
        """Index the words of documents."""
        self.run_many("INSERT INTO search_fts (rowid, words) VALUES (%s, %s)", texts)

    def remove(self, texts: Texts) -> None:
        """Forget documents, by exactly the words that were indexed."""
        self.run_many("INSERT INTO search_fts (search_fts, rowid, words) VALUES ('delete', %s, %s)", texts)

    def holding(self, phrases: Sequence[Phrase]) -> list[list[int]]:
        """For each phrase the ids of documents with its words one behind the other, in one statement."""
        return [ids for chunk in lists_of(phrases, JOINED) for ids in self._holding(chunk)]

    def _holding(self, phrases: Sequence[Phrase]) -> list[list[int]]:
        # One long text and a JSON parser: three times as fast as a row per document.
        one = "SELECT %s, group_concat(rowid) FROM search_fts WHERE search_fts MATCH %s"
        params = [value for place, phrase in enumerate(phrases) for value in (place, quoted(phrase))]
        rows = dict(self.all(" UNION ALL ".join([one] * len(phrases)), params))
        return [json.loads(f"[{rows[place] or ''}]") for place in range(len(phrases))]

    def clear(self) -> None:
        """Forget all."""
        self.run("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")

    def optimise(self) -> None:
        """Merge the table's segments: after a bulk load, queries become faster."""
        self.run("INSERT INTO search_fts (search_fts) VALUES ('optimize')")


class Scan(Sql):
    """Exact but slow: reads all stored words. For PostgreSQL with few documents; with many, use Elasticsearch."""

    def add(self, texts: Texts) -> None:
        """Nothing to do: the stored words are the index."""

    def remove(self, texts: Texts) -> None:
        """Nothing to do."""

    def holding(self, phrases: Sequence[Phrase]) -> list[list[int]]:
        """For each phrase the ids of documents with its words one behind the other."""
        return [self._containing(f" {' '.join(phrase)} ") for phrase in phrases]

    def _containing(self, text: str) -> list[int]:
        rows = self.all(
            "SELECT document_id FROM search_indexedtext WHERE position(%s IN ' ' || words || ' ') > 0", [text]
        )
        return [row[0] for row in rows]

    def clear(self) -> None:
        """Nothing to do."""

    def optimise(self) -> None:
        """Nothing to do."""
