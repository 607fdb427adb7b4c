"""What follows from a change: the grade is computed anew, the article is flagged, curators find it in their work.

A case that was withdrawn, hidden, changed, or whose consent ended comes here by `follow_case`, inside the transaction of
the change; contradictions by `after_publication`; the day for looking again by `watch`, every hour.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from bansou.indexing.models import Change
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from knowhow import notifications
from knowhow.grade.services import regrade, store_grade
from knowhow.models import Article, Evidence, Flag
from knowhow.quotes import still_stands

Reason = Flag.Reason
REVIEW_EVERY = timedelta(days=365)  # an article is looked at again a year after it was published or looked at
GRADED_EVERY = timedelta(days=7)  # cases grow old without any change
AT_ONCE = 500  # articles that one run of `watch` grades again
ABOUT_CASES = (Reason.CASE_GONE, Reason.PASSAGE_GONE)


# --- From a change of a case ------------------------------------------------------------------------------------------
def follow_case(change: Change) -> None:
    """The follower of `bansou.indexing`: look at every published article that rests on the case."""
    if change.kind != CaseStudy.kind:
        return
    resting = Article.objects.published().filter(evidence__case__public_id=change.object_id).distinct()
    for article in resting.order_by("pk"):
        _look_at(article, change.object_id)


def _look_at(article: Article, case_id: str) -> None:
    before = article.grade
    regrade(article)
    rows = list(article.evidence.filter(case__public_id=case_id))
    if not rows:
        return
    reason = _trouble(rows)
    stale = article.flags.open().filter(case=rows[0].case_id, reason__in=ABOUT_CASES).exclude(reason=reason)
    _settle_by_itself(article, stale)
    if reason:
        _raise(article, reason, before, rows[0].case_id)


def _trouble(rows: list[Evidence]) -> str:
    """What is wrong with the evidence of one case: a Reason, or ''."""
    case = CaseStudy.objects.published().prefetch_related("terms", "rows").filter(pk=rows[0].case_id).first()
    if case is None:
        return Reason.CASE_GONE
    return "" if all(still_stands(case, row.place) for row in rows) else Reason.PASSAGE_GONE


# --- From a publication -------------------------------------------------------------------------------------------------
def contradicting(article: Article) -> set[int]:
    """Cases that contradict the published text."""
    rows = Evidence.objects.filter(article=article.pk, stance=Evidence.Stance.CONTRADICTS)
    return set(rows.values_list("case_id", flat=True))


def after_publication(article: Article, contradicted_before: set[int] | None) -> None:
    """Two curators have just looked at the text: grade it, settle what is settled by that, and flag contradictions that
    are new. Whoever publishes tells the index. `contradicted_before`: None when it was not published before."""
    before = article.grade
    store_grade(article)
    _settle_by_itself(article, article.flags.open().filter(reason=Reason.OVERDUE))
    for flag in article.flags.open().filter(reason__in=ABOUT_CASES):
        rows = list(article.evidence.filter(case=flag.case_id))
        if not rows or _trouble(rows) != flag.reason:
            _settle_by_itself(article, Flag.objects.filter(pk=flag.pk))
    if contradicted_before is not None:
        for case_id in sorted(contradicting(article) - contradicted_before):
            _raise(article, Reason.CONTRADICTED, before, case_id)


# --- From the calendar --------------------------------------------------------------------------------------------------
def watch(today: date | None = None) -> int:
    """Flag articles whose day for looking again has passed, and grade again what was not graded for a week. Returns how
    many were flagged. Runs every hour."""
    today = today or timezone.localdate()
    unseen = Article.objects.overdue(today).exclude(
        pk__in=Flag.objects.open().filter(reason=Reason.OVERDUE).values("article")
    )
    flagged = sum(_flag_overdue(article, today) for article in unseen)
    old = Q(graded_at=None) | Q(graded_at__lt=timezone.now() - GRADED_EVERY)
    for article in Article.objects.published().filter(old).order_by("graded_at", "pk")[:AT_ONCE]:
        regrade(article, today)
    return flagged


@transaction.atomic
def _flag_overdue(article: Article, today: date) -> bool:
    before = article.grade
    regrade(article, today)
    return _raise(article, Reason.OVERDUE, before)


# --- Curators -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def settle(flag: Flag, by: Any, note: str) -> None:
    """A curator has looked and says what was found. Harmless when somebody did already."""
    article = Article.objects.select_for_update().get(pk=flag.article_id)
    if flag.reason == Reason.OVERDUE:
        raise NotPossible(_("Please say when to look at it again."))
    open_now = Flag.objects.open().filter(pk=flag.pk)
    if open_now.update(settled_at=timezone.now(), settled_by=by, note=note):
        record(by, "settle_flag", article, reason=flag.reason, note=note)
        _remember(article)


@transaction.atomic
def look_again_on(article: Article, by: Any, day: date) -> None:
    """A curator has looked at the published text and says when to look again."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    article.review_by = day
    article.save(update_fields=["review_by"])
    record(by, "review_by", article, day=day.isoformat())
    overdue = article.flags.open().filter(reason=Reason.OVERDUE)
    overdue.update(settled_at=timezone.now(), settled_by=by)
    _remember(article)
    regrade(article)


# --- Rows ---------------------------------------------------------------------------------------------------------------
def _raise(article: Article, reason: str, grade_before: str, case_id: int | None = None) -> bool:
    """Flag the article, unless that very flag is up; was it raised?"""
    if article.flags.open().filter(reason=reason, case=case_id).exists():
        return False
    flag = Flag.objects.create(
        article=article, reason=reason, case_id=case_id, grade_before=grade_before, grade_after=article.grade
    )
    record(None, "flag", article, reason=reason, before=grade_before, after=article.grade)
    _remember(article)
    notifications.flagged(article, flag)
    return True


def _settle_by_itself(article: Article, flags: Iterable[Flag]) -> None:
    ids = [flag.pk for flag in flags]
    if ids:
        Flag.objects.filter(pk__in=ids).update(settled_at=timezone.now())
        _remember(article)


def _remember(article: Article) -> None:
    """Keep on the article since when it is flagged, so that pages and lists ask nothing more."""
    first = article.flags.open().first()
    article.flagged_since = first.at if first else None
    Article.objects.filter(pk=article.pk).update(flagged_since=article.flagged_since)
