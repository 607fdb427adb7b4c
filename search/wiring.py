"""From a change to the index, inside the transaction of the change: for an index that is in the database."""

from collections.abc import Iterable

from bansou.indexing.models import Change
from community.models import Thread
from search.documents import document_of
from search.engines import get_engine

THREAD_COLUMNS = {"case": "case__public_id__in", "knowhow": "article__public_id__in"}


def on_change(change: Change) -> None:
    """The listener: the object and the threads about it."""
    apply(change)
    for public_id in threads_about([change]):
        apply(Change(pk=change.pk, kind="thread", object_id=public_id))


def apply(change: Change) -> None:
    """Bring the index up to this change: the object as it is now, or gone."""
    document = document_of(change.kind, change.object_id, version=change.pk)
    if document:
        get_engine().put(document)
    else:
        get_engine().drop(change.kind, change.object_id, version=change.pk)


def threads_about(changes: Iterable[Change]) -> list[str]:
    """Public ids of the threads about these cases and articles: when those change their readers, so do the threads."""
    found: list[str] = []
    about: dict[str, set[str]] = {}
    for change in changes:
        about.setdefault(change.kind, set()).add(change.object_id)
    for kind in about.keys() & THREAD_COLUMNS.keys():
        found += Thread.objects.filter(**{THREAD_COLUMNS[kind]: about[kind]}).values_list("public_id", flat=True)
    return found
