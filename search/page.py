"""Everything the search page shows, computed once: results, facets, chips, pages, advice."""

from dataclasses import replace
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bansou.access import tokens
from bansou.markup import facet as facet_item
from search.engines import get_engine
from search.engines.base import Fragment, Results
from search.facets import FACETS, SHOWN, Facet, label_of, ordered_codes
from search.kinds import cards_of, kind_labels
from search.state import SearchState

ADVISED = 4  # filters tried when nothing was found: the latest ones
WINDOW = 2  # pages linked on either side


def search_page(state: SearchState, user: Any) -> dict[str, Any]:
    """The context of search/search.html."""
    audience = tokens(user)
    results = get_engine().search(state.query(audience))
    return {
        "state": state,
        "results": results,
        "total": results.total,
        "cards": cards_of(state.kind, results, user, highlight),
        "facets": [
            group for facet in FACETS if state.kind in facet.kinds and (group := facet_group(facet, state, results))
        ],
        "chips": chips(state),
        "tabs": tabs(state, results, audience),
        "sorts": [(code, sort_label(code), code == state.shown_sort) for code in state.sorts],
        "pages": pages(state, results),
        "clear_url": state.cleared().with_page(1),
        "ribbon": ribbon(state, results),
        "advice": advice(state, audience) if not results.total else [],
        "hidden": state.fields(),
    }


def highlight(fragments: tuple[Fragment, ...]) -> SafeString:
    """Fragments as HTML, matches marked."""
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", f.text) if f.is_match else f.text,) for f in fragments)
    )


def sort_label(code: str) -> str:
    """The name of a sort."""
    return {
        "relevance": _("Best match"),
        "new": _("Newest"),
        "helpful": pgettext("sort", "Most helpful"),
        "discussed": pgettext("sort", "Most discussed"),
    }[code]


# --- Facets -----------------------------------------------------------------------------------------------------------
def facet_group(facet: Facet, state: SearchState, results: Results) -> dict[str, Any] | None:
    """One group of filters as HTML items, the first ones shown, the rest on demand; None when there is nothing."""
    counts = results.facets.get(facet.code, {})
    selected, excluded = set(state.selected.get(facet.code, ())), set(state.excluded.get(facet.code, ()))
    codes = ordered_codes(facet, counts, selected | excluded)
    if not codes:
        return None
    items = [facet_value(facet, code, sub, counts.get(code, 0), state, selected, excluded) for code, sub in codes]
    shown = max([SHOWN, *(i + 1 for i, (code, _sub) in enumerate(codes) if code in selected or code in excluded)])
    chosen = len(selected) + len(excluded)
    return {
        "code": facet.code,
        "title": facet.label,
        "values": mark_safe("".join(items[:shown])),
        "more_values": mark_safe("".join(items[shown:])),
        "more_count": max(0, len(items) - shown),
        "chosen": chosen,
        "open": facet.open or bool(chosen),
    }


def facet_value(
    facet: Facet, code: str, sub: bool, count: int, state: SearchState, selected: set[str], excluded: set[str]
) -> SafeString:
    """One value: a link that toggles it, and one that leaves it out."""
    return facet_item(
        facet.param_of(code),
        code,
        label_of(facet.code, code),
        count,
        state.toggled(facet.code, code, excluded=code in excluded),
        code in selected,
        code in excluded,
        state.toggled(facet.code, code, excluded=True),
        sub,
    )


def chips(state: SearchState) -> list[dict[str, Any]]:
    """Chosen values, each with the address that takes it off."""
    return [
        {"label": label_of(facet, code), "url": state.toggled(facet, code, excluded), "excluded": excluded}
        for facet, code, excluded in state.chosen()
    ]


def ribbon(state: SearchState, results: Results) -> dict[str, Any]:
    """The seven steps as filters with counts."""
    steps = [str(number) for number in range(1, 8)]
    counts = results.facets.get("step", {})
    return {
        "links": {step: state.toggled("step", step) for step in steps},
        "counts": {step: counts.get(step, 0) for step in steps},
        "selected": list(state.selected.get("step", ())),
    }


# --- Around the results -----------------------------------------------------------------------------------------------
def tabs(state: SearchState, results: Results, audience: frozenset[str]) -> list[dict[str, Any]]:
    """A tab per kind of object with the count of what it will show."""
    return [_tab(state.for_kind(kind), label, state, results, audience) for kind, label in kind_labels().items()]


def _tab(
    other: SearchState, label: str, state: SearchState, results: Results, audience: frozenset[str]
) -> dict[str, Any]:
    if (other.selected, other.excluded) == (state.selected, state.excluded):
        count = results.kinds.get(other.kind, 0)
    else:  # filters that this tab does not have fall away
        count = _total(other, audience)
    return {"label": label, "url": other.with_page(1), "count": count, "current": other.kind == state.kind}


def _total(state: SearchState, audience: frozenset[str]) -> int:
    return get_engine().search(state.query(audience, size=0, facets=[])).total


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


def advice(state: SearchState, audience: frozenset[str]) -> list[dict[str, Any]]:
    """Which single filter to drop, and what that gives; the most fruitful first. Also: the words without any filter."""
    tries = [(label_of(f, c), state.without(f, c, ex)) for f, c, ex in state.chosen()[-ADVISED:]]
    if len(tries) > 1:
        tries.append((_("all filters"), state.cleared()))
    if state.q and state.has_filters:
        tries.append((state.q, replace(state, q="", page=1)))
    found: list[dict[str, Any]] = []
    for label, other in tries:
        if total := _total(other, audience):
            found.append({"label": label, "count": total, "url": other.with_page(1)})
    return sorted(found, key=lambda item: -item["count"])[:4]
