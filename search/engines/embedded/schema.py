"""The full-text table of SQLite, which Django's models cannot describe."""

from typing import Any

# `ascii` with every printable ASCII sign as a token character splits on blanks only: our tokens arrive ready made.
# `content=`: the words are read from IndexedText, not stored a second time.
_SIGNS = (
    "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum()).replace('"', '""').replace("'", "''''")
)
CREATE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_indexedtext', content_rowid='document_id', "
    f"tokenize=\"ascii tokenchars '{_SIGNS}'\")"
)


def create(connection: Any) -> None:
    """Create the table where the database is SQLite; other databases need none."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(CREATE)


def drop(connection: Any) -> None:
    """Take the table away again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS search_fts")
