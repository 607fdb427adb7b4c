"""The two engines side by side, on the same random documents and questions."""

import random
from dataclasses import replace

import pytest

from search.engines.base import Query
from tests.search import corpora
from tests.search.reference import Reference

QUESTIONS = 50


@pytest.mark.parametrize("seed", range(20, 26))
def test_engines_and_reference_agree(embedded, elasticsearch, seed):
    reference = Reference(corpora.documents(seed, 80))
    for engine in (embedded, elasticsearch):
        engine.put_many(reference.documents.values())
    rng = random.Random(seed)
    for _ in range(QUESTIONS):
        query = corpora.query(rng)
        ours, theirs = embedded.search(query), elasticsearch.search(query)
        assert counted(ours) == counted(theirs), query
        assert ours.total == len(reference.found(query)), query
        assert ours.facets == reference.facets(query), query
        assert shown(ours) == shown(theirs), query
        assert order(reference, query, ours) == order(reference, query, theirs), query


def counted(results):
    """What must be equal to the last digit."""
    return (
        results.total,
        results.facets,
        results.kinds,
        results.relaxed,
        results.dropped,
        results.terms,
        {(hit.kind, hit.id) for hit in results.hits},
    )


def shown(results):
    """Title and passages of each hit with their marks."""
    return {(hit.kind, hit.id): (hit.title, hit.passages) for hit in results.hits}


def order(reference, query, results):
    """What a sort promises: the numbers come in this order. By relevance the scores fall; which document is how good
    may differ a little between the engines."""
    documents = [reference.documents[hit.kind, hit.id] for hit in results.hits]
    if query.sort == "new" or not results.terms:
        return [d.dates["published"] for d in documents] if query.sort in ("new", "relevance") else None
    if query.sort != "relevance":
        return [d.numbers.get(query.sort, 0) for d in documents]
    scores = [hit.score for hit in results.hits]
    return scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("seed", range(30, 33))
def test_the_best_hits_are_mostly_the_same(embedded, elasticsearch, seed):
    documents = corpora.documents(seed, 200)
    for engine in (embedded, elasticsearch):
        engine.put_many(documents)
    rng = random.Random(seed)
    shared = asked = 0
    while asked < 100:
        query = Query(text=corpora.text(rng), audience=["staff"], size=10)
        ours, theirs = ([hit.id for hit in engine.search(query).hits] for engine in (embedded, elasticsearch))
        if query.text and len(ours) == 10:
            shared += len(set(ours[:3]) & set(theirs))
            asked += 3
    assert shared / asked > 0.8


def test_suggestions_agree(embedded, elasticsearch):
    documents = [replace(d, numbers={"helpful": place}) for place, d in enumerate(corpora.documents(40, 120))]
    for engine in (embedded, elasticsearch):
        engine.put_many(documents)
    typed = (
        "社",
        "しゃちょう",
        "kouk",
        "後継",
        "ほじょ",
        "jigyou",
        "DX",
        "でじ",
        "見積",
        "みつもり",
        "こう",
        "事業 補助",
        "zzz",
    )
    for text in typed:
        for audience in (["public"], ["staff"], ["org:1"], []):
            for kinds in ((), ("case",), ("thread", "knowhow")):
                ours, theirs = (engine.suggest(text, audience, 8, kinds) for engine in (embedded, elasticsearch))
                assert ours == theirs, (text, audience, kinds)
    assert embedded.suggest("しゃちょう", ["staff"])
