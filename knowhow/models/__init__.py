"""Know-how: articles, what they rest on, and what becomes of them."""

from knowhow.models.article import Article, ArticleKind, ArticleQuerySet, State, Strength
from knowhow.models.calls import Call, CallKind, CallQuerySet, Entry
from knowhow.models.evidence import Evidence, UsedKnowhow
from knowhow.models.flags import Flag, FlagQuerySet
from knowhow.models.handbook import (
    HandbookAudience,
    HandbookEdition,
    HandbookItem,
    HandbookQuerySet,
    Reflection,
    ReflectionQuerySet,
)
from knowhow.models.proposals import Proposal, ProposalQuerySet
from knowhow.models.questions import Question, QuestionQuerySet, Reaction
from knowhow.models.training import Package, PackageQuerySet, Unit, UnitDone, UnitKind
from knowhow.models.training_sessions import Feedback, SignUp, TrainingSession, TrainingSessionQuerySet, Usefulness
from knowhow.models.tries import Try, TryAnswer, TryQuerySet, TryResult, TrySilence

__all__ = [
    "Article",
    "ArticleKind",
    "ArticleQuerySet",
    "Call",
    "CallKind",
    "CallQuerySet",
    "Entry",
    "Evidence",
    "Feedback",
    "Flag",
    "FlagQuerySet",
    "HandbookAudience",
    "HandbookEdition",
    "HandbookItem",
    "HandbookQuerySet",
    "Package",
    "PackageQuerySet",
    "Proposal",
    "ProposalQuerySet",
    "Question",
    "QuestionQuerySet",
    "Reaction",
    "Reflection",
    "ReflectionQuerySet",
    "SignUp",
    "State",
    "Strength",
    "TrainingSession",
    "TrainingSessionQuerySet",
    "Try",
    "TryAnswer",
    "TryQuerySet",
    "TryResult",
    "TrySilence",
    "Unit",
    "UnitDone",
    "UnitKind",
    "UsedKnowhow",
    "Usefulness",
]
