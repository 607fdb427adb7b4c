"""The worker's part: who must be told of something new, in one mail for all saved queries of a person.

`run()` first makes the alerts at once due whose search may find what was published, then tells everybody who is due.
Whatever is interrupted is done again; a person's marks and notice are written together, so nothing is told twice.
"""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from bansou.indexing.models import Change
from bansou.indexing.services import newest_change
from bansou.notifications.services import notify
from search.documents import document_of
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import AlertCursor, SavedQuery
from search.models.saved import Alert
from search.saved.news import BEHIND, Found, Mark, newest
from search.saved.prefilter import Facts, may_find
from search.saved.schedule import next_due
from search.state import parse_query_string

SETTLED = timedelta(seconds=5)  # by then no earlier number is still to be committed
PATIENCE = timedelta(minutes=10)  # for a change that the index cannot take
CHANGES = 500  # looked at in one go
SECONDS = 5.0  # of a turn: other jobs wait meanwhile
SHOWN = 10  # titles of one search in a mail
VERB = "search_alert"


def run() -> None:
    """The job."""
    notice_changes()
    tell_due()


# --- Alerts at once ---------------------------------------------------------------------------------------------------
def notice_changes() -> int:
    """Make the alerts at once due that what was published lately may concern; how many."""
    cursor = AlertCursor.objects.first()
    if cursor is None:  # the past is no news
        AlertCursor.objects.create(last_change=newest_change())
        return 0
    changes = list(_indexed_after(cursor.last_change)[:CHANGES])
    if not changes:
        return 0
    due = _concerned(list(_new_facts({(change.kind, change.object_id) for change in changes})))
    with transaction.atomic():
        SavedQuery.objects.filter(pk__in=due, alert=Alert.ONCE).update(due_at=timezone.now())
        AlertCursor.objects.update(last_change=changes[-1].pk)
    return len(due)


def _indexed_after(last: int) -> QuerySet[Change]:
    """The changes that the index has, up to the first that it still waits for."""
    now = timezone.now()
    found = Change.objects.filter(pk__gt=last, at__lte=now - SETTLED).order_by("pk")
    missing = Change.objects.waiting().filter(pk__gt=last, at__gt=now - PATIENCE).order_by("pk").first()
    return found.filter(pk__lt=missing.pk) if missing else found


def _new_facts(names: Iterable[tuple[str, str]]) -> Iterator[Facts]:
    """The facts of those that were published lately; most changes are of older things."""
    first = timezone.localdate() - BEHIND
    for kind, public_id in names:
        document = document_of(kind, public_id)
        if document and (day := document.dates.get("published")) and day >= first:
            yield Facts.of(document)


def _concerned(facts: list[Facts]) -> list[int]:
    rows = SavedQuery.objects.filter(alert=Alert.ONCE, owner__is_active=True).values_list("pk", "query")
    return [pk for pk, query in rows.iterator() if may_find(query, facts)] if facts else []


# --- Telling ----------------------------------------------------------------------------------------------------------
def tell_due(seconds: float = SECONDS) -> int:
    """Tell everybody whose alerts are due, person by person, for so long; how many people were looked at."""
    end = time.monotonic() + seconds
    due = SavedQuery.objects.filter(due_at__lte=timezone.now(), owner__is_active=True).select_related("owner")
    owners = dict.fromkeys(due.order_by("-due_at").values_list("owner_id", flat=True))  # what is due at once goes first
    for count, owner in enumerate(owners):
        if time.monotonic() > end:
            return count
        try:
            tell(list(due.filter(owner=owner)))
        except SearchUnavailable:  # they stay due
            return count
    return len(owners)


def tell(queries: list[SavedQuery]) -> int:
    """Tell their one owner of what is new in all of these; the number of new things."""
    if not queries:
        return 0
    with get_engine().steady():
        found = {saved.pk: _look(saved) for saved in queries}
    with transaction.atomic():
        rows = SavedQuery.objects.select_for_update().filter(pk__in=found, due_at__isnull=False)
        before = {saved.pk: saved.told for saved in queries}
        told = [_told(row, *found[row.pk]) for row in rows if row.told == before[row.pk]]
        groups = [group for group in told if group["keys"]]
        if groups:
            notify(VERB, [queries[0].owner], url=reverse("saved-searches"), groups=groups)
    return sum(group["count"] for group in groups)


def _look(saved: SavedQuery) -> tuple[Mark, list[Found]]:
    mark = Mark.read(saved.told)
    found = newest(parse_query_string(saved.query), saved.owner, mark.since)
    return mark.after(found), mark.news(found)


def _told(row: SavedQuery, mark: Mark, news: list[Found]) -> dict[str, Any]:
    """Write down that the owner knows; what the notice says of this search, by ids only."""
    now = timezone.now()
    row.told, row.due_at = mark.stored(), next_due(row.alert, now)
    row.told_at = now if news else row.told_at
    row.save(update_fields=["told", "due_at", "told_at"])
    return {"saved": row.public_id, "keys": [item.key for item in news[:SHOWN]], "count": len(news)}
