"""The rows behind a figure, as far as the reader may read them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.access import SMALLEST_GROUP
from bansou.insights.counting import Cut
from bansou.insights.figures import Figure, figure
from bansou.insights.sources import SOURCES
from casestudies.models import CaseStudy
from knowhow.models import Article, Package, Reflection, TrainingSession

PAGE = 20


@dataclass(frozen=True)
class Row:
    """One row: a title with its page, a day, and a remark."""

    title: str
    url: str
    day: date | None
    note: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Rows:
    """A page of rows. `note`: why there are fewer of them than the figure says."""

    figure: Figure
    page: Page[Any]
    rows: list[Row]
    note: str = ""


def rows(code: str, cut: Cut, user: Any, number: int) -> Rows:
    """What stands behind the figure `code` of a cut."""
    counted = figure(code, cut)
    readable, row_of = READERS[code]
    found = readable(SOURCES[code].rows(cut), user)
    page = Paginator(found.none() if counted.is_hidden else found, PAGE).get_page(number)
    return Rows(counted, page, [row_of(row) for row in page], _note(code, counted, page))


def _note(code: str, counted: Figure, page: Page[Any]) -> str:
    if counted.is_hidden:
        return _("Fewer than five persons stand behind this figure. It is not told, so that nobody is recognised.")
    if code in BY_PERSON:
        return _("Who it was is shown to nobody. Numbers of fewer than five persons are not told.")
    missing = int(counted.value or 0) - page.paginator.count
    if missing <= 0:
        return ""
    words = ngettext(
        "%(n)s more is counted, but not open to you.", "%(n)s more are counted, but not open to you.", missing
    )
    return words % {"n": missing}


# --- What may be read -----------------------------------------------------------------------------------------------------
def _cases(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    cases = CaseStudy.objects.visible_to(user).filter(dates__in=found).for_cards()
    return cases.order_by("-dates__published_on", "-pk")


def _case_row(case: CaseStudy) -> Row:
    return Row(str(case), case.get_absolute_url(), case.published_on, case.place_label, case.outcome)


def _articles(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    return Article.objects.visible_to(user).filter(pk__in=found.values("pk")).order_by("-published_on", "-pk")


def _article_row(article: Article) -> Row:
    return Row(article.claim, article.get_absolute_url(), article.published_on, str(article.get_article_kind_display()))


def _packages(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    return Package.objects.visible_to(user).filter(pk__in=found.values("pk")).order_by("-published_at", "-pk")


def _package_row(package: Package) -> Row:
    return Row(package.title, package.get_absolute_url(), _day(package.published_at), package.for_whom)


def _sessions(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    sessions = TrainingSession.objects.visible_to(user).filter(pk__in=found.values("pk")).select_related("package")
    return sessions.order_by("-starts_at", "-pk")


def _session_row(session: TrainingSession) -> Row:
    return Row(session.package.title, session.get_absolute_url(), _day(session.starts_at), session.place)


def _attended(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    numbers = found.order_by().values("training_session").annotate(n=Count("pk"))
    told = numbers.filter(n__gte=SMALLEST_GROUP).values("training_session")
    return _sessions(TrainingSession.objects.filter(pk__in=told), user)


def _reflected(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    readable = found.filter(article__in=Article.objects.visible_to(user).values("pk"))
    return readable.select_related("article").order_by("-on", "-pk")


def _reflected_row(row: Reflection) -> Row:
    where = "・".join(filter(None, [row.target_label, row.place, row.edition]))
    return Row(row.article.claim, row.article.get_absolute_url(), row.on, where)


def _declared(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    cases = found.filter(case__in=CaseStudy.objects.visible_to(user).values("pk"))
    readable = cases.filter(article__in=Article.objects.visible_to(user).values("pk"))
    named = readable.select_related("case", "article").annotate(day=F("case__dates__published_on"))
    return named.order_by("-day", "-pk")


def _declared_row(row: Any) -> Row:
    return Row(str(row.case), row.case.get_absolute_url(), row.day, _("Used: %(title)s") % {"title": row.article.claim})


def _tried(found: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Articles that enough persons tried, with their number."""
    grouped = found.filter(article__in=Article.objects.visible_to(user).values("pk")).order_by()
    named = grouped.values("article__public_id", "article__claim").annotate(
        n=Count("user", distinct=True), last=Max("at")
    )
    return named.filter(n__gte=SMALLEST_GROUP).order_by("-n", "article__public_id")


def _tried_row(row: dict[str, Any]) -> Row:
    article = Article(public_id=row["article__public_id"])
    number = ngettext("%(n)s person", "%(n)s people", row["n"]) % {"n": row["n"]}
    return Row(row["article__claim"], article.get_absolute_url(), None, number)


def _day(at: Any) -> date | None:
    return timezone.localdate(at) if at else None


Reader = tuple[Callable[[QuerySet[Any], Any], QuerySet[Any]], Callable[[Any], Row]]
READERS: dict[str, Reader] = {
    "cases": (_cases, _case_row),
    "failures": (_cases, _case_row),
    "articles": (_articles, _article_row),
    "packages": (_packages, _package_row),
    "sessions": (_sessions, _session_row),
    "attended": (_attended, _session_row),
    "reflected": (_reflected, _reflected_row),
    "declared": (_declared, _declared_row),
    "tries": (_tried, _tried_row),
    "worked": (_tried, _tried_row),
}
BY_PERSON: Iterable[str] = ("attended", "tries", "worked")
