"""Many cases with their rows, for passes over all of them such as building the search index, and for lists of cards.

A prefetch makes a model instance with all its ceremony of each of the twenty-odd child rows of a case, which takes as
long as everything else that the index needs of them. Here the rows come bare.
"""

from collections.abc import Collection, Iterator
from types import SimpleNamespace
from typing import Any

from django.db import models

from bansou.batches import in_batches
from casestudies.models import CaseRow, CaseStudy, CaseTag, CaseTerm, CoAuthor
from casestudies.query import CaseQuerySet

_BARE: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "terms": (CaseTerm, ("scheme", "code", "is_main", "sort_order")),
    "rows": (CaseRow, ("kind", "key", "data")),
}


def with_rows(cases: CaseQuerySet) -> Iterator[CaseStudy]:
    """The cases with terms, rows, tags and co-authors in memory, by number. They are to be read, never saved."""
    for batch in in_batches(cases):
        attach(batch)
        yield from batch


def attach(cases: list[CaseStudy]) -> None:
    """Put the child rows where the case looks for those that are not saved yet."""
    found: dict[int, dict[str, list[Any]]] = {case.pk: {"terms": [], "rows": [], "tag_items": []} for case in cases}
    for relation in _BARE:
        for pk, row in _bare_rows(relation, case__in=found):
            found[pk][relation].append(row)
    for pk, name in CaseTag.objects.filter(content_object__in=found).values_list("content_object_id", "tag__name"):
        found[pk]["tag_items"].append(_tag(name))
    # What Django prefetches refers to its case, which then waits for the garbage collector: a quarter of reading's time.
    coauthors: dict[int, list[Any]] = {case.pk: [] for case in cases}
    for pk, user in CoAuthor.objects.filter(case__in=found).order_by("id").values_list("case_id", "user_id"):
        coauthors[pk].append(SimpleNamespace(user_id=user))
    for case in cases:
        case._cluster_related_objects = found[case.pk]
        case._prefetched_objects_cache = {"coauthors": coauthors[case.pk]}


def attach_terms(cases: list[CaseStudy], schemes: Collection[str]) -> None:
    """Put the terms of some schemes, and nothing else, where the case looks for them."""
    found: dict[int, list[Any]] = {case.pk: [] for case in cases}
    for pk, term in _bare_rows("terms", case__in=found, scheme__in=schemes):
        found[pk].append(term)
    for case in cases:
        case._cluster_related_objects = {"terms": found[case.pk]}


def _bare_rows(relation: str, **conditions: Any) -> Iterator[tuple[int, models.Model]]:
    """(case, row) in order."""
    model, names = _BARE[relation]
    rows = model._default_manager.filter(**conditions).order_by("sort_order", "id")
    for pk, *values in rows.values_list("case_id", *names):
        yield pk, _bare(model, names, values)


def hold(case: CaseStudy, terms: list[CaseTerm], rows: list[CaseRow], tags: list[str]) -> None:
    """Give a case child rows that are stored nowhere; it has no co-authors."""
    case._cluster_related_objects = {"terms": terms, "rows": rows, "tag_items": [_tag(name) for name in tags]}
    case._prefetched_objects_cache = {"coauthors": []}


def _tag(name: str) -> Any:
    return SimpleNamespace(tag=SimpleNamespace(name=name))


def _bare(model: type[models.Model], names: tuple[str, ...], values: list[Any]) -> models.Model:
    """A row with these columns and nothing else: no signals, no state."""
    row = model.__new__(model)
    row.__dict__.update(zip(names, values, strict=True))
    return row
