"""Spans of time of the figures: fiscal years (April – March) and their quarters, as they stand in addresses."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from casestudies.years import fiscal_year_label, fiscal_year_names, fiscal_year_of

EARLIEST = 2015  # no site of this kind is older
SERIES = 8  # quarters of a chart
_CODE = re.compile(r"(20[0-9]{2})(?:q([1-4]))?")


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both included. `quarter` 0: the whole fiscal year."""

    year: int
    quarter: int = 0

    @property
    def code(self) -> str:
        """`2026` or `2026q1`."""
        return f"{self.year}q{self.quarter}" if self.quarter else str(self.year)

    @property
    def first(self) -> date:
        """Its first day."""
        return _quarter_begins(self.year, self.quarter or 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.following.first - timedelta(days=1)

    @property
    def following(self) -> "Period":
        """The next one of the same length."""
        if not self.quarter:
            return Period(self.year + 1)
        return Period(self.year + self.quarter // 4, self.quarter % 4 + 1)

    @property
    def previous(self) -> "Period":
        """The one before, of the same length."""
        if not self.quarter:
            return Period(self.year - 1)
        return Period(self.year, self.quarter - 1) if self.quarter > 1 else Period(self.year - 1, 4)

    @property
    def label(self) -> str:
        """「2026年度（令和8年度）」, 「2026年度（令和8年度）第1四半期（4～6月）」."""
        year = fiscal_year_label(self.year)
        if not self.quarter:
            return year
        words = {"year": year, "n": self.quarter, "first": self.first.month, "last": self.last.month}
        return _("%(year)s quarter %(n)s (months %(first)s to %(last)s)") % words

    @property
    def short(self) -> str:
        """For an axis: 「2026年度」, or 「1Q」 within its year; both ways of counting years stand in the table."""
        if not self.quarter:
            return fiscal_year_names(self.year)[0]
        return pgettext("quarter on an axis", "Q%(n)s") % {"n": self.quarter}


def _quarter_begins(year: int, quarter: int) -> date:
    return date(year + quarter // 4, (3 * quarter) % 12 + 1, 1)


def quarter_of(day: date) -> Period:
    """The quarter that holds a day."""
    return Period(fiscal_year_of(day), (day.month - 4) % 12 // 3 + 1)


def this_year() -> Period:
    """The fiscal year of today."""
    return Period(fiscal_year_of(timezone.localdate()))


def parse(text: str | None) -> Period:
    """A code of an address; whatever else stands there is the fiscal year of today."""
    now = this_year()
    found = _CODE.fullmatch(text or "")
    if not found or not EARLIEST <= int(found[1]) <= now.year:
        return now
    return Period(int(found[1]), int(found[2] or 0))


def offered(earliest: date | None) -> list[Period]:
    """The fiscal years since the first thing that is counted, the newest first, each followed by its quarters."""
    now = this_year().year
    first = min(max(fiscal_year_of(earliest), EARLIEST), now) if earliest else now
    today = timezone.localdate()
    return [
        period
        for year in range(now, first - 1, -1)
        for period in (Period(year), *(Period(year, quarter) for quarter in range(1, 5)))
        if period.first <= today
    ]


def series_until(period: Period) -> list[Period]:
    """The quarters of a chart, the oldest first, ending with the one of today or of the period's end."""
    found = [quarter_of(min(period.last, timezone.localdate()))]
    while len(found) < SERIES:
        found.insert(0, found[0].previous)
    return found
