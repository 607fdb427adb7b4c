"""The facts of the firm and the words that search, of a case page."""

from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES, WALL_STATES
from casestudies.models import CaseStudy
from casestudies.years import fiscal_year_names

SEARCH = "/search/"
SEPARATOR = "・"
BETWEEN_TERMS = "、"  # names of terms have ・ in them
Fact = tuple[Any, Any, Any]  # (label, value, note); always three: a missing one is dear to look up in a template


def firm_facts(case: CaseStudy) -> list[Fact]:
    """What is known of the firm and the support."""
    found: list[Fact] = [
        _terms_fact(case, "industry"),
        _employees(case),
        (_("Place"), case.place_label, ""),
        _terms_fact(case, "situation"),
        _terms_fact(case, "theme"),
        _terms_fact(case, "environment"),
        _terms_fact(case, "surface_issue"),
        (SCHEMES["wall"].label, _walls(case), ""),
        _duration(case),
        (_("Fiscal year of the support"), *fiscal_year_names(case.shown_fiscal_year or 0)),
        _terms_fact(case, "end_reason"),
    ]
    return [fact for fact in found if fact[1]]


def _terms_fact(case: CaseStudy, scheme: str) -> Fact:
    return SCHEMES[scheme].label, _labels(case, scheme), ""


def _labels(case: CaseStudy, scheme: str) -> str:
    return BETWEEN_TERMS.join(terms.label(scheme, code) for code in case.codes.get(scheme, ()))


def _employees(case: CaseStudy) -> Fact:
    """Number of employees, with what else is known of the size beside it."""
    more = [_labels(case, "company_size"), _labels(case, "legal_form")]
    more.append(_("Regional leading firm or similar") if case.regional_leader else "")
    band = _labels(case, "employee_band")
    return SCHEMES["employee_band"].label, band, SEPARATOR.join(filter(None, more))


def _walls(case: CaseStudy) -> SafeString:
    walls = [term for term in case.terms.all() if term.scheme == "wall"]
    return format_html_join(
        "", "<span>{}</span><small>{}</small>", ((w.label, WALL_STATES.get(w.state, "")) for w in walls)
    )


def _duration(case: CaseStudy) -> Fact:
    """How long; beside it the visits and the months of each phase."""
    visits = [ngettext("%(n)s visit", "%(n)s visits", case.visits) % {"n": case.visits}] if case.visits else []
    phases = [(row.labels.get("phase", ""), row.months) for row in case.rows_of("phase_months") if row.months]
    months = [_("%(phase)s %(n)s months") % {"phase": name, "n": number} for name, number in phases]
    length = terms.short("duration", case.code("duration")) if case.code("duration") else ""
    notes = SEPARATOR.join([*visits, *months])
    return (_("Length of support"), length, notes) if length else (_("Length of support"), notes, "")


def search_url(scheme: str, code: str) -> str:
    """The search for a term: by its facet, or by its name where it is none."""
    if SCHEMES[scheme].facet:
        return f"{SEARCH}?{urlencode({scheme: code})}"
    return f"{SEARCH}?{urlencode({'q': terms.label(scheme, code)})}"


def search_link(scheme: str, code: str) -> SafeString:
    """The term's name as a link to its search."""
    return format_html('<a class="plain" href="{}">{}</a>', search_url(scheme, code), terms.label(scheme, code))


def term_words(case: CaseStudy, scheme: str) -> list[dict[str, Any]]:
    """The terms of a scheme as words that search."""
    return [
        {"label": terms.label(scheme, code), "url": search_url(scheme, code)} for code in case.codes.get(scheme, ())
    ]


def tag_words(case: CaseStudy) -> list[dict[str, Any]]:
    """The free tags as words that search."""
    names = [item.tag.name for item in case.tag_items.all()]
    return [{"label": name, "url": f"{SEARCH}?{urlencode({'tag': name})}"} for name in names]
