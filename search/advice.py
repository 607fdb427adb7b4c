"""What to do when little or nothing was found: filters to drop, values and terms nearby, the newest cases."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

from bansou.access import tokens
from casestudies.models import CaseStudy
from search.counts import newest
from search.engines import get_engine
from search.engines.base import Results
from search.facets import FACET, FACETS, ancestors, label_of, terms_of
from search.filters import range_label
from search.state import SearchState
from search.typed_fields import plain

FEW = 3  # up to so many results, the page says how to find more
TRIED = 4  # filters tried, the latest ones; and terms looked up
SHOWN = 4
NEWEST = 3
Way = dict[str, Any]


def total_of(state: SearchState, audience: frozenset[str]) -> int:
    """How many the state finds."""
    return get_engine().search(state.query(audience, size=0, facets=[])).total


def advice(state: SearchState, results: Results, user: Any) -> dict[str, Any]:
    """The context of search/_more.html; empty when enough was found or nobody can count. Inside `engine.steady()`."""
    if results.total > FEW or results.degraded or state.page > 1:
        return {}
    audience = tokens(user)
    return {
        "drops": drops(state, results.total, audience),
        "near": [*near_values(state, results), *near_terms(state, results, audience)][:SHOWN],
        "newest": newest_titles(state, user) if not results.total else [],
    }


def drops(state: SearchState, total: int, audience: frozenset[str]) -> list[Way]:
    """Which single filter to drop, and what that gives; the most fruitful first. At the end: the words without any
    filter, which has no label."""
    found = [_way(label, other, total_of(other, audience)) for label, other in _tries(state)]
    fruitful = sorted((way for way in found if way["count"] > total), key=lambda way: -way["count"])
    singles, all_of_them = [w for w in fruitful if w["label"]], [w for w in fruitful if not w["label"]]
    return [*singles[: SHOWN - len(all_of_them)], *all_of_them]


def _tries(state: SearchState) -> Iterator[tuple[str, SearchState]]:
    chosen = state.chosen()[-TRIED:]
    yield from ((label_of(facet, code), state.without(facet, code, excluded)) for facet, code, excluded in chosen)
    yield from ((range_label(facet, *ends), state.without_range(facet)) for facet, ends in state.ranges.items())
    if len(state.chosen()) + len(state.ranges) > 1:
        yield "", state.cleared()
    if state.q and state.has_filters:
        yield state.q, replace(state, q="", page=1)


def near_values(state: SearchState, results: Results) -> list[Way]:
    """Other values of the facets that are chosen from, in their place; those with the same parent and more cases first.

    They cost nothing: a facet's counts ignore what is chosen in it.
    """
    found: list[tuple[bool, Way]] = []
    for facet, codes in state.selected.items():
        parents = {above for code in codes for above in ancestors(facet, code)}
        for code, count in results.facets.get(facet, {}).items():
            if code not in codes and count > results.total:
                is_sibling = bool(parents & set(ancestors(facet, code)))
                found.append((is_sibling, _way(label_of(facet, code), state.only(**{facet: code}), count)))
    ordered = sorted(found, key=lambda item: (not item[0], -item[1]["count"]))
    return [way for _is_sibling, way in ordered][: SHOWN // 2]


def near_terms(state: SearchState, results: Results, audience: frozenset[str]) -> list[Way]:
    """Terms of the vocabulary that a typed word is part of, as filters in place of the words."""
    found = []
    for facet, code in _terms_named(results.terms, state.kind):
        other = replace(state.only(**{facet: code}), q="")
        found.append(_way(f"{FACET[facet].label}：{label_of(facet, code)}", other, total_of(other, audience)))
    return [way for way in found if way["count"]]


def _terms_named(words: Iterable[str], kind: str) -> list[tuple[str, str]]:
    wanted = [word for word in map(plain, words) if len(word) > 1]
    fitting = ((facet.code, term) for facet in FACETS if kind in facet.kinds for term in terms_of(facet.code))
    named = (
        (facet, term.code)
        for facet, term in fitting
        if any(word in plain(name) for name in (term.label, *term.alt_labels) for word in wanted)
    )
    return list(islice(named, TRIED))


def newest_titles(state: SearchState, user: Any) -> list[CaseStudy]:
    """The newest cases of the first chosen step, else of all."""
    steps = state.selected.get("step", ())
    selected = {"step": steps[0]} if steps else {}
    return newest(CaseStudy.objects.visible_to(user).for_cards(), "case", user, NEWEST, **selected)


def _way(label: str, state: SearchState, count: int) -> Way:
    return {"label": label, "count": count, "url": state.with_page(1)}
