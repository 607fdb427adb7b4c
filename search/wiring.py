"""From the outbox to the index."""

from bansou.indexing.models import Change
from search.documents import document_of
from search.engines import get_engine


def apply(change: Change) -> None:
    """Bring the index up to this change: the object as it is now, or gone."""
    document = document_of(change.kind, change.object_id, version=change.pk)
    if document:
        get_engine().put(document)
    else:
        get_engine().drop(change.kind, change.object_id, version=change.pk)


def reindex_thread_of(change: Change) -> None:
    """When a case or article changes its readers, so do the threads about it."""
    from community.models import Thread

    about = {"case": "case__public_id", "knowhow": "article__public_id"}.get(change.kind)
    if about:
        for public_id in Thread.objects.filter(**{about: change.object_id}).values_list("public_id", flat=True):
            apply(Change(pk=change.pk, kind="thread", object_id=public_id))


def on_change(change: Change) -> None:
    """The listener: inside the transaction of the change (embedded engine)."""
    apply(change)
    reindex_thread_of(change)
