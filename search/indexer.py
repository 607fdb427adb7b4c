"""From the outbox to the index: every change for one outside the database (Elasticsearch), for one inside only those
that were too many for a request. Jobs of the worker; any number may run at once.

A change is never lost: its row waits until the index has it. Nothing is written twice to harm: the engine ignores an
older version than it holds, and every object is read as it is now, after its newest change was committed.
"""

import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from bansou.indexing.models import Change, ChangeQuerySet, pause_after
from bansou.indexing.services import changed_id, newest_change
from bansou.vocabulary import terms
from search.documents import all_documents, documents_of
from search.engines import get_engine
from search.engines.base import Progress, SearchUnavailable
from search.wiring import threads_about

log = logging.getLogger(__name__)
BATCH = 200
# Whoever claimed changes has so long to write them; then they are anybody's again.
LEASE = timedelta(seconds=20)
# A server that did not answer is asked again after so many seconds.
PAUSES = (0.5, 1.0, 2.0)
BUILD_LOCK = 5_031_188  # any number, the same in every process


class Patience:
    """How often, and until when, the server has not answered; of this process."""

    def __init__(self) -> None:
        self.failures, self.until = 0, 0.0

    def lost(self, reason: Exception) -> None:
        """It did not answer; said once in the log."""
        if not self.failures:
            log.warning("the search server cannot be written to (%s); changes wait", reason)
        self.until = time.monotonic() + PAUSES[min(self.failures, len(PAUSES) - 1)]
        self.failures += 1

    def found(self) -> None:
        """It answers."""
        if self.failures:
            log.info("the search server can be written to again")
        self.failures = 0


_patience = Patience()


def runs_behind() -> bool:
    """Does the index follow the database, instead of being written in the same transaction?"""
    return settings.SEARCH_ENGINE != "embedded"


def work_off() -> int:
    """Bring the index up to all changes that are due; how many there were. A job: harmless at any time."""
    done = 0
    if time.monotonic() >= _patience.until:
        while batch := claim():
            try:
                apply(batch)
            except SearchUnavailable as reason:
                hand_back(batch)
                _patience.lost(reason)
                break
            _patience.found()
            done += len(batch)
    return done


def claim() -> list[Change]:
    """The oldest changes that are due; for `LEASE` nobody else takes them."""
    now = timezone.now()
    if not Change.objects.due(now).exists():  # asking takes no lock
        return []
    with transaction.atomic():
        batch = list(Change.objects.due(now).select_for_update(skip_locked=True)[:BATCH])
        _rows(batch).update(next_try=now + LEASE)
    return batch


def _rows(changes: Iterable[Change]) -> ChangeQuerySet:
    return Change.objects.filter(pk__in=[change.pk for change in changes])


def hand_back(batch: list[Change]) -> None:
    """The server did not answer, which is not these changes' fault: they are due at once."""
    _rows(batch).waiting().update(next_try=timezone.now())


def apply(batch: list[Change]) -> None:
    """Write what the batch is about, several changes of one object once. Raises SearchUnavailable."""
    terms.look_again()
    try:
        write(batch)
    except SearchUnavailable:
        raise
    except Exception:
        log.exception("a batch of %s changes failed; each is tried by itself", len(batch))
        for change in batch:
            apply_alone(change)
    else:
        finish(batch)


def apply_alone(change: Change) -> None:
    """One change; when it fails it is tried again, later and later. Raises SearchUnavailable."""
    try:
        write([change])
    except SearchUnavailable:
        raise
    except Exception:
        log.exception("change %s cannot reach the index", change)
        next_try = timezone.now() + pause_after(change.attempts)
        _rows([change]).update(attempts=F("attempts") + 1, next_try=next_try)
    else:
        finish([change])


def write(batch: list[Change]) -> None:
    """The objects as they are now, under the number of their newest change in the batch."""
    newest: dict[str, dict[str, int]] = {}
    for change in batch:  # oldest first
        newest.setdefault(change.kind, {})[change.object_id] = change.pk
    engine = get_engine()
    for kind, versions in newest.items():
        documents = documents_of(kind, versions)
        engine.put_many(documents.values())
        for public_id in versions.keys() - documents.keys():
            engine.drop(kind, public_id, version=versions[public_id])


def finish(batch: list[Change]) -> None:
    """The index has them. Threads about them follow as changes of their own: a number drawn now is newer than any that
    a thread's own change may have been given while this one was not committed."""
    with transaction.atomic():
        for thread in threads_about(batch):
            changed_id("thread", thread)
        _rows(batch).update(next_try=None)


def rebuild(progress: Progress | None = None, whatever_is_there: bool = False) -> int:
    """Fill the index from the database, readers being served meanwhile; how many documents.

    What changes meanwhile must win over what was read before. An index in the database compares numbers of changes,
    which come in the order of commits there; one outside takes whatever a change wrote before what a rebuild reads.
    `whatever_is_there`: the numbers in the index are worth nothing.
    """
    version = 0 if runs_behind() or whatever_is_there else newest_change()
    return get_engine().rebuild(all_documents(version=version), progress)


def build_missing() -> None:
    """Build an index that is not there (never built, or wiped) or was made by another version of the site. A job."""
    if not runs_behind():
        return
    with suppress(SearchUnavailable):  # work_off says so, and goes on by itself
        if get_engine().is_current():
            return
        with alone() as may_build:
            if may_build:
                log.warning("there is no search index of this version; building it from the database")
                log.warning("the search index is built: %s documents", rebuild())


@contextmanager
def alone() -> Iterator[bool]:
    """True for one worker at a time. SQLite has one machine, and that has one worker."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [BUILD_LOCK])
        held = cursor.fetchone()[0]
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILD_LOCK])
