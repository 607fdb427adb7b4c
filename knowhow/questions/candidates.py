"""Questions that stand in the course of a case: what a curator can take with one press."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casestudies.models import CaseStudy
from casestudies.passages import row_passages
from knowhow.models import Question
from knowhow.models.questions import SITUATION_LENGTH, TEXT_LENGTH

COURSE = "course"
SPOKEN = re.compile(r"「([^「」]+)」|『([^『』]+)』|“([^“”]+)”")
ASKS = re.compile(r"[?？]$|か[。…]?$|(教えて|聞かせて|話して)[^。]*。?$")  # a question, or a request to tell


@dataclass(frozen=True)
class Candidate:
    """Words of an entry that could be taken, and the question that was taken with them already."""

    row: str  # key of the entry
    step: str
    words: str
    taken: Question | None


def candidates(case: CaseStudy) -> list[Candidate]:
    """Every question in the course, in its order. Needs the case's terms and rows; one query of its own."""
    taken = {question.text: question for question in case.questions.all()}
    found = [
        Candidate(row.key, step_of(case, row), words, taken.pop(words, None))
        for row in case.rows_of(COURSE)
        for words in questions_in(row)
    ]
    rows = {row.key: row for row in case.rows_of(COURSE)}
    others = [question for question in taken.values() if question.stands and question.place.row in rows]
    return found + [Candidate(question.place.row, question.step, question.text, question) for question in others]


def questions_in(row: Any) -> list[str]:
    """Questions of one entry, as they stand there: spoken words that ask, or the whole of 「問いかけ・働きかけ」."""
    spoken = [words for name in ("action", "text") for words in _spoken(str(row.data.get(name) or ""))]
    asking = [words for words in spoken if ASKS.search(words)]
    whole = _beginning(str(row.data.get("action") or "").strip())
    return list(dict.fromkeys(asking)) or ([whole] if whole else [])


def _beginning(text: str) -> str:
    """As many whole sentences as fit into a question."""
    start = text[:TEXT_LENGTH]
    return start if len(text) <= TEXT_LENGTH else start[: start.rfind("。") + 1] or start


def _spoken(text: str) -> Iterator[str]:
    for match in SPOKEN.finditer(text):
        words = next(filter(None, match.groups())).strip()
        if words and len(words) <= TEXT_LENGTH:
            yield words


def step_of(case: CaseStudy, row: Any) -> str:
    """The step in which it was asked."""
    return str(row.data.get("step") or case.main_step)


def situation_of(case: CaseStudy, row: Any) -> str:
    """The scene in the words of the case: the facts of the entry, else what the owner came with."""
    text = str(row.data.get("fact") or "").strip() or case.presenting_issue.strip()
    words = " ".join(text.split())
    return words if len(words) <= SITUATION_LENGTH else f"{words[: SITUATION_LENGTH - 1]}…"


def row_of(case: CaseStudy, key: str) -> Any | None:
    """The entry with this key."""
    return next((row for row in case.rows_of(COURSE) if row.key == key), None)


def passage_with(row: Any, words: str) -> str:
    """The text of the entry in which the words stand, or ''."""
    return next((passage.text for passage in row_passages(row) if words and words in passage.text), "")
