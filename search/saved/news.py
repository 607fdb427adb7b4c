"""What is new among the results of a search, since its owner was told or looked.

Dates of publication are days, so a mark holds the day from which on things are new, and what of it is known already.
The day follows a week behind: what becomes readable some days late (a slow index, a new colleague) is told as well.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from bansou.access import tokens
from search.engines import get_engine
from search.engines.base import Results, SearchUnavailable
from search.kinds import KINDS, readable
from search.state import SearchState

DATED = ("case", "knowhow", "thread")  # kinds that are published on a day; people and pages are just there
PAGE, PAGES = 20, 5  # of the newest results that are looked at
BEHIND = timedelta(days=7)


@dataclass(frozen=True)
class Found:
    """Something readable among the results. `key` = kind:public id; `day`: published."""

    key: str
    day: date
    title: str
    url: str


@dataclass(frozen=True)
class Mark:
    """New is what was published on `since` or later and is not in `known` (key → its day)."""

    since: date
    known: Mapping[str, date] = field(default_factory=dict)

    @classmethod
    def today(cls) -> "Mark":
        """Nothing of the past is new."""
        return cls(timezone.localdate())

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Mark":
        """From a JSON column."""
        if not stored:
            return cls.today()
        known = {key: date.fromisoformat(day) for key, day in stored["known"].items()}
        return cls(date.fromisoformat(stored["since"]), known)

    def stored(self) -> dict[str, Any]:
        """For a JSON column."""
        return {"since": self.since.isoformat(), "known": {key: day.isoformat() for key, day in self.known.items()}}

    def news(self, found: Iterable[Found]) -> list[Found]:
        """Those of the results that are new."""
        return [item for item in found if item.day >= self.since and item.key not in self.known]

    def after(self, found: Iterable[Found]) -> "Mark":
        """The mark when all of `found` is known."""
        since = max(self.since, timezone.localdate() - BEHIND)
        known = {**self.known, **{item.key: item.day for item in found}}
        return Mark(since, {key: day for key, day in known.items() if day >= since})


def newest(state: SearchState, user: Any, since: date, pages: int = PAGES) -> list[Found]:
    """What `user` may read of the results published on `since` or later, newest first; stops at the first older page.

    Nothing when not all the words hold: an alert must not widen the search. Raises SearchUnavailable.
    """
    state, found = replace(state, sort="new"), []
    for page in range(1, pages + 1):
        results = search(replace(state, page=page), user)
        rows = list(_rows(state.kind, results, user))
        found += [item for item in rows if item.day >= since]
        if len(results.hits) < PAGE or any(item.day < since for item in rows):
            break
    return found


def search(state: SearchState, user: Any) -> Results:
    """A page of results without facets; without hits when some words had to be dropped. Raises SearchUnavailable."""
    results = get_engine().search(state.query(tokens(user), size=PAGE, facets=[]))
    if results.degraded:
        raise SearchUnavailable
    return replace(results, hits=()) if results.relaxed else results


def overview(state: SearchState, user: Any, mark: Mark) -> tuple[int, int]:
    """(how many results there are now, how many of the newest are new). Raises SearchUnavailable."""
    results = search(replace(state, sort="new", page=1), user)
    return results.total, len(mark.news(_rows(state.kind, results, user)))


def _rows(kind: str, results: Results, user: Any) -> Iterator[Found]:
    ids = [hit.id for hit in results.hits]
    rows = {row.public_id: row for row in readable(kind, user).filter(public_id__in=ids)} if ids else {}
    for public_id in ids:
        if public_id in rows and (day := day_of(rows[public_id])):
            yield _found(kind, rows[public_id], day)


def _found(kind: str, row: Any, day: date) -> Found:
    return Found(f"{kind}:{row.public_id}", day, str(row), KINDS[kind].card(row)["url"])


def day_of(row: Any) -> date | None:
    """The day on which readers could find it first; None for what has none (people)."""
    if hasattr(row, "published_on"):
        return row.published_on
    created = getattr(row, "created_at", None)
    return timezone.localdate(created) if created else None


def named(keys: Iterable[str], user: Any) -> dict[str, Found]:
    """What `user` may read now of these keys, by key."""
    by_kind: dict[str, list[str]] = {}
    for kind, _sep, public_id in (key.partition(":") for key in keys):
        by_kind.setdefault(kind, []).append(public_id)
    return {
        f"{kind}:{row.public_id}": _found(kind, row, day)
        for kind, ids in by_kind.items()
        for row in readable(kind, user).filter(public_id__in=ids)
        if (day := day_of(row))
    }
