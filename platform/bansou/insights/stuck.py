"""What stands still: things that have waited much longer than usual for their next station."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from bansou.access import is_member, is_staff
from bansou.insights.clock import Clock
from casestudies.models import CaseStudy
from community.models import Thread
from knowhow.models import Article, Package
from search.models import CaseRequest

SHOWN = 3
FACTOR = 2  # times the median
LEAST = {"review": 14, "training": 90, "answer": 14, "request": 30}  # days, where no median says more


@dataclass(frozen=True)
class Item:
    """One thing that waits."""

    title: str
    url: str
    days: int


@dataclass(frozen=True)
class Waiting:
    """Things that wait for the same. `limit`: days beyond which they stand here; `url`: where something can be done."""

    code: str
    title: str
    number: int
    longest: int
    limit: int
    url: str = ""
    action: str = ""
    items: list[Item] = field(default_factory=list)


def stuck(clock: Clock, user: Any) -> list[Waiting]:
    """All that stands still, as far as `user` may know it."""
    medians = {leg.code: leg.days or 0 for leg in clock.legs}
    limits = {code: max(least, round(FACTOR * medians.get(code, 0))) for code, least in LEAST.items()}
    now = timezone.now()
    found = (look(limits[code], now, user) for code, look in LOOKS.items())
    return [waiting for waiting in found if waiting and waiting.number]


def _reviews(limit: int, now: datetime, user: Any) -> Waiting:
    """Their titles are for reviewers, in the queue; here stands only how many."""
    running = WorkflowState.objects.filter(
        base_content_type__app_label=CaseStudy._meta.app_label,
        base_content_type__model=CaseStudy._meta.model_name,
        status=WorkflowState.STATUS_IN_PROGRESS,
        created_at__lt=now - timedelta(days=limit),
    ).aggregate(n=Count("pk"), first=Min("created_at"))
    longest = (now - running["first"]).days if running["first"] else 0
    url = reverse("review-queue") if is_staff(user) else ""
    return Waiting(
        "review", _("Cases that wait for their check"), running["n"], longest, limit, url, _("To the checks")
    )


def _untaught(limit: int, now: datetime, user: Any) -> Waiting:
    day = timezone.localdate(now)
    taught = Package.objects.published().filter(units__article__isnull=False).values("units__article")
    articles = Article.objects.visible_to(user).filter(published_on__lt=day - timedelta(days=limit))
    waiting = articles.exclude(pk__in=taught).order_by("published_on", "pk")
    rows = list(waiting.only("public_id", "claim", "published_on")[:SHOWN])
    items = [Item(row.claim, row.get_absolute_url(), (day - row.published_on).days) for row in rows if row.published_on]
    return _listed("training", _("Know-how that no training teaches"), waiting.count(), limit, items)


def _unanswered(limit: int, now: datetime, user: Any) -> Waiting:
    threads = Thread.objects.visible_to(user).open_questions().filter(post_count__lte=1)
    waiting = threads.filter(created_at__lt=now - timedelta(days=limit)).order_by("created_at", "pk")
    items = [Item(row.title, row.get_absolute_url(), (now - row.created_at).days) for row in waiting[:SHOWN]]
    return _listed("answer", _("Questions without an answer"), waiting.count(), limit, items)


def _unmet(limit: int, now: datetime, user: Any) -> Waiting | None:
    if not is_member(user):
        return None
    found = CaseRequest.objects.open().filter(answers=None, created_at__lt=now - timedelta(days=limit))
    first = found.order_by("created_at").values_list("created_at", flat=True).first()
    longest = (now - first).days if first else 0
    title, url = _("Cases that somebody looks for in vain"), reverse("case-requests")
    return Waiting("request", title, found.count(), longest, limit, url, _("See what is looked for"))


def _listed(code: str, title: str, number: int, limit: int, items: list[Item]) -> Waiting:
    return Waiting(code, title, number, max((item.days for item in items), default=0), limit, items=items)


LOOKS: dict[str, Callable[[int, datetime, Any], Waiting | None]] = {
    "review": _reviews,
    "training": _untaught,
    "answer": _unanswered,
    "request": _unmet,
}
