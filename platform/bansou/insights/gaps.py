"""空白マップ: steps × another facet, how many cases, know-how and trainings stand in each cell, and where there are none.

Cases are counted by the search, as the reader may read them, so a cell's number is that of the search it opens. Know-how
counts in the cells of the cases that it rests on; trainings in those of their know-how.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from bansou.access import tokens
from bansou.batches import lists_of
from bansou.vocabulary import terms
from casestudies.derived import company_size
from casestudies.models import CaseStudy, CaseTerm
from knowhow.models import Article, Evidence, Package, Unit
from search.documents import PLACE
from search.engines import get_engine
from search.facets import FACET, label_of, terms_of
from search.state import SearchState, parse

STEP, WALL = "step", "wall"
COLUMNS = (WALL, "company_size", PLACE, "outcome")  # what may stand beside the steps, and narrow the map
SHADES = 4
FEW = 4  # this many cases at most are few, whatever the other cells hold
Codes = Mapping[str, set[str]]  # facet → codes of a case


@dataclass(frozen=True)
class Cell:
    """One cell. `cases` None: nobody counts now. `url`: the search for its cases; `ask_url`: asking for them."""

    step: str
    code: str
    label: str
    cases: int | None
    articles: int
    packages: int
    url: str
    ask_url: str
    page_url: str
    shade: int = 0
    is_few: bool = False

    @property
    def is_empty(self) -> bool:
        """Has nobody told such a case?"""
        return self.cases == 0


@dataclass(frozen=True)
class Row:
    """The cells of a step."""

    step: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True)
class GapMap:
    """The whole map. `few`: up to how many cases a cell counts as thin; `limits`: the upper ends of the shades."""

    column: str
    column_label: str
    heads: list[tuple[str, str]]
    rows: list[Row]
    few: int
    is_counted: bool = True
    limits: list[int] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        """All of them."""
        return [cell for row in self.rows for cell in row.cells]

    @property
    def empty(self) -> list[Cell]:
        """Those without any case."""
        return [cell for cell in self.cells if cell.is_empty]

    @property
    def thin(self) -> list[Cell]:
        """Those with few."""
        return [cell for cell in self.cells if cell.is_few]


# --- The address --------------------------------------------------------------------------------------------------------
def column_of(params: QueryDict) -> str:
    """What the columns are: the walls unless something else is asked for."""
    asked = params.get("columns", "")
    return asked if asked in COLUMNS else WALL


def filters_of(params: QueryDict, column: str) -> SearchState:
    """What narrows the map: the first value of each of the other facets."""
    chosen = parse(params).selected
    kept = {facet: chosen[facet][:1] for facet in COLUMNS if facet != column and facet in chosen}
    return SearchState(selected=kept)


def map_url(column: str, state: SearchState, name: str = "gap-map", **more: str) -> str:
    """The address of a map (or, with a step and a value, of a cell)."""
    given = QueryDict(mutable=True)
    given["columns"] = column
    for key, value in [*state.fields(), *more.items()]:
        given[key] = value
    return f"{reverse(name)}?{given.urlencode()}"


# --- The map ------------------------------------------------------------------------------------------------------------
def gap_map(column: str, state: SearchState, user: Any) -> GapMap:
    """The map as `user` may read it, narrowed by the filters of `state`."""
    codes = [term.code for term in terms_of(column) if column != PLACE or term.scheme == "region"]
    counts = _counts(column, state, user)
    held = held_by(column, state, user)
    limit, tops = _limits(counts, len(codes))
    rows = []
    for step in terms.scheme(STEP):
        cells = [_cell(column, step, code, state, counts, held) for code in codes]
        rows.append(Row(step, terms.short(STEP, step), [_shaded(cell, limit, tops) for cell in cells]))
    heads = [(code, label_of(column, code)) for code in codes]
    return GapMap(column, str(FACET[column].label), heads, rows, limit, counts is not None, tops)


def cell_state(column: str, step: str, code: str, state: SearchState) -> SearchState:
    """The search for a cell."""
    return state.only(**{STEP: step, column: code})


def _counts(column: str, state: SearchState, user: Any) -> dict[str, Mapping[str, int]] | None:
    """Step → value → cases; None when nobody counts now."""
    audience, engine = tokens(user), get_engine()
    found: dict[str, Mapping[str, int]] = {}
    with engine.steady():
        for step in terms.scheme(STEP):
            results = engine.search(state.only(**{STEP: step}).query(audience, size=0, facets=[column]))
            if results.degraded:
                return None
            found[step] = results.facets.get(column, {})
    return found


def _limits(counts: dict[str, Mapping[str, int]] | None, columns: int) -> tuple[int, list[int]]:
    """(what is few, the upper ends of the shades): few is at most 4, or a fifth of what a cell holds in the middle."""
    numbers = [number for found in (counts or {}).values() for number in found.values()]
    middle = median(numbers) if numbers else 0
    few, most = max(FEW, int(middle) // 5), max(numbers, default=0)
    return few, [few + (most - few) * shade // (SHADES - 1) for shade in range(SHADES)] if most > few else [few]


def _cell(
    column: str,
    step: str,
    code: str,
    state: SearchState,
    counts: dict[str, Mapping[str, int]] | None,
    held: "Held",
) -> Cell:
    here = cell_state(column, step, code, state)
    articles = held.articles[step, code]
    return Cell(
        step,
        code,
        label_of(column, code),
        None if counts is None else counts[step].get(code, 0),
        len(articles),
        len({package for article in articles for package in held.packages[article]}),
        here.with_page(1),
        f"{reverse('case-request-new')}?{here.canonical}",
        map_url(column, state, "gap-cell", step=step, **{FACET[column].param_of(code): code}),
    )


def _shaded(cell: Cell, few: int, tops: list[int]) -> Cell:
    if not cell.cases:
        return cell
    shade = next((number for number, top in enumerate(tops, 1) if cell.cases <= top), SHADES)
    return replace(cell, shade=shade, is_few=cell.cases <= few)


# --- Know-how and trainings ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Held:
    """`articles`: (step, value) → those of them that a reader may read; `packages`: article → training packages."""

    articles: defaultdict[tuple[str, str], set[int]]
    packages: defaultdict[int, set[int]]


def held_by(column: str, state: SearchState, user: Any) -> Held:
    """By the cases that the articles rest on, as far as `user` may read both."""
    readable = Article.objects.visible_to(user).values("pk")
    rows = list(Evidence.objects.filter(article__in=readable).order_by().values_list("article_id", "case_id"))
    codes: dict[int, Codes] = {}
    for cases in lists_of(sorted({case for _article, case in rows})):
        codes |= _codes_of(CaseStudy.objects.visible_to(user).filter(pk__in=cases))
    found: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    for article, case in rows:
        for place in _places(codes.get(case, {}), column, state):
            found[place].add(article)
    return Held(found, _packages(user))


def _places(codes: Codes, column: str, state: SearchState) -> Iterable[tuple[str, str]]:
    """The cells that a case stands in."""
    if any(not codes.get(facet, set()) & set(chosen) for facet, chosen in state.selected.items()):
        return []
    return [(step, code) for step in codes.get(STEP, ()) for code in codes.get(column, ())]


def _codes_of(cases: Any) -> dict[int, Codes]:
    """Case → facet → codes, as the search has them."""
    shown = dict(cases.order_by().values_list("pk", "place_precision"))
    found: dict[int, dict[str, set[str]]] = {case: defaultdict(set) for case in shown}
    schemes = (STEP, WALL, "outcome", "company_size", "industry", "employee_band", "prefecture")
    held = CaseTerm.objects.filter(case__in=list(shown), scheme__in=schemes).order_by()
    for case, scheme, code in held.values_list("case_id", "scheme", "code"):
        found[case][scheme].add(terms.resolve(scheme, code))
    for case, codes in found.items():
        codes[PLACE] = _place(codes["prefecture"], shown[case])
        if not codes["company_size"]:
            codes["company_size"] = {company_size(*("".join(codes[s]) for s in ("industry", "employee_band")))} - {""}
    return dict(found)


def _place(prefectures: set[str], precision: str) -> set[str]:
    regions = {terms.region_of(code) for code in prefectures} - {""}
    return regions | prefectures if precision == "prefecture" else regions


def _packages(user: Any) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    units = Unit.objects.filter(article__isnull=False, package__in=Package.objects.visible_to(user).values("pk"))
    for article, package in units.order_by().values_list("article_id", "package_id"):
        found[article].add(package)
    return found
