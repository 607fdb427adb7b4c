"""The two selections that are compared: two searches for cases, in one address.

Either side is `a` and `b`, the part of a search's address behind the question mark; `a_other` and `b_other`: one that was
pasted, which goes before; `step` narrows both.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from distil.models import Collection
from search.models import SavedQuery
from search.saved.words import proposed_name
from search.state import SearchState, parse_query_string

FIRST, SECOND = "outcome=failure", "outcome=good"
ALL = "kind=case"  # nothing is asked for; an empty value would mean that no side was chosen
STEP = "step"
LONGEST = 4_000  # characters of an address
SAVED = 30  # own searches on offer, and those of collections


@dataclass(frozen=True)
class Side:
    """One selection. `state`: with what narrows both; `chosen`: the search of this side alone."""

    state: SearchState
    chosen: str

    @property
    def label(self) -> str:
        """The conditions in words."""
        return proposed_name(self.state)

    @property
    def url(self) -> str:
        """The search that lists its cases."""
        return self.state.with_page(1)

    def url_with(self, word: str) -> str:
        """The search for those that say the word, just as it is."""
        return replace(self.state, q=f'{self.state.q} "{word}"'.strip(), sort="").with_page(1)


@dataclass(frozen=True)
class Asked:
    """What is compared with what."""

    one: Side
    other: Side
    step: str

    @property
    def fields(self) -> list[tuple[str, str]]:
        """(name, value) of the address."""
        return [("a", self.one.chosen), ("b", self.other.chosen), *([(STEP, self.step)] if self.step else [])]

    @property
    def query_string(self) -> str:
        """The same address again."""
        return urlencode(self.fields)

    @property
    def turned(self) -> str:
        """The address that compares the other way round."""
        return urlencode([("a", self.other.chosen), ("b", self.one.chosen), *self.fields[2:]])


def asked_for(params: QueryDict) -> Asked:
    """What an address asks for; without anything, failed cases against good ones. Nothing in it is an error."""
    step = params.get(STEP, "")
    step = step if step in terms.scheme(STEP) else ""
    return Asked(_side(params, "a", FIRST, step), _side(params, "b", SECOND, step), step)


def _side(params: QueryDict, name: str, default: str, step: str) -> Side:
    text = params.get(f"{name}_other", "").strip() or params.get(name, "") or default
    own = _cases(text)
    narrowed = replace(own, selected={**own.selected, STEP: (step,)}) if step else own
    return Side(narrowed, own.canonical or ALL)


def _cases(text: str) -> SearchState:
    """The search of a whole address or of what stands behind its question mark, for cases, as a list."""
    clean = text[:LONGEST].replace("\x00", "")
    state = parse_query_string(clean.rpartition("?")[2].partition("#")[0])
    return replace(state.for_kind("case"), sort="") if state.kind != "case" else replace(state.as_list(), sort="")


def offered(user: Any, side: Side) -> list[tuple[str, str, bool]]:
    """(search, label, is chosen) of what may be picked: the kinds of case, all cases, own saved searches, searches of
    live collections, and what is chosen now."""
    found = {f"outcome={code}": terms.label("outcome", code) for code in ("failure", "good", "ongoing")}
    found[ALL] = _("All cases")
    for query, name in _kept(user):
        state = parse_query_string(query)
        if state.kind == "case" and state.canonical:
            found.setdefault(_cases(query).canonical, name)
    found.setdefault(side.chosen, proposed_name(_cases(side.chosen)))
    return [(search, label, search == side.chosen) for search, label in found.items()]


def _kept(user: Any) -> Iterator[tuple[str, str]]:
    """(search, name) of own saved searches and of live collections, which are the curators' in common."""
    yield from SavedQuery.objects.filter(owner=user).values_list("query", "name")[:SAVED]
    live = Collection.objects.open().exclude(query="")
    for query, question in live.values_list("query", "question")[:SAVED]:
        yield query, _("Search of the collection “%(question)s”") % {"question": question}
