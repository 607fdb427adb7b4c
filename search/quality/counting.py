"""Counting searches and clicks. Pages are read without a trace; the browser says afterwards what was seen and opened.

The page gives the browser a signed ticket of what was searched, so nobody can have texts kept that were never searched.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search.engines.base import Results
from search.models.quality import KeptQuery, QueryDay, QueryMark, RankDay
from search.quality.marks import mark, normal, week_of
from search.state import PAGE_SIZE, SearchState

PEOPLE = 3  # members; from so many on a query is readable
MARKS, QUERIES = 100_000, 5_000  # rows at most
KEPT = timedelta(days=400)
TICKET_SECONDS = 3_600
RANKS = 100
_SALT = "search.quality"


@dataclass(frozen=True)
class Ticket:
    """What was searched: the text, whether something held all of it (1 or 0), the rank before the page's first result."""

    text: str
    found: int
    before: int

    def sign(self) -> str:
        """For the page."""
        return signing.dumps([self.text, self.found, self.before], salt=_SALT, compress=True)

    @classmethod
    def read(cls, signed: str) -> "Ticket | None":
        """Back from the browser; None when it is not ours or too old."""
        try:
            return cls(*signing.loads(signed, salt=_SALT, max_age=TICKET_SECONDS))
        except (signing.BadSignature, TypeError, ValueError):
            return None


def ticket_of(state: SearchState, results: Results) -> str:
    """The signed ticket for a page of results; '' where there is nothing to count. Filters that leave nothing do not
    say that the words find nothing."""
    if not state.q or results.degraded or state.view != "list":
        return ""
    found = state.has_filters or (results.total > 0 and not results.relaxed)
    return Ticket(state.q, int(found), (state.page - 1) * PAGE_SIZE).sign()


@transaction.atomic
def count_search(ticket: Ticket, member: str) -> None:
    """One search that somebody saw the results of; `member` '': somebody whom nothing tells from others."""
    today = timezone.localdate()
    seen = {"searches": 1, "empty": int(not ticket.found)}
    _add(QueryDay, {"day": today, "query": None}, seen)
    text = normal(ticket.text)
    kept = text and (KeptQuery.objects.filter(text=text).first() or _kept_now(text, member, today))
    if kept:
        KeptQuery.objects.filter(pk=kept.pk).update(last_used=today)
        _add(QueryDay, {"day": today, "query": kept}, seen)


def _kept_now(text: str, member: str, today: date) -> KeptQuery | None:
    """Mark that one more member used the query; keep it from the third on. Its marks go then."""
    if not member:
        return None
    week = week_of(today)
    query = mark(str(week), text)
    marks = QueryMark.objects.filter(query=query)
    if QueryMark.objects.count() < MARKS:
        QueryMark.objects.get_or_create(query=query, person=mark(str(week), text, member), defaults={"week": week})
    if marks.count() < PEOPLE or KeptQuery.objects.count() >= QUERIES:
        return None
    marks.delete()
    return KeptQuery.objects.get_or_create(text=text)[0]


@transaction.atomic
def count_click(ticket: Ticket, place: int) -> None:
    """The result at a place of the page (from 1) was opened."""
    rank = min(ticket.before + place, RANKS)
    today = timezone.localdate()
    opened = {"clicks": 1, "ranks": rank}
    _add(RankDay, {"day": today, "rank": rank}, {"clicks": 1})
    _add(QueryDay, {"day": today, "query": None}, opened)
    if kept := KeptQuery.objects.filter(text=normal(ticket.text)).first():
        _add(QueryDay, {"day": today, "query": kept}, opened)


def _add(model: Any, which: dict[str, Any], counts: dict[str, int]) -> None:
    row, _new = model.objects.get_or_create(**which)
    model.objects.filter(pk=row.pk).update(**{name: F(name) + count for name, count in counts.items()})


def forget_old() -> None:
    """Daily: marks of earlier weeks, counts and queries older than 400 days."""
    today = timezone.localdate()
    QueryMark.objects.filter(week__lt=week_of(today)).delete()
    for model in (QueryDay, RankDay):
        model.objects.filter(day__lt=today - KEPT).delete()
    KeptQuery.objects.filter(last_used__lt=today - KEPT).delete()
