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
EACH, PEOPLE = 2, 2  # filters, words
TRIED = 4  # words whose results are counted
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Offer:
    """One line: what it says, the count of what it gives (0: not counted), where it leads."""

    text: str
    url: str
    count: int = 0


Run = list[tuple[Offer, Query]]  # of one beginning; the query says what it gives


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
    found = counted(filter_runs(text, state, audience), word_runs(text, audience))
    if found is None:
        return []
    filters, completions = found
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


# --- Filters and words ------------------------------------------------------------------------------------------------------
def counted(*sorts: list[Run]) -> list[tuple[Offer, ...]] | None:
    """Of each sort the first run in which something finds something; everything is counted in one go. None: nobody can
    count now."""
    totals = get_engine().totals([query for runs in sorts for run in runs for _offer, query in run])
    if totals is None:
        return None
    rest = iter(totals)
    found = [[[replace(offer, count=next(rest)) for offer, _query in run] for run in runs] for runs in sorts]
    return [_first(runs) for runs in found]


def _first(runs: list[list[Offer]]) -> tuple[Offer, ...]:
    useful = ([offer for offer in run if offer.count] for run in runs)
    return tuple(next(filter(None, useful), [])[:EACH])


def filter_runs(text: str, state: SearchState, audience: frozenset[str]) -> list[Run]:
    """Values whose name goes on from what is typed, in place of it."""
    return [
        [filter_offer(value, rest, state, audience) for value in fitting_values(typed, state)[:TRIED]]
        for rest, typed in beginnings(text)
    ]


def fitting_values(typed: str, state: SearchState) -> list[Value]:
    """The values that fit and are not chosen yet, those whose name begins so first."""
    parts = typed_keys(typed)
    found = [(place, value) for value in values() if (place := place_of(parts, value.keys)) is not None]
    ordered = [value for _place, value in sorted(found, key=lambda item: item[0])]
    return [value for value in ordered if value.code not in state.selected.get(value.facet.code, ())]


def filter_offer(value: Value, rest: str, state: SearchState, audience: frozenset[str]) -> tuple[Offer, Query]:
    """A value put into the conditions that are there; the tab of cases where the present one does not have it."""
    kept = state if state.kind in value.facet.kinds else state.for_kind(value.facet.kinds[0])
    kept = replace(kept, q=rest, page=1)
    url = kept.toggled(value.facet.code, value.code)
    chosen = (*kept.selected.get(value.facet.code, ()), value.code)
    wider = replace(kept, selected={**kept.selected, value.facet.code: chosen})
    names = {"facet": value.facet.label, "value": label_of(value.facet.code, value.code)}
    offer = Offer(pgettext("suggestions", "%(facet)s: %(value)s") % names, url)
    return offer, wider.query(audience, size=0, facets=[])


def word_runs(text: str, audience: frozenset[str]) -> list[Run]:
    """Completions of what is typed."""
    typed_already = text.strip()
    return [
        [
            word_offer(q, audience)
            for word in fitting_words(typed)[:TRIED]
            if (q := f"{rest} {word}".strip()) != typed_already
        ]
        for rest, typed in beginnings(text)
    ]


def fitting_words(typed: str) -> list[str]:
    """Known words that go on from what is typed, the shorter ones first."""
    parts = typed_keys(typed)
    found = [
        (place, len(word.text), word.text) for word in words() if (place := place_of(parts, word.keys)) is not None
    ]
    return [text for _place, _length, text in sorted(found)]


def word_offer(q: str, audience: frozenset[str]) -> tuple[Offer, Query]:
    """A search for these words, among everything that the reader may see."""
    return Offer(q, f"{reverse('search')}?{urlencode({'q': q})}"), Query(text=q, audience=audience, size=0)


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
