"""What owners do with their saved queries."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.accounts.models import User
from search.models import SavedQuery
from search.models.saved import Alert, digest_of, new_token
from search.saved.news import Mark, newest
from search.saved.schedule import next_due
from search.state import SearchState, parse_query_string

LIMIT = 50  # of one person


class TooMany(Exception):
    """The person has as many as one may have."""


def known_today(state: SearchState, owner: Any) -> dict[str, Any]:
    """The mark of somebody who sees the results now. Raises SearchUnavailable."""
    mark = Mark.today()
    return mark.after(newest(state, owner, mark.since)).stored()


def save(owner: Any, state: SearchState, name: str, note: str = "", alert: str = Alert.NONE) -> tuple[SavedQuery, bool]:
    """Keep a search: (it, is it new?). The same conditions are kept once, so a second press changes nothing.

    Raises TooMany; SearchUnavailable when nobody can say what is known already.
    """
    query = state.canonical
    mark = known_today(state, owner)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=owner.pk)  # two presses at once wait for each other
        mine = SavedQuery.objects.filter(owner=owner)
        if there := mine.filter(digest=digest_of(query)).first():
            return there, False
        if mine.count() >= LIMIT:
            raise TooMany
        due = next_due(alert, timezone.now())
        saved = SavedQuery(owner=owner, name=name, note=note, query=query, alert=alert, due_at=due)
        saved.told = saved.looked = mark
        saved.save()
    return saved, True


def change(saved: SavedQuery, name: str, note: str, alert: str) -> None:
    """Change words and alert. An alert that is switched on begins now: nothing older is told."""
    starts = saved.alert == Alert.NONE != alert
    mark = known_today(parse_query_string(saved.query), saved.owner) if starts else {}
    with transaction.atomic():
        row = SavedQuery.objects.select_for_update().get(pk=saved.pk)
        row.name, row.note = name, note
        if row.alert != alert:
            row.alert, row.due_at = alert, next_due(alert, timezone.now())
        if mark:
            row.told = mark
        row.save()


def look(saved: SavedQuery) -> None:
    """The owner opens the search: what is there now is not new any more. Raises SearchUnavailable."""
    mark = Mark.read(saved.looked)
    found = newest(parse_query_string(saved.query), saved.owner, mark.since)
    SavedQuery.objects.filter(pk=saved.pk).update(looked=mark.after(found).stored())


def share(saved: SavedQuery) -> None:
    """Make a link that others may open; an existing one stays."""
    SavedQuery.objects.filter(pk=saved.pk, share_token=None).update(share_token=new_token())


def unshare(saved: SavedQuery) -> None:
    """The link ends for good; a new one will be another."""
    SavedQuery.objects.filter(pk=saved.pk).update(share_token=None)


def stop_all(owner: Any) -> int:
    """No alert mails any more; the searches stay. Returns how many alerts ended."""
    return SavedQuery.objects.filter(owner=owner).exclude(alert=Alert.NONE).update(alert=Alert.NONE, due_at=None)
