"""`changed(obj)`: the one call after anything that readers can find has changed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol

from django.db import connection, transaction
from django.utils import timezone

from bansou.indexing.models import Change

Listener = Callable[[Change], None]
_listeners: list[Listener] = []
_followers: list[Listener] = []
KEPT = timedelta(days=7)
AT_ONCE, BATCH = 200, 500  # objects that a request brings into an index of the database itself; rows of one statement


class Indexed(Protocol):
    """Anything that search finds: a case, an article, a thread …"""

    kind: str
    public_id: str


def on_change(listener: Listener) -> None:
    """Call `listener(change)` inside the transaction of every change: the index is up to date with the commit, and
    nothing waits for the indexer."""
    _listeners.append(listener)


def follow(follower: Listener) -> None:
    """Call `follower(change)` inside the transaction of every change, wherever the index is: what an upper app derives
    from objects below it is true at the commit. It must be quick; what takes long follows the rows of `Change` later."""
    _followers.append(follower)


def changed(obj: Indexed) -> Change:
    """Say that `obj` changed, appeared or must disappear. Call it inside the transaction, after locking the object:
    sequences are not in commit order, so the row is written late."""
    return changed_id(obj.kind, obj.public_id)


def changed_id(kind: str, object_id: str) -> Change:
    """Like `changed`, for an object that is known by kind and public id only (or is already gone)."""
    if not connection.in_atomic_block:
        raise RuntimeError("indexing.changed() belongs into the transaction that changes the object.")
    next_try = None if _listeners else timezone.now()
    change = Change.objects.create(kind=kind, object_id=object_id, next_try=next_try)
    for listener in (*_listeners, *_followers):
        listener(change)
    return change


def changed_many(kind: str, object_ids: list[str]) -> None:
    """Say after the commit that these objects changed. Nobody waits for more than a few: the worker takes them on."""
    if len(object_ids) > AT_ONCE:
        Change.objects.bulk_create((Change(kind=kind, object_id=object_id) for object_id in object_ids), BATCH)
        return
    with transaction.atomic():
        for object_id in object_ids:
            changed_id(kind, object_id)


def newest_change() -> int:
    """The number of the newest change, 0 when there is none."""
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def forget_old_changes() -> None:
    """Daily: changes that reached the index and that nobody follows any more; the newest one stays, because it says how
    far the numbers have come."""
    done = Change.objects.filter(next_try=None, at__lt=timezone.now() - KEPT)
    done.exclude(pk=newest_change()).delete()
