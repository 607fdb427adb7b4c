"""How much the Elasticsearch engine adds to the least that one could ask: the same words, readers and aggregations."""

import time
from typing import Any

from django.conf import settings

from bansou.site.bench_pages import Page
from search.engines import make_engine
from search.engines.base import Query
from search.engines.elasticsearch.records import facet_field
from search.query import compile_query

CODES = 1_000  # values of a facet


def against_minimal(page: Page) -> dict[str, Any]:
    """Milliseconds of every other query of a page, asked in turn of the engine and by hand. Nothing is remembered of
    counts: each is asked as if for the first time. What is remembered shows on the pages."""
    engine = make_engine(settings.SEARCH_ENGINE)
    client, index = engine.cluster.client, engine.indices.live  # type: ignore[attr-defined]
    found: dict[str, list[float]] = {"engine": [], "by_hand": []}
    for query in page.queries[::2]:
        body = by_hand(query)
        client.indices.clear_cache(index=index, request=True)
        started = time.perf_counter()
        engine.search(query)
        between = time.perf_counter()
        client.search(index=index, **body)
        found["engine"].append((between - started) * 1000)
        found["by_hand"].append((time.perf_counter() - between) * 1000)
    client.indices.clear_cache(index=index, request=True)
    return {"name": page.name, **found}


def by_hand(query: Query) -> dict[str, Any]:
    """The search as one would write it: words must match, filters filter, one terms aggregation per facet."""
    words = " ".join(word for clause in compile_query(query.text).clauses for word in clause.alternatives[0])
    chosen = [{"terms": {facet_field(scheme): sorted(codes)}} for scheme, codes in query.selected.items()]
    filters = [{"terms": {"audience": sorted(query.audience)}}, {"terms": {"kind": sorted(query.kinds)}}, *chosen]
    must = [{"match": {"words": {"query": words, "operator": "and"}}}] if words else []
    return {
        "query": {"bool": {"must": must, "filter": filters}},
        "aggs": {scheme: {"terms": {"field": facet_field(scheme), "size": CODES}} for scheme in query.facets},
        "sort": [] if words else [{"sorts.new": "desc"}],
        "from_": (query.page - 1) * query.size,
        "size": query.size,
        "track_total_hits": True,
        "source": ["kind", "id", "body"],
    }
