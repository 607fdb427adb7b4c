"""Counts that other pages show; always of what the reader may read."""

from collections.abc import Iterable
from typing import Any

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
