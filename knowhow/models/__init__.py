"""Know-how: articles, what they rest on, and what becomes of them."""

from knowhow.models.article import Article, ArticleKind, ArticleQuerySet, State
from knowhow.models.evidence import Evidence, UsedKnowhow
from knowhow.models.training import Package, PackageQuerySet, Unit, UnitDone, UnitKind
from knowhow.models.training_sessions import Feedback, SignUp, TrainingSession, TrainingSessionQuerySet, Usefulness

__all__ = [
    "Article",
    "ArticleKind",
    "ArticleQuerySet",
    "Evidence",
    "Feedback",
    "Package",
    "PackageQuerySet",
    "SignUp",
    "State",
    "TrainingSession",
    "TrainingSessionQuerySet",
    "Unit",
    "UnitDone",
    "UnitKind",
    "UsedKnowhow",
    "Usefulness",
]
