"""What the page of a case shows, made once from a case: for the reading page, the preview and the review.

The case comes from `.for_page()` or is a revision (`case.draft`); nothing here asks the database beyond that.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casestudies.byline import PublicAuthor
from casestudies.models import CaseStudy
from casestudies.page_facts import Fact, firm_facts, tag_words
from casestudies.page_parts import STOPPED, Part, parts_of
from casestudies.structure import FAILURE, ONGOING, TEXT, label_of
from casestudies.texts import has_masks, shown

LAST_STEP = 7


@dataclass(frozen=True)
class Lessons:
    """What stands first: lessons, or what the author of a case in progress is unsure of."""

    id: str
    title: str
    items: list[SafeString]


@dataclass(frozen=True)
class CasePage:
    """Everything the templates of a case need; texts are safe HTML."""

    case: CaseStudy
    title: SafeString
    summary: SafeString
    outcome: str
    author: PublicAuthor
    lessons: Lessons | None
    main_step: str
    steps: list[str]
    step_links: dict[str, str]
    stopped_at: str
    facts: list[Fact]
    facts_note: str
    tags: list[dict[str, Any]]
    parts: list[Part] = field(default_factory=list)

    @property
    def toc(self) -> list[tuple[str, str]]:
        """(title, address on this page) of what stands on it."""
        first = [(self.lessons.title, f"#{self.lessons.id}")] if self.lessons else []
        return first + [(part.title, f"#{part.id}") for part in self.parts]


def page_of(case: CaseStudy) -> CasePage:
    """The page of a case as it reads now."""
    course = case.rows_of("course")
    return CasePage(
        case=case,
        title=shown(str(case)),
        summary=shown(case.shown_summary),
        outcome=case.outcome,
        author=case.public_author,
        lessons=lessons_of(case),
        main_step=case.main_step,
        steps=steps_of(case),
        step_links={row.step: f"#{row.key}" for row in reversed(course) if row.step},
        stopped_at=stopped_at(case),
        facts=firm_facts(case),
        facts_note=_("What was anonymised is marked; it is not unknown.") if has_masks(case) else "",
        tags=tag_words(case),
        parts=parts_of(case),
    )


def lessons_of(case: CaseStudy) -> Lessons | None:
    """The lessons; for a case in progress its open question; None when neither was written."""
    name = "current_question" if case.outcome == ONGOING and case.current_question else "lesson"
    lines = case.lines(name)
    if not lines:
        return None
    title = (
        _("Lessons of this case")
        if name == "lesson" and case.outcome != FAILURE
        else label_of(TEXT[name], case.outcome)
    )
    return Lessons(f"s-{name}", str(title), [shown(line) for line in lines])


def steps_of(case: CaseStudy) -> list[str]:
    """Codes of the steps that the case went through, in order."""
    return sorted({*case.codes.get("step", ()), *(row.step for row in case.rows_of("course") if row.step)})


def stopped_at(case: CaseStudy) -> str:
    """The step that a broken-off support did not reach any more, or ''."""
    steps = [int(code) for code in steps_of(case) if code.isdigit()]
    if case.outcome != FAILURE or case.code("end_reason") != STOPPED or not steps:
        return ""
    return str(min(max(steps) + 1, LAST_STEP))
