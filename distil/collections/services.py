"""What curators do with collections."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.accounts.models import User
from bansou.audit.models import record
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from distil.models import Collection, CollectionCase
from search.models import SavedQuery

LIMIT = 500  # cases put in by hand


@transaction.atomic
def create(
    by: Any, question: str, note: str = "", saved: SavedQuery | None = None, at: datetime | None = None
) -> Collection:
    """Begin a collection; with `saved` it holds what that search finds, and goes on doing so."""
    when = at or timezone.now()
    made = Collection(question=question, note=note, created_by=by, created_at=when, changed_at=when)
    made.saved, made.query = saved, saved.query if saved else ""
    made.save()
    record(by, "create", made, question=question, live=bool(saved))
    return made


@transaction.atomic
def begin(by: Any, question: str, note: str = "", saved: SavedQuery | None = None) -> Collection:
    """`create`, or the open collection that this person began with the same question: a button is pressed twice."""
    User.objects.select_for_update().get(pk=by.pk)
    there = Collection.objects.open().filter(created_by=by, question=question, note=note, saved=saved).first()
    return there or create(by, question, note, saved)


@transaction.atomic
def change(collection: Collection, by: Any, question: str, note: str, saved: SavedQuery | None = None) -> Collection:
    """Change the words; `saved` makes it live, or live with another search."""
    found = _locked(collection)
    before = {"question": found.question, "note": found.note, "query": found.query}
    found.question, found.note = question, note
    if saved:
        found.saved, found.query = saved, saved.query
    _touched(found)
    record(by, "change", found, before=before)
    return found


@transaction.atomic
def stop_following(collection: Collection, by: Any, cases: Iterable[CaseStudy]) -> None:
    """Follow the search no more; `cases`, what it holds now, stay as if put in by hand."""
    found = _locked(collection)
    _put(found, list(cases)[:LIMIT], by)
    record(by, "stop_following", found, query=found.query)
    found.saved, found.query = None, ""
    _touched(found)


@transaction.atomic
def add(collection: Collection, by: Any, cases: Iterable[CaseStudy], at: datetime | None = None) -> int:
    """Put cases in; how many were not in by hand yet. Raises NotPossible above the limit."""
    found, cases = _locked(collection), list(cases)
    if found.entries.filter(is_out=False).exclude(case__in=cases).count() + len(cases) > LIMIT:
        raise NotPossible(
            _("A collection holds %(n)s cases by hand at most. Let it follow a search instead.") % {"n": LIMIT}
        )
    new = _put(found, cases, by, at)
    if new:
        record(by, "add", found, cases=[case.public_id for case in cases])
        _touched(found, at)
    return new


def _put(collection: Collection, cases: list[CaseStudy], by: Any, at: datetime | None = None) -> int:
    inside = set(collection.entries.filter(is_out=False).values_list("case", flat=True))
    fresh = [case for case in cases if case.pk not in inside]
    collection.entries.filter(case__in=fresh).delete()  # those that were left out
    when = at or timezone.now()
    rows = (CollectionCase(collection=collection, case=case, added_by=by, added_at=when) for case in fresh)
    CollectionCase.objects.bulk_create(rows)
    return len(fresh)


@transaction.atomic
def leave_out(collection: Collection, by: Any, case: CaseStudy) -> None:
    """Take a case out. Where the collection follows a search, it stays out although the search finds it."""
    found = _locked(collection)
    found.entries.filter(case=case).delete()
    if found.query:
        CollectionCase.objects.create(collection=found, case=case, is_out=True, added_by=by)
    record(by, "leave_out", found, case=case.public_id)
    _touched(found)


@transaction.atomic
def close(collection: Collection, by: Any, closed: bool = True) -> None:
    """Put it away, or take it up again. Nothing in it is lost."""
    found = _locked(collection)
    found.closed_at = timezone.now() if closed else None
    record(by, "close" if closed else "reopen", found)
    _touched(found)


def _locked(collection: Collection) -> Collection:
    return Collection.objects.select_for_update().get(pk=collection.pk)


def _touched(collection: Collection, at: datetime | None = None) -> None:
    collection.changed_at = at or timezone.now()
    collection.save()
