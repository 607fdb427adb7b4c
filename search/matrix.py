"""The matrix: how many of the results belong to a step and to a value of another facet, both at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bansou.vocabulary import terms
from search.engines import get_engine
from search.engines.base import Results
from search.facets import FACET, ancestors, label_of, ordered_codes
from search.state import COLUMNS, SearchState, narrowed, row_facets

SHADES = 4


@dataclass(frozen=True)
class Figure:
    """A count and the search that lists just these; `shade` 0–4 says how it compares with the largest one."""

    count: int
    url: str
    shade: int = 0


@dataclass(frozen=True)
class Head:
    """A row or a column: its value in words and all that it holds."""

    code: str
    label: str
    total: Figure
    is_sub: bool = False
    cells: tuple[Figure, ...] = ()


def matrix(state: SearchState, results: Results, audience: frozenset[str]) -> dict[str, Any]:
    """The context of search/_matrix.html. `results`: of `state`, with the counts of all facets.

    Where steps or values of the rows are chosen, only those stand in the table. One search per column, so call it inside
    `engine.steady()`.
    """
    rows = FACET[state.rows]
    columns = [_column(code, state, results) for code in _columns(state)]
    counts = {column.code: _counts(state, column.code, audience) for column in columns}
    largest = max((count for found in counts.values() for count in found.values()), default=0)
    return {
        "facet": rows,
        "columns": columns,
        "totals": [Figure(results.total, state.as_list().with_page(1)), *(column.total for column in columns)],
        "rows": [_row(code, is_sub, state, results, counts, largest) for code, is_sub in _rows(state, results)],
        "choices": [(facet.code, facet.label, facet is rows) for facet in row_facets(state.kind)],
        "hidden": state.form_fields("rows"),
    }


def _columns(state: SearchState) -> list[str]:
    chosen = state.selected.get(COLUMNS, ())
    return [code for code in terms.scheme(COLUMNS) if not chosen or code in chosen]


def _column(code: str, state: SearchState, results: Results) -> Head:
    count = results.facets.get(COLUMNS, {}).get(code, 0)
    return Head(code, terms.short(COLUMNS, code), Figure(count, _url(state, **{COLUMNS: code})))


def _counts(state: SearchState, step: str, audience: frozenset[str]) -> Mapping[str, int]:
    """code → number for one column."""
    query = state.only(**{COLUMNS: step}).query(audience, size=0, facets=[state.rows])
    return get_engine().search(query).facets.get(state.rows, {})


def _rows(state: SearchState, results: Results) -> list[tuple[str, bool]]:
    """(code, is a sub-value): the values asked for and what lies below them, all when nothing is asked for."""
    facet, chosen = FACET[state.rows], set(narrowed(state.rows, state.selected.get(state.rows, ())))
    counts = {code: n for code, n in results.facets.get(facet.code, {}).items() if state.in_range(facet.code, code)}
    by_count = facet.by_count != (facet.code in state.reordered)
    codes = ordered_codes(facet, counts, chosen, by_count)
    return [(c, sub) for c, sub in codes if not chosen or c in chosen or chosen & set(ancestors(facet.code, c))]


def _row(
    code: str,
    is_sub: bool,
    state: SearchState,
    results: Results,
    counts: Mapping[str, Mapping[str, int]],
    largest: int,
) -> Head:
    cells = tuple(
        Figure(n, _url(state, **{COLUMNS: step, state.rows: code}), -(-n * SHADES // largest) if n else 0)
        for step, found in counts.items()
        for n in [found.get(code, 0)]
    )
    total = results.facets.get(state.rows, {}).get(code, 0)
    return Head(code, label_of(state.rows, code), Figure(total, _url(state, **{state.rows: code})), is_sub, cells)


def _url(state: SearchState, **codes: str) -> str:
    return state.only(**codes).with_page(1)
