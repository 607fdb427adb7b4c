"""What the pages of collections show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from casestudies.cards import card
from casestudies.models import CaseStudy
from distil.collections.members import Members, members
from distil.models import Collection, CollectionCase, Mark
from search.engines import get_engine


@dataclass(frozen=True)
class Row:
    """A collection in a list: how many cases, how many of them carry marks, how many marks."""

    collection: Collection
    cases: int
    marked: int
    marks: int


def rows_of(collections: Iterable[Collection], user: Any) -> list[Row]:
    """Rows with the counts of now."""
    with get_engine().steady():
        return [row_of(collection, members(collection, user)) for collection in collections]


def row_of(collection: Collection, now: Members) -> Row:
    """The row of a collection that holds these cases."""
    marks = Mark.objects.standing().filter(case__in=now.cases.order_by().values("pk")).order_by()
    counted = marks.aggregate(marked=Count("case", distinct=True), marks=Count("pk"))
    return Row(collection, now.cases.count(), counted["marked"], counted["marks"])


def cards_with_marks(cases: Iterable[Any]) -> list[tuple[Any, dict[str, Any], int]]:
    """(case, its card, how many marks it carries)."""
    cases = list(cases)
    counts = Mark.objects.standing().filter(case__in=cases).order_by().values("case").annotate(n=Count("pk"))
    by_case = dict(counts.values_list("case", "n"))
    return [(case, card(case), by_case.get(case.pk, 0)) for case in cases]


def left_out(collection: Collection, user: Any) -> list[Any]:
    """Cases that the search finds and somebody left out, as `user` may read them."""
    entries = CollectionCase.objects.filter(collection=collection, is_out=True)
    return list(CaseStudy.objects.visible_to(user).filter(pk__in=entries.values("case")))
