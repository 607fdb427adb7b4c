"""The state of a search: an address in, a Query and further addresses out. No database, no engine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from urllib.parse import quote

from django.http import QueryDict

from bansou.forms import page_number
from search.engines.base import Query
from search.facets import FACET, FACETS, NAMES, PARAM, Facet, ancestors, value_of
from search.typed_fields import extract

SORTS = ("relevance", "new", "helpful", "discussed")
SORT_KINDS = {"helpful": ("case",), "discussed": ("case", "thread")}  # the others sort every kind
KINDS = ("case", "knowhow", "thread", "person", "page")
MAX_TEXT = 200  # characters of a query that are looked at; every link of the page repeats them
MAX_VALUES = 60  # chosen values of one search
PAGE_SIZE = 20
COLUMNS, DEFAULT_ROWS = "step", "outcome"  # of the matrix
ORDER = "order"
FROM, TO = "_from", "_to"  # what a facet's name in the address ends with when a range of it is asked for
Values = dict[str, tuple[str, ...]]
Pair = tuple[str, str]


@dataclass(frozen=True)
class SearchState:
    """What is asked for.

    `selected` and `excluded` map a facet to its codes, in the order of the address; `ranges` maps a facet to (first,
    last), "" for an open end. `view` "matrix" counts steps by the facet `rows`. `reordered`: facets in their other order,
    by count instead of the vocabulary's or the reverse; that is how it looks, not what is asked for.
    """

    q: str = ""
    selected: Values = field(default_factory=dict)
    excluded: Values = field(default_factory=dict)
    ranges: dict[str, Pair] = field(default_factory=dict)
    kind: str = "case"
    sort: str = ""
    page: int = 1
    view: str = "list"
    rows: str = DEFAULT_ROWS
    reordered: tuple[str, ...] = ()

    # --- Out: the engine's query ------------------------------------------------------------------------------------
    def query(self, audience: frozenset[str], size: int = PAGE_SIZE, facets: list[str] | None = None) -> Query:
        """For the engine, as `audience` may read."""
        return Query(
            text=self.q,
            selected={facet: narrowed(facet, codes) for facet, codes in self.selected.items()},
            excluded=self.excluded,
            ranges={facet: (first or None, last or None) for facet, (first, last) in self.ranges.items()},
            audience=audience,
            kinds=(self.kind,),
            sort=self.shown_sort,
            page=self.page,
            size=size,
            facets=NAMES if facets is None else facets,
        )

    @property
    def shown_sort(self) -> str:
        """The sort in force: without words, what is new comes first."""
        return self.sort if self.sort in self.sorts else self.sorts[0]

    @property
    def sorts(self) -> tuple[str, ...]:
        """The sorts on offer: what this kind is counted by, and the best match only where there are words."""
        fitting = (sort for sort in SORTS if self.kind in SORT_KINDS.get(sort, KINDS))
        return tuple(sort for sort in fitting if self.q or sort != "relevance")

    @property
    def has_filters(self) -> bool:
        """Is anything chosen or left out?"""
        return bool(self.selected or self.excluded or self.ranges)

    # --- Out: addresses ---------------------------------------------------------------------------------------------
    def fields(self) -> list[Pair]:
        """(name, value) of all but the words and the page: what a form of the page carries along."""
        found = [(param_of(facet, code, excluded), code) for facet, code, excluded in self.chosen()]
        for facet, ends in self.ranges.items():
            found += [(facet + end, code) for end, code in zip((FROM, TO), ends, strict=True) if code]
        found += [("kind", self.kind)] if self.kind != "case" else []
        found += [("sort", self.sort)] if self.sort else []
        found += [("view", self.view), ("rows", self.rows)] if self.view == "matrix" else []
        return [*found, *((ORDER, facet) for facet in self.reordered)]

    def form_fields(self, *without: str) -> list[Pair]:
        """(name, value) for the hidden fields of a form that asks for the fields `without` itself."""
        return [pair for pair in [("q", self.q), *self.fields()] if pair[1] and pair[0] not in without]

    def parts(self, skip: tuple[str, str, bool] | None = None) -> list[str]:
        """The encoded `name=value` pairs of all but the page; `skip` = (facet, code, excluded) leaves one out."""
        skipped = skip and _pair(param_of(*skip), skip[1])
        return [part for part in self._parts if part != skipped]

    @cached_property
    def _parts(self) -> list[str]:
        words = [_pair("q", self.q)] if self.q else []
        return [*words, *(_pair(name, value) for name, value in self.fields())]

    @property
    def canonical(self) -> str:
        """The query string: the same for the same conditions, in whatever order they were chosen."""
        return "&".join(sorted(replace(self, reordered=())._parts))

    def toggled(self, facet: str, code: str, excluded: bool = False) -> str:
        """The address with this value put in or taken out."""
        if code in (self.excluded if excluded else self.selected).get(facet, ()):
            return address(self.parts(skip=(facet, code, excluded)))
        pair = _pair(param_of(facet, code, excluded), code)
        if code in (self.selected if excluded else self.excluded).get(facet, ()):
            return address([*self.parts(skip=(facet, code, not excluded)), pair])
        return self.open_address + pair

    @cached_property
    def open_address(self) -> str:
        """To which a pair can be added; a page has hundreds of links that do."""
        return "/search/?" + "".join(f"{part}&" for part in self._parts)

    def with_page(self, page: int) -> str:
        """The address of another page."""
        return address([*self._parts, f"page={page}"] if page > 1 else self._parts)

    def for_kind(self, kind: str) -> "SearchState":
        """The state of another tab; filters that it does not have fall away."""
        selected = {facet: codes for facet, codes in self.selected.items() if kind in FACET[facet].kinds}
        excluded = {facet: codes for facet, codes in self.excluded.items() if kind in FACET[facet].kinds}
        ranges = {facet: ends for facet, ends in self.ranges.items() if kind in FACET[facet].kinds}
        return SearchState(self.q, selected, excluded, ranges, kind)

    def cleared(self) -> "SearchState":
        """The same words without any filter."""
        return replace(self, page=1, selected={}, excluded={}, ranges={})

    def without(self, facet: str, code: str, excluded: bool) -> "SearchState":
        """The state with one value less, from its first page."""
        values = self.excluded if excluded else self.selected
        kept = {f: tuple(c for c in codes if (f, c) != (facet, code)) for f, codes in values.items()}
        kept = {f: codes for f, codes in kept.items() if codes}
        return replace(self, page=1, excluded=kept) if excluded else replace(self, page=1, selected=kept)

    def only(self, **codes: str) -> "SearchState":
        """The list of what also has these values (facet=code), in place of others chosen in the same facets."""
        return replace(self.as_list(), selected={**self.selected, **{facet: (code,) for facet, code in codes.items()}})

    def other_order(self, facet: str) -> "SearchState":
        """The state with a facet's values in their other order."""
        others = tuple(f for f in self.reordered if f != facet)
        return replace(self, reordered=others if facet in self.reordered else (*others, facet))

    def as_list(self) -> "SearchState":
        """The state as a list."""
        return replace(self, page=1, view="list", rows=DEFAULT_ROWS)

    def as_matrix(self, rows: str = "") -> "SearchState":
        """The state as a matrix, of the kinds that have steps and something to set against them; else as it is."""
        offered = [facet.code for facet in row_facets(self.kind)]
        if not offered:
            return self
        default = DEFAULT_ROWS if DEFAULT_ROWS in offered else offered[0]
        return replace(self, page=1, view="matrix", rows=rows if rows in offered else default)

    def without_range(self, facet: str) -> "SearchState":
        """The state without the range of a facet, from its first page."""
        return replace(self, page=1, ranges={f: ends for f, ends in self.ranges.items() if f != facet})

    def in_range(self, facet: str, code: str) -> bool:
        """Does the range of a facet, if any is asked for, hold this value?"""
        first, last = self.ranges.get(facet, ("", ""))
        return (not first or first <= code) and (not last or code <= last)

    def chosen(self) -> list[tuple[str, str, bool]]:
        """All chosen values as (facet, code, excluded)."""
        return [
            (facet, code, excluded)
            for excluded, values in ((False, self.selected), (True, self.excluded))
            for facet, codes in values.items()
            for code in codes
        ]


def narrowed(facet: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Chosen values without those that contain another chosen one: 東北 + 島根県 are both wanted, 関東 + 東京都 means 東京都."""
    above = {code for chosen in codes for code in ancestors(facet, chosen)}
    return tuple(code for code in codes if code not in above)


def param_of(facet: str, code: str, excluded: bool = False) -> str:
    """The name in the address for a value."""
    return f"{'not.' if excluded else ''}{FACET[facet].param_of(code)}"


def _pair(name: str, value: str) -> str:
    return f"{name}={quote(value)}"


def address(parts: list[str]) -> str:
    """The address of the search page."""
    return f"/search/?{'&'.join(parts)}" if parts else "/search/"


def parse(params: QueryDict) -> SearchState:
    """The state of an address. What is unknown in it is ignored; nothing in it is an error."""
    q, typed = extract(text_of(params))
    chosen = list(islice(chain(_chosen(params), typed), MAX_VALUES))
    kind, sort = params.get("kind", ""), params.get("sort", "")
    state = SearchState(
        q=q,
        selected=_grouped((facet, code) for facet, code, excluded in chosen if not excluded),
        excluded=_grouped((facet, code) for facet, code, excluded in chosen if excluded),
        ranges=_ranges(params),
        reordered=tuple(dict.fromkeys(code for code in params.getlist(ORDER) if code in FACET)),
        sort=sort if sort in SORTS else "",
        page=page_number(params.get("page")),
    )
    if kind in KINDS and kind != state.kind:
        state = replace(state.for_kind(kind), sort=state.sort, page=state.page)
    return state.as_matrix(params.get("rows", "")) if params.get("view") == "matrix" else state


def text_of(params: QueryDict, most: int = MAX_TEXT) -> str:
    """What was typed, in one line of `most` characters."""
    return " ".join(params.get("q", "").replace("\x00", " ").split())[:most]


def parse_query_string(text: str) -> SearchState:
    """The state of a query string, as `SearchState.canonical` gives it."""
    return parse(QueryDict("&".join(text.split("&")[: 2 * MAX_VALUES])))


def row_facets(kind: str) -> list[Facet]:
    """What the rows of the matrix may be."""
    if kind not in FACET[COLUMNS].kinds:
        return []
    return [facet for facet in FACETS if facet.code != COLUMNS and kind in facet.kinds]


def _ranges(params: QueryDict) -> dict[str, Pair]:
    """facet → (first, last) of the facets that have an order. Ends the wrong way round are turned."""
    found = {}
    for facet in FACETS:
        ends = [value_of(facet.code, params.get(facet.code + end, "")) for end in (FROM, TO)] if facet.ranged else []
        if any(ends):
            found[facet.code] = (min(ends), max(ends)) if all(ends) else (ends[0], ends[1])
    return found


def _chosen(params: QueryDict) -> Iterator[tuple[Facet, str, bool]]:
    """(facet, code, excluded) of all values that are some."""
    for name in params:
        facet = PARAM.get(name.removeprefix("not."))
        for text in params.getlist(name) if facet else ():
            if facet and (code := value_of(facet.code, text)):
                yield facet, code, name.startswith("not.")


def _grouped(chosen: Iterable[tuple[Facet, str]]) -> Values:
    found: Values = {}
    for facet, code in chosen:
        if code not in found.get(facet.code, ()):
            found[facet.code] = (*found.get(facet.code, ()), code)
    return found
