"""What stands in the columns: what the card and the page of a thing show its readers, and nothing behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import FACET_SCHEMES, SCHEMES
from casestudies.models import CaseStudy, CaseTag
from casestudies.structure import TEXTS
from casestudies.years import fiscal_year_label
from search.kinds import readable
from search.saved.news import day_of

Value = str | int | date | None
SEPARATOR = "、"
PLACE_SCHEMES = {"region", "prefecture"}  # shown as one place, as coarsely as the author chose
OWN_COLUMN = {"outcome", "step", "company_size"}
NAMED_FIRST = {"title", "summary"}


@dataclass(frozen=True)
class Column:
    """A heading and what stands under it."""

    label: str
    value: Callable[[Any], Value]


def columns_of(kind: str) -> list[Column]:
    """The columns for a kind of results, in the language of the reader."""
    return _case_columns() if kind == "case" else _common_columns()


def rows_of(kind: str, user: Any) -> QuerySet[Any]:
    """What `user` may read of a kind, with all that the columns need."""
    if kind != "case":
        return readable(kind, user)
    cases = CaseStudy.objects.visible_to(user).select_related("author", "organisation")
    return cases.prefetch_related("terms", Prefetch("tag_items", CaseTag.objects.select_related("tag")))


def _case_columns() -> list[Column]:
    return [
        Column(_("Title"), str),
        Column(
            str(SCHEMES["outcome"].label), lambda case: terms.label("outcome", case.outcome) if case.outcome else ""
        ),
        Column(_("Main step"), lambda case: _labels("step", case.codes.get("step", [])[:1])),
        Column(_("Other steps"), lambda case: _labels("step", case.codes.get("step", [])[1:])),
        Column(_("Size of the firm"), lambda case: _labels("company_size", filter(None, [case.company_size]))),
        Column(_("Place"), lambda case: case.place_label),
        *(_term_column(scheme) for scheme in FACET_SCHEMES if scheme.code not in PLACE_SCHEMES | OWN_COLUMN),
        Column(_("Summary"), lambda case: case.shown_summary),
        *(_text_column(text) for text in TEXTS if text.name not in NAMED_FIRST),
        Column(_("Tags"), lambda case: SEPARATOR.join(item.tag.name for item in case.tag_items.all())),
        Column(_("Fiscal year"), lambda case: fiscal_year_label(case.shown_fiscal_year or 0)),
        Column(_("Author"), lambda case: case.public_author.name),
        Column(_("Author's organisation or kind"), lambda case: case.public_author.detail),
        Column(_("First published"), lambda case: case.published_on),
        Column(_("Helpful"), lambda case: case.helpful_count),
        Column(_("Address"), address_of),
    ]


def _term_column(scheme: Any) -> Column:
    return Column(str(scheme.label), lambda case: _labels(scheme.code, case.codes.get(scheme.code, [])))


def _text_column(text: Any) -> Column:
    """What was written for another kind of case is kept but not shown."""
    return Column(str(text.label), lambda case: getattr(case, text.name) if case.outcome in text.outcomes else "")


def _labels(scheme: str, codes: Iterable[str]) -> str:
    return SEPARATOR.join(terms.label(scheme, code) for code in codes)


def _common_columns() -> list[Column]:
    return [
        Column(_("Title"), str),
        Column(_("Summary"), lambda row: getattr(row, "situation", "")),
        Column(_("First published"), day_of),
        Column(_("Address"), address_of),
    ]


def address_of(row: Any) -> str:
    """The whole address of its page."""
    return settings.SITE_URL + row.get_absolute_url()
