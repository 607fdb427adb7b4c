"""Running statements on one Django database connection."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connections

Rows = list[tuple[Any, ...]]


class Sql:
    """Statements on the database `alias`, on this thread's connection. Values are always parameters."""

    def __init__(self, alias: str) -> None:
        self.alias = alias

    @property
    def connection(self) -> Any:
        """This thread's connection."""
        return connections[self.alias]

    @property
    def is_sqlite(self) -> bool:
        """Is the database SQLite?"""
        return self.connection.vendor == "sqlite"

    def all(self, sql: str, params: Sequence[Any] = ()) -> Rows:
        """All rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    def run(self, sql: str, params: Sequence[Any] = ()) -> None:
        """Run a statement that gives no rows."""
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)

    def run_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement that gives no rows once for each row of parameters."""
        if rows:
            with self.connection.cursor() as cursor:
                cursor.executemany(sql, rows)


def marks(values: Collection[Any]) -> str:
    """`%s,%s,%s` for as many values."""
    return ",".join(["%s"] * len(values))
