"""The views over the marks: codes against steps, outcomes, sizes, and against each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, product
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from bansou.vocabulary import terms
from distil.codebook.tree import Codebook
from distil.crossings.selection import FACTS, Selection, fact_label
from distil.models import Code, Coding

SHADES = 4
NOTHING, ZERO = mark_safe('<span aria-hidden="true">–</span>'), mark_safe("<span>0</span>")
TOGETHER = "code"  # the view of codes against codes
VIEWS = (*FACTS, TOGETHER)


@dataclass(frozen=True)
class Figure:
    """Passages and the cases they stand in; `url` opens them. `shade` 0–4 compares with the largest; `none`: nothing is
    to be counted here (a code with itself, or with one above it)."""

    marks: int = 0
    cases: int = 0
    url: str = ""
    shade: int = 0
    none: bool = False

    @property
    def html(self) -> SafeString:
        """As it stands in the table, which may have thousands: a template for each would take seconds."""
        if self.none:
            return NOTHING
        if not self.marks:
            return ZERO
        cases = ngettext("%(n)s case", "%(n)s cases", self.cases) % {"n": self.cases}
        link = '<a href="{}" data-count="{}"><span>{}<small>{}</small></span></a>'
        return format_html(link, self.url, self.marks, self.marks, cases)


@dataclass(frozen=True)
class Row:
    """A code: `depth` on its level, `total` all its passages, a figure per column."""

    code: Code
    depth: int
    total: Figure
    cells: list[Figure]


@dataclass(frozen=True)
class Table:
    """`columns`: (label, figure of all that stands there)."""

    columns: list[tuple[str, Figure]]
    rows: list[Row]
    total: Figure


@dataclass
class Bag:
    """Marks and cases, each counted once."""

    marks: set[int] = field(default_factory=set)
    cases: set[int] = field(default_factory=set)

    def add(self, mark: "Coded") -> None:
        """Put one mark in."""
        self.marks.add(mark.pk)
        self.cases.add(mark.case)

    def figure(self, url: str, largest: int = 0) -> Figure:
        """As a figure; `largest` marks are the darkest shade."""
        number = len(self.marks)
        return Figure(number, len(self.cases), url, -(-number * SHADES // largest) if largest else 0)


@dataclass
class Coded:
    """A mark with its codes and those above them."""

    pk: int
    case: int
    place: tuple[Any, ...]
    start: int
    end: int
    facts: dict[str, str]
    codes: set[int] = field(default_factory=set)


def table(selection: Selection, view: str, user: Any, book: Codebook) -> Table:
    """Codes that are used in the selection against one of VIEWS."""
    coded = _coded(selection, user, book)
    cells = _together(coded, book) if view == TOGETHER else _by_fact(coded, view)
    used = set().union(*(mark.codes for mark in coded))
    rows = [(code, depth) for code, depth in _codes(book) if code.pk in used]
    columns = _code_columns(rows, cells) if view == TOGETHER else _fact_columns(coded, view)
    largest = max((len(bag.marks) for bag in cells.values()), default=0)

    def narrowed(code: Code | None, column: Any) -> Selection:
        narrow = replace(selection, code=code)
        return replace(narrow, other=column) if view == TOGETHER else narrow.with_fact(view, column)

    def cell(code: Code, column: Any) -> Figure:
        key = column.pk if view == TOGETHER else column
        if (code.pk, key) in cells:
            return cells[code.pk, key].figure(narrowed(code, column).url, largest)
        return Figure(none=view == TOGETHER and _related(code.pk, key, book))

    return Table(
        [(label, _column_total(coded, view, key, selection)) for label, key in columns],
        [_row(code, depth, coded, selection, [cell(code, key) for _label, key in columns]) for code, depth in rows],
        _bag(coded).figure(selection.url),
    )


def _coded(selection: Selection, user: Any, book: Codebook) -> list[Coded]:
    """The marks with their codes, in three queries."""
    marks = selection.marks(user, book)
    columns = ("pk", "case_id", "section", "row", "field", "start", "quote", *FACTS)
    found = {}
    for pk, case, section, row, name, start, quote, *facts in marks.order_by().values_list(*columns):
        place = (case, section, row, name)
        found[pk] = Coded(pk, case, place, start, start + len(quote), dict(zip(FACTS, facts, strict=True)))
    above = {pk: {pk, *book.above(pk)} for pk in book.codes}
    for mark, code in Coding.objects.filter(mark__in=marks.order_by().values("pk")).values_list("mark_id", "code_id"):
        if mark in found:
            found[mark].codes |= above[code]
    return list(found.values())


def _codes(book: Codebook) -> Iterator[tuple[Code, int]]:
    yield from ((node.code, node.depth) for node in book.nodes())
    yield from ((code, 1) for code in book.retired())


def _bag(marks: Iterable[Coded]) -> Bag:
    bag = Bag()
    for mark in marks:
        bag.add(mark)
    return bag


def _row(code: Code, depth: int, coded: list[Coded], selection: Selection, cells: list[Figure]) -> Row:
    return Row(code, depth, _code_total(code, coded, selection), cells)


def _code_total(code: Code, coded: list[Coded], selection: Selection) -> Figure:
    pk = code.pk
    return _bag(mark for mark in coded if pk in mark.codes).figure(replace(selection, code=code).url)


# --- Against a fact of the case -----------------------------------------------------------------------------------------
def _by_fact(coded: list[Coded], view: str) -> dict[tuple[int, Any], Bag]:
    cells: dict[tuple[int, Any], Bag] = defaultdict(Bag)
    for mark in coded:
        for code in mark.codes:
            cells[code, mark.facts[view]].add(mark)
    return cells


def _fact_columns(coded: list[Coded], view: str) -> list[tuple[str, Any]]:
    present = {mark.facts[view] for mark in coded}
    listed = [term.code for term in terms.offered(FACTS[view], tuple(present))]
    unknown = [""] if "" in present else []
    return [(fact_label(view, code), code) for code in [*listed, *unknown]]


def _column_total(coded: list[Coded], view: str, key: Any, selection: Selection) -> Figure:
    if view == TOGETHER:
        return _code_total(key, coded, selection)
    inside = (mark for mark in coded if mark.facts[view] == key)
    return _bag(inside).figure(selection.with_fact(view, key).url)


# --- Against each other -------------------------------------------------------------------------------------------------
def _together(coded: list[Coded], book: Codebook) -> dict[tuple[int, Any], Bag]:
    """(code, other) → marks with the code whose words carry the other too, or overlap with words that do. A code and
    those above it always stand together: that is not counted."""
    cells: dict[tuple[int, Any], Bag] = defaultdict(Bag)
    for _place, found in groupby(sorted(coded, key=lambda mark: mark.place), key=lambda mark: mark.place):
        here = list(found)
        for mark in here:
            others = {code for other in here if _overlap(mark, other) for code in other.codes}
            for code, other in product(mark.codes, others):
                cells[code, other].add(mark)
    return {key: bag for key, bag in cells.items() if not _related(*key, book)}


def _overlap(mark: Coded, other: Coded) -> bool:
    return mark.start < other.end and other.start < mark.end


def _code_columns(rows: list[tuple[Code, int]], cells: dict[tuple[int, Any], Bag]) -> list[tuple[str, Any]]:
    """Codes that stand together with another one."""
    together = {other for _code, other in cells}
    return [(code.name, code) for code, _depth in rows if code.pk in together]


def _related(first: int, second: int, book: Codebook) -> bool:
    return first == second or first in book.above(second) or second in book.above(first)
