"""What only the Elasticsearch engine can get wrong: rebuilding beside a serving index, versions, an absent server."""

import logging
import random
import re
import socket
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from search.engines.base import Document, IndexMissing, Query, SearchUnavailable, Section
from search.engines.elasticsearch import ElasticsearchEngine, mapping
from tests.search import corpora
from tests.search.conftest import SeenAtOnce


def doc(id, text="社長", version=0, **given):
    sections = (Section("s-1", "lesson", text),)
    return Document("case", id, f"題名{id}", sections=sections, audience=("public",), version=version, **given)


def ids(engine, text=""):
    return {hit.id for hit in engine.search(Query(text)).hits}


def indices(engine):
    return sorted(engine.cluster.client.indices.get(index=f"{engine.indices.live}-index-*").body)


# --- Rebuilding -------------------------------------------------------------------------------------------------------------
def test_readers_are_served_and_writes_reach_both_while_a_new_index_is_filled(elasticsearch):
    engine = elasticsearch
    engine.put_many([doc("old"), doc("kept")])
    before = indices(engine)

    def documents():
        yield doc("kept")
        assert ids(engine) == {"old", "kept"}
        engine.put(doc("late", "工場", version=7))
        engine.drop("case", "gone", version=8)
        assert ids(engine) == {"old", "kept", "late"}
        # Read before those changes, written after them: must not win.
        yield doc("late", "旅館")
        yield doc("gone")

    engine.rebuild(documents())
    assert ids(engine) == {"kept", "late"}
    assert ids(engine, "工場") == {"late"}
    assert len(indices(engine)) == 1 and indices(engine) != before


def test_a_rebuild_that_was_killed_is_gone_on_with(elasticsearch):
    engine = elasticsearch
    engine.put(doc("old"))

    def broken_off():
        yield from (doc(f"d{n}") for n in range(150))
        raise KeyboardInterrupt

    engine.writer.fill([])
    with pytest.raises(KeyboardInterrupt):
        fill_some(engine, broken_off())
    assert ids(engine) == {"old"}
    half = indices(engine)
    assert len(half) == 2
    written = []
    engine.writer.fill = counting(engine.writer.fill, written)
    assert engine.rebuild(doc(f"d{n}") for n in range(160)) == 160
    assert len(written) == 10
    assert engine.search(Query()).total == 160
    assert indices(engine) == half[1:]


def fill_some(engine, documents):
    """A rebuild that dies behind what was written."""
    from search.engines.elasticsearch.records import record_of

    engine.indices.begin()
    for document in documents:
        engine.writer.fill([record_of(document)])


def counting(fill, written):
    def counted(records):
        records = list(records)
        written.extend(records)
        fill(records)

    return counted


def test_what_was_begun_in_another_way_is_thrown_away(elasticsearch, monkeypatch):
    engine = elasticsearch
    with monkeypatch.context() as earlier:
        earlier.setattr(mapping, "MAPPING", mapping.MAPPING - 1)
        engine.reset()
        fill_some(engine, [doc("stale")])
    assert not engine.stats()["is_current"]
    engine.rebuild([doc("new")])
    assert ids(engine) == {"new"}
    assert engine.stats()["is_current"] and len(indices(engine)) == 1


# --- Writing ----------------------------------------------------------------------------------------------------------------
def test_nothing_is_created_by_a_write_to_a_missing_index(elasticsearch_options):
    engine = SeenAtOnce(replace(elasticsearch_options, prefix=f"{elasticsearch_options.prefix}-none"))
    for use in (
        lambda: engine.put(doc("a")),
        lambda: engine.drop("case", "a", version=1),
        lambda: engine.search(Query()),
        lambda: engine.entries("case", ["a"]),
        lambda: engine.suggest("社", ["public"]),
    ):
        with pytest.raises(IndexMissing):
            use()
    assert indices(engine) == []


def test_old_tombstones_are_tidied_away(elasticsearch, monkeypatch):
    engine = elasticsearch
    engine.put(doc("a", version=3))
    engine.drop("case", "a", version=4)
    engine.refresh()
    engine.tidy()
    engine.put(doc("a", version=2))
    assert ids(engine) == set()
    monkeypatch.setattr("search.engines.elasticsearch.engine.TOMBSTONE_SECONDS", -10)
    engine.tidy()
    assert engine.writer.stored_version("case:a") is None


def test_a_read_only_index_is_read_but_refuses_writes(elasticsearch):
    engine = elasticsearch
    engine.put(doc("a"))
    engine.refresh()
    engine.cluster.client.indices.put_settings(
        index=engine.indices.live, settings={"blocks.read_only_allow_delete": True}
    )
    with pytest.raises(SearchUnavailable):
        engine.put(doc("b"))
    assert ids(engine) == {"a"}


def test_entries_say_what_is_there(elasticsearch):
    from search.engines.fingerprint import entry_of

    document = doc("a", version=5, facets={"step": ["1", "2"]})
    elasticsearch.put(document)
    elasticsearch.put(doc("b", version=6))
    elasticsearch.drop("case", "b", version=7)
    assert elasticsearch.entries("case", ["a", "b", "c"]) == {"a": entry_of(document)}
    assert list(elasticsearch.names()) == [("case", "a")]


# --- Reading ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("page", "size"), [(500, 20), (501, 20), (34, 300), (2, 10_000), (1, 30_000)])
def test_pages_beyond_what_the_cluster_gives_are_empty_with_the_right_total(elasticsearch, page, size):
    elasticsearch.put_many([doc("a"), doc("b")])
    for text in ("", "社長"):
        results = elasticsearch.search(Query(text, page=page, size=size))
        assert (results.total, len(results.hits)) == (2, 2 if page == 1 else 0)


def test_the_usual_search_is_one_round_trip(elasticsearch, monkeypatch):
    elasticsearch.put_many([doc("a", "社長 後継者 工場"), doc("b", "社長")])
    asked = []
    search = elasticsearch.cluster.search
    monkeypatch.setattr(elasticsearch.cluster, "search", lambda *given: asked.append(given) or search(*given))
    for text, expected in (("", 1), ("社長 後継者", 1), ("社長 旅館", 3)):
        asked.clear()
        elasticsearch.search(Query(text, facets=("step",)))
        assert len(asked) == expected, text
    # A tab, while another kind holds fewer of the words.
    elasticsearch.put(replace(doc("t"), kind="thread"))
    for text, expected in (("社長 後継者", 1), ("社長 旅館", 3)):
        asked.clear()
        results = elasticsearch.search(Query(text, kinds=("case",), facets=("step",)))
        assert (len(asked), results.kinds["thread"]) == (expected, 1), text
    # Beside a tab of few documents the others are nearly all: they are relaxed only where they must be.
    elasticsearch.put(replace(doc("u", "社長 旅館"), kind="thread"))
    for text, expected in (("社長 旅館", 2), ("社長", 1)):
        asked.clear()
        results = elasticsearch.search(Query(text, kinds=("thread",), facets=("step",)))
        assert (len(asked), results.kinds["case"]) == (expected, 2), text


@pytest.mark.parametrize("shards", [1, 3])
def test_what_was_counted_is_remembered_until_the_index_changes(elasticsearch, shards):
    options = elasticsearch.cluster.options
    engine = SeenAtOnce(replace(options, shards=shards, prefix=f"{options.prefix}-remembered"))
    engine.reset()
    engine.put_many(doc(f"d{n}", facets={"step": [f"{n % 7}"]}) for n in range(20))
    asked = Query("社長", facets=("step",), audience=frozenset({"public", "members", "org-7"}))

    def remembered():
        engine.search(asked)
        stats = engine.cluster.client.indices.stats(index=engine.indices.live, metric="request_cache")
        return stats["_all"]["total"]["request_cache"]["hit_count"]

    try:
        remembered()
        before = remembered()
        assert remembered() >= before + 2 * shards  # the page's own counts, and how telling the words are
        engine.put(doc("new", facets={"step": ["9"]}))
        engine.put(replace(doc("theirs"), audience=("org-7",)))
        results = engine.search(asked)
        assert (results.total, results.facets["step"]["9"]) == (22, 1)
        assert engine.search(replace(asked, audience=frozenset({"public"}))).total == 21
    finally:
        engine.indices.delete_all()


def test_counts_and_scores_are_the_same_with_several_shards(elasticsearch):
    options = elasticsearch.cluster.options
    spread = SeenAtOnce(replace(options, shards=3, prefix=f"{options.prefix}-spread"))
    spread.reset()
    for engine in (elasticsearch, spread):
        engine.put_many(corpora.documents(11, 60))
    rng = random.Random(11)
    for _ in range(20):
        query = corpora.query(rng)
        one, three = elasticsearch.search(query), spread.search(query)
        assert (one.total, one.facets, one.kinds) == (three.total, three.facets, three.kinds), query
        assert rounded(one) == rounded(three), query
    spread.indices.delete_all()


def rounded(results):
    return {hit.id: round(hit.score, 3) for hit in results.hits}


def test_nothing_of_the_client_leaves_its_folder():
    root = Path(__file__).resolve().parents[2]
    packages = ("platform", "casestudies", "knowhow", "community", "search", "tools")
    strays = [
        str(path.relative_to(root))
        for package in packages
        for path in (root / package).rglob("*.py")
        if "engines/elasticsearch" not in path.as_posix()
        and re.search(r"^\s*(from|import) (elasticsearch|elastic_transport)\b", path.read_text(), re.MULTILINE)
    ]
    assert strays == []


# --- An absent server -------------------------------------------------------------------------------------------------------
@contextmanager
def silent_server():
    """Takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        yield listening.getsockname()[1]


def absent(options, port):
    return ElasticsearchEngine(replace(options, urls=(f"http://127.0.0.1:{port}",), timeout=0.4))


@pytest.mark.parametrize("text", ["", "社長 後継者"])
def test_readers_do_not_wait_for_a_silent_server(elasticsearch_options, db, text):
    with silent_server() as port:
        engine = absent(elasticsearch_options, port)
        started = time.monotonic()
        with pytest.raises(SearchUnavailable):
            engine.search(Query(text))
        assert time.monotonic() - started < 1.5


def test_a_server_that_is_down_is_said_so(elasticsearch_options, db, caplog):
    with silent_server() as port:
        pass
    engine = absent(elasticsearch_options, port)
    engine.warm()
    with caplog.at_level(logging.INFO):
        for use in (
            lambda: engine.search(Query("秘密の言葉")),
            lambda: engine.suggest("秘密", ["public"]),
            engine.stats,
        ):
            with pytest.raises(SearchUnavailable) as raised:
                use()
            assert "秘密" not in repr(raised.value)
    assert "秘密" not in caplog.text
