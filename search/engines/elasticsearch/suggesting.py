"""Which titles go on from what is typed."""

from collections.abc import Collection

from elasticsearch.dsl import Search
from elasticsearch.dsl.query import Bool, Prefix, Query, Terms

from search.engines.base import HELPFUL, NEW, Suggestion
from search.engines.elasticsearch.clauses import any_of
from search.engines.elasticsearch.connection import Json
from search.engines.elasticsearch.records import safe_values
from search.readings import typed_keys


def suggestions(text: str, audience: Collection[str], limit: int, kinds: Collection[str]) -> Json | None:
    """Readable documents that have, for every part typed, a title key which starts with it; None when nothing is typed."""
    parts = typed_keys(text)
    if not parts:
        return None
    conditions: list[Query] = [Terms("audience", safe_values(audience))]
    conditions += [Terms("kind", safe_values(kinds))] if kinds else []
    conditions += [any_of([Prefix("title_keys", {"value": begin}) for begin in part]) for part in parts]
    fields = (f"sorts.{HELPFUL}", f"sorts.{NEW}", "tie")
    search = Search().query(Bool(filter=conditions)).sort(*({field: {"order": "desc"}} for field in fields))
    return search.extra(size=limit, _source=["kind", "id", "title"], track_total_hits=False).to_dict()


def suggested(answer: Json) -> list[Suggestion]:
    """The answer in order."""
    stored = [hit["_source"] for hit in answer["hits"]["hits"]]
    return [Suggestion(one["title"], one["kind"], one["id"]) for one in stored]
