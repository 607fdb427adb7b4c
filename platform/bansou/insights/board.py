"""The board of a scope and a period, computed once: everything that is the same for all who may see it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.accounts.models import Organisation
from bansou.insights import flows
from bansou.insights.caching import kept
from bansou.insights.clock import Clock, clock
from bansou.insights.counting import STEP, Cut
from bansou.insights.figures import WORDS, Figure, figure_of
from bansou.insights.participation import Participation, participation
from bansou.insights.periods import Period
from bansou.insights.scopes import EVERYBODY, ORGANISATION, REGION, Scope
from bansou.insights.sources import SOURCES
from bansou.vocabulary import terms

ORGANISATIONS = 50  # lines of the hub's table
# Where the legs of the clock end
STAGE_OF_LEG = {"review": "cases", "evidence": "knowhow", "knowhow": "knowhow", "training": "ability", "try": "support"}
AXES = {
    STEP: ("cases", "articles", "packages", "sessions", "worked"),
    REGION: ("cases", "articles", "attended", "worked"),
    ORGANISATION: ("cases", "articles"),
}


@dataclass(frozen=True)
class Line:
    """A line of a breakdown: its value in words, its figures; `scope`: whose board it opens."""

    label: str
    figures: list[Figure]
    scope: Scope | None = None


@dataclass(frozen=True)
class Breakdown:
    """Figures by step, region or organisation."""

    axis: str
    title: str
    head: str
    columns: list[tuple[str, str]]  # (code, label)
    lines: list[Line]


@dataclass(frozen=True)
class Board:
    """All figures of a scope in a period, counted at `at`."""

    scope: Scope
    period: Period
    at: datetime
    headlines: list[Figure]
    participation: Participation
    stages: list[flows.Stage]
    clock: Clock
    series: list[flows.Series]
    breakdowns: list[Breakdown] = field(default_factory=list)

    @property
    def figures(self) -> Iterable[tuple[str, Figure]]:
        """(where it stands, figure) of all of them, for files and reports."""
        yield from ((_("Headline figures"), found) for found in self.headlines)
        for stage in self.stages:
            yield stage.name, stage.stock
            yield from ((stage.name, found) for found in stage.flows)
        for part in self.breakdowns:
            yield from ((f"{part.title}：{line.label}", found) for line in part.lines for found in line.figures)


def board(scope: Scope, period: Period, organisations: bool = False) -> Board:
    """The board; at most a minute old. `organisations`: with the table of organisations, for the hub."""
    return kept(lambda: _board(scope, period, organisations), "board", scope.kind, scope.code, period, organisations)


def _board(scope: Scope, period: Period, organisations: bool) -> Board:
    cut = Cut(scope, period)
    round_ = clock(cut)
    slow = next((STAGE_OF_LEG.get(leg.code, "") for leg in round_.legs if leg.is_longest), "")
    return Board(
        scope=scope,
        period=period,
        at=timezone.now(),
        headlines=flows.headlines(cut),
        participation=participation(scope),
        stages=flows.stages(cut, slow),
        clock=round_,
        series=flows.series(cut),
        breakdowns=list(_breakdowns(cut, organisations)),
    )


def _breakdowns(cut: Cut, organisations: bool) -> Iterable[Breakdown]:
    yield _breakdown(STEP, _("By support step"), _("Support step"), cut, _steps(cut))
    if cut.scope.kind == EVERYBODY:
        yield _breakdown(REGION, _("By region"), _("Region"), cut, _regions(cut))
    if organisations and cut.scope.kind == EVERYBODY:
        yield _breakdown(ORGANISATION, _("By organisation"), _("Organisation"), cut, _organisations(cut))


def _breakdown(axis: str, title: str, head: str, cut: Cut, places: Iterable[tuple[str, str, Cut]]) -> Breakdown:
    """`places`: (code, label, the cut of a line)."""
    codes = [code for code in AXES[axis] if SOURCES[code].tells(axis, cut)]
    numbers = {code: SOURCES[code].by(axis, cut) for code in codes}
    now = timezone.now()
    lines = [
        Line(
            label,
            [figure_of(code, numbers[code].get(place, 0), part, now) for code in codes],
            part.scope if axis != STEP else None,
        )
        for place, label, part in places
    ]
    return Breakdown(axis, title, head, [(code, str(WORDS[code].label)) for code in codes], lines)


def _steps(cut: Cut) -> Iterable[tuple[str, str, Cut]]:
    return [(code, terms.short(STEP, code), replace(cut, step=code)) for code in terms.scheme(STEP)]


def _regions(cut: Cut) -> Iterable[tuple[str, str, Cut]]:
    return [
        (term.code, term.short, replace(cut, scope=Scope(REGION, term.code, term.short)))
        for term in terms.offered("region")
    ]


def _organisations(cut: Cut) -> Iterable[tuple[str, str, Cut]]:
    """Those with the most cases that show their organisation."""
    numbers: dict[str, Any] = SOURCES["cases"].by(ORGANISATION, cut)
    first = sorted(numbers, key=lambda pk: -numbers[pk])[:ORGANISATIONS]
    named = Organisation.objects.in_bulk(first)
    for pk in first:
        found = named[int(pk)]
        yield pk, found.name, replace(cut, scope=Scope(ORGANISATION, found.public_id, found.name, found.pk))
