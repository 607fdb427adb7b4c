"""Which titles go on from what is typed."""

from collections.abc import Collection

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Prefix, Terms

from search.analysis import safe
from search.engines.base import HELPFUL, NEW, Suggestion
from search.engines.elasticsearch.clauses import any_of
from search.engines.elasticsearch.connection import Cluster, Deadline, Json
from search.readings import typed_keys

Parts = tuple[tuple[str, ...], ...]  # as `readings.typed_keys` gives them


def suggest(cluster: Cluster, index: str, text: str, audience: Collection[str], limit: int) -> list[Suggestion]:
    """Titles of readable documents that have, for every part typed, a key which starts with it; best liked first."""
    parts = typed_keys(text)
    if not parts:
        return []
    answer = cluster.search(index, [_body(parts, audience, limit)], Deadline(cluster.options.timeout))[0]
    stored = [hit["_source"] for hit in answer["hits"]["hits"]]
    return [Suggestion(one["title"], one["kind"], one["id"]) for one in stored]


def _body(parts: Parts, audience: Collection[str], limit: int) -> Json:
    begins = [any_of([Prefix("title_keys", begin) for begin in part]) for part in parts]
    readable = Terms("audience", [safe(token) for token in audience])
    fields = (f"sorts.{HELPFUL}", f"sorts.{NEW}", "tie")
    search = Search().query(Bool(filter=[readable, *begins])).sort(*({field: {"order": "desc"}} for field in fields))
    return search.extra(size=limit, _source=["kind", "id", "title"], track_total_hits=False).to_dict()
