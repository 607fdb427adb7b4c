"""Know-how: articles, what they rest on, and what becomes of them."""

from knowhow.models.article import Article, ArticleKind, ArticleQuerySet, State
from knowhow.models.evidence import Evidence, UsedKnowhow

__all__ = ["Article", "ArticleKind", "ArticleQuerySet", "Evidence", "State", "UsedKnowhow"]
