"""Demo content of a loop that has turned: questions, training, tries, calls, and where know-how went.

What happened goes through the services that screens use, with its day. That a case came of a try is written here: a
person would begin the case from the try, but the demo cases are there already.
"""

from datetime import date
from typing import Any

from django.db import transaction

from bansou.site.demo_calls import load_calls
from bansou.site.demo_names import article_of, case_of, moment, person
from bansou.site.demo_training import load_training
from bansou.site.services import read_json
from knowhow.grade.services import regrade
from knowhow.handbook.reflections import reflect
from knowhow.models import Proposal, Question, Try, UsedKnowhow
from knowhow.models.tries import FIRST, SECOND
from knowhow.questions import services as questions
from knowhow.quotes import find_quote
from knowhow.tries import services as tries

Data = dict[str, Any]


@transaction.atomic
def load_loop(path: Any) -> int:
    """What is there stays. Returns how many things are new."""
    data = read_json(path)
    made = sum(_question(row) for row in data["questions"])
    made += load_training(data["packages"])
    made += _tries(data["tries"])
    made += load_calls(data["calls"])
    made += sum(_reflection(row) for row in data["reflections"])
    return made + sum(_proposal(row) for row in data["proposals"])


def _question(row: Data) -> bool:
    case = case_of(row["case"])
    if Question.objects.filter(case=case, text=row["text"]).exists():
        return False
    place = next(found for found in find_quote(case, row["text"]) if found.section == "course")
    questions.take(case, place.row, row["text"], row["reaction"], person(row["by"]), moment(row["on"]))
    return True


# --- Tries ------------------------------------------------------------------------------------------------------------
def _tries(rows: list[Data]) -> int:
    """What was said counts into the grade."""
    made = sum(_try(row) for row in rows)
    for key in {row["article"] for row in rows} if made else ():
        regrade(article_of(key))
    return made


def _try(row: Data) -> bool:
    article, user, at = article_of(row["article"]), person(row["by"]), moment(row["on"])
    if Try.objects.filter(article=article, user=user).exists():
        return False
    attempt = tries.begin(article, user, at)
    for said in row["answers"]:
        attempt = tries.answer(attempt, said["result"], said["text"], moment(said["on"]))
    if attempt.answered_at:  # who has answered was asked, and is not asked again
        asked_again = min(at + SECOND, attempt.answered_at)
        Try.objects.filter(pk=attempt.pk).update(asked_30=at + FIRST, asked_90=asked_again)
    if "case" in row:
        _case_of_try(attempt, row)
    return True


def _case_of_try(attempt: Try, row: Data) -> None:
    case = case_of(row["case"])
    Try.objects.filter(pk=attempt.pk).update(case=case)
    used, _new = UsedKnowhow.objects.get_or_create(case=case, article=attempt.article)
    UsedKnowhow.objects.filter(pk=used.pk).update(at=moment(row["case_on"]))


# --- Where know-how went, and what members would change ---------------------------------------------------------------
def _reflection(row: Data) -> int:
    said = {"target": row["where"], "place": row["place"], "edition": row["edition"]}
    on, at = date.fromisoformat(row["on"]), moment(row["on"])
    return reflect([article_of(row["article"])], person(row["by"]), on=on, at=at, **said)


def _proposal(row: Data) -> bool:
    article, by, at = article_of(row["article"]), person(row["by"]), moment(row["on"])
    answered: Data = {}
    if "answer" in row:
        when, who = moment(row["answer_on"]), person(row["answer_by"])
        answered = {
            "answer": row["answer"], "answer_note": row["answer_note"], "answered_at": when, "answered_by": who
        }  # fmt: skip
    values = {"at": at, "text": row["text"], "reason": row["reason"], **answered}
    return Proposal.objects.get_or_create(article=article, by=by, part=row["part"], defaults=values)[1]
