"""Files of results: small ones at once, larger ones by the worker. A killed worker's file is made again."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from bansou.access import tokens
from bansou.accounts.models import User
from bansou.audit.models import AuditEntry
from casestudies.services.publishing import PUBLISHED, SETTINGS_CHANGED
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.exports.columns import columns_of, rows_of
from search.exports.writing import table, write
from search.models import ResultExport
from search.models.exports import LEASE
from search.state import SearchState, parse_query_string

LIMIT = 5_000  # rows of a file
AT_ONCE = 500  # rows that nobody waits for
CHUNK = 250  # rows read in one go
PER_HOUR = 30  # files of one person
PAUSE = timedelta(seconds=30)  # before the engine is asked again
SHOWN_OTHERWISE = (PUBLISHED, SETTINGS_CHANGED)  # acts after which a case reads otherwise than in an older file
Progress = Callable[[int], None]


def total_of(state: SearchState, user: Any) -> int:
    """How many results there are. Raises SearchUnavailable."""
    results = get_engine().search(state.query(tokens(user), size=0, facets=[]))
    if results.degraded:
        raise SearchUnavailable
    return results.total


def ids_of(state: SearchState, user: Any, limit: int) -> list[str]:
    """Public ids of the first results in their order. Raises SearchUnavailable."""
    found: list[str] = []
    for page in range(1, -(-limit // CHUNK) + 1):
        query = replace(state, page=page).query(tokens(user), size=CHUNK, facets=[])
        results = get_engine().search(query)
        if results.degraded:
            raise SearchUnavailable
        found += [hit.id for hit in results.hits]
        if len(results.hits) < CHUNK:
            break
    return found[:limit]


def rows(kind: str, ids: list[str], user: Any, progress: Progress | None = None) -> Iterator[Any]:
    """What `user` may read of these, in their order; `progress` is told after every chunk how far it is."""
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = {row.public_id: row for row in rows_of(kind, user).filter(public_id__in=chunk)}
        yield from (found[public_id] for public_id in chunk if public_id in found)
        if progress:
            progress(start + len(chunk))


def lines_of(state: SearchState, user: Any) -> Iterator[list[Any]]:
    """A small file's lines. Raises SearchUnavailable before the first one."""
    ids = ids_of(state, user, AT_ONCE)
    return table(columns_of(state.kind), rows(state.kind, ids, user))


def may_have_another(user: Any) -> bool:
    """Count one file; False when it is one too many for this hour."""
    key = f"exports:{user.pk}:{timezone.now():%Y%m%d%H}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) <= PER_HOUR
    except ValueError:  # it ran out in between
        return True


# --- In the background -----------------------------------------------------------------------------------------------
@transaction.atomic
def order(owner: Any, state: SearchState, format: str, language: str) -> ResultExport:
    """Ask for a file; a second press finds the one that is under way."""
    User.objects.select_for_update().get(pk=owner.pk)
    wanted = {"owner": owner, "query": state.canonical, "format": format}
    under_way = ResultExport.objects.unfinished().filter(**wanted).first()
    return under_way or ResultExport.objects.create(**wanted, language=language)


def make_waiting() -> int:
    """The job: make the files that nobody makes, one after the other; how many."""
    made = 0
    while export := _claimed():
        try:
            _make(export)
        except SearchUnavailable:
            later = {"leased_until": timezone.now() + PAUSE, "attempts": F("attempts") - 1}
            ResultExport.objects.filter(pk=export.pk).update(**later)
        made += 1
    return made


def _claimed() -> ResultExport | None:
    """The oldest file to make, taken so that no other worker does."""
    free = ResultExport.objects.to_do().filter(owner__is_active=True).select_related("owner")
    for export in free[:10]:
        until = timezone.now() + LEASE
        mine = ResultExport.objects.filter(pk=export.pk, leased_until=export.leased_until)
        if mine.update(leased_until=until, attempts=F("attempts") + 1):
            return export
    return None


def _make(export: ResultExport) -> None:
    state = parse_query_string(export.query)
    ids = ids_of(state, export.owner, LIMIT)
    row = ResultExport.objects.filter(pk=export.pk)
    row.update(total=len(ids), written=0)

    def progress(written: int) -> None:
        row.update(written=written, leased_until=timezone.now() + LEASE)

    with translation.override(export.language), tempfile.TemporaryFile() as file:
        write(export.format, table(columns_of(state.kind), rows(state.kind, ids, export.owner, progress)), file)
        file.seek(0)
        name = _put(export, File(file))
    if not row.update(file=name, ids=ids, written=len(ids), done_at=timezone.now(), leased_until=None):
        default_storage.delete(name)  # the owner left meanwhile


def _put(export: ResultExport, file: File) -> str:
    """Store the file under a name that nobody guesses, the same at a second try."""
    name = f"exports/{salted_hmac('search.exports', export.public_id).hexdigest()}.{export.format}"
    default_storage.delete(name)
    return default_storage.save(name, file)


def closed_since(export: ResultExport, user: Any) -> bool:
    """May the owner no longer read something that is in the file, or not as it stands there (a name, a place)?"""
    kind = parse_query_string(export.query).kind
    chunks = (export.ids[start : start + CHUNK] for start in range(0, len(export.ids), CHUNK))
    return any(_closed(kind, chunk, export.created_at, user) for chunk in chunks)


def _closed(kind: str, ids: list[str], since: datetime, user: Any) -> bool:
    if rows_of(kind, user).filter(public_id__in=ids).count() < len(ids):
        return True
    return AuditEntry.objects.filter(kind=kind, object_id__in=ids, at__gt=since, verb__in=SHOWN_OTHERWISE).exists()


def forget_old() -> int:
    """The job: files are kept for a day; how many went."""
    return sum(delete(export) for export in ResultExport.objects.old())


def delete(export: ResultExport) -> int:
    """Delete a file with its row, the file when the row is gone for good."""
    name = export.file.name
    export.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))
    return 1
