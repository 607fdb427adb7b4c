"""Tables of insights: what figures are counted by."""

from bansou.insights.models.dates import CaseDates, CaseDatesCursor

__all__ = ["CaseDates", "CaseDatesCursor"]
