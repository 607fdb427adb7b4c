"""The question bank: taking a question out of a case, and keeping to what still stands there."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from bansou.indexing.models import Change
from casestudies.anchors import anchor_for
from casestudies.models import CaseStudy
from casestudies.services.refusal import NotPossible
from knowhow.models import Question
from knowhow.questions.candidates import COURSE, passage_with, row_of, situation_of, step_of
from knowhow.quotes import still_stands


@transaction.atomic
def take(case: CaseStudy, row_key: str, words: str, reaction: str, by: Any, at: datetime | None = None) -> Question:
    """Take a question of the case's course. The same words again only change the reaction. Raises NotPossible when they
    do not stand there."""
    values = {**_values(case, row_key, words), "reaction": reaction}
    first = {**values, "by": by, "at": at or timezone.now()}
    question, new = Question.objects.update_or_create(
        case=case, text=words, defaults=values, create_defaults={**first, "case": case, "text": words}
    )
    record(by, "take_question" if new else "change_question", case, question=question.public_id)
    return question


@transaction.atomic
def revise(question: Question, words: str, reaction: str, by: Any) -> None:
    """Other words of the same entry, or another reaction. Raises NotPossible."""
    values = {**_values(question.case, question.place.row, words), "text": words, "reaction": reaction}
    if Question.objects.filter(case=question.case, text=words).exclude(pk=question.pk).exists():
        raise NotPossible(_("These words are in the question bank already."))
    Question.objects.filter(pk=question.pk).update(**values)
    record(by, "change_question", question.case, question=question.public_id)


@transaction.atomic
def remove(question: Question, by: Any) -> None:
    """Take it out of the question bank; the case stays as it is."""
    record(by, "remove_question", question.case, question=question.public_id)
    question.delete()


def _values(case: CaseStudy, row_key: str, words: str) -> dict[str, Any]:
    row = row_of(case, row_key)
    text = passage_with(row, words) if row else ""
    if not text:
        raise NotPossible(_("These words do not stand in this part of the case any more."))
    anchor = anchor_for(case.public_id, COURSE, text, words, row_key).as_dict()
    return {"anchor": anchor, "stands": True, "step": step_of(case, row), "situation": situation_of(case, row)}


def follow_case(change: Change) -> None:
    """A case changed: its questions vanish or come back with their words, and say where they stand now. Called in the
    transaction of the change."""
    if change.kind != CaseStudy.kind:
        return
    questions = list(Question.objects.filter(case__public_id=change.object_id))
    if questions:
        case = CaseStudy.objects.prefetch_related("terms", "rows").get(pk=questions[0].case_id)
        for question in questions:
            _refresh(question, case)


def _refresh(question: Question, case: CaseStudy) -> None:
    row = row_of(case, question.place.row)
    question.stands = row is not None and still_stands(case, question.place)
    if question.stands:
        question.step, question.situation = step_of(case, row), situation_of(case, row)
    else:
        question.situation = ""
    question.save(update_fields=["stands", "step", "situation"])
