"""Figures of search for curators."""

from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.utils import timezone

from search.models.quality import KeptQuery, QueryDay, RankDay

DAYS = (7, 30, 90)
SHOWN = 50
RANKS_SHOWN = 20


def report(days: int) -> dict[str, Any]:
    """Everything that the page shows of the last `days` days."""
    since = timezone.localdate() - timedelta(days=days - 1)
    names = ("searches", "empty", "clicks", "ranks")
    sums = {name: Sum(name, default=0) for name in names}
    return {
        "all": QueryDay.objects.filter(day__gte=since, query=None).aggregate(**sums),
        "frequent": _queries(since).order_by("-searches", "text")[:SHOWN],
        "empty": _queries(since).filter(empty__gt=0).order_by("-empty", "text")[:SHOWN],
        "ranks": _ranks(since),
    }


def _queries(since: Any) -> QuerySet[Any]:
    """Queries used since a day, with their sums and the mean rank of what was opened."""
    sums = {name: Sum(f"days__{name}", default=0) for name in ("searches", "empty", "clicks", "ranks")}
    used = KeptQuery.objects.filter(days__day__gte=since).annotate(**sums)
    return used.annotate(mean=1.0 * F("ranks") / F("clicks"))


def _ranks(since: Any) -> list[dict[str, Any]]:
    """Clicks at each rank, and their share of all."""
    rows = RankDay.objects.filter(day__gte=since).values("rank").annotate(sum=Sum("clicks")).order_by("rank")
    total = sum(row["sum"] for row in rows)
    return [{**row, "share": round(100 * row["sum"] / total)} for row in rows if row["rank"] <= RANKS_SHOWN]
