"""The simple search: the newest readable objects whose title or summary holds the words, straight from the database.

No rank and no counts; but the same readers, the same filters and the same pages.
"""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from bansou.access import MEMBERS, PUBLIC, STAFF
from bansou.accounts.models import User
from casestudies.models import CaseStudy
from community.models import Thread
from knowhow.models import Article
from search.engines.base import Fragment, Hit, Query, Results, Suggestion
from search.fallback.conditions import Condition, article_facet, case_facet, person_facet, thread_facet
from search.query import Clause, Compiled, Need, compile_query

COUNTED = 1_000  # totals are exact up to here
FORMS = 6  # of a word: as typed, and the first synonyms
SECONDS = 1.0  # that the database may take
STEPS = 10_000  # of SQLite, after which it asks whether to go on


@dataclass(frozen=True)
class Source:
    """Where the objects of a kind are. `texts`: the columns that are searched, the title first; `newest`: the order."""

    rows: Callable[[Collection[str]], QuerySet[Any]]
    texts: tuple[str, ...]
    newest: str
    facet: Condition


def people(held: Collection[str]) -> QuerySet[User]:
    """Members whose profile may be read with these tokens."""
    shown = User.objects.approved().exclude(display_name="")
    return shown if {MEMBERS, STAFF} & set(held) else shown.filter(profile_readers=PUBLIC)


# An app above this one adds its own.
SOURCES: dict[str, Source] = {
    "case": Source(CaseStudy.objects.readable_by, ("title", "summary"), "published_on", case_facet),
    "knowhow": Source(Article.objects.readable_by, ("claim", "situation"), "published_on", article_facet),
    "thread": Source(Thread.objects.readable_by, ("title",), "created_at", thread_facet),
    "person": Source(people, ("display_name", "job"), "approved_at", person_facet),
}


def answer(query: Query) -> Results:
    """The simple answer to a query. Never an error, and never long: no hits when the database takes too long."""
    compiled = compile_query(query.text)
    size, page = max(0, query.size), max(1, query.page)
    found: tuple[int, list[Hit]] = (0, [])
    with limited():
        found = pick(query, compiled, (page - 1) * size, size)
    total, hits = found
    return Results(total, tuple(hits), terms=compiled.terms, page=page, size=query.size, degraded=True)


def still_readable(found: Sequence[Suggestion], held: Collection[str]) -> list[Suggestion]:
    """Those that whoever holds these tokens may read now: an index may lag behind by two seconds."""
    ids: dict[str, list[str]] = {}
    for item in found:
        ids.setdefault(item.kind, []).append(item.id)
    there = {
        (kind, public_id)
        for kind in ids.keys() & SOURCES.keys()
        for public_id in SOURCES[kind].rows(held).filter(public_id__in=ids[kind]).values_list("public_id", flat=True)
    }
    return [item for item in found if (item.kind, item.id) in there]


def pick(query: Query, compiled: Compiled, start: int, size: int) -> tuple[int, list[Hit]]:
    """(how many there are, those of the page), kind after kind."""
    total, hits = 0, []
    for kind, source in SOURCES.items():
        if query.kinds and kind not in query.kinds:
            continue
        rows = matching(source, query, compiled)
        here = max(0, start - total)
        hits += hits_of(kind, source, rows, here, size - len(hits)) if here < COUNTED else []
        total += rows[:COUNTED].count()
    return total, hits


def hits_of(kind: str, source: Source, rows: QuerySet[Any], start: int, size: int) -> list[Hit]:
    """The newest of them from `start` on."""
    ordered = rows.order_by(f"-{source.newest}", "-pk").values_list("public_id", source.texts[0])
    found = ordered[start : min(start + size, COUNTED)] if size else ()
    return [Hit(kind, public_id, 0.0, (Fragment(title),)) for public_id, title in found]


def matching(source: Source, query: Query, compiled: Compiled) -> QuerySet[Any]:
    """What a reader may read of a kind, is filtered as asked and holds the words."""
    rows = source.rows(query.audience)
    for facet, codes in query.selected.items():
        rows = rows.filter(source.facet(facet, codes)) if codes else rows
    for facet, codes in query.excluded.items():
        rows = rows.exclude(source.facet(facet, codes)) if codes else rows
    for facet, (first, last) in query.ranges.items():
        rows = rows.filter(source.facet(facet, (), first, last)) if first or last else rows
    for need in compiled.needs:
        rows = rows.filter(holding(source.texts, need))
    for clause in compiled.excluded:
        rows = rows.exclude(with_word(source.texts, clause))
    return rows


def holding(texts: Sequence[str], need: Need) -> Q:
    """All words; of a sentence any."""
    all_of = need.minimum == len(need.clauses)
    found = [with_word(texts, clause) for clause in need.clauses]
    return Q(*found) if all_of else Q(*found, _connector=Q.OR)


def with_word(texts: Sequence[str], clause: Clause) -> Q:
    """One of the texts holds the word as it was typed, or one of its other forms."""
    forms = dict.fromkeys([clause.surface, *("".join(words) for words in clause.alternatives)])
    return Q(
        *(Q(**{f"{text}__icontains": form}) for text in texts for form in list(forms)[:FORMS] if form),
        _connector=Q.OR,
    )


@contextmanager
def limited() -> Iterator[None]:
    """The database gives up after `SECONDS`, and the block just ends: many readers may come while the engine is away, and
    words are looked for in the titles of all cases."""
    with suppress(OperationalError), _limited_postgresql() if connection.vendor == "postgresql" else _limited_sqlite():
        yield


@contextmanager
def _limited_postgresql() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{int(SECONDS * 1000)}"])
        yield
        cursor.execute("SELECT set_config('statement_timeout', '0', true)")


@contextmanager
def _limited_sqlite() -> Iterator[None]:
    connection.ensure_connection()
    until = time.monotonic() + SECONDS
    connection.connection.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)
