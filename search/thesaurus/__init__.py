"""The synonyms in force: the curators' groups and the other names of the vocabulary."""

from search.thesaurus.current import synonyms_in_force

__all__ = ["synonyms_in_force"]
