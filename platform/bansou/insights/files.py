"""The figures of a board and the cells of a map as lines of a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bansou.insights.board import Board
from bansou.insights.figures import Figure
from bansou.insights.gaps import GapMap
from search.exports.columns import Value
from search.facets import FACET

Lines = Iterator[list[Value]]
TIME = "%Y-%m-%d %H:%M"


def board_lines(board: Board) -> Lines:
    """A line per figure, with its definition."""
    yield [
        pgettext("file of figures", "Part"),
        pgettext("file of figures", "Figure"),
        pgettext("file of figures", "Number"),
        pgettext("file of figures", "Unit"),
        pgettext("file of figures", "Whose figures"),
        pgettext("file of figures", "Period"),
        pgettext("file of figures", "Definition"),
        pgettext("file of figures", "Counted at"),
    ]
    for part, figure in board.figures:
        yield _figure(part, figure, board)
    yield from _participation(board)
    yield from _clock(board)
    yield from _series(board)


def _figure(part: str, figure: Figure, board: Board) -> list[Value]:
    return _line(part, figure.label, figure.value, figure.unit, _period(board, figure), figure.definition, board)


def _period(board: Board, figure: Figure) -> str:
    return _("until today") if "period=all" in figure.rows_url else board.period.label


def _line(part: str, label: str, value: Any, unit: str, period: str, definition: str, board: Board) -> list[Value]:
    number = pgettext("file of figures", "not told") if value is None else value
    at = timezone.localtime(board.at).strftime(TIME)
    return [part, label, number, unit, board.scope.label, period, definition, at]


def _participation(board: Board) -> Iterable[list[Value]]:
    found, part = board.participation, _("Participation")
    values = ((_("Shared a case"), found.shared), (_("Registered advisors"), found.registered))
    for label, value in values:
        yield _line(
            part, label, value, pgettext("file of figures", "people"), _("until today"), found.definition, board
        )
    yield _line(part, pgettext("file of figures", "Target"), found.target, "%", "", found.definition, board)


def _clock(board: Board) -> Iterable[list[Value]]:
    for leg in board.clock.legs:
        label = leg.label if leg.days is None else _("%(leg)s (median of %(n)s)") % {"leg": leg.label, "n": leg.count}
        value = pgettext("file of figures", "unknown") if leg.days is None else leg.days
        yield _line(
            _("The clock"), label, value, pgettext("file of figures", "days"), board.period.label, leg.definition, board
        )


def _series(board: Board) -> Iterable[list[Value]]:
    for series in board.series:
        for point in series.points:
            yield _line(_("By quarter"), series.label, point.number, series.unit, point.period.label, "", board)
            if series.part_label:
                yield _line(_("By quarter"), series.part_label, point.part, series.unit, point.period.label, "", board)


def map_lines(found: GapMap) -> Lines:
    """A line per cell."""
    yield [
        str(FACET["step"].label),
        found.column_label,
        pgettext("file of figures", "Cases"),
        pgettext("file of figures", "Know-how articles"),
        pgettext("file of figures", "Training packages"),
        pgettext("file of figures", "How full"),
    ]
    for row in found.rows:
        for place in row.cells:
            cases = pgettext("file of figures", "not counted") if place.cases is None else place.cases
            yield [f"{row.step} {row.label}", place.label, cases, place.articles, place.packages, _fullness(place)]


def _fullness(place: Any) -> str:
    if place.is_empty:
        return pgettext("file of figures", "Empty")
    return pgettext("file of figures", "Few") if place.is_few else ""
