"""One figure: a number, what it means, when it was counted, and where its rows are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.insights.counting import Cut
from bansou.insights.sources import SOURCES


@dataclass(frozen=True)
class Words:
    """What a figure is called, what is counted, and what exactly that means."""

    label: Any
    unit: Any
    definition: Any


@dataclass(frozen=True)
class Figure:
    """`value` None: too few persons to be told. `rows_url` "": nothing to open."""

    code: str
    label: str
    value: float | None
    unit: str
    definition: str
    at: datetime
    rows_url: str = ""

    @property
    def is_hidden(self) -> bool:
        """Is it not told, because persons might be recognised?"""
        return self.value is None


TIMES, PEOPLE = pgettext_lazy("unit of cases", "cases"), pgettext_lazy("unit", "people")
WORDS: dict[str, Words] = {
    "cases": Words(
        _("Published cases"),
        TIMES,
        _("Cases that are published now, whoever may read them, on the day when they were first published."),
    ),
    "failures": Words(
        _("Of them failure cases"), TIMES, _("Published cases whose author says that the support did not go well.")
    ),
    "articles": Words(
        _("Know-how articles"),
        TIMES,
        _(
            "Know-how that is published now, on the day when it was first published. Of a region or an organisation: "
            "what rests on a case of it."
        ),
    ),
    "packages": Words(
        _("Training packages"), TIMES, _("Training packages that are published now, on the day of publication.")
    ),
    "sessions": Words(
        _("Training sessions held"),
        pgettext_lazy("unit of sessions", "times"),
        _("Training sessions that are over and were not called off."),
    ),
    "attended": Words(
        _("Attendances"),
        PEOPLE,
        _("Advisors who were there, as the trainer noted; who came twice counts twice."),
    ),
    "tries": Words(
        _("Tries begun"), TIMES, _("Advisors' tries of know-how that is published now, on the day when they began.")
    ),
    "worked": Words(
        _("Tries that worked"),
        TIMES,
        _("Tries whose last answer is “It worked”, on the day of the answer."),
    ),
    "reflected": Words(
        _("Reflected in papers and trainings"),
        TIMES,
        _("Know-how that a training, a guide or a guideline outside of this site took up, on the day when it did."),
    ),
    "declared": Words(
        _("New cases that used know-how"),
        TIMES,
        _("Published cases that name the know-how they used; one that names two counts twice."),
    ),
}


def figure(code: str, cut: Cut, now: datetime | None = None) -> Figure:
    """How many rows of a source a cut holds."""
    return figure_of(code, SOURCES[code].count(cut), cut, now)


def figure_of(code: str, value: float | None, cut: Cut, now: datetime | None = None) -> Figure:
    """The same for a number that is known already."""
    words = WORDS[code]
    url = rows_url(code, cut)
    return Figure(code, str(words.label), value, str(words.unit), str(words.definition), now or timezone.now(), url)


def rows_url(code: str, cut: Cut) -> str:
    """The page of the rows behind a figure."""
    parts = [*cut.scope.parts, ("period", cut.period.code if cut.period else "all")]
    parts += [("step", cut.step)] if cut.step else []
    return f"{reverse('board-rows', args=[code])}?{urlencode(parts)}"
