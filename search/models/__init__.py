"""The tables of search, by concern."""

from search.models.index import IndexChange, IndexedDocument, IndexedText

__all__ = ["IndexChange", "IndexedDocument", "IndexedText"]
