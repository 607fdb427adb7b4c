"""What other pages ask of search: counts, and the newest of a kind; always of what the reader may read."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from bansou.access import tokens
from search.engines import get_engine
from search.engines.base import Query

StepCounts = dict[str, dict[str, int]]


def step_counts(user: Any) -> StepCounts:
    """{step: {"good": n, "failure": n, "ongoing": n, "knowhow": n}} of what `user` may read."""
    audience = tokens(user)
    found: StepCounts = {}
    for name, kind, selected in _questions():
        query = Query(selected=selected, audience=audience, kinds=(kind,), size=0, facets=("step",))
        for step, count in get_engine().search(query).facets.get("step", {}).items():
            found.setdefault(step, {})[name] = count
    return found


def _questions() -> Iterable[tuple[str, str, dict[str, tuple[str, ...]]]]:
    for outcome in ("good", "failure", "ongoing"):
        yield outcome, "case", {"outcome": (outcome,)}
    yield "knowhow", "knowhow", {}


def newest(rows: QuerySet[Any], kind: str, user: Any, size: int, **selected: str) -> list[Any]:
    """The newest objects of a kind that carry these codes (facet=code), newest first, taken from `rows`.

    `rows` decides what `user` may read (`.visible_to(user)`); the engine says which they are, however many there are.
    """
    chosen = {facet: (code,) for facet, code in selected.items()}
    query = Query(selected=chosen, audience=tokens(user), kinds=(kind,), sort="new", size=size)
    ids = [hit.id for hit in get_engine().search(query).hits]
    found = {row.public_id: row for row in rows.filter(public_id__in=ids)} if ids else {}
    return [found[public_id] for public_id in ids if public_id in found]
