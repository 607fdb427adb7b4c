"""Trying know-how: beginning, being asked, answering, and the case that comes of it. `at` dates what happened earlier.

Nothing here goes into the audit log: people are promised that nobody learns who tries what.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.notifications.services import notify
from casestudies.models import CaseStudy
from casestudies.structure import FAILURE, GOOD, ONGOING
from knowhow import services
from knowhow.grade.services import regrade
from knowhow.models import Article, Try, TryAnswer, TryResult, TrySilence, UsedKnowhow
from knowhow.models.tries import FIRST, SECOND

ASKED = "try_asked"
# The kind of case that an answer begins, and the text of it that takes what was said.
BEGINS = {
    TryResult.WORKED: (GOOD, "turning_point"),
    TryResult.PARTLY: (ONGOING, "progress"),
    TryResult.NO: (FAILURE, "what_happened"),
}


@transaction.atomic
def begin(article: Article, user: Any, at: datetime | None = None) -> Try:
    """`user` tries the article from now on, or goes on being asked about it; pressing twice is once."""
    attempt, _new = Try.objects.get_or_create(article=article, user=user, defaults={"at": at or timezone.now()})
    if attempt.stopped_at:
        stop(attempt, False)
    return attempt


@transaction.atomic
def answer(attempt: Try, result: str, text: str = "", at: datetime | None = None) -> Try:
    """Say how it went; the last answer counts. The same answer sent twice on a day is one."""
    now = at or timezone.now()
    attempt = _lock(attempt)
    last = attempt.answers.first()
    if last and (last.result, last.text) == (result, text) and abs(now - last.at).days < 1:
        return attempt
    TryAnswer.objects.create(attempt=attempt, result=result, text=text, at=now)
    attempt.result, attempt.answered_at = result, now
    attempt.save(update_fields=["result", "answered_at"])
    regrade(attempt.article)
    return attempt


def _lock(attempt: Try) -> Try:
    return Try.objects.select_for_update(of=("self",)).select_related("article", "user").get(pk=attempt.pk)


def stop(attempt: Try, stopped: bool = True) -> None:
    """No more questions about this try, or questions again."""
    attempt.stopped_at = timezone.now() if stopped else None
    attempt.save(update_fields=["stopped_at"])


def silence(user: Any, silent: bool = True) -> None:
    """No questions about any try, or questions again."""
    if silent:
        TrySilence.objects.get_or_create(user_id=user.pk)
    else:
        TrySilence.objects.filter(user=user.pk).delete()


# --- The case that comes of it ----------------------------------------------------------------------------------------
@transaction.atomic
def begin_case(attempt: Try, public_id: str = "", at: datetime | None = None) -> CaseStudy:
    """A draft that says it used the article, with the last answer's words where they fit; one per try, unless it was
    deleted."""
    attempt = _lock(attempt)
    if attempt.case:
        return attempt.case
    case = services.begin_case(attempt.article, attempt.user, public_id, _prefilled(attempt))
    if at:
        UsedKnowhow.objects.filter(case=case, article=attempt.article).update(at=at)
    attempt.case = case
    attempt.save(update_fields=["case"])
    return case


def _prefilled(attempt: Try) -> dict[str, Any]:
    """Kind and text of the case, as `create_draft` takes them."""
    last = attempt.answers.first()
    if last is None or last.result not in BEGINS:
        return {}
    outcome, name = BEGINS[TryResult(last.result)]
    return {"outcome": outcome, name: last.text}


# --- Asking (a recurring job) -----------------------------------------------------------------------------------------
def ask_due(at: datetime | None = None) -> int:
    """Daily: ask everybody whose try is 30 or 90 days old how it went. Returns how many were asked."""
    now = at or timezone.now()
    return sum(_ask(attempt, now) for attempt in Try.objects.due(now))


@transaction.atomic
def _ask(attempt: Try, now: datetime) -> bool:
    """Ask once; a try that is 90 days old is not asked about as one of 30 days any more."""
    days = (SECOND if now - attempt.at >= SECOND else FIRST).days
    asked = {"asked_30": attempt.asked_30 or now, **({"asked_90": now} if days == SECOND.days else {})}
    if not Try.objects.due(now).filter(pk=attempt.pk).update(**asked):
        return False
    key = f"{attempt.public_id}:{days}"
    url = attempt.get_absolute_url()
    notify(ASKED, [attempt.user], url=url, obj=attempt, key=key, days=days, title=attempt.article.claim)
    return True


# --- Leaving ----------------------------------------------------------------------------------------------------------
def forget(user: Any, **_signal: Any) -> None:
    """Somebody leaves: what they had not answered goes, and their words; that it worked or not still counts."""
    Try.objects.filter(user=user.pk, result="").delete()
    TryAnswer.objects.filter(attempt__user=user.pk).update(text="")
    TrySilence.objects.filter(user=user.pk).delete()
