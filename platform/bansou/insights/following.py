"""Keeps `CaseDates` true: within the transaction of each change, and once more by the worker for what came in bulk."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from bansou.audit.models import AuditEntry
from bansou.batches import lists_of
from bansou.indexing.models import Change
from bansou.indexing.services import newest_change
from bansou.insights.models import CaseDates, CaseDatesCursor
from bansou.vocabulary import terms
from casestudies.byline import Byline
from casestudies.models import CaseStudy, CaseTerm

SCHEMES = ("outcome", "step", "prefecture")
COLUMNS = ("author_id", "organisation_id", "published_on", "review_days", "outcome", "step", "region")
Codes = dict[int, dict[str, str]]  # case → scheme → its first code


def on_change(change: Change) -> None:
    """The follower of cases."""
    if change.kind == CaseStudy.kind:
        bring_up([change.object_id])


def catch_up() -> int:
    """A job: cases that changed in bulk since the last time; all of them the first time. Returns how many."""
    cursor = CaseDatesCursor.objects.filter(pk=1).first()
    last = newest_change()
    if cursor is None:
        found = rebuild()
    elif last == cursor.last_change:
        return 0
    else:
        newer = Change.objects.filter(kind=CaseStudy.kind, pk__gt=cursor.last_change)
        found = _bring_up_all(newer.values_list("object_id", flat=True).distinct())
    CaseDatesCursor.objects.update_or_create(pk=1, defaults={"last_change": last})
    return found


def rebuild() -> int:
    """Compare every case; also a daily job. Returns how many cases there are."""
    CaseDates.objects.exclude(case__in=CaseStudy.objects.published().values("pk")).delete()
    return _bring_up_all(CaseStudy.objects.published().order_by("pk").values_list("public_id", flat=True))


def _bring_up_all(public_ids: Iterable[str]) -> int:
    ids = list(public_ids)
    for batch in lists_of(ids):
        with transaction.atomic():
            bring_up(batch)
    return len(ids)


def bring_up(public_ids: list[str]) -> None:
    """Make the rows of these cases what the cases say now; those that are not published have none."""
    rows = {row.case_id: row for row in _rows(public_ids)}
    CaseDates.objects.filter(case__public_id__in=public_ids).exclude(pk__in=rows).delete()
    CaseDates.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=[n.removesuffix("_id") for n in COLUMNS],
    )


def _rows(public_ids: list[str]) -> Iterator[CaseDates]:
    published = CaseStudy.objects.published().filter(public_id__in=public_ids)
    cases = list(published.select_related("author").only(*_READ))
    codes = _codes([case.pk for case in cases])
    submitted = _submitted([case.public_id for case in cases])
    for case in cases:
        day = case.published_on or timezone.localdate(case.first_published_at or case.created_at)
        held = codes[case.pk]
        yield CaseDates(
            case_id=case.pk,
            author_id=case.author_id,
            organisation_id=case.organisation_id if _shows_organisation(case) else None,
            published_on=day,
            review_days=_days(submitted.get(case.public_id), day),
            outcome=held.get("outcome", ""),
            step=held.get("step", ""),
            region=terms.region_of(held["prefecture"]) if "prefecture" in held else "",
        )


_READ = (
    "public_id",
    "organisation_id",
    "byline",
    "published_on",
    "first_published_at",
    "created_at",
    "author__is_active",
)


def _shows_organisation(case: CaseStudy) -> bool:
    """As `casestudies.byline.public_author` does."""
    return case.byline == Byline.ORGANISATION or (case.byline == Byline.NAME and case.author.is_active)


def _days(submitted: date | None, published: date) -> int | None:
    """None for a case that was brought in with an older date: it was not submitted here before that."""
    return (published - submitted).days if submitted and submitted <= published else None


def _codes(case_ids: list[int]) -> Codes:
    found: Codes = defaultdict(dict)
    held = CaseTerm.objects.filter(case__in=case_ids, scheme__in=SCHEMES).order_by("-is_main", "sort_order", "pk")
    for case_id, scheme, code in held.values_list("case_id", "scheme", "code"):
        found[case_id].setdefault(scheme, terms.resolve(scheme, code))
    return found


def _submitted(public_ids: list[str]) -> dict[str, date]:
    """Public id → the day when the case was handed in for the first time."""
    acts = AuditEntry.objects.filter(kind=CaseStudy.kind, object_id__in=public_ids, verb="submit").order_by()
    first = acts.values_list("object_id").annotate(Min("at"))
    return {object_id: timezone.localdate(at) for object_id, at in first}
