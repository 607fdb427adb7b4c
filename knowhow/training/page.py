"""What the pages and papers of a package show to one reader. An article or case that the reader may not read takes its
whole unit with it: the words that the trainer wrote about it may quote it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from casestudies.cards import card as case_card
from casestudies.models import CaseStudy
from casestudies.texts import paragraphs
from knowhow.cards import card as article_card
from knowhow.models import Article, Package, TrainingSession, Unit, UnitKind
from knowhow.training import quiz, study
from knowhow.training.people import is_trainer_of, may_edit, may_make, may_take_over

SESSIONS = 10  # dates shown
ICONS = {
    UnitKind.ARTICLE: "book",
    UnitKind.CASE: "eye",
    UnitKind.VIDEO: "image",
    UnitKind.CHECKLIST: "check",
    UnitKind.QUIZ: "pen",
}


@dataclass(frozen=True)
class UnitView:
    """A unit as a reader sees it. `target`: its article or case, when there is one that the reader may read."""

    unit: Unit
    number: int
    target: Any = None
    done: Any = None  # what the reader did in self-study
    given: dict[str, list[int]] | None = None  # answers of a quiz that was sent before it was complete

    @property
    def is_open(self) -> bool:
        """May the reader see more than that there is one?"""
        return self.unit.kind not in (UnitKind.ARTICLE, UnitKind.CASE) or self.target is not None

    @property
    def icon(self) -> str:
        """The icon of its kind."""
        return ICONS[UnitKind(self.unit.kind)]

    @property
    def closed_text(self) -> str:
        """What stands there instead."""
        if self.unit.kind == UnitKind.CASE:
            return _("There is a case here that you cannot read now.")
        return _("There is know-how here that you cannot read now.")

    @property
    def title(self) -> str:
        """The trainer's title, or what the unit is about."""
        if not self.is_open:
            return str(self.unit.get_kind_display())
        return self.unit.title or (str(self.target) if self.target else str(self.unit))

    @property
    def card(self) -> dict[str, Any] | None:
        """The article or case as a card."""
        if self.target is None:
            return None
        return article_card(self.target) if self.unit.kind == UnitKind.ARTICLE else case_card(self.target)

    @property
    def text(self) -> SafeString:
        """The introduction in paragraphs."""
        return paragraphs(self.unit.text)

    @property
    def listed(self) -> list[str]:
        """Questions for discussion, or the items of the checklist."""
        return self.unit.listed()

    @property
    def quiz(self) -> list[quiz.Answered]:
        """The questions of a quiz, with what the reader chose."""
        chosen = self.given if self.given is not None else self.done and self.done.answers
        return quiz.answered(self.unit, chosen)

    @property
    def unanswered(self) -> list[int]:
        """Numbers of the questions that were passed over when the quiz was sent."""
        return [item.number for item in self.quiz if not item.chosen] if self.given is not None else []

    @property
    def right_count(self) -> int:
        """How many the reader answered rightly."""
        return sum(item.is_right for item in self.quiz)

    @property
    def url(self) -> str:
        """Where the reader goes through it."""
        return reverse("training-unit", args=[self.unit.package.public_id, self.unit.key])


def views_of(package: Package, user: Any, whole: bool = False) -> list[UnitView]:
    """The units of a package for this reader; `whole`: with all texts of the cases. Queries: units, articles, cases with
    their terms, what was done."""
    units = list(package.units.all())
    articles = Article.objects.visible_to(user).in_bulk({unit.article_id for unit in units if unit.article_id})
    readable = CaseStudy.objects.visible_to(user).filter(pk__in={unit.case_id for unit in units if unit.case_id})
    cases = readable.for_page() if whole else readable.for_cards()
    found: dict[str, dict[int, Any]] = {"article": articles, "case": {case.pk: case for case in cases}}
    done = study.done_in(package, user)
    views = []
    for number, unit in enumerate(units, 1):
        unit.package = package
        target = found.get(unit.kind, {}).get(getattr(unit, f"{unit.kind}_id", None) or 0)
        views.append(UnitView(unit, number, target, done.get(unit.pk)))
    return views


@dataclass(frozen=True)
class PackagePage:
    """Everything the page of a package needs."""

    package: Package
    user: Any

    @cached_property
    def units(self) -> list[UnitView]:
        """Its units in order."""
        return views_of(self.package, self.user)

    @property
    def minutes(self) -> int:
        """How long all units take together, as far as they say."""
        return sum(view.unit.minutes or 0 for view in self.units)

    @property
    def done_count(self) -> int:
        """Units that the reader has gone through."""
        return sum(view.done is not None for view in self.units)

    @property
    def next_unit(self) -> UnitView | None:
        """The first open unit that is not done."""
        return next((view for view in self.units if view.is_open and view.done is None), None)

    @cached_property
    def sessions(self) -> list[TrainingSession]:
        """Dates to come."""
        return list(self.package.sessions.coming().with_counts()[:SESSIONS])

    @cached_property
    def past_sessions(self) -> list[TrainingSession]:
        """Dates that are over, the last one first."""
        return list(self.package.sessions.past()[:SESSIONS])

    @property
    def step_links(self) -> dict[str, str]:
        """Stations of the ribbon that lead to the page of their step."""
        return {code: f"/steps/{code}/" for code in self.package.steps}

    @cached_property
    def shows_notes(self) -> bool:
        """Does the reader see the facilitator's notes?"""
        return may_make(self.user)

    @cached_property
    def may_edit(self) -> bool:
        """May the reader change it?"""
        return may_edit(self.user, self.package)

    @cached_property
    def is_trainer(self) -> bool:
        """Does the reader teach it?"""
        return is_trainer_of(self.user, self.package)

    @cached_property
    def may_take_over(self) -> bool:
        """May the reader go on with it, because its trainer left?"""
        return may_take_over(self.user, self.package)
