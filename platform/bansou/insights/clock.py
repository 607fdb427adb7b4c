"""The clock: how many days it takes from one station of the loop to the next, as medians."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bansou.access import SMALLEST_GROUP
from bansou.insights.counting import Cut, with_code
from bansou.insights.periods import Period
from bansou.insights.sources import SOURCES
from knowhow.models import Article, Evidence, TrainingSession, Try, UsedKnowhow

Days = Counter[int]  # days → how often
Span = tuple[date, date]

LEGS: dict[str, tuple[Any, Any]] = {
    "review": (
        _("Submitted → published"),
        _("From the day when a case was first submitted here to the day when it was first published."),
    ),
    "evidence": (
        _("Published → first evidence"),
        _("From the publication of a case to the day when published know-how first named it as evidence."),
    ),
    "knowhow": (
        _("First evidence → know-how published"),
        _("From the first evidence of know-how to its publication."),
    ),
    "training": (
        _("Know-how published → first training"),
        _("From the publication of know-how to the first training session that taught it."),
    ),
    "try": (
        _("First training → first try"),
        _("From the first training session with the know-how to the first try that somebody began afterwards."),
    ),
    "case": (
        _("First try → new case"),
        _("From that try (the first one, where nothing was taught) to the first new case published that names it."),
    ),
}


@dataclass(frozen=True)
class Leg:
    """One leg. `days`: the median, None when nothing went this way in the period, or too few did to be told; `before`:
    the median of the period before."""

    code: str
    label: str
    definition: str
    days: float | None
    count: int
    before: float | None = None
    is_longest: bool = False

    @property
    def change(self) -> float | None:
        """Days more (or fewer) than in the period before."""
        return None if self.days is None or self.before is None else self.days - self.before


@dataclass(frozen=True)
class Clock:
    """All legs in order. `total`: the sum of their medians."""

    legs: list[Leg] = field(default_factory=list)

    @property
    def total(self) -> float | None:
        """None while a leg is not known."""
        days = [leg.days for leg in self.legs]
        return None if None in days else sum(filter(None, days))


def clock(cut: Cut) -> Clock:
    """The clock of a cut; every leg counts in the period in which it ended."""
    spans = dict(_spans(cut))
    period, before = cut.period, cut.period.previous if cut.period else None
    now = {code: _days(found, period) for code, found in spans.items()}
    then = {code: _days(found, before) if before else Counter() for code, found in spans.items()}
    now["review"], then["review"] = _review(cut, period), _review(cut, before) if before else Counter()
    medians = {code: _told(now[code], cut) for code in LEGS}
    longest = max((code for code in LEGS if medians[code]), key=lambda code: medians[code] or 0, default="")
    return Clock(
        [
            Leg(
                code,
                str(label),
                str(definition),
                medians[code],
                now[code].total(),
                _told(then[code], cut),
                code == longest,
            )
            for code, (label, definition) in LEGS.items()
        ]
    )


def _review(cut: Cut, period: Period | None) -> Days:
    """Counted by the database: there are many cases."""
    cases = SOURCES["cases"].rows(Cut(cut.scope, period, cut.step)).filter(review_days__isnull=False)
    return Counter(dict(cases.order_by().values_list("review_days").annotate(n=Count("*"))))


def _spans(cut: Cut) -> Iterator[tuple[str, list[Span]]]:
    """Leg → (begin, end) of everything that went this way, whenever."""
    articles = dict(SOURCES["articles"].rows(cut.in_all).order_by().values_list("pk", "published_on"))
    evidence = _evidence(cut)
    yield "evidence", [(published, since) for published, since in _first_by_case(evidence)]
    first_evidence = _earliest((article, since) for _case, article, _published, since in evidence)
    yield "knowhow", [(first_evidence[pk], day) for pk, day in articles.items() if pk in first_evidence]
    taught = _earliest((pk, day) for pk, day in _lessons() if day >= articles.get(pk, date.max))
    yield "training", [(articles[pk], day) for pk, day in taught.items()]
    tried = _earliest((pk, day) for pk, day in _tries() if day >= taught.get(pk, date.min) and pk in articles)
    yield "try", [(taught[pk], day) for pk, day in tried.items() if pk in taught]
    told = _earliest((pk, day) for pk, day in _new_cases() if day >= tried.get(pk, date.max))
    yield "case", [(tried[pk], day) for pk, day in told.items()]


def _evidence(cut: Cut) -> list[tuple[int, int, date, date]]:
    """(case, article, published, since when it is evidence) of published cases in published know-how."""
    rows = Evidence.objects.filter(article__in=Article.objects.published().values("pk"), case__dates__isnull=False)
    for axis, code in cut.values:
        rows = with_code(rows, f"case__dates__{axis}", code)
    return list(rows.values_list("case_id", "article_id", "case__dates__published_on", "since"))


def _first_by_case(evidence: list[tuple[int, int, date, date]]) -> list[Span]:
    published = {case: day for case, _article, day, _since in evidence}
    first = _earliest((case, since) for case, _article, _day, since in evidence)
    return [(published[case], since) for case, since in first.items()]


def _lessons() -> Iterator[tuple[int, date]]:
    """(article, day) of every training session with every article that was in its package then."""
    held = TrainingSession.objects.past().filter(package__units__article__isnull=False).order_by()
    for article, since, at in held.values_list("package__units__article", "package__units__since", "starts_at"):
        day = timezone.localdate(at)
        if since <= day:
            yield article, day


def _tries() -> Iterator[tuple[int, date]]:
    for article, at in Try.objects.order_by().values_list("article_id", "at"):
        yield article, timezone.localdate(at)


def _new_cases() -> Iterable[tuple[int, date]]:
    used = UsedKnowhow.objects.filter(case__dates__isnull=False)
    return used.values_list("article_id", "case__dates__published_on")


def _earliest(pairs: Iterable[tuple[int, date]]) -> dict[int, date]:
    found: dict[int, date] = {}
    for key, day in pairs:
        if day < found.get(key, date.max):
            found[key] = day
    return found


def _days(spans: list[Span], period: Period | None) -> Days:
    """Of what ended in the period. What was named before it was published took no time."""
    return Counter(
        max(0, (end - begin).days) for begin, end in spans if not period or period.first <= end <= period.last
    )


def _told(days: Days, cut: Cut) -> float | None:
    """The median, unless it would tell of few in a narrow scope."""
    if not days or (cut.scope.is_narrow and days.total() < SMALLEST_GROUP):
        return None
    return median(days)


def median(days: Days) -> float:
    """The median of numbers that are given with how often each occurs."""
    total, seen = days.total(), 0
    middle: list[int] = []
    for number in sorted(days):
        before, seen = seen, seen + days[number]
        middle += [number for place in ((total - 1) // 2, total // 2) if before <= place < seen]
    return sum(middle) / len(middle)
