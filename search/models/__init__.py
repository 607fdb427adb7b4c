"""The tables of search, by concern."""

from search.models.exports import ResultExport
from search.models.fromcase import OwnSituation
from search.models.index import IndexChange, IndexedDocument, IndexedText, IndexedTitle
from search.models.quality import KeptQuery, Pin, QueryDay, QueryMark, RankDay
from search.models.requests import CaseRequest, RequestSilence
from search.models.saved import AlertCursor, SavedQuery
from search.models.synonyms import SynonymGroup

__all__ = [
    "AlertCursor",
    "CaseRequest",
    "IndexChange",
    "IndexedDocument",
    "IndexedText",
    "IndexedTitle",
    "KeptQuery",
    "OwnSituation",
    "Pin",
    "QueryDay",
    "QueryMark",
    "RankDay",
    "RequestSilence",
    "ResultExport",
    "SavedQuery",
    "SynonymGroup",
]
