"""check_index: what is missing, stale or extra is found, and mended on request."""

import pytest
from django.core.management import CommandError, call_command

from bansou.indexing.models import Change
from casestudies.models import CaseStudy
from casestudies.services.publishing import change_settings
from community.services import About, start_thread
from search import checking
from search.documents import document_of
from search.engines import get_engine
from search.engines.base import Document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_people")]


@pytest.fixture
def cases(make_case):
    get_engine().reset()
    return [make_case(title=f"事例の題名{number}") for number in range(3)]


def counts(report):
    return {fault: number for (_kind, fault), number in report.counts.items()}


def test_a_fresh_index_is_clean(cases, capsys):
    call_command("check_index")
    printed = capsys.readouterr().out
    assert "3 documents compared, 0 not right" in printed
    assert [line.split() for line in printed.splitlines()[:2]] == [
        ["missing", "stale", "extra"],
        ["case", "0", "0", "0"],
    ]


def test_what_is_missing_stale_or_extra_is_named_with_its_reason(cases, capsys):
    missing, stale, _right = cases
    get_engine().drop("case", missing.public_id)
    CaseStudy.objects.filter(pk=stale.pk).update(title="索引に届かなかった題名", visibility="members")
    get_engine().put(Document("case", "0000000000", "知らない事例", audience=["public"]))
    with pytest.raises(CommandError, match="3 document"):
        call_command("check_index")
    printed = capsys.readouterr().out
    assert f"missing  case {missing.public_id}" in printed
    assert f"stale    case {stale.public_id}  audience, text" in printed
    assert "extra    case 0000000000" in printed


def test_repair_mends_everything(cases):
    missing, stale, hidden = cases
    get_engine().drop("case", missing.public_id)
    CaseStudy.objects.filter(pk=stale.pk).update(helpful_count=7)
    CaseStudy.objects.filter(pk=hidden.pk).update(live=False)
    get_engine().put(Document("nothing", "0000000000", "知らない種類", audience=["public"]))
    report = checking.check(repair=True)
    assert counts(report) == {"missing": 1, "stale": 1, "extra": 2} or report.total == 4
    assert report.is_clean
    assert checking.check().total == 0


def test_a_lost_change_of_each_part_of_a_document_is_seen(cases):
    case = cases[0]
    for column, reason in [
        ({"lesson": "別の教訓。"}, "text"),
        ({"helpful_count": 3}, "facts"),
        ({"fiscal_year": 1999}, "facts"),
    ]:
        CaseStudy.objects.filter(pk=case.pk).update(**column)
        (fault,) = checking.check(repair=True).shown
        assert (fault.fault, fault.id, fault.reason) == ("stale", case.public_id, reason)


def test_what_is_on_its_way_is_no_fault(cases):
    CaseStudy.objects.filter(pk=cases[0].pk).update(title="まだ届いていない")
    Change.objects.create(kind="case", object_id=cases[0].public_id)  # waits for the indexer
    assert checking.check().total == 0


def test_an_index_that_is_ahead_of_the_database_is_built_anew(cases):
    case = cases[0]
    get_engine().put(document_of("case", case.public_id, version=10**9))
    report = checking.check()
    assert report.ahead and report.shown[0].reason == "version"
    assert checking.check(repair=True).is_clean
    change_settings(case, by=case.author, visibility="members")
    assert get_engine().entries("case", [case.public_id])[case.public_id].audience >= {"members"}
    assert checking.check().total == 0


def test_threads_and_articles_are_compared_too(cases, author):
    thread = start_thread(author, "相談の題名", "相談の本文です。", about=About(case=cases[0]))
    assert checking.check().compared == 4
    get_engine().drop("thread", thread.public_id)
    assert [fault.kind for fault in checking.check(repair=True).shown] == ["thread"]
    assert checking.check().total == 0


def test_thousands_of_documents_take_little_memory_and_a_fixed_number_of_statements(
    cases, django_assert_max_num_queries
):
    with django_assert_max_num_queries(35):
        checking.check()


def test_the_nightly_job_logs_counts_only(cases, caplog):
    CaseStudy.objects.filter(pk=cases[0].pk).update(title="外に出てはならない題名")
    with caplog.at_level("INFO"):
        checking.check_and_repair()
    assert "1 stale case; 1 mended" in caplog.text
    assert "題名" not in caplog.text


def test_a_rebuild_does_not_undo_what_changed_meanwhile(cases, make_case, author):
    """A case is changed and another published after the rebuild has read, before it writes."""
    from search.indexer import rebuild

    engine = get_engine()
    put_all = engine._put_all

    def late(documents, progress):
        read = list(documents)
        change_settings(cases[0], by=author, visibility="organisation")
        make_case(title="作り直しの間に公開された")
        return put_all(iter(read), progress)

    engine._put_all = late
    try:
        rebuild()
    finally:
        del engine._put_all
    assert checking.check().total == 0
