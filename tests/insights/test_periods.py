"""Fiscal years and quarters."""

from datetime import date
from itertools import pairwise

import pytest

from bansou.insights import periods
from bansou.insights.periods import Period


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [("2026-03-31", 2025, 4), ("2026-04-01", 2026, 1), ("2026-09-30", 2026, 2), ("2026-12-31", 2026, 3), ("2027-01-01", 2026, 4)],
)  # fmt: skip
def test_the_year_begins_in_april(day, year, quarter):
    found = periods.quarter_of(date.fromisoformat(day))
    assert found == Period(year, quarter)
    assert found.first <= date.fromisoformat(day) <= found.last
    assert Period(year).first <= date.fromisoformat(day) <= Period(year).last


def test_a_year_is_its_quarters():
    quarters = [Period(2025, n) for n in (1, 2, 3, 4)]
    assert (
        (quarters[0].first, quarters[-1].last)
        == (Period(2025).first, Period(2025).last)
        == (date(2025, 4, 1), date(2026, 3, 31))
    )
    assert all(before.following == after and after.previous == before for before, after in pairwise(quarters))
    assert quarters[-1].following == Period(2026, 1) and Period(2026, 1).previous == quarters[-1]


def test_both_ways_of_counting_years_are_said():
    assert "2026年度" in Period(2026).label and "令和8年度" in Period(2026).label
    assert "第3四半期（10～12月）" in Period(2026, 3).label


@pytest.mark.parametrize("text", [None, "", "x", "2026q5", "1999", "2099", "9" * 50, "2026q", "２０２５", "\x00"])
def test_what_is_no_period_is_this_year(text):
    assert periods.parse(text) == periods.this_year()


def test_a_period_is_read_from_its_code():
    for period in (Period(2024), Period(2025, 4)):
        assert periods.parse(period.code) == period


def test_nothing_of_the_future_is_offered():
    found = periods.offered(date(2024, 12, 1))
    assert found[0] == periods.this_year() and found[-1].year == 2024
    assert len(periods.series_until(found[0])) == periods.SERIES
