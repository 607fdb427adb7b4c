"""Words that the site knows by itself, with their keys: values of facets, names of terms, synonyms.

Made once per process and version of the vocabulary, which counts up with the synonyms too. None of it is private.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES
from bansou.vocabulary.terms import TermInfo
from search.documents import PLACE
from search.facets import FACETS, Facet
from search.readings import Parts, title_keys
from search.synonyms.current import curated

WORD_CHARACTERS = 20  # longer labels are sentences, nobody searches for them


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet and the keys of all its names."""

    facet: Facet
    code: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """Something to search for."""

    text: str
    keys: tuple[str, ...]


def values() -> tuple[Value, ...]:
    """The values of all facets of the vocabulary, in its order."""
    return terms.derived(_values)


def words() -> tuple[Word, ...]:
    """Names of terms and synonyms, once each."""
    return terms.derived(_words)


def _values() -> tuple[Value, ...]:
    return tuple(
        Value(facet, term.code, keys_of(names_of(term)))
        for facet in FACETS
        for scheme in (("region", "prefecture") if facet.code == PLACE else (facet.code,))
        for term in terms.offered(scheme)
    )


def _words() -> tuple[Word, ...]:
    labels = (name for scheme in SCHEMES for term in terms.offered(scheme) for name in names_of(term))
    texts = dict.fromkeys([*labels, *(word for group in curated() for word in group.words)])
    return tuple(Word(text, title_keys(text)) for text in texts if len(text) <= WORD_CHARACTERS)


def names_of(term: TermInfo) -> Iterator[str]:
    """Label, short label, other names; what stands in brackets is only said on forms."""
    for name in dict.fromkeys((term.short, term.label, *term.alt_labels)):
        yield name.partition("（")[0] or name


def keys_of(names: Iterable[str]) -> tuple[str, ...]:
    """The keys of several names, the best name first."""
    return tuple(dict.fromkeys(key for name in names for key in title_keys(name)))


def place_of(parts: Parts, keys: tuple[str, ...]) -> int | None:
    """How far from the start of a name what was typed begins (0 = at its start); None when it fits nowhere."""
    places = [next((place for place, key in enumerate(keys) if key.startswith(part)), -1) for part in parts]
    return None if -1 in places else min(places, default=None)
