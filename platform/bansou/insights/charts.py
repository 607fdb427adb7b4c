"""Charts as numbers for the template components: nothing is drawn here, so pages and papers show the same."""

from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.translation import gettext as _

from bansou.insights.clock import Clock, Leg
from bansou.insights.flows import Point, Series
from bansou.insights.periods import Period

# --- Bars ---------------------------------------------------------------------------------------------------------------
WIDTH, HEIGHT, TOP, FOOT = 480, 216, 28, 40


@dataclass(frozen=True)
class Bar:
    """One column: where it stands, and the part of it that is hatched."""

    x: float
    width: float
    y: float
    height: float
    part_y: float
    part_height: float
    label: str
    year: str  # where a fiscal year begins
    number: int
    text_y: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class BarChart:
    """A series as columns; `summary` says it in words."""

    series: Series
    bars: list[Bar]
    summary: str
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def base(self) -> int:
        """Where the columns stand."""
        return self.height - FOOT

    @property
    def label_y(self) -> int:
        """Where their labels stand."""
        return self.base + 16

    @property
    def year_y(self) -> int:
        """Where the years stand."""
        return self.base + 34


def bar_chart(series: Series) -> BarChart:
    """The columns of a series."""
    largest = max((point.number for point in series.points), default=0) or 1
    step = WIDTH / max(1, len(series.points))
    bars = [_bar(point, number, step, largest) for number, point in enumerate(series.points)]
    return BarChart(series, bars, _summary(series))


def _bar(point: Point, place: int, step: float, largest: int) -> Bar:
    room, base = HEIGHT - TOP - FOOT, HEIGHT - FOOT
    height, part = (round(room * number / largest, 1) for number in (point.number, point.part))
    top = round(base - height, 1)
    return Bar(
        x=round(step * (place + 0.15), 1),
        width=round(step * 0.7, 1),
        y=top,
        height=height,
        part_y=round(base - part, 1),
        part_height=part,
        label=point.period.short,
        year=Period(point.period.year).short
        if point.period.quarter == 1 or (not place and point.period.quarter < 4)
        else "",
        number=point.number,
        text_y=round(top - 6, 1),
    )


def _summary(series: Series) -> str:
    first, last = series.points[0], series.points[-1]
    most = max(series.points, key=lambda point: point.number)
    words = {
        "first": first.period.label,
        "last": last.period.label,
        "begin": first.number,
        "end": last.number,
        "most": most.number,
        "when": most.period.label,
    }
    return _("From %(first)s (%(begin)s) to %(last)s (%(end)s). The most were %(most)s in %(when)s.") % words


# --- The clock ----------------------------------------------------------------------------------------------------------
RADIUS, CENTRE, GAP, LEAST = 162.0, 200.0, 0.14, 0.3  # radians: around a station, and of the shortest leg


@dataclass(frozen=True)
class Arc:
    """A leg as an arc with the place of its words, and the place of the station where it begins."""

    leg: Leg
    number: int
    path: str
    text_x: float
    text_y: float
    tick_x: float
    tick_y: float

    @property
    def tick_text_y(self) -> float:
        """The base line of the number in the station."""
        return round(self.tick_y + 6, 1)


def arcs(clock: Clock) -> list[Arc]:
    """The ring: legs as long as their days; one that is not known is as short as the shortest."""
    lengths = _lengths([leg.days or 0 for leg in clock.legs])
    found, angle = [], -pi / 2
    for number, (leg, length) in enumerate(zip(clock.legs, lengths, strict=True), 1):
        begin, end = angle + GAP, angle + length - GAP
        path = f"M{_at(begin)}A{RADIUS:g} {RADIUS:g} 0 {int(end - begin > pi)} 1 {_at(end)}"
        words, tick = _point((begin + end) / 2, RADIUS - 46), _point(angle, RADIUS)
        found.append(Arc(leg, number, path, *words, *tick))
        angle += length
    return found


def _lengths(days: list[float]) -> list[float]:
    """Angles that make a whole ring, none below LEAST."""
    room, total = 2 * pi - LEAST * len(days), sum(days)
    return [LEAST + (room * number / total if total else room / len(days)) for number in days]


def _point(angle: float, radius: float) -> tuple[float, float]:
    return round(CENTRE + radius * cos(angle), 1), round(CENTRE + radius * sin(angle), 1)


def _at(angle: float) -> str:
    x, y = _point(angle, RADIUS)
    return f"{x} {y}"
