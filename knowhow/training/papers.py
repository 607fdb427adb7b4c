"""What stands in the papers of a package: handout and slides, for whoever asks for them. They are made anew each time,
so that a case or an article that was withdrawn is gone from them at once."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.structure import TEXTS, Text, label_of
from casestudies.texts import paragraphs
from knowhow.models import Package, SignUp, UnitKind
from knowhow.page import ArticlePage, facts_of
from knowhow.training.page import UnitView, views_of

# What a group reads before it discusses; the rest of a case is read afterwards.
BEFORE = ("background", "presenting_issue", "what_happened", "progress", "current_question", "difficulties")
NOT_PRINTED = ("title", "summary", "team")
# What a slide shows of a case; the handout has it all.
MAIN = {
    "presenting_issue", "what_happened", "progress", "current_question", "core_issue", "turning_point", "change", "cause", "lesson",
}  # fmt: skip


@dataclass(frozen=True)
class CaseText:
    """One text of a case. `lines`: a listed text as its lines; otherwise `words` has it in paragraphs."""

    name: str
    label: str
    words: SafeString
    lines: list[str]

    @property
    def is_main(self) -> bool:
        """Does a slide show it?"""
        return self.name in MAIN


@dataclass(frozen=True)
class CasePaper:
    """A case as it is printed: in two parts, without anything that its page does not show."""

    case: CaseStudy

    @property
    def facts(self) -> str:
        """Kind, industry, place: as coarsely as its author chose."""
        return facts_of(self.case)

    @cached_property
    def _texts(self) -> list[CaseText]:
        outcome = self.case.outcome
        asked = [text for text in TEXTS if outcome in text.outcomes and text.name not in NOT_PRINTED]
        return [self._text(text) for text in asked if getattr(self.case, text.name).strip()]

    def _text(self, text: Text) -> CaseText:
        words = getattr(self.case, text.name)
        lines = self.case.lines(text.name) if text.listed else []
        return CaseText(text.name, str(label_of(text, self.case.outcome)), paragraphs(words), lines)

    @property
    def before(self) -> list[CaseText]:
        """What is read first."""
        found = [text for text in self._texts if text.name in BEFORE]
        return sorted(found, key=lambda text: BEFORE.index(text.name))

    @property
    def after(self) -> list[CaseText]:
        """What is read after the discussion."""
        return [text for text in self._texts if text.name not in BEFORE]


@dataclass(frozen=True)
class UnitPaper:
    """A unit on paper, for one reader."""

    view: UnitView
    user: Any

    @property
    def case(self) -> CasePaper | None:
        """Its case."""
        return CasePaper(self.view.target) if self.view.target and self.view.unit.kind == UnitKind.CASE else None

    @cached_property
    def article(self) -> ArticlePage | None:
        """Its article, for the reader of the paper."""
        is_article = self.view.target and self.view.unit.kind == UnitKind.ARTICLE
        return ArticlePage(self.view.target, self.user) if is_article else None


@dataclass(frozen=True)
class PackagePaper:
    """A package on paper, for one reader."""

    package: Package
    user: Any

    @cached_property
    def units(self) -> list[UnitPaper]:
        """Its units in order."""
        return [UnitPaper(view, self.user) for view in views_of(self.package, self.user, whole=True)]

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return sum(paper.view.unit.minutes or 0 for paper in self.units)

    @property
    def steps(self) -> str:
        """The names of its steps."""
        return "・".join(terms.short("step", code) for code in self.package.steps)

    @property
    def quizzes(self) -> list[UnitPaper]:
        """Units with questions: their answers stand on the last page."""
        return [paper for paper in self.units if paper.view.unit.kind == UnitKind.QUIZ]

    @property
    def on(self) -> Any:
        """The day on which it was made."""
        return timezone.localdate()


def duration(minutes: int) -> str:
    """`1 hour 30 minutes` in words."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)s minutes") % {"n": rest}
    if not rest:
        return _("%(n)s hours") % {"n": hours}
    return _("%(hours)s hours %(rest)s minutes") % {"hours": hours, "rest": rest}


def certificate_of(row: SignUp) -> dict[str, Any]:
    """What stands in a certificate of attendance."""
    session = row.training_session
    minutes = int((session.ends_at - session.starts_at).total_seconds() // 60)
    return {
        "row": row,
        "session": session,
        "package": session.package,
        "duration": duration(minutes),
        "issuer": session.package.organisation,
    }
