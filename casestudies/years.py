"""Fiscal years (April – March) with the Western and the Japanese year."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

ERAS = ((2019, "reiwa"), (1989, "heisei"), (1926, "showa"))  # first fiscal year of the era


def fiscal_year_of(day: date) -> int:
    """The fiscal year that holds a day."""
    return day.year - (day.month < 4)


def fiscal_year_label(year: int) -> str:
    """`2024年度（令和6年度）`; the era's first year is 元年度."""
    western, japanese = fiscal_year_names(year)
    return _("%(western)s (%(japanese)s)") % {"western": western, "japanese": japanese} if japanese else western


def fiscal_year_names(year: int) -> tuple[str, str]:
    """`2024年度` and `令和6年度`; the second is '' before the eras that we know, both are '' for the year 0."""
    western = _("Fiscal %(year)s") % {"year": year} if year else ""
    first, era = next(((first, era) for first, era in ERAS if year >= first), (0, ""))
    if not era:
        return western, ""
    number = pgettext("first year of an era", "1") if year == first else str(year - first + 1)
    return western, _era_year(era, number)


def _era_year(era: str, number: str) -> str:
    words = {"reiwa": _("Reiwa %(n)s"), "heisei": _("Heisei %(n)s"), "showa": _("Showa %(n)s")}
    return words[era] % {"n": number}
