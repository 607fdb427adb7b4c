"""Facets as conditions on rows, for the simple search. The index has them ready; here they follow from the tables."""

from collections.abc import Collection
from datetime import date
from typing import Any, Protocol

from django.db.models import Exists, Model, OuterRef, Q, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from bansou.accounts.models import User
from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES
from casestudies.derived import BANDS, TRADE_AND_SERVICES, company_size
from casestudies.models import CaseRow, CaseTag, CaseTerm
from casestudies.models.case import PlacePrecision
from knowhow.models import Article
from search.documents import FISCAL_YEAR, PLACE, TAG

FIRST_YEAR, LAST_YEAR = 1, 9998
NOTHING = Q(pk__in=[])


class Condition(Protocol):
    """Any of the codes, or any from `first` to `last`."""

    def __call__(self, facet: str, codes: Collection[str], first: str | None = None, last: str | None = None) -> Q:
        """The condition on a row of the kind; of a facet that the kind does not have, one that nothing fulfils."""


def with_descendants(scheme: str, codes: Collection[str]) -> list[str]:
    """Codes and all codes below them in the same scheme."""
    below = [pair for code in codes for pair in terms.descendants(scheme, code)]
    return list(dict.fromkeys([*codes, *(code for of_scheme, code in below if of_scheme == scheme)]))


# --- Cases --------------------------------------------------------------------------------------------------------------
def case_facet(facet: str, codes: Collection[str], first: str | None = None, last: str | None = None) -> Q:
    """A facet of cases."""
    if facet == FISCAL_YEAR:
        years = [_years(code, code) for code in codes if code.isdigit()] if codes else [_years(first, last)]
        return Q(*years, _connector=Q.OR) if years else NOTHING
    if facet == PLACE:
        return _place(codes)
    if facet == TAG:
        return Q(Exists(CaseTag.objects.filter(content_object=OuterRef("pk"), tag__name__in=list(codes))))
    if facet == "company_size":
        return _size(codes)
    found = with_descendants(facet, codes)
    return _has(facet, found) | _in_failures(found) if facet == "pitfall" else _has(facet, found)


def _has(scheme: str, codes: Collection[str] | None = None) -> Q:
    """The case carries one of the codes, or any of the scheme."""
    carried = CaseTerm.objects.filter(case=OuterRef("pk"), scheme=scheme)
    return Q(Exists(carried if codes is None else carried.filter(code__in=list(codes))))


def _in_failures(codes: Collection[str]) -> Q:
    rows = CaseRow.objects.filter(case=OuterRef("pk"), kind="failure_factors", data__pitfall__in=list(codes))
    return Q(Exists(rows))


def _place(codes: Collection[str]) -> Q:
    """A region holds its prefectures; a prefecture only cases that show it."""
    regions = [code for code in codes if code.startswith("b-")]
    below = [term.code for region in regions for term in terms.children("region", region)]
    shown = Q(place_precision=PlacePrecision.PREFECTURE)
    return _has("prefecture", below) | shown & _has("prefecture", set(codes) - set(regions))


def _size(codes: Collection[str]) -> Q:
    """The size as the author said it, else as industry and employees suggest."""
    trade = _has("industry", TRADE_AND_SERVICES)
    usual = _has("employee_band", [band for band in BANDS if company_size("", band) in codes])
    in_trade = _has("employee_band", [band for band in BANDS if company_size("I", band) in codes])
    return _has("company_size", codes) | ~_has("company_size") & (trade & in_trade | ~trade & usual)


def _years(first: str | None, last: str | None) -> Q:
    """Fiscal years (April – March), of the support or else of the publication."""
    begin, end = _year(first, FIRST_YEAR), _year(last, LAST_YEAR)
    said = Q(fiscal_year__gte=begin, fiscal_year__lte=end)
    published = Q(published_on__gte=date(begin, 4, 1), published_on__lt=date(end + 1, 4, 1))
    return said | Q(fiscal_year=None) & published


def _year(text: str | None, otherwise: int) -> int:
    number = int(text) if text and text.isascii() and text.isdigit() and len(text) <= 4 else otherwise
    return max(FIRST_YEAR, min(number, LAST_YEAR))


# --- Know-how, talk, people, pages ------------------------------------------------------------------------------------------
def article_facet(facet: str, codes: Collection[str], first: str | None = None, last: str | None = None) -> Q:
    """A facet of articles: lists of codes in JSON, which both databases can look at as text."""
    column = {"step": "steps", "pitfall": "pitfalls"}.get(facet)
    return _listed(Article, Cast(column, TextField()), with_descendants(facet, codes)) if column else NOTHING


def _listed(model: type[Model], column: Any, codes: Collection[str]) -> Q:
    """The row of a model has one of the codes in a JSON list, given as text."""
    held = [Q(_codes__contains=f'"{code}"') for code in codes]
    rows = model._default_manager.filter(pk=OuterRef("pk")).annotate(_codes=column)
    return Q(Exists(rows.filter(Q(*held, _connector=Q.OR)))) if held else NOTHING


def thread_facet(facet: str, codes: Collection[str], first: str | None = None, last: str | None = None) -> Q:
    """A facet of threads."""
    return Q(step__in=list(codes)) if facet == "step" else NOTHING


def person_facet(facet: str, codes: Collection[str], first: str | None = None, last: str | None = None) -> Q:
    """A facet of people: what they are, where, and what they have experience with."""
    if facet == PLACE:
        regions = [code for code in codes if code.startswith("b-")]
        return Q(prefecture__in=[*codes, *(term.code for code in regions for term in terms.children("region", code))])
    found = with_descendants(facet, codes)
    if facet == "supporter_type":
        return Q(supporter_type__in=found)
    return _listed(User, KT(f"expertise__{facet}"), found) if facet in SCHEMES else NOTHING
