"""`changed(obj)`: the one call after anything that readers can find has changed."""

from collections.abc import Callable
from typing import Protocol

from django.db import connection

from bansou.indexing.models import Change

Listener = Callable[[Change], None]
_listeners: list[Listener] = []


class Indexed(Protocol):
    """Anything that search finds: a case, an article, a thread …"""

    kind: str
    public_id: str


def on_change(listener: Listener) -> None:
    """Call `listener(change)` inside the transaction of every change (the embedded index updates there)."""
    _listeners.append(listener)


def changed(obj: Indexed) -> Change:
    """Say that `obj` changed, appeared or must disappear. Call it inside the transaction, after locking the object:
    sequences are not in commit order, so the row is written late."""
    return changed_id(obj.kind, obj.public_id)


def changed_id(kind: str, object_id: str) -> Change:
    """Like `changed`, for an object that is known by kind and public id only (or is already gone)."""
    if not connection.in_atomic_block:
        raise RuntimeError("indexing.changed() belongs into the transaction that changes the object.")
    change = Change.objects.create(kind=kind, object_id=object_id)
    for listener in _listeners:
        listener(change)
    return change
