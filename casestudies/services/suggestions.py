"""What an author might add: terms that the text speaks of, and one question at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from bansou.vocabulary import terms
from bansou.vocabulary.schemes import CASE_SCHEMES
from casestudies import content
from casestudies.models import CaseStudy
from casestudies.models.rows import new_key
from casestudies.services import drafts
from casestudies.state import State
from casestudies.structure import ROW_KINDS, TEXTS, RowKind, Text

SUGGESTED = (
    "technique",
    "tool",
    "theme",
    "environment",
    "situation",
    "flow_document",
    "bridge",
    "pitfall",
    "surface_issue",
)
SHORTEST = 2  # characters of a label that may be matched
PER_SECTION = 8


# --- Terms ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Suggestion:
    """A term whose name, or another name of it, stands in the text."""

    scheme: str
    code: str
    label: str
    word: str  # as it stands in the text


def terms_in(draft: CaseStudy, section: str) -> list[Suggestion]:
    """Terms that a section asks for, are named in the draft's texts and not chosen yet."""
    text = all_text(draft)
    found: list[Suggestion] = []
    for scheme in CASE_SCHEMES:
        if scheme.section != section or scheme.code not in SUGGESTED:
            continue
        for term in terms.offered(scheme.code):
            word = next(
                (name for name in (term.label, term.short, *term.alt_labels) if len(name) >= SHORTEST and name in text),
                "",
            )
            if word and term.code not in draft.codes.get(scheme.code, []):
                found.append(Suggestion(scheme.code, term.code, term.label, word))
    return found[:PER_SECTION]


def all_text(draft: CaseStudy) -> str:
    """All texts of the draft in one."""
    rows = [
        str(value)
        for row in draft.rows.all()
        for name, value in row.data.items()
        if name in {"text", "fact", "action", "reaction", "thought"}
    ]
    return "\n".join([*(getattr(draft, text.name) for text in TEXTS), *rows])


# --- Questions after submission ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Question:
    """One question about what is still empty. `name` is a name of casestudies.content."""

    name: str
    text: Any
    section: str
    limit: int


def questions(draft: CaseStudy, skipped: Collection[str] = ()) -> list[Question]:
    """The questions that are still open, in the order in which they are asked."""
    found = [
        _about_row(kind)
        for kind in ROW_KINDS
        if kind.nudge and draft.outcome in kind.outcomes and not draft.rows_of(kind.code)
    ]
    found += [
        _about_text(text)
        for text in TEXTS
        if text.nudge and draft.outcome in text.outcomes and not getattr(draft, text.name)
    ]
    return [question for question in found if question.name not in skipped]


def _about_text(text: Text) -> Question:
    return Question(text.name, text.nudge, text.section, text.limit)


def _about_row(kind: RowKind) -> Question:
    main = next(declared for declared in kind.fields if declared.name in {"text", "sentence"})
    return Question(f"rows-{kind.code}", kind.nudge, kind.section, main.limit)


def may_answer(case: CaseStudy) -> bool:
    """Answers are taken while the case is a draft, and after submission until somebody takes it up."""
    return drafts.is_editable(case) or case.edit_state == State.SUBMITTED


@transaction.atomic
def answer(case: CaseStudy, question: Question, text: str, by: Any) -> None:
    """Add an answer to the draft. A submission that nobody has taken up yet goes on with the longer text."""
    case = drafts.lock(case)
    if not may_answer(case):
        raise drafts.NotEditable
    waiting = None if drafts.is_editable(case) else case.current_workflow_task_state
    draft = case.draft
    if content.read(draft, question.name):
        return  # pressed twice
    content.write(draft, {question.name: _as_value(question, text, draft)})
    revision = drafts.store(draft, by)
    if waiting:
        waiting.revision = revision
        waiting.save(update_fields=["revision"])


def _as_value(question: Question, text: str, draft: CaseStudy) -> Any:
    if not question.name.startswith("rows-"):
        return text
    kind = question.name.removeprefix("rows-")
    row: dict[str, Any] = {"key": new_key(), "sentence" if kind == "results" else "text": text}
    if kind == "issues":
        row["kind"] = "why"
    if kind == "course" and draft.main_step:
        row["step"] = draft.main_step
    return [row]
