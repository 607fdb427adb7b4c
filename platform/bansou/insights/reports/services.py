"""Reports: made once for every month and quarter, drawn as a PDF whenever somebody opens one."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from bansou.access import roles_of
from bansou.accounts.models import User
from bansou.accounts.roles import ADMINISTRATOR, HUB
from bansou.audit.models import record
from bansou.insights.charts import bar_chart
from bansou.insights.models import RegularReport, Span
from bansou.insights.periods import Period
from bansou.insights.reports.content import counted, series_of
from bansou.insights.reports.months import over_on, period_of
from bansou.insights.reports.readers import AnyMember
from bansou.insights.reports.voices import shown_voices
from bansou.insights.sources import earliest_day
from bansou.notifications.services import notify
from knowhow.models import Article

MADE = "report_made"
LANGUAGE = "ja"  # a paper is always in Japanese


def make_due(today: date | None = None) -> int:
    """The job: the reports of the last month and quarter, unless they are there, or nothing was published by then; how
    many are new."""
    begun = earliest_day()
    due = over_on(today or timezone.localdate())
    return sum(make(span, period) for span, period in due if begun and begun <= period.last)


def make(span: str, period: Period) -> bool:
    """The report of a month or quarter that is over; False when it is there. Counting comes first, so that nobody waits
    for it to write."""
    wanted = {"span": span, "first": period.first}
    if RegularReport.objects.filter(**wanted).exists():
        return False
    with translation.override(LANGUAGE):
        data = counted(period)
    return _keep(wanted, data)


@transaction.atomic
def _keep(wanted: dict[str, Any], data: dict[str, Any]) -> bool:
    report, is_new = RegularReport.objects.get_or_create(**wanted, defaults={"data": data})
    if is_new:
        record(None, "publish", report, span=report.span, first=report.first.isoformat())
        notify(MADE, council(), url=report.get_absolute_url(), obj=report, title=title_of(report))
    return is_new


def council() -> list[User]:
    """Who is told of a new report: the hub and the administrators."""
    people = User.objects.approved().filter(groups__name__in=[HUB, ADMINISTRATOR]).distinct()
    return [person for person in people if roles_of(person)]


def title_of(report: RegularReport) -> str:
    """「月次報告　2026年10月（令和8年度）」, always in Japanese."""
    with translation.override(LANGUAGE):
        return f"{Span(report.span).label}　{period_of(report.span, report.first).label}"


def context_of(report: RegularReport) -> dict[str, Any]:
    """What the paper shows: the kept figures, and of what they name only what every member may read now."""
    data = report.data
    articles = Article.objects.visible_to(AnyMember()).filter(public_id__in=data["articles"])
    shown = list(articles.order_by("published_on", "pk"))
    voices = list(shown_voices(data["voices"]))
    gone = len(data["articles"]) - len(shown) + len(data["voices"]) - len(voices)
    period = period_of(report.span, report.first)
    charts = [bar_chart(series_of(trend)) for trend in data.get("trends", ())]  # reports made before charts have none
    named = {"articles": shown, "voices": voices, "gone": gone}
    return {"report": report, "data": data, "period": period, "charts": charts, **named}
