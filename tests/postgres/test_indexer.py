"""Several workers bring changes from PostgreSQL to Elasticsearch while readers write."""

import threading
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from bansou.access import tokens
from bansou.indexing.models import Change
from bansou.indexing.services import changed_many
from casestudies.models import CaseStudy
from casestudies.services.publishing import change_settings, publish_revision
from search import checking, engines, indexer
from search.engines.base import Query
from search.fallback.answer import answer
from tests.cast import make_organisation, make_person, write_case
from tests.search.conftest import elasticsearch, elasticsearch_options  # noqa: F401 - fixtures

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]
with_threads = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(monkeypatch, settings, elasticsearch):  # noqa: F811
    """The site on Elasticsearch."""
    if connection.vendor != "postgresql":
        pytest.skip("no PostgreSQL server (Debian: apt install postgresql); make test starts one by itself")
    settings.SEARCH_ENGINE = "elasticsearch"
    monkeypatch.setattr("bansou.indexing.services._listeners", [])
    monkeypatch.setattr(indexer, "_patience", indexer.Patience())
    engines.get_engine.cache_clear()
    monkeypatch.setattr(engines, "make_engine", lambda name: elasticsearch)
    yield elasticsearch
    engines.get_engine.cache_clear()


def published(number):
    author = make_person(f"author{number}", make_organisation())
    case = write_case(author, title=f"事例{number}")
    return publish_revision(case.latest_revision, by=author)


def drained(seconds=30):
    """Wait until nothing waits."""
    deadline = time.monotonic() + seconds
    while Change.objects.waiting().exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not Change.objects.waiting().exists()


def in_threads(number, work):
    stop = threading.Event()

    def run():
        while not stop.is_set():
            work()
        connection.close()

    threads = [threading.Thread(target=run) for _each in range(number)]
    for thread in threads:
        thread.start()
    return stop, threads


@with_threads
def test_several_indexers_and_writers_end_with_what_the_database_says(site):
    cases = [published(number) for number in range(6)]
    stop, workers = in_threads(4, indexer.work_off)
    for turn in range(40):
        case = cases[turn % 6]
        change_settings(case, by=case.author, visibility=("members", "organisation", "public")[turn % 3])
        if turn % 10 == 0:
            changed_many("case", [case.public_id for case in cases])
    assert drained()
    stop.set()
    for worker in workers:
        worker.join()
    assert checking.check().total == 0


@with_threads
def test_a_change_that_is_committed_late_is_not_skipped(site):
    """Its number is lower than one that was written long before."""
    late, early = published(1), published(2)
    assert indexer.work_off() >= 2
    entered, go = threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            change_settings(late, by=late.author, visibility="organisation")
            entered.set()
            go.wait(timeout=20)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    assert entered.wait(timeout=20)
    change_settings(early, by=early.author, visibility="organisation")
    assert indexer.work_off() == 1
    go.set()
    thread.join()
    assert indexer.work_off() == 1
    assert engines.get_engine().search(Query(kinds=("case",))).total == 0
    assert checking.check().total == 0


@with_threads
def test_two_claims_take_different_changes(site, monkeypatch):
    monkeypatch.setattr(indexer, "BATCH", 1)
    published(1), published(2)
    taken = []
    start = threading.Barrier(2)

    def claim():
        start.wait(timeout=10)
        taken.extend(change.pk for change in indexer.claim())
        connection.close()

    threads = [threading.Thread(target=claim) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == len(taken) == 2


@with_threads
def test_a_wiped_index_is_built_by_one_of_two_workers(site, caplog):
    published(1)
    assert indexer.work_off() >= 1
    site.indices.delete_all()
    threads = [threading.Thread(target=lambda: (indexer.build_missing(), connection.close())) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    indexer.build_missing()
    assert caplog.text.count("the search index is built:") == 1
    assert checking.check().total == 0


def test_the_simple_search_filters_on_postgresql_too(site):
    case = published(1)
    CaseStudy.objects.filter(pk=case.pk).update(fiscal_year=2024)
    asked = {
        "outcome": ["failure"],
        "step": ["4"],
        "company_size": ["small"],
        "place": ["b-kanto"],
        "fiscal_year": ["2024"],
    }
    for facet, codes in asked.items():
        assert answer(Query("事例", {facet: codes}, audience=tokens(case.author))).total == 1, facet
    assert answer(Query("事例", {"pitfall": ["just-presenting"]}, kinds=("knowhow", "case"))).total == 0


def test_the_simple_search_gives_up_in_time(site, monkeypatch):
    monkeypatch.setattr("search.fallback.answer.SECONDS", 0.2)
    slow = CaseStudy.objects.extra(where=["pg_sleep(3) IS NULL"])
    monkeypatch.setattr("search.fallback.answer.matching", lambda source, query, compiled: slow)
    published(1)
    began = time.monotonic()
    assert answer(Query()).degraded
    assert time.monotonic() - began < 2
    assert CaseStudy.objects.count() == 1  # the connection goes on


def test_check_index_says_what_is_wrong(site):
    case = published(1)
    indexer.work_off()
    call_command("check_index")
    site.drop("case", case.public_id)
    with pytest.raises(CommandError):
        call_command("check_index")
    call_command("check_index", repair=True)
