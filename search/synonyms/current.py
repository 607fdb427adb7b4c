"""Which synonyms are in force. Every process learns of a change with the vocabulary: within two seconds, at no query."""

from collections.abc import Iterator
from functools import lru_cache

from django.db import DatabaseError

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import SCHEMES
from search.documents import UNSPOKEN
from search.models import SynonymGroup
from search.models.synonyms import Direction
from search.synonyms.expansion import Group, Synonyms, read_groups


def synonyms_in_force() -> Synonyms:
    """The groups in use and the other names of terms; what comes with the software where there is no database yet."""
    try:
        return terms.derived(_read)
    except DatabaseError:
        return built_in()


def _read() -> Synonyms:
    return Synonyms([*curated(), *other_names()])


@lru_cache(maxsize=1)
def built_in() -> Synonyms:
    """The groups of the data file."""
    return Synonyms(read_groups())


def curated() -> Iterator[Group]:
    """The curators' groups in use."""
    for group in SynonymGroup.objects.filter(active=True):
        yield Group(tuple(group.word_list), group.direction == Direction.ONE)


def other_names() -> Iterator[Group]:
    """Another name of a term finds the term's own names, not the other way round: 「原価」 is filed under 「財務」, but who
    looks for finance in general does not mean cost. A merged term's name finds what stands for it."""
    for scheme in SCHEMES:
        for term in terms.scheme(scheme).values() if scheme not in UNSPOKEN else ():
            shown = terms.get(scheme, term.code) or term
            names = (*term.alt_labels, term.label) if shown is not term else term.alt_labels
            for name in names:
                yield Group((name, shown.label, shown.short), one_way=True)
