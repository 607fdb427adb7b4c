"""Why each result stands where it stands: what a query asks for, and the points of each part of it.

Works on the shown results alone, with `search.ranking` and no engine of its own: the points are those of the ranking
among these results, so they come close to the engine's score, which also knows the results that are not shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bansou.access import tokens
from search.analysis import TAIL
from search.documents import document_of
from search.engines import get_engine
from search.engines.analysed import analyse
from search.engines.base import Hit, Query
from search.kinds import readable
from search.query import Clause, Compiled, Need, compile_query
from search.ranking import idf, scores

SHOWN = 10


@dataclass(frozen=True)
class Asked:
    """A word of the query: as typed, what else finds the same, how many results hold it, its weight."""

    typed: str
    others: list[str]
    held: int
    weight: float


@dataclass(frozen=True)
class Ranked:
    """A result: the engine's score, and points for each word asked for, then for words and characters side by side."""

    title: str
    url: str
    pin_key: str
    score: float
    points: list[float]
    nearness: float


@dataclass(frozen=True)
class Explanation:
    """`minimums`: (how many must hold, of how many) for each need."""

    asked: list[Asked]
    minimums: list[tuple[int, int]]
    excluded: list[str]
    total: int
    relaxed: bool
    ranked: list[Ranked]


def explain(text: str, kind: str, user: Any) -> Explanation:
    """How `user` is answered, and why in this order."""
    audience = tokens(user)
    compiled = compile_query(text)
    results = get_engine().search(Query(text=text, audience=audience, kinds=(kind,), size=SHOWN))
    everything = _count("", kind, audience)
    held = {clause: _count(clause.surface, kind, audience) for clause in compiled.clauses}
    weights = {clause: idf(count, everything) for clause, count in held.items()}
    return Explanation(
        asked=[
            Asked(c.surface, [_shown(s) for s in c.alternatives[1:]], held[c], weights[c]) for c in compiled.clauses
        ],
        minimums=[(need.minimum, len(need.clauses)) for need in compiled.needs],
        excluded=[clause.surface for clause in compiled.excluded],
        total=results.total,
        relaxed=results.relaxed,
        ranked=_ranked(compiled, weights, results.hits, kind, user),
    )


def _count(text: str, kind: str, audience: frozenset[str]) -> int:
    return get_engine().search(Query(text=text, audience=audience, kinds=(kind,), size=0)).total


def _shown(sequence: tuple[str, ...]) -> str:
    return (" " if all(word.isascii() for word in sequence) else "").join(sequence)


def _ranked(
    compiled: Compiled, weights: Mapping[Clause, float], hits: tuple[Hit, ...], kind: str, user: Any
) -> list[Ranked]:
    rows = {row.public_id: row for row in readable(kind, user).filter(public_id__in=[hit.id for hit in hits])}
    texts = {n: words for n, hit in enumerate(hits) if hit.id in rows and (words := _words(hit))}
    average = sum(words.count(" ") + 1 for words in texts.values()) / max(1, len(texts))
    parts = [
        scores(Compiled((Need((clause,), 1, 1),)), weights, {clause: texts}, texts, average)
        for clause in compiled.clauses
    ]
    near = scores(Compiled(words=compiled.words), {}, {}, texts, average)
    return [
        Ranked(
            str(rows[hits[n].id]),
            rows[hits[n].id].get_absolute_url(),
            f"{kind}:{hits[n].id}",
            hits[n].score,
            [points[n] for points in parts],
            near[n],
        )
        for n in texts
    ]


def _words(hit: Hit) -> str:
    """The words of a result as the index has them."""
    document = document_of(hit.kind, hit.id)
    return analyse(document.parts).words.partition(f" {TAIL}")[0] if document else ""
