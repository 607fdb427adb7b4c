"""Which saved queries may find a document: from its facts alone, so that thousands need no engine.

It may say yes too often, never no too often: the engine decides afterwards.
"""

from dataclasses import dataclass
from functools import lru_cache

from search.analysis import tokens
from search.engines.base import Document
from search.query import Clause, compile_query
from search.state import SearchState, narrowed, parse_query_string


@dataclass(frozen=True)
class Facts:
    """What is compared: kind, codes by facet, and all normalised words."""

    kind: str
    facets: dict[str, frozenset[str]]
    words: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "Facts":
        """Analyses the text once."""
        text = "\n".join([document.title, document.summary, *(section.text for section in document.sections)])
        facets = {scheme: frozenset(codes) for scheme, codes in document.facets.items()}
        return cls(document.kind, facets, frozenset(token.norm for token in tokens(text)))

    def may_be_found_by(self, state: SearchState) -> bool:
        """Do the kind, the filters and at least one word fit?"""
        return state.kind == self.kind and self._fits(state) and self._holds_a_word(state.q)

    def _fits(self, state: SearchState) -> bool:
        wanted = all(self.facets.get(f, frozenset()) & set(narrowed(f, codes)) for f, codes in state.selected.items())
        return wanted and not any(self.facets.get(f, frozenset()) & set(codes) for f, codes in state.excluded.items())

    def _holds_a_word(self, text: str) -> bool:
        clauses = _clauses(text)
        return not clauses or any(set(words) <= self.words for clause in clauses for words in clause.alternatives)


@lru_cache(maxsize=20_000)
def _state(query: str) -> SearchState:
    return parse_query_string(query)


def _clauses(text: str) -> tuple[Clause, ...]:
    """Not remembered: the table of synonyms may change."""
    return compile_query(text).clauses if text else ()


def may_find(query: str, facts: list[Facts]) -> bool:
    """May this saved query find one of them?"""
    state = _state(query)
    return any(item.may_be_found_by(state) for item in facts)
