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


# With SQLite's 4 pieces a table of 100,000 documents takes twice as long to fill; words are found as fast in more pieces.
MERGE_SELDOM = "INSERT INTO search_fts (search_fts, rank) VALUES ('automerge', 16)"

# Keys of titles hold letters and digits only. Where in a title they stand does not matter; short beginnings are frequent.
CREATE_TITLES = (
    "CREATE VIRTUAL TABLE search_titles USING fts5(keys, content='search_indexedtitle', content_rowid='document_id', "
    "tokenize='ascii', detail=none, prefix='1 2')"
)


def create(connection: Any) -> None:
    """Create the table where the database is SQLite; other databases need none."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(CREATE)
            cursor.execute(MERGE_SELDOM)


def create_titles(connection: Any) -> None:
    """Create the table of the keys of titles, likewise."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(CREATE_TITLES)


def drop(connection: Any, table: str = "search_fts") -> None:
    """Take a table away again."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
