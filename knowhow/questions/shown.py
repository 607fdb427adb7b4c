"""Questions as the templates show them."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from casestudies.texts import shown
from knowhow.models import Question, QuestionQuerySet
from knowhow.page import facts_of, quoted


@dataclass(frozen=True)
class ShownQuestion:
    """One question with the way to where it was asked."""

    question: Question
    words: SafeString
    situation: SafeString
    case_title: SafeString
    facts: str


def shown_questions(found: QuestionQuerySet) -> list[ShownQuestion]:
    """Questions with their cases; three queries, however many."""
    rows = found.select_related("case").prefetch_related("case__terms")
    return [
        ShownQuestion(row, shown(quoted(row.text)), shown(row.situation), shown(str(row.case)), facts_of(row.case))
        for row in rows
    ]
