"""Stock and flow of the four stages, the headline figures, and how they came about quarter by quarter."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.insights.counting import Cut
from bansou.insights.figures import WORDS, Figure, figure
from bansou.insights.periods import Period, quarter_of, series_until
from bansou.insights.sources import SOURCES

HEADLINES = ("worked", "reflected")  # what counts, not how many cases there are
# Stage of the PDCA → what stands there now, what came in the period
STAGES: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "support": (pgettext_lazy("stage of the PDCA", "Accompanying support"), "tries", ("tries", "worked", "declared")),
    "cases": (pgettext_lazy("stage of the PDCA", "Collecting cases"), "cases", ("cases", "failures")),
    "knowhow": (pgettext_lazy("stage of the PDCA", "Drawing know-how out of them"), "articles", ("articles",)),
    "ability": (
        pgettext_lazy("stage of the PDCA", "Raising advisors' ability"),
        "packages",
        ("packages", "sessions", "attended", "reflected"),
    ),
}
SERIES = ("cases", "articles", "sessions", "worked")
PART = {"cases": ("failures", _("Of them failure cases"))}


@dataclass(frozen=True)
class Stage:
    """One of the four stages. `is_slow`: the longest leg of the clock ends here."""

    code: str
    name: str
    stock: Figure
    flows: list[Figure]
    is_slow: bool = False


@dataclass(frozen=True)
class Point:
    """A quarter of a series. `part`: of the number those that are counted apart."""

    period: Period
    number: int
    part: int = 0


@dataclass(frozen=True)
class Series:
    """A figure quarter by quarter, the oldest first."""

    code: str
    label: str
    unit: str
    points: list[Point]
    part_label: str = ""


def headlines(cut: Cut) -> list[Figure]:
    """The figures that tell whether the loop helps anybody."""
    now = timezone.now()
    return [figure(code, cut, now) for code in HEADLINES]


def stages(cut: Cut, slow: str = "") -> list[Stage]:
    """The four stages in a cut, with what can be counted in it."""
    now, found = timezone.now(), []
    for code, (name, stock, flows) in STAGES.items():
        first, *_others = fitting = [flow for flow in flows if SOURCES[flow].fits(cut)]
        there = figure(stock if stock in fitting else first, cut.in_all, now)
        found.append(Stage(code, str(name), there, [figure(flow, cut, now) for flow in fitting], code == slow))
    return found


def series(cut: Cut) -> list[Series]:
    """The charts of a cut: the quarters until its end. What tells of persons is not cut so small in a narrow scope."""
    assert cut.period
    quarters = series_until(cut.period)
    return [
        _series(code, cut, quarters)
        for code in SERIES
        if not cut.scope.kind or (cut.scope.kind in SOURCES[code].paths and not SOURCES[code].person)
    ]


def _series(code: str, cut: Cut, quarters: list[Period]) -> Series:
    words, (part, part_label) = WORDS[code], PART.get(code, ("", ""))
    numbers = _by_quarter(code, cut, quarters)
    parts = _by_quarter(part, cut, quarters) if part else Counter()
    points = [Point(quarter, numbers[quarter], parts[quarter]) for quarter in quarters]
    return Series(code, str(words.label), str(words.unit), points, str(part_label))


def _by_quarter(code: str, cut: Cut, quarters: list[Period]) -> Counter[Period]:
    assert cut.period
    last = min(quarters[-1].last, cut.period.last)  # a month ends within its quarter
    found: Counter[Period] = Counter()
    for day, number in SOURCES[code].by_day(cut, quarters[0].first, last).items():
        found[quarter_of(day)] += number
    return found
