"""What is offered for a beginning: filters, words, titles, people; eight at most, and nothing the reader may not read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext

from bansou.access import tokens
from search.engines import get_engine
from search.engines.base import Query, Suggestion
from search.facets import label_of
from search.kinds import kind_labels, readable
from search.readings import typed_keys
from search.state import SearchState
from search.suggest.known import Value, place_of, values, words

OFFERED = 8
FILTERS, WORDS, PEOPLE = 2, 2, 2
TRIED = 4  # words whose results are counted
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: what it says, the count of what it gives (0: not counted), where it leads."""

    text: str
    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one sort."""

    label: str
    icon: str
    offers: tuple[Offer, ...]


def suggestions(text: str, state: SearchState, user: Any) -> list[Group]:
    """What goes on from `text`; `state`: the filters that the box carries along."""
    if not typed_keys(text):
        return []
    audience = tokens(user)
    if get_engine().search(Query(audience=audience, size=0)).degraded:  # then nothing can be counted
        return []
    filters = tuple(filter_offers(text, state, audience))
    completions = tuple(word_offers(text, audience))
    people = tuple(title_offers(text, (PERSON,), PEOPLE, user, audience)) if PERSON in kind_labels() else ()
    kinds = tuple(kind for kind in kind_labels() if kind != PERSON)
    left = OFFERED - len(filters) - len(completions) - len(people)
    groups = [
        Group(pgettext("suggestions", "Narrow down by"), "filter", filters),
        Group(pgettext("suggestions", "Search for"), "search", completions),
        Group(
            pgettext("suggestions", "Open the page"), "right", tuple(title_offers(text, kinds, left, user, audience))
        ),
        Group(pgettext("suggestions", "People"), "person", people),
    ]
    return [group for group in groups if group.offers]


def beginnings(text: str) -> Iterator[tuple[str, str]]:
    """(words already complete, what is being typed): all of it, or its last word only."""
    yield "", text
    done, blank, last = text.replace("\u3000", " ").rstrip().rpartition(" ")
    if blank and last:
        yield done.strip(), last


# --- Filters --------------------------------------------------------------------------------------------------------------
def filter_offers(text: str, state: SearchState, audience: frozenset[str]) -> Iterator[Offer]:
    """Values whose name goes on from what is typed, in place of it, where that finds something."""
    for rest, typed in beginnings(text):
        fitting = [
            value for value in fitting_values(typed) if value.code not in state.selected.get(value.facet.code, ())
        ]
        offers = [offer for value in fitting[:TRIED] if (offer := filter_offer(value, rest, state, audience)).count]
        if offers:
            yield from offers[:FILTERS]
            return


def fitting_values(typed: str) -> list[Value]:
    """The values that fit, those whose name begins so first."""
    parts = typed_keys(typed)
    found = [(place, value) for value in values() if (place := place_of(parts, value.keys)) is not None]
    return [value for _place, value in sorted(found, key=lambda item: item[0])]


def filter_offer(value: Value, rest: str, state: SearchState, audience: frozenset[str]) -> Offer:
    """A value put into the conditions that are there; the tab of cases where the present one does not have it."""
    kept = state if state.kind in value.facet.kinds else state.for_kind(value.facet.kinds[0])
    kept = replace(kept, q=rest, page=1)
    url = kept.toggled(value.facet.code, value.code)
    chosen = (*kept.selected.get(value.facet.code, ()), value.code)
    wider = replace(kept, selected={**kept.selected, value.facet.code: chosen})
    count = get_engine().search(wider.query(audience, size=0, facets=[])).total
    names = {"facet": value.facet.label, "value": label_of(value.facet.code, value.code)}
    return Offer(pgettext("suggestions", "%(facet)s: %(value)s") % names, url, count)


# --- Words ----------------------------------------------------------------------------------------------------------------
def word_offers(text: str, audience: frozenset[str]) -> Iterator[Offer]:
    """Completions of what is typed that give the reader something."""
    for rest, typed in beginnings(text):
        queries = [f"{rest} {word}".strip() for word in fitting_words(typed)[:TRIED]]
        counted = [(query, total_of(query, audience)) for query in queries if query != text.strip()]
        offers = [
            Offer(query, f"{reverse('search')}?{urlencode({'q': query})}", total) for query, total in counted if total
        ]
        if offers:
            yield from offers[:WORDS]
            return


def fitting_words(typed: str) -> list[str]:
    """Known words that go on from what is typed, the shorter ones first."""
    parts = typed_keys(typed)
    found = [
        (place, len(word.text), word.text) for word in words() if (place := place_of(parts, word.keys)) is not None
    ]
    return [text for _place, _length, text in sorted(found)]


def total_of(text: str, audience: frozenset[str]) -> int:
    """How many cases, articles … of all words of `text` the reader may see."""
    results = get_engine().search(Query(text=text, audience=audience, size=0))
    return 0 if results.relaxed else results.total


# --- Titles and people ------------------------------------------------------------------------------------------------------
def title_offers(text: str, kinds: tuple[str, ...], count: int, user: Any, audience: frozenset[str]) -> Iterator[Offer]:
    """Readable pages whose title goes on from what is typed, as the database has them now."""
    found = get_engine().suggest(text, audience, count, kinds) if kinds and count > 0 else []
    rows = {kind: _rows(kind, found, user) for kind in {item.kind for item in found}}
    for item in found:
        if row := rows[item.kind].get(item.id):
            yield Offer(str(row), row.get_absolute_url())


def _rows(kind: str, found: list[Suggestion], user: Any) -> dict[str, Any]:
    ids = [item.id for item in found if item.kind == kind]
    rows = readable(kind, user).filter(public_id__in=ids).select_related(None).prefetch_related(None)
    return {row.public_id: row for row in rows}
