"""One cell of the map, with all that stands in it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from bansou.access import tokens
from bansou.insights.gaps import STEP, cell_state, filters_of, held_by, map_url
from bansou.insights.requests import Followed, followed
from casestudies.cards import card
from casestudies.models import CaseStudy
from knowhow.models import Article, Package
from search.engines import get_engine
from search.facets import label_of
from search.requests.services import writing_url
from search.saved.words import conditions
from search.state import parse

CARDS = 3  # newest cases


@dataclass(frozen=True)
class CellPage:
    """What the page of a cell shows. `total` None: nobody counts now."""

    title: str
    conditions: list[dict[str, Any]]
    total: int | None
    cards: list[dict[str, Any]]
    articles: list[Article]
    packages: list[Package]
    followed: list[Followed]
    search_url: str
    ask_query: str
    write_url: str
    map_url: str


def cell_page(column: str, params: QueryDict, user: Any) -> CellPage | None:
    """The page of the cell in the address; None when it names none."""
    chosen = parse(params).selected
    step, code = (next(iter(chosen.get(facet, ())), "") for facet in (STEP, column))
    if not (step and code):
        return None
    filters = filters_of(params, column)
    state = cell_state(column, step, code, filters)
    results = get_engine().search(state.query(tokens(user), size=CARDS, facets=[]))
    held = held_by(column, filters, user)
    articles = held.articles[step, code]
    packages = {package for article in articles for package in held.packages[article]}
    return CellPage(
        title=f"{label_of(STEP, step)}・{label_of(column, code)}",
        conditions=conditions(state),
        total=None if results.degraded else results.total,
        cards=_cards([hit.id for hit in results.hits], user),
        articles=list(Article.objects.visible_to(user).filter(pk__in=articles)),
        packages=list(Package.objects.visible_to(user).filter(pk__in=packages)),
        followed=followed((STEP, column), {STEP: step, column: code}, user),
        search_url=state.with_page(1),
        ask_query=state.canonical,
        write_url=writing_url(state),
        map_url=map_url(column, filters),
    )


def _cards(ids: list[str], user: Any) -> list[dict[str, Any]]:
    found = {case.public_id: case for case in CaseStudy.objects.visible_to(user).filter(public_id__in=ids).for_cards()}
    return [card(found[public_id]) for public_id in ids if public_id in found]
