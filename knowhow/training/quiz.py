"""Quizzes: written as plain lines (a ring before what is right), stored as choices, answered and explained."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from bansou.lines import lines_of
from casestudies.forms.rows import RowSet
from casestudies.structure import RowField, RowKind
from knowhow.models import Unit

RINGS = "○〇◯◎"
MOST_CHOICES = 8
QUESTIONS = RowKind(
    "questions",
    _("Questions of the quiz"),
    "",
    (
        RowField("text", pgettext_lazy("quiz", "Question"), limit=300, rows=2),
        RowField(
            "choices", _("Answers to choose from"), limit=1000, rows=4,
            help=_("One per line, with ○ before each right one."), example=_("○ Ask what worries the owner most"),
        ),
        RowField("reason", _("Why it is right"), limit=600, rows=2, help=_("Shown after the answer.")),
    ),
    pgettext_lazy("quiz", "Add a question"),
    _("Short questions that make one think. Every answer gets its reason."),
    maximum=20,
)  # fmt: skip

Question = dict[str, Any]


def written(question: Question) -> Question:
    """A stored question as its form has it."""
    lines = [f"{'○ ' if choice['right'] else ''}{choice['text']}" for choice in question["choices"]]
    return {**question, "choices": "\n".join(lines)}


def parsed(row: Question) -> Question:
    """A row of the form as it is stored."""
    choices = [
        {"text": line.lstrip(RINGS).strip(), "right": line[0] in RINGS} for line in lines_of(row.get("choices", ""))
    ]
    return {"key": row["key"], "text": row.get("text", ""), "choices": choices, "reason": row.get("reason", "")}


class QuizRows(RowSet):
    """The questions in a form. Each needs at least two answers, one of them right, and its reason."""

    def __init__(self, stored: list[Question], data: Any = None) -> None:
        super().__init__(QUESTIONS, [written(question) for question in stored], data, extra=0 if stored else 1)

    def is_valid(self) -> bool:
        """Are all rows in order? At least one is needed."""
        valid = super().is_valid()
        filled = [form for form in self.forms if form.content()]
        if not filled:
            self.error = _now("Please write a question.")
        return all([valid, bool(filled), *(self._is_whole(form) for form in filled)])

    def _is_whole(self, form: Any) -> bool:
        question = parsed({"key": form.key, **form.content()})
        right = [choice for choice in question["choices"] if choice["right"]]
        if not question["text"].strip():
            form.add_error("text", pgettext("quiz", "Please write the question."))
        if (
            not 2 <= len(question["choices"]) <= MOST_CHOICES
            or not right
            or not all(c["text"] for c in question["choices"])
        ):
            form.add_error("choices", _now("Please give two to eight answers, with ○ before each right one."))
        if not question["reason"].strip():
            form.add_error("reason", _now("Please say why it is right."))
        return form.is_valid()

    def questions(self) -> list[Question]:
        """The rows as a unit stores them; call after is_valid()."""
        return [parsed(row) for row in self.content()]


@dataclass(frozen=True)
class Answered:
    """A question with what somebody chose. `chosen`: numbers of the choices, counted from 0."""

    number: int
    question: Question
    chosen: frozenset[int]

    @property
    def right(self) -> frozenset[int]:
        """The numbers of the right choices."""
        return frozenset(n for n, choice in enumerate(self.question["choices"]) if choice["right"])

    @property
    def is_right(self) -> bool:
        """All right ones and no others."""
        return self.chosen == self.right

    @property
    def name(self) -> str:
        """The name of its field."""
        return f"q-{self.question['key']}"

    @property
    def is_single(self) -> bool:
        """Is there one right choice only?"""
        return len(self.right) == 1

    @property
    def choices(self) -> list[tuple[int, str, bool, bool]]:
        """(number, words, is it right, was it chosen)."""
        found = enumerate(self.question["choices"])
        return [(n, choice["text"], choice["right"], n in self.chosen) for n, choice in found]


def answered(unit: Unit, answers: dict[str, list[int]] | None = None) -> list[Answered]:
    """The questions of a unit with these answers."""
    chosen = answers or {}
    return [
        Answered(number, question, frozenset(chosen.get(question["key"], ())))
        for number, question in enumerate(unit.questions, 1)
    ]


def posted_answers(unit: Unit, data: QueryDict) -> dict[str, list[int]]:
    """What was chosen, by key of the question; what the quiz does not have is passed over."""
    found = {}
    for asked in answered(unit):
        known = {str(number): number for number, *_rest in asked.choices}
        found[asked.question["key"]] = [known[value] for value in data.getlist(asked.name) if value in known]
    return found
