"""Tags of cases: crumbs, and lists of cases for other pages."""

from typing import Any

from django import template
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from casestudies.byline import Byline
from casestudies.cards import card
from casestudies.models import CaseStudy
from casestudies.query import CaseQuerySet

register = template.Library()
SHOWN = 12
CRUMB = 28  # characters of a title in the crumbs


@register.inclusion_tag("components/_crumbs.html")
def case_crumbs(title: str) -> dict[str, Any]:
    """Home › Cases › this case."""
    plain = strip_tags(title)
    short = plain if len(plain) <= CRUMB else f"{plain[: CRUMB - 1]}…"
    return {"crumbs": [(_("Cases"), "/cases/"), (short, "")]}


@register.inclusion_tag("components/_crumbs.html")
def list_crumbs(name: str) -> dict[str, Any]:
    """Home › Read later › this list."""
    return {"crumbs": [(_("Read later"), "/me/lists/"), (name, "")]}


@register.simple_tag
def pair(first: Any, second: Any) -> tuple[Any, Any]:
    """Two values as the (label, url) that components take."""
    return first, second


@register.inclusion_tag("casestudies/_cases.html", takes_context=True)
def cases_of_person(context: dict[str, Any], person: Any) -> dict[str, Any]:
    """The newest cases that carry the person's name and that the reader may see."""
    return _cases(context, CaseStudy.objects.filter(author=person, byline=Byline.NAME))


@register.inclusion_tag("casestudies/_cases.html", takes_context=True)
def cases_of_organisation(context: dict[str, Any], organisation: Any) -> dict[str, Any]:
    """The newest cases that name the organisation and that the reader may see; never anonymous ones."""
    named = [Byline.NAME, Byline.ORGANISATION]
    return _cases(context, CaseStudy.objects.filter(organisation=organisation, byline__in=named))


def _cases(context: dict[str, Any], cases: CaseQuerySet) -> dict[str, Any]:
    readable = cases.visible_to(context["request"].user)
    cards = [card(case) for case in readable.for_cards().order_by("-published_on", "-id")[:SHOWN]]
    more = readable.count() - SHOWN if len(cards) == SHOWN else 0
    return {"cards": cards, "more": max(more, 0)}
