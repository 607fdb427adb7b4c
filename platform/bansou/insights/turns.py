"""Turns (一巡): case → evidence → article → training session → try → new case that declares it, as one object.

A turn is closed when a case is published that somebody began from the answer to a try. It can be walked backwards: every
station leads to its page, for those who may read it. Who tried is told by nothing here; the new case says of its author
what its byline allows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.insights.counting import Cut
from bansou.insights.sources import SOURCES
from casestudies.models import CaseStudy
from knowhow.models import Article, Evidence, TrainingSession

SHOWN = 5
LABELS = {
    "case": pgettext_lazy("station of a turn", "Case"),
    "evidence": pgettext_lazy("station of a turn", "Evidence"),
    "article": pgettext_lazy("station of a turn", "Know-how"),
    "session": pgettext_lazy("station of a turn", "Training session"),
    "try": pgettext_lazy("station of a turn", "Try"),
    "new_case": pgettext_lazy("station of a turn", "New case"),
}
CLOSED = {
    "case": _("A case that you may not read"),
    "evidence": _("A passage of that case"),
    "article": _("Know-how that you may not read"),
    "session": _("A training for members"),
    "try": _("An advisor tried it"),
    "new_case": _("A case that you may not read"),
}


@dataclass(frozen=True)
class Station:
    """One station: a title with its page, both as far as the reader may know them."""

    code: str
    day: date
    title: str
    url: str = ""
    days: int = 0  # since the station before

    @property
    def label(self) -> str:
        """What it is."""
        return str(LABELS[self.code])


@dataclass(frozen=True)
class Turn:
    """A closed turn, the first station first."""

    stations: list[Station]

    @property
    def days(self) -> int:
        """From the publication of the case to that of the new one."""
        return (self.stations[-1].day - self.stations[0].day).days

    @property
    def closed_on(self) -> date:
        """The day when the new case was published."""
        return self.stations[-1].day

    @property
    def backwards(self) -> list[Station]:
        """The new case first."""
        return self.stations[::-1]


@dataclass(frozen=True)
class Links:
    """What a turn is made of: keys of rows, and their days."""

    case: int
    article: int
    session: int
    attempt: int
    new_case: int
    days: tuple[date, ...]


def links(cut: Cut) -> list[Links]:
    """The turns of a cut, closed in its period, the newest first."""
    ends = list(_ends(cut))
    articles = {article for _case, article, *_rest in ends}
    begins, lessons = _begins(articles), _lessons(articles)
    found = [
        made
        for new_case, article, published_on, closed_on, attempt, tried_on in ends
        if (
            made := _joined(
                begins[article], lessons[article], (new_case, article, attempt), published_on, tried_on, closed_on
            )
        )
    ]
    return sorted(found, key=lambda turn: (turn.days[-1], turn.new_case), reverse=True)


def _ends(cut: Cut) -> Iterable[tuple[int, int, date, date, int, date]]:
    """(new case, article, its day, day of the new case, try, its day) of published cases that came of a try."""
    used = SOURCES["declared"].rows(cut).filter(case__begun_by_tries__article=F("article"))
    columns = ("case_id", "article_id", "article__published_on", "case__dates__published_on")
    rows = used.order_by().values_list(*columns, "case__begun_by_tries", "case__begun_by_tries__at")
    return [(*row[:5], timezone.localdate(row[5])) for row in rows if row[2]]


def _begins(articles: set[int]) -> Mapping[int, list[tuple[date, date, int]]]:
    """Article → (since, published, case) of its evidence, the earliest first."""
    found = defaultdict(list)
    rows = Evidence.objects.filter(article__in=articles, case__dates__isnull=False).order_by("since", "pk")
    columns = ("article_id", "since", "case__dates__published_on", "case_id")
    for article, *row in rows.values_list(*columns):
        found[article].append(row)
    return found


def _lessons(articles: set[int]) -> Mapping[int, list[tuple[date, int]]]:
    """Article → (day, session) of every session that taught it, the earliest first."""
    found = defaultdict(list)
    held = TrainingSession.objects.past().filter(package__units__article__in=articles).order_by("starts_at", "pk")
    columns = ("package__units__article", "package__units__since", "starts_at", "pk")
    for article, since, at, pk in held.values_list(*columns):
        day = timezone.localdate(at)
        if since <= day:
            found[article].append((day, pk))
    return found


def _joined(
    begins: list[tuple[date, date, int]],
    lessons: list[tuple[date, int]],
    ends: tuple[int, int, int],
    known_on: date,
    tried_on: date,
    closed_on: date,
) -> Links | None:
    """The earliest case, and the last training before the try; None when a station is missing."""
    new_case, article, attempt = ends
    begin = next((row for row in begins if row[2] != new_case and row[1] <= closed_on), None)
    lesson = next((row for row in reversed(lessons) if known_on <= row[0] <= tried_on), None)
    if not begin or not lesson:
        return None
    since, published, case = begin
    days = (published, max(published, since), max(known_on, since), lesson[0], tried_on, closed_on)
    return Links(case, article, lesson[1], attempt, new_case, days)


# --- For a reader ---------------------------------------------------------------------------------------------------------
def shown(found: list[Links], user: Any) -> list[Turn]:
    """Turns with what `user` may read of them."""
    readable = _Readable(found, user)
    return [Turn(readable.stations(made)) for made in found]


def newest(cut: Cut, user: Any) -> tuple[list[Turn], int]:
    """(the newest turns of a cut, how many there are)."""
    found = links(cut)
    return shown(found[:SHOWN], user), len(found)


class _Readable:
    """Titles and addresses of what a reader may read."""

    def __init__(self, found: list[Links], user: Any) -> None:
        cases = {pk for made in found for pk in (made.case, made.new_case)}
        self.cases = _by_pk(CaseStudy.objects.visible_to(user).only("public_id", "title", "memo"), cases)
        self.articles = _by_pk(Article.objects.visible_to(user), {made.article for made in found})
        sessions = TrainingSession.objects.visible_to(user).select_related("package")
        self.sessions = _by_pk(sessions, {made.session for made in found})

    def stations(self, made: Links) -> list[Station]:
        """The stations of a turn, with the days in between."""
        article = self.articles.get(made.article)
        shown = {
            "case": _shown(self.cases.get(made.case)),
            "evidence": (_("The passage in the know-how"), f"{article.get_absolute_url()}#s-evidence")
            if article
            else ("", ""),
            "article": _shown(article),
            "session": _shown(self.sessions.get(made.session)),
            "try": ("", ""),
            "new_case": _shown(self.cases.get(made.new_case)),
        }
        gaps = [0, *((end - begin).days for begin, end in pairwise(made.days))]
        return [
            Station(code, day, str(title or CLOSED[code]), url, gap)
            for (code, (title, url)), day, gap in zip(shown.items(), made.days, gaps, strict=True)
        ]


def _by_pk(rows: QuerySet[Any], pks: set[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.filter(pk__in=pks)}


def _shown(row: Any) -> tuple[str, str]:
    return (str(row), row.get_absolute_url()) if row else ("", "")
