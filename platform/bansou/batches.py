"""Many values a few at a time; rows also while others, or oneself, write."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
Value = TypeVar("Value")
BATCH = 500  # databases limit the parameters of a statement


def lists_of(values: Iterable[Value], size: int = BATCH) -> Iterator[list[Value]]:
    """Lists of at most `size`, taken as they are wanted."""
    rest = iter(values)
    while batch := list(islice(rest, size)):
        yield batch


def in_batches(rows: QuerySet[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Lists of at most `size` rows by number, each read to its end.

    `iterator()` keeps a cursor open: on SQLite the connection then stays at the state in which it began to read, and may
    not write any more as soon as another process has written ("database is locked").
    """
    batch = list(rows.order_by("pk")[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk).order_by("pk")[:size]) if len(batch) == size else []
