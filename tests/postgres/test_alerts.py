"""Two workers at once: nobody is told twice, nobody makes the same file, two presses save one search."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bansou.notifications.models import Event
from search.exports import services as exports
from search.models import ResultExport, SavedQuery
from search.saved import alerts, services
from search.state import parse_query_string

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("no PostgreSQL server (Debian: apt install postgresql); make test starts one by itself")


def at_once(*actions):
    """Run all at the same moment, each on a connection of its own; what they gave back."""
    barrier, found = threading.Barrier(len(actions)), []

    def run(action):
        barrier.wait()
        try:
            found.append(action())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[action]) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_workers_tell_once(make_case, outsider, monkeypatch):
    saved, _new = services.save(outsider, parse_query_string(""), "条件", alert="once")
    make_case()
    SavedQuery.objects.update(due_at=timezone.now())
    rows = [list(SavedQuery.objects.filter(pk=saved.pk).select_related("owner")) for _worker in range(2)]
    assert sorted(at_once(*(lambda r=r: alerts.tell(r) for r in rows))) == [0, 1]
    assert Event.objects.filter(verb=alerts.VERB).count() == 1


def test_two_presses_save_one_search(outsider):
    state = parse_query_string("step=4")
    made = at_once(*(lambda: services.save(outsider, state, "条件")[1] for _press in range(2)))
    assert sorted(made) == [False, True] and SavedQuery.objects.count() == 1


def test_two_presses_order_one_file_and_two_workers_make_it_once(make_case, outsider):
    make_case()
    state = parse_query_string("")
    at_once(*(lambda: exports.order(outsider, state, "csv", "ja").pk for _press in range(2)))
    assert ResultExport.objects.count() == 1
    assert sorted(at_once(exports.make_waiting, exports.make_waiting)) == [0, 1]
    assert ResultExport.objects.get().attempts == 1


def test_the_list_of_colleagues_is_read(client_for, author, colleague, organisation):
    from casestudies.models import ReadingList

    ReadingList.objects.create(user=author, name="研修", organisation=organisation)
    assert "研修" in client_for(colleague).get("/me/lists/").content.decode()


def test_old_files_go(outsider):
    ResultExport.objects.create(owner=outsider, query="", format="csv", language="ja")
    ResultExport.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert exports.forget_old() == 1
