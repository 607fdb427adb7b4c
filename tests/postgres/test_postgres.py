"""What SQLite would let pass: ten tests on a real PostgreSQL (`python -m tools.postgres` starts one)."""

import threading

import pytest
from django.core.management import call_command
from django.db import DataError, connection, transaction
from django.urls import reverse

from bansou.accounts.models import User
from bansou.audit.models import AuditEntry
from bansou.indexing.models import Change
from bansou.indexing.services import changed
from bansou.notifications.models import Delivery
from bansou.notifications.services import deliver_due, notify
from bansou.vocabulary.services import load_terms
from casestudies.models import CaseStudy
from casestudies.services.publishing import publish_revision, withdraw
from tests.cast import make_person, write_case

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("no PostgreSQL server (Debian: apt install postgresql); make test starts one by itself")


def test_all_migrations_ran_and_none_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("migrate", check_unapplied=True, verbosity=0)


def test_the_vocabulary_loads_twice_without_a_change():
    report = load_terms()
    assert (report.created, report.updated) == (0, 0)


def test_a_draft_keeps_japanese_and_rare_characters(make_case):
    text = "𠮷野家の社長「まずは話を聞いてほしい」―髙島・﨑・①〜〒"
    case = make_case("draft", presenting_issue=text, rows=[("voices", {"viewpoint": "owner", "text": text})])
    assert case.draft.presenting_issue == text
    assert case.draft.rows_of("voices")[0].text == text


@pytest.mark.parametrize("visibility", ["public", "members", "organisation"])
def test_readers_see_what_they_may(make_case, author, colleague, outsider, checker, visibility):
    case = make_case(visibility=visibility)
    readers = {p.email.split("@")[0] for p in (author, colleague, outsider, checker) if _reads(case, p)}
    wanted = {"author", "colleague", "checker"} | (set() if visibility == "organisation" else {"outsider"})
    assert readers == wanted


def _reads(case, person):
    return CaseStudy.objects.visible_to(person).filter(pk=case.pk).exists()


def test_states_are_annotated_as_they_are_asked_for(make_case):
    cases = {make_case(state).pk: state for state in ("draft", "submitted", "published")}
    annotated = {case.pk: case.state for case in CaseStudy.objects.with_state()}
    assert annotated == cases


def test_publishing_and_withdrawing_write_index_and_audit_in_one_transaction(make_case, author):
    case = make_case()
    Change.objects.all().delete()
    with pytest.raises(RuntimeError), transaction.atomic():
        withdraw(case, by=author, reason="取り下げ")
        raise RuntimeError
    assert not Change.objects.exists() and not AuditEntry.objects.filter(verb="withdraw").exists()
    withdraw(case, by=author, reason="取り下げ")
    assert Change.objects.get().object_id == case.public_id


def test_a_nul_is_refused_at_the_door_not_by_the_database(client_for, author):
    answer = client_for(author).get(reverse("search"), {"q": "事業\x00承継"})
    assert answer.status_code == 400
    with pytest.raises((ValueError, DataError)), transaction.atomic():
        User.objects.filter(pk=author.pk).update(job="a\x00b")


def test_a_notice_is_told_once_per_person_and_channel(author, colleague, mailoutbox):
    for _again in range(2):
        notify("test", [author, colleague, author], url="/", key="same")
    assert Delivery.objects.count() == 4
    deliver_due()


@pytest.mark.django_db(transaction=True)
def test_changes_of_one_case_are_written_one_after_the_other():
    case = write_case(make_person("author"))
    publish_revision(case.latest_revision, by=case.author)
    Change.objects.all().delete()
    start = threading.Barrier(4)
    threads = [threading.Thread(target=_change, args=(case.pk, start)) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert CaseStudy.objects.get(pk=case.pk).helpful_count == 4
    assert Change.objects.filter(object_id=case.public_id).count() == 4


def _change(pk, start):
    start.wait(timeout=10)
    with transaction.atomic():
        case = CaseStudy.objects.select_for_update().get(pk=pk)
        case.helpful_count += 1
        case.save(update_fields=["helpful_count"])
        changed(case)
    connection.close()


def test_pages_open_on_postgresql(make_case, client_for, outsider):
    case = make_case()
    browser = client_for(outsider)
    call_command("build_pages")
    for address in ("/", case.get_absolute_url(), reverse("search") + "?q=提案&step=4"):
        assert browser.get(address).status_code == 200, address
