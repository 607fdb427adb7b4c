"""The outbox reaches a real Elasticsearch: everything, in time, once, whatever happens to the server."""

import pytest
from django.db import transaction
from django.urls import reverse
from elasticsearch import Elasticsearch

from bansou.indexing.models import Change, pause_after
from bansou.indexing.services import changed, forget_old_changes
from bansou.vocabulary import terms
from bansou.vocabulary.merging import merge
from bansou.vocabulary.models import Term
from casestudies.models import CaseStudy
from casestudies.services.publishing import change_settings, emergency_hide, unhide, withdraw
from community.services import About, reply, start_thread
from search import checking, engines, indexer
from search.engines.base import Query
from search.fallback import FallbackEngine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_people")]


@pytest.fixture
def site(monkeypatch, settings, elasticsearch):
    """The site on Elasticsearch; `work_off` is what the worker calls."""
    settings.SEARCH_ENGINE = "elasticsearch"
    monkeypatch.setattr("bansou.indexing.services._listeners", [])
    monkeypatch.setattr(indexer, "_patience", indexer.Patience())
    monkeypatch.setattr(indexer, "PAUSES", (0.0,))
    engines.get_engine.cache_clear()
    monkeypatch.setattr(engines, "make_engine", lambda name: elasticsearch)
    yield elasticsearch
    engines.get_engine.cache_clear()


def total(**asked):
    return engines.get_engine().search(Query(**{"kinds": ("case",), **asked})).total


def versions(engine, case):
    return engine.entries("case", [case.public_id])[case.public_id].version


# --- What happens to changes -------------------------------------------------------------------------------------------
def test_a_request_calls_nobody_and_the_worker_brings_it(site, make_case):
    case = make_case()
    assert total() == 0 and Change.objects.waiting().count() == 1
    assert indexer.work_off() == 1
    assert total() == 1 and not Change.objects.waiting().exists()
    assert versions(site, case) == Change.objects.latest("pk").pk
    assert indexer.work_off() == 0


def test_several_changes_of_one_object_are_written_once_as_it_is_now(site, make_case, author, monkeypatch):
    case = make_case()
    for visibility in ("members", "organisation", "public"):
        change_settings(case, by=author, visibility=visibility)
    written = []
    monkeypatch.setattr(type(site), "put_many", lambda self, documents, progress=None: written.extend(documents))
    assert indexer.work_off() == 4
    (document,) = written
    assert document.version == Change.objects.latest("pk").pk and "public" in document.audience


def test_withdrawing_hiding_and_showing_again(site, make_case, author, checker):
    case = make_case()
    indexer.work_off()
    for act, expected in (
        (lambda: emergency_hide(case, by=checker, reason="個人名"), 0),
        (lambda: unhide(case, by=checker), 1),
        (lambda: withdraw(case, by=author), 0),
    ):
        act()
        indexer.work_off()
        assert total() == expected


def test_threads_follow_the_readers_of_their_case_even_when_they_changed_meanwhile(site, make_case, author, colleague):
    case = make_case()
    thread = start_thread(author, "相談の題名", "本文です。", about=About(case=case))
    indexer.work_off()
    with transaction.atomic():
        CaseStudy.objects.filter(pk=case.pk).update(visibility="organisation")
        older = Change.objects.create(kind="case", object_id=case.public_id)
    reply(thread, colleague, "返信です。")
    Change.objects.filter(pk=older.pk).update(next_try=None)  # as if its transaction were not committed yet
    indexer.work_off()
    Change.objects.filter(pk=older.pk).update(next_try=older.next_try)
    indexer.work_off()
    assert total(kinds=("thread",)) == 0
    assert checking.check().total == 0


def test_a_merged_term_is_counted_where_it_went(site, make_case, django_capture_on_commit_callbacks):
    make_case(terms={"technique": ["dialogue"]})
    indexer.work_off()
    with django_capture_on_commit_callbacks(execute=True):
        merge(*(Term.objects.get(scheme="technique", code=code) for code in ("dialogue", "empathy")))
    indexer.work_off()
    assert engines.get_engine().search(Query(facets=("technique",))).facets["technique"] == {"empathy": 1}


def test_the_worker_does_not_write_with_the_words_of_two_seconds_ago(site, make_case, monkeypatch):
    terms.label("technique", "dialogue")
    Term.objects.filter(scheme="technique", code="dialogue").update(label="沈黙を待つ聞き方")
    from bansou.vocabulary.models import VocabularyVersion

    VocabularyVersion.objects.update(number=10**6)  # as another process would
    make_case(terms={"technique": ["dialogue"]})
    indexer.work_off()
    assert total(text='"沈黙を待つ聞き方"') == 1


# --- Failures --------------------------------------------------------------------------------------------------------------
def test_what_cannot_be_written_is_tried_later_and_does_not_hold_the_others_up(site, make_case, monkeypatch, caplog):
    bad, good = make_case(title="書けない事例"), make_case(title="書ける事例")
    build = indexer.documents_of

    def broken(kind, versions):
        if bad.public_id in versions:
            raise ZeroDivisionError
        return build(kind, versions)

    monkeypatch.setattr(indexer, "documents_of", broken)
    indexer.work_off()
    assert total() == 1
    (waiting,) = Change.objects.waiting()
    assert waiting.object_id == bad.public_id and waiting.attempts == 1
    assert waiting.next_try > waiting.at
    assert "書けない事例" not in caplog.text
    monkeypatch.undo()
    assert good.public_id


def test_pauses_grow_to_an_hour():
    assert [pause_after(n).total_seconds() for n in (0, 1, 2, 30)] == [2, 4, 8, 3600]


def test_a_claimed_change_is_anybodys_after_a_while(site, make_case, monkeypatch):
    make_case()
    assert len(indexer.claim()) == 1  # and then the worker was killed
    assert indexer.work_off() == 0
    Change.objects.update(next_try=Change.objects.get().at)
    assert indexer.work_off() == 1


def test_a_document_that_the_server_refuses_is_no_reason_to_stop(site, make_case, monkeypatch):
    make_case()
    bad = make_case()
    record_of = "search.engines.elasticsearch.engine.record_of"
    from search.engines.elasticsearch.records import record_of as right

    def wrong(document, *analysed):
        record = right(document, *analysed)
        return record._replace(source={"unknown": 1}) if document.id == bad.public_id else record

    monkeypatch.setattr(record_of, wrong)
    indexer.work_off()
    assert [change.object_id for change in Change.objects.waiting()] == [bad.public_id]
    assert total() == 1


@pytest.fixture
def client(elasticsearch_options):
    return Elasticsearch(elasticsearch_options.urls[0])


def test_a_read_only_index_keeps_readers_reading_and_changes_waiting(site, make_case, client):
    make_case()
    indexer.work_off()
    block = {"index.blocks.write": True}
    client.indices.put_settings(index=site.indices.live, settings=block)
    make_case()
    assert indexer.work_off() == 0
    assert total() == 1 and Change.objects.waiting().get().attempts == 0
    client.indices.put_settings(index=site.indices.live, settings={"index.blocks.write": None})
    assert indexer.work_off() == 1
    assert total() == 2


def test_a_wiped_server_is_filled_again_by_itself(site, make_case, caplog):
    make_case()
    indexer.work_off()
    site.indices.delete_all()
    make_case()
    assert isinstance(engines.get_engine(), FallbackEngine)
    assert engines.get_engine().search(Query()).degraded
    assert indexer.work_off() == 0
    indexer.build_missing()
    assert "there is no search index of this version" in caplog.text
    indexer.work_off()
    engines.get_engine().breaker.until = 0
    results = engines.get_engine().search(Query())
    assert results.total == 2 and not results.degraded
    assert checking.check().total == 0
    assert not Change.objects.waiting().exists()


def test_check_and_repair_on_elasticsearch(site, make_case):
    missing, stale, gone = (make_case() for _each in range(3))
    indexer.work_off()
    site.drop("case", missing.public_id)
    CaseStudy.objects.filter(pk=stale.pk).update(helpful_count=3, visibility="members")
    CaseStudy.objects.filter(pk=gone.pk).update(live=False)
    report = checking.check()
    assert {fault: n for (_kind, fault), n in report.counts.items()} == {"missing": 1, "stale": 1, "extra": 1}
    assert checking.check(repair=True).is_clean
    assert checking.check().total == 0


def test_a_database_from_yesterday_makes_a_new_index(site, make_case):
    case = make_case()
    indexer.work_off()
    with transaction.atomic():
        changed(case)
    Change.objects.create(pk=10**9, kind="case", object_id=case.public_id)
    indexer.work_off()
    Change.objects.filter(pk=10**9).delete()
    assert checking.check().ahead
    assert checking.check(repair=True).is_clean
    change_settings(case, by=case.author, visibility="organisation")
    indexer.work_off()
    assert total() == 0 and checking.check().total == 0


def test_old_changes_are_forgotten_but_for_waiting_ones_and_the_newest(make_case):
    make_case()
    with transaction.atomic():
        pass
    Change.objects.create(kind="case", object_id="a", next_try=None)
    Change.objects.create(kind="case", object_id="b")
    newest = Change.objects.create(kind="case", object_id="c", next_try=None)
    Change.objects.update(at="2020-01-01T00:00Z")
    forget_old_changes()
    assert {change.object_id for change in Change.objects.all()} == {"b", newest.object_id}


def test_a_hidden_case_is_gone_from_pages_before_the_index_knows(site, make_case, client_for, author, checker):
    case = make_case(title="緊急に隠す事例")
    indexer.work_off()
    browser = client_for(author)
    assert "緊急に隠す事例" in browser.get(reverse("search")).content.decode()
    emergency_hide(case, by=checker, reason="個人名")
    for address in (reverse("search"), f"{reverse('search')}?q=隠す", "/"):
        assert "緊急に隠す事例" not in browser.get(address).content.decode()
