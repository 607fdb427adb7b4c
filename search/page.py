"""Everything the search page shows, computed once: results or matrix, facets, chips, pages, advice."""

from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bansou.access import tokens
from search.advice import advice
from search.engines import get_engine
from search.engines.base import Fragment, Results
from search.filters import chips, facet_groups, ribbon
from search.kinds import cards_of, kind_labels
from search.matrix import matrix
from search.quality.counting import ticket_of
from search.quality.pins import pinned_cards, without_pinned
from search.state import PAGE_SIZE, SearchState, row_facets
from search.suggest.slips import did_you_mean

WINDOW = 2  # pages linked on either side


def search_page(state: SearchState, user: Any) -> dict[str, Any]:
    """The context of search/search.html. Several searches: call it inside `engine.steady()`."""
    audience = tokens(user)
    results = get_engine().search(state.query(audience, size=PAGE_SIZE if state.view == "list" else 0))
    if results.degraded and state.view == "matrix":  # nobody counts now
        return search_page(state.as_list(), user)
    pinned = pinned_cards(state, user, highlight)
    return {
        "state": state,
        "results": results,
        "total": results.total,
        "cards": without_pinned(cards_of(state.kind, results, user, highlight), pinned),
        "pinned": pinned,
        "ticket": ticket_of(state, results),
        "matrix": matrix(state, results, audience) if state.view == "matrix" else None,
        "views": views(state) if not results.degraded else [],
        "facets": facet_groups(state, results),
        "chips": chips(state),
        "tabs": tabs(state, results, audience),
        "sorts": [(code, sort_label(code), code == state.shown_sort) for code in state.sorts],
        "pages": pages(state, results),
        "clear_url": state.cleared().with_page(1),
        "ribbon": ribbon(state, results),
        "advice": advice(state, results, user),
        "did_you_mean": did_you_mean(state, results, audience),
        "hidden": state.fields(),
        "sort_hidden": state.form_fields("sort"),
    }


def highlight(fragments: tuple[Fragment, ...]) -> SafeString:
    """Fragments as HTML, matches marked. A page has hundreds of them, so they are put together by hand."""
    texts = ((escape(fragment.text), fragment.is_match) for fragment in fragments)
    return SafeString("".join(f"<mark>{text}</mark>" if is_match else text for text, is_match in texts))


def sort_label(code: str) -> str:
    """The name of a sort."""
    return {
        "relevance": _("Best match"),
        "new": _("Newest"),
        "helpful": pgettext("sort", "Most helpful"),
        "discussed": pgettext("sort", "Most discussed"),
    }[code]


# --- Around the results -----------------------------------------------------------------------------------------------
def tabs(state: SearchState, results: Results, audience: frozenset[str]) -> list[dict[str, Any]]:
    """A tab per kind of object with the count of what it will show. Filters that a tab does not have fall away; tabs
    with the same ones left are counted by one search."""
    counted = {_left(state): results}
    found = []
    for kind, label in kind_labels().items():
        other = state.for_kind(kind)
        if not results.degraded and _left(other) not in counted:  # degraded: the other kinds are not asked
            counted[_left(other)] = get_engine().search(other.query(audience, size=0, facets=[]))
        held = counted.get(_left(other), results)
        count = None if held.degraded else held.kinds.get(kind, 0)
        found.append({"label": label, "url": other.with_page(1), "count": count, "current": kind == state.kind})
    return found


def _left(state: SearchState) -> str:
    """The filters of a state, whatever its kind."""
    return repr((state.selected, state.excluded, state.ranges))


def views(state: SearchState) -> list[tuple[str, str, str, bool]]:
    """(icon, label, address, is current) of the list and the matrix; nothing for kinds that have no steps."""
    if not row_facets(state.kind):
        return []
    return [
        ("list", _("List"), state.as_list().with_page(1), state.view == "list"),
        ("table", _("Table"), state.as_matrix(state.rows).with_page(1), state.view == "matrix"),
    ]


def pages(state: SearchState, results: Results) -> dict[str, Any]:
    """Previous, next and the pages around this one."""
    last = results.pages
    wanted = sorted({1, last, *range(state.page - WINDOW, state.page + WINDOW + 1)} & set(range(1, last + 1)))
    listed: list[tuple[str, str]] = []
    for before, number in zip([0, *wanted], wanted, strict=False):
        if number - before > 1:
            listed.append(("…", ""))
        listed.append((str(number), state.with_page(number)))
    return {
        "list": listed,
        "current": str(state.page),
        "previous": state.with_page(state.page - 1) if 1 < state.page <= last else "",
        "next": state.with_page(state.page + 1) if state.page < last else "",
        "last": last,
    }
