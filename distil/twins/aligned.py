"""Two cases side by side: what belongs together, in the order in which a support goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bansou.vocabulary import terms
from casestudies.models import CaseStudy
from casestudies.passages import Passage, passages
from casestudies.structure import ROW_KIND, TEXT, label_of
from knowhow.quotes import place_value

COURSE = "course"
# What stands beside what: a heading and the texts and kinds of rows of either case.
BEFORE: tuple[tuple[object, tuple[str, ...]], ...] = (
    (gettext_lazy("Background of the firm"), ("background",)),
    (gettext_lazy("First request (stated issue)"), ("presenting_issue",)),
    (gettext_lazy("Chain of issues"), ("issues",)),
    (gettext_lazy("Real issue behind it"), ("core_issue",)),
)
AFTER: tuple[tuple[object, tuple[str, ...]], ...] = (
    (gettext_lazy("Difficulties on the way"), ("difficulties",)),
    (gettext_lazy("The decisive scene"), ("turning_point", "what_happened")),
    (gettext_lazy("What decided it"), ("decisive_factor", "cause", "failure_factors")),
    (gettext_lazy("What was done then"), ("immediate_response", "prevention", "bridges")),
    (gettext_lazy("What came of it"), ("change", "results", "voices", "exit_conditions", "follow_ups")),
    (gettext_lazy("Lesson"), ("lesson",)),
    (gettext_lazy("Conditions where it works or not"), ("works_when", "fails_when")),
)


@dataclass(frozen=True)
class Spot:
    """A text or a row of a case. `value`: the place as one word; `parts`: (label, text) of its fields."""

    value: str
    label: str
    url: str
    parts: list[tuple[str, str]]

    @property
    def text(self) -> str:
        """Its first words."""
        return self.parts[0][1]


@dataclass(frozen=True)
class Line:
    """A heading and what either case says under it: (good, failure)."""

    heading: str
    sides: tuple[list[Spot], list[Spot]]


def aligned(good: CaseStudy, failure: CaseStudy) -> list[Line]:
    """The lines of which at least one case has something. Both cases as `for_page` reads them."""
    cases = good, failure
    spots = tuple(_spots(case) for case in cases)
    lines = [*_lines(BEFORE, spots), *_course(cases, spots), *_lines(AFTER, spots)]
    return [line for line in lines if any(line.sides)]


def _lines(declared: Any, spots: Any) -> Iterator[Line]:
    for heading, sections in declared:
        one, two = ([spot for section in sections for spot in side.get(section, ())] for side in spots)
        yield Line(str(heading), (one, two))


def _course(cases: tuple[CaseStudy, CaseStudy], spots: Any) -> Iterator[Line]:
    """The course step by step; entries without a step come last."""
    steps = [{row.key: row.step for row in case.rows_of(COURSE)} for case in cases]
    for step in [*terms.scheme("step"), ""]:
        one, two = (
            [spot for spot in side.get(COURSE, ()) if (own.get(spot.value.partition(":")[2]) or "") == step]
            for side, own in zip(spots, steps, strict=True)
        )
        yield Line(_heading(step), (one, two))


def _heading(step: str) -> str:
    return _("Course: %(step)s") % {"step": terms.short("step", step)} if step else _("Course of support")


def _spots(case: CaseStudy) -> dict[str, list[Spot]]:
    """Section → its places, as readers of the case see them."""
    found: dict[str, dict[str, list[Passage]]] = {}
    for passage in passages(case):
        if _is_shown(passage.section, case.outcome):
            found.setdefault(passage.section, {}).setdefault(passage.row, []).append(passage)
    return {section: [_spot(case, said) for said in rows.values()] for section, rows in found.items()}


def _is_shown(section: str, outcome: str) -> bool:
    declared = TEXT.get(section) or ROW_KIND.get(section)
    return declared is not None and outcome in declared.outcomes


def _spot(case: CaseStudy, said: list[Passage]) -> Spot:
    first = said[0]
    anchor = first.row or f"s-{first.section}"
    label = str(label_of(TEXT[first.section], case.outcome)) if not first.row else str(ROW_KIND[first.section].label)
    parts = [(p.label.rpartition("・")[2] if first.row and len(said) > 1 else "", p.text) for p in said]
    return Spot(place_value(first.section, first.row), label, f"{case.get_absolute_url()}#{anchor}", parts)
