"""A month as a period of the figures, and the months and quarters that are over."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

from bansou.insights.models import Span
from bansou.insights.periods import Period, quarter_of
from casestudies.years import fiscal_year_names, fiscal_year_of


@dataclass(frozen=True)
class Month(Period):
    """One month; `year` is the fiscal one, as of every period."""

    month: int = 4

    @property
    def code(self) -> str:
        """`2026-10`."""
        return f"{self.first:%Y-%m}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year + (self.month < 4), self.month, 1)

    @property
    def following(self) -> "Month":
        """The next month."""
        first = self.first
        return month_of(date(first.year + first.month // 12, first.month % 12 + 1, 1))

    @property
    def previous(self) -> "Month":
        """The month before."""
        first = self.first
        return month_of(date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1))

    @property
    def label(self) -> str:
        """「2026年10月（令和8年度）」."""
        japanese = fiscal_year_names(self.year)[1]
        return date_format(self.first, "YEAR_MONTH_FORMAT") + (f"（{japanese}）" if japanese else "")

    @property
    def short(self) -> str:
        """For a file name and an axis."""
        return self.code


def month_of(day: date) -> Month:
    """The month that holds a day."""
    return Month(fiscal_year_of(day), quarter_of(day).quarter, day.month)


def period_of(span: str, first: date) -> Period:
    """The period of a report."""
    return month_of(first) if span == Span.MONTH else quarter_of(first)


def over_on(day: date) -> list[tuple[str, Period]]:
    """The last month and the last quarter that were over on a day."""
    return [(Span.MONTH, month_of(day).previous), (Span.QUARTER, quarter_of(day).previous)]
