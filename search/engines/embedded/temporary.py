"""An embedded index in a database file of its own: for measuring, never for the site."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from search.engines.embedded import schema
from search.engines.embedded.engine import EmbeddedEngine
from search.models import IndexChange, IndexedDocument, IndexedText, IndexedTitle

ALIAS = "temporary_index"


@contextmanager
def temporary_engine() -> Iterator[EmbeddedEngine]:
    """A new, empty engine; its file is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="bansou-index-") as folder:
        settings = {**connections["default"].settings_dict, "ENGINE": "django.db.backends.sqlite3"}
        connections.databases[ALIAS] = {**settings, "NAME": str(Path(folder) / "index.sqlite3"), "OPTIONS": {}}
        try:
            _create_tables()
            yield EmbeddedEngine(ALIAS)
        finally:
            connections[ALIAS].close()
            del connections[ALIAS]
            del connections.databases[ALIAS]


def _create_tables() -> None:
    connection = connections[ALIAS]
    with connection.schema_editor() as editor:
        for model in (IndexedDocument, IndexedText, IndexedTitle, IndexChange):
            editor.create_model(model)
    schema.create(connection)
    schema.create_titles(connection)
