"""The state of a search: an address in, a Query and further addresses out. No database, no engine."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from urllib.parse import quote

from django.http import QueryDict

from bansou.forms import page_number
from search.engines.base import Query
from search.facets import FACET, NAMES, PARAM, Facet, ancestors, value_of

SORTS = ("relevance", "new", "helpful")
KINDS = ("case", "knowhow", "thread")
MAX_TEXT = 200  # characters of a query that are looked at; every link of the page repeats them
MAX_VALUES = 60  # chosen values of one search
PAGE_SIZE = 20
Values = dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class SearchState:
    """What is asked for. `selected` and `excluded` map a facet to its codes, in the order of the address."""

    q: str = ""
    selected: Values = field(default_factory=dict)
    excluded: Values = field(default_factory=dict)
    kind: str = "case"
    sort: str = ""
    page: int = 1

    # --- Out: the engine's query ------------------------------------------------------------------------------------
    def query(self, audience: frozenset[str], size: int = PAGE_SIZE, facets: list[str] | None = None) -> Query:
        """For the engine, as `audience` may read."""
        return Query(
            text=self.q,
            selected={facet: narrowed(facet, codes) for facet, codes in self.selected.items()},
            excluded=self.excluded,
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
        if self.sort in SORTS and (self.q or self.sort != "relevance"):
            return self.sort
        return "relevance" if self.q else "new"

    @property
    def has_filters(self) -> bool:
        """Is anything chosen or left out?"""
        return bool(self.selected or self.excluded)

    # --- Out: addresses ---------------------------------------------------------------------------------------------
    def parts(self, skip: tuple[str, str, bool] | None = None) -> list[str]:
        """The encoded `name=value` pairs of all but the page; `skip` = (facet, code, excluded) leaves one out."""
        found = [f"q={quote(self.q)}"] if self.q else []
        for excluded, values in ((False, self.selected), (True, self.excluded)):
            for facet, codes in values.items():
                found += [_pair(facet, code, excluded) for code in codes if (facet, code, excluded) != skip]
        found += [f"kind={self.kind}"] if self.kind != "case" else []
        return [*found, f"sort={self.sort}"] if self.sort else found

    def toggled(self, facet: str, code: str, excluded: bool = False) -> str:
        """The address with this value put in or taken out."""
        if code in (self.excluded if excluded else self.selected).get(facet, ()):
            return address(self.parts(skip=(facet, code, excluded)))
        return address([*self.parts(skip=(facet, code, not excluded)), _pair(facet, code, excluded)])

    def with_page(self, page: int) -> str:
        """The address of another page."""
        return address([*self.parts(), f"page={page}"] if page > 1 else self.parts())

    def for_kind(self, kind: str) -> "SearchState":
        """The state of another tab; filters that it does not have fall away."""
        selected = {facet: codes for facet, codes in self.selected.items() if kind in FACET[facet].kinds}
        excluded = {facet: codes for facet, codes in self.excluded.items() if kind in FACET[facet].kinds}
        return replace(self, kind=kind, page=1, sort="", selected=selected, excluded=excluded)

    def cleared(self) -> "SearchState":
        """The same words without any filter."""
        return replace(self, page=1, selected={}, excluded={})

    def without(self, facet: str, code: str, excluded: bool) -> "SearchState":
        """The state with one value less, from its first page."""
        values = self.excluded if excluded else self.selected
        kept = {f: tuple(c for c in codes if (f, c) != (facet, code)) for f, codes in values.items()}
        kept = {f: codes for f, codes in kept.items() if codes}
        return replace(self, page=1, excluded=kept) if excluded else replace(self, page=1, selected=kept)

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


def _pair(facet: str, code: str, excluded: bool) -> str:
    return f"{'not.' if excluded else ''}{FACET[facet].param_of(code)}={quote(code)}"


def address(parts: list[str]) -> str:
    """The address of the search page."""
    return f"/search/?{'&'.join(parts)}" if parts else "/search/"


def parse(params: QueryDict) -> SearchState:
    """The state of an address. What is unknown in it is ignored; nothing in it is an error."""
    chosen = list(islice(_chosen(params), MAX_VALUES))
    kind, sort = params.get("kind", ""), params.get("sort", "")
    state = SearchState(
        q=" ".join(params.get("q", "").replace("\x00", " ").split())[:MAX_TEXT],
        selected=_grouped((facet, code) for facet, code, excluded in chosen if not excluded),
        excluded=_grouped((facet, code) for facet, code, excluded in chosen if excluded),
        sort=sort if sort in SORTS else "",
        page=page_number(params.get("page")),
    )
    if kind not in KINDS or kind == state.kind:
        return state
    return replace(state.for_kind(kind), sort=state.sort, page=state.page)


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
