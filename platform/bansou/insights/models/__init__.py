"""Tables of insights: what figures are counted by."""

from bansou.insights.models.dates import CaseDates, CaseDatesCursor
from bansou.insights.models.reports import RegularReport, Span

__all__ = ["CaseDates", "CaseDatesCursor", "RegularReport", "Span"]
