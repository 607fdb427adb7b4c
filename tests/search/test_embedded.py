"""What only the embedded engine has: it lives in the caller's transaction and in every process's memory."""

import threading
from dataclasses import replace

import pytest
from django.db import connection, connections, transaction

from search.engines.base import Document, Query, Section
from search.engines.embedded import EmbeddedEngine
from search.engines.embedded import follower as follower_module
from search.engines.embedded.temporary import ALIAS, temporary_engine

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="the embedded engine needs SQLite")


class Stop(Exception):
    """Rolls back."""


def doc(id: str, text: str = "社長", step: str = "1") -> Document:
    return Document(
        "case", id, f"題名{id}", sections=(Section("s", "l", text),), facets={"step": [step]}, audience=["public"]
    )


def seen(engine, text: str = "") -> tuple[int, dict[str, int]]:
    results = engine.search(Query(text, facets=("step",)))
    return results.total, results.facets["step"]


@pytest.fixture
def engine(django_db_blocker):
    """An engine on a file of its own, so that there are real transactions, threads and other processes."""
    with django_db_blocker.unblock(), temporary_engine() as made:
        yield made


def other(engine) -> EmbeddedEngine:
    """Another process's engine on the same database."""
    return EmbeddedEngine(ALIAS)


def test_a_transaction_sees_its_own_writes_and_a_rollback_takes_them_back(engine):
    engine.put(doc("a"))
    assert seen(engine) == (1, {"1": 1})
    with pytest.raises(Stop), transaction.atomic(using=ALIAS):
        engine.put(doc("b", step="2"))
        engine.drop("case", "a")
        assert seen(engine) == (1, {"2": 1})
        assert seen(engine, "社長") == (1, {"2": 1})
        raise Stop
    assert seen(engine) == (1, {"1": 1})
    assert seen(engine, "社長") == (1, {"1": 1})
    assert seen(other(engine)) == (1, {"1": 1})


def test_numbers_used_again_after_a_rollback_are_noticed(engine):
    with pytest.raises(Stop), transaction.atomic(using=ALIAS):
        engine.put(doc("a", step="1"))
        assert seen(engine) == (1, {"1": 1})
        raise Stop
    with transaction.atomic(using=ALIAS):
        engine.put(doc("b", step="2"))
        assert seen(engine) == (1, {"2": 1})
    assert seen(engine) == (1, {"2": 1})


def test_savepoints(engine):
    with transaction.atomic(using=ALIAS):
        engine.put(doc("a"))
        with pytest.raises(Stop), transaction.atomic(using=ALIAS):
            engine.put(doc("b"))
            assert seen(engine)[0] == 2
            raise Stop
        assert seen(engine)[0] == 1
    assert seen(engine)[0] == 1


def test_uncommitted_writes_are_not_seen_by_other_threads(engine):
    engine.put(doc("a"))
    totals: list[tuple[int, dict[str, int]]] = []

    def look() -> None:
        totals.append(seen(engine, "社長"))
        connections[ALIAS].close()

    connections[ALIAS].cursor().execute("PRAGMA journal_mode=WAL")
    with pytest.raises(Stop), transaction.atomic(using=ALIAS):
        engine.put(doc("b"))
        assert seen(engine, "社長")[0] == 2
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        raise Stop
    assert totals == [(1, {"1": 1})]


def test_other_processes_follow(engine):
    second = other(engine)
    assert seen(second, "社長")[0] == 0
    engine.put(doc("a"))
    assert seen(second, "社長") == (1, {"1": 1})
    engine.put(doc("a", "機械", step="2"))
    assert seen(second, "社長") == (0, {})
    assert seen(second, "機械") == (1, {"2": 1})
    engine.drop("case", "a")
    assert seen(second) == (0, {})


def test_remembered_words_follow_updates(engine):
    engine.put_many(doc(f"{n}", "社長" if n % 2 else "機械") for n in range(20))
    assert seen(engine, "社長")[0] == 10
    engine.put(doc("0", "社長"))
    engine.put(doc("1", "機械"))
    engine.put(doc("3", "機械"))
    assert seen(engine, "社長")[0] == 9
    assert seen(other(engine), "社長")[0] == 9


def test_frequent_words_are_looked_up_before_the_first_search(engine):
    engine.put_many([doc(f"d{n}", "社長と機械" if n % 2 else f"社長と道具{n}") for n in range(6)])
    fresh = other(engine)
    fresh.warm()
    with fresh.follower.current() as snapshot:
        assert {"社長", "機械"} <= snapshot.postings.keys()
        assert len(snapshot.postings["機械"]) == 3
    engine.put(doc("d1", "社長"))
    assert fresh.search(Query("機械")).total == 2


def test_many_changes_or_a_shortened_log_load_anew(engine, monkeypatch):
    second = other(engine)
    assert seen(second)[0] == 0
    monkeypatch.setattr(follower_module, "FOLLOWED_AT_MOST", 3)
    for n in range(6):
        engine.put(doc(str(n)))
    assert seen(second)[0] == 6
    for n in range(6, 10):
        engine.put(doc(str(n)))
    engine.store.tidy(1)
    assert seen(second)[0] == 10


def test_reset_is_noticed_everywhere(engine):
    second = other(engine)
    engine.put(doc("a"))
    assert seen(second)[0] == 1
    engine.reset()
    engine.put(doc("b", step="2"))
    assert seen(second, "社長") == (1, {"2": 1})


def test_unchanged_text_is_not_analysed_again(engine, monkeypatch):
    engine.put(doc("a"))
    monkeypatch.setattr("search.engines.embedded.writing.analyse", None)
    engine.put(doc("a", step="3"))
    assert seen(engine, "社長") == (1, {"3": 1})


def test_full_text_table_is_consistent_after_updates(engine):
    for n in range(30):
        engine.put(doc(str(n % 7), f"社長{n}と機械" * (n % 3)))
        if n % 4 == 0:
            engine.drop("case", str(n % 7))
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("INSERT INTO search_fts (search_fts, rank) VALUES ('integrity-check', 1)")


def test_put_many_on_all_cores_gives_the_same_index(engine, monkeypatch):
    monkeypatch.setattr("search.engines.analysed.POOL_FROM", 5)
    written: list[int] = []
    assert engine.put_many((doc(str(n), f"社長の{n}番目") for n in range(12)), progress=written.append) == 12
    assert sum(written) == 12
    assert seen(engine, "社長")[0] == 12
    assert engine.search(Query("7 番目")).hits[0].id == "7"


def test_bulk_does_not_analyse_unchanged_text_again(engine, monkeypatch):
    monkeypatch.setattr("search.engines.analysed.POOL_FROM", 5)
    documents = [doc(str(n), f"社長の{n}番目") for n in range(12)]
    engine.put_many(documents)
    monkeypatch.setattr("search.engines.analysed._analyse_all", None)
    assert engine.rebuild([replace(d, facets={"step": ["6"]}) for d in documents]) == 12
    assert seen(engine, "社長") == (12, {"6": 12})


def test_threads_search_while_one_writes(engine):
    connections[ALIAS].cursor().execute("PRAGMA journal_mode=WAL")
    engine.put_many(doc(str(n), "社長と機械") for n in range(100))
    errors: list[str] = []

    def look() -> None:
        try:
            for _ in range(30):
                results = engine.search(Query("社長", facets=("step",), size=200))
                if not results.total == sum(results.facets["step"].values()) == 100:
                    errors.append(f"{results.total} {results.facets}")
        finally:
            connections[ALIAS].close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(60):
        engine.put(doc(str(n % 100), "社長と機械と工場", step=str(n % 7 + 1)))
    for thread in threads:
        thread.join()
    assert not errors


def test_evaluate_search_command(tmp_path, capsys, django_db_blocker):
    import gzip
    import json

    from django.core.management import call_command

    with gzip.open(tmp_path / "c.jsonl.gz", "wt") as file:
        for n, word in enumerate(("社長", "機械", "旅館")):
            file.write(json.dumps({"id": n, "title": "題", "text": f"{word}の話"}) + "\n")
    (tmp_path / "q.jsonl").write_text(json.dumps({"id": "q", "query": "旅館はどこですか", "gold_id": 2}) + "\n")
    with django_db_blocker.unblock():
        call_command("evaluate_search", corpus=tmp_path / "c.jsonl.gz", queries=tmp_path / "q.jsonl", json=True)
    figures = json.loads(capsys.readouterr().out.strip().splitlines()[-1])
    assert (figures["mrr_at_10"], figures["recall_at_10"], figures["documents"]) == (1.0, 1.0, 3)


@pytest.mark.django_db
def test_searches_of_one_page_ask_once_for_the_state_of_the_index(django_assert_num_queries):
    engine = EmbeddedEngine()
    engine.warm()
    with engine.steady(), engine.steady(), django_assert_num_queries(0):
        engine.search(Query(size=0))
        engine.search(Query(size=0, kinds=("case",)))
    with django_assert_num_queries(2):
        engine.search(Query(size=0))
        engine.search(Query(size=0))
