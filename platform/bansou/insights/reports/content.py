"""What stands in a report. `counted` makes what is kept, once; `shown` makes of it what a reader gets, every time.

    {"headlines": [FIGURE], "participation": {"percent", "words", "target"},
     "stages": [{"name", "stock": FIGURE, "flows": [FIGURE]}],
     "trends": [{"code", "label", "unit", "part_label", "points": [[year, quarter, number, part]]}],
     "clock": {"total", "legs": [{"label", "days", "before", "count"}]}, "turns": int,
     "regions": {"columns": [label], "rows": [[label, number or None, …]]},
     "gaps": {"heads": [label], "rows": [[label, cases, …]], "empty", "thin", "few"} or None,
     "articles": [public id], "reflections": [{"target", "on", "place", "edition", "articles": int}],
     "voices": [{"viewpoint", "anchor": Anchor}]}

    FIGURE = {"label", "unit", "definition", "value": number or None, "before": number or None}

None: it would tell of fewer than SMALLEST_GROUP persons or things. Figures are of everybody; know-how and voices are what
every member may read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bansou.access import SMALLEST_GROUP
from bansou.insights import flows
from bansou.insights.board import AXES
from bansou.insights.clock import clock
from bansou.insights.figures import WORDS
from bansou.insights.gaps import WALL, gap_map
from bansou.insights.participation import participation
from bansou.insights.periods import Period
from bansou.insights.reports.readers import AnyMember
from bansou.insights.reports.voices import chosen_voices
from bansou.insights.scopes import REGION, Scope
from bansou.insights.sources import SOURCES, Cut
from bansou.insights.turns import links
from bansou.vocabulary import terms
from knowhow.models import Article, Reflection
from search.state import SearchState

Values = dict[str, Any]


def counted(period: Period) -> Values:
    """All of a report that is over, counted now. In the language of the moment."""
    cut = Cut(Scope(), period)
    return {
        "headlines": [_figure(code, cut) for code in flows.HEADLINES],
        "participation": _participation(),
        "stages": [_stage(*stage, cut) for stage in flows.STAGES.values()],
        "trends": _trends(cut),
        "clock": _clock(cut),
        "turns": len(links(cut)),
        "regions": _regions(cut),
        "gaps": _gaps(),
        "articles": _new_articles(period),
        "reflections": _reflections(period),
        "voices": chosen_voices(period),
    }


# --- Figures ------------------------------------------------------------------------------------------------------------
def _figure(code: str, cut: Cut) -> Values:
    """A figure of the period and of the one before; of the stock (a cut without a period) only what it is now."""
    words = WORDS[code]
    before = told(code, Cut(cut.scope, cut.period.previous)) if cut.period else None
    said = {"label": str(words.label), "unit": str(words.unit), "definition": str(words.definition)}
    return {**said, "value": told(code, cut), "before": before}


def told(code: str, cut: Cut) -> int | None:
    """How many; None when fewer than SMALLEST_GROUP persons did it: a month is short."""
    source = SOURCES[code]
    if not source.person:
        return source.count(cut)
    rows = source.rows(cut)
    persons = rows.order_by().values(source.person).distinct().count()
    return None if 0 < persons < SMALLEST_GROUP else rows.count()


def _participation() -> Values:
    found = participation(Scope())
    return {"percent": found.percent, "words": found.words, "target": found.target}


def _stage(name: Any, stock: str, codes: Iterable[str], cut: Cut) -> Values:
    return {"name": str(name), "stock": _figure(stock, cut.in_all), "flows": [_figure(code, cut) for code in codes]}


def _trends(cut: Cut) -> list[Values]:
    """The charts of the board, without those that tell of persons: a quarter is short."""
    return [_trend(series) for series in flows.series(cut) if not SOURCES[series.code].person]


def _trend(series: flows.Series) -> Values:
    points = [[point.period.year, point.period.quarter, point.number, point.part] for point in series.points]
    said = {"code": series.code, "label": series.label, "unit": series.unit, "part_label": series.part_label}
    return {**said, "points": points}


def series_of(trend: Values) -> flows.Series:
    """A kept trend as the series that it was."""
    points = [flows.Point(Period(year, quarter), number, part) for year, quarter, number, part in trend["points"]]
    return flows.Series(trend["code"], trend["label"], trend["unit"], points, trend["part_label"])


def _clock(cut: Cut) -> Values:
    found = clock(cut)
    legs = [{"label": leg.label, "days": leg.days, "before": leg.before, "count": leg.count} for leg in found.legs]
    return {"total": found.total, "legs": legs}


def _regions(cut: Cut) -> Values:
    """Numbers by region, small ones suppressed."""
    codes = [code for code in AXES[REGION] if SOURCES[code].tells(REGION, cut)]
    numbers = {code: without_few(SOURCES[code].by(REGION, cut)) for code in codes}
    rows = [[term.short, *(numbers[code].get(term.code, 0) for code in codes)] for term in terms.offered("region")]
    return {"columns": [str(WORDS[code].label) for code in codes], "rows": rows}


def without_few(numbers: Mapping[str, int | None]) -> dict[str, int | None]:
    """Numbers below SMALLEST_GROUP are not told. Where there is one of them only, the next larger one goes too: the total
    would tell it."""
    by_size = sorted((code for code in numbers if numbers[code]), key=lambda code: numbers[code] or 0)
    few = [code for code in by_size if (numbers[code] or 0) < SMALLEST_GROUP]
    if len(few) == 1:
        few = by_size[:2]
    return {code: None if code in few else number for code, number in numbers.items()}


# --- Gaps ---------------------------------------------------------------------------------------------------------------
def _gaps() -> Values | None:
    """Steps × walls as every member sees them; None while the search cannot count."""
    found = gap_map(WALL, SearchState(), AnyMember())
    if not found.is_counted:
        return None
    rows = [[row.label, *(cell.cases for cell in row.cells)] for row in found.rows]
    heads = [label for _code, label in found.heads]
    return {"heads": heads, "rows": rows, "empty": len(found.empty), "thin": len(found.thin), "few": found.few}


# --- What it names ------------------------------------------------------------------------------------------------------
def _new_articles(period: Period) -> list[str]:
    """Know-how that was published in the period, for every member."""
    found = Article.objects.visible_to(AnyMember()).filter(published_on__range=(period.first, period.last))
    return list(found.order_by("published_on", "pk").values_list("public_id", flat=True))


def _reflections(period: Period) -> list[Values]:
    """Where know-how went in the period, and how many articles together."""
    together = Counter(
        (note.target_label, note.on.isoformat(), note.place, note.edition)
        for note in Reflection.objects.within(period.first, period.last).order_by("on", "pk")
    )
    return [
        {"target": target, "on": on, "place": place, "edition": edition, "articles": number}
        for (target, on, place, edition), number in together.items()
    ]
