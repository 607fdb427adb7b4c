"""Two at once in the workspace and with handbooks: what SQLite, which lets one write at a time, cannot show."""

import threading

import pytest
from django.db import connection

from distil.codebook import services as codebook
from distil.models import Code
from knowhow.handbook import services as handbooks
from knowhow.models import HandbookEdition
from tests.cast import make_person

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("no PostgreSQL server (Debian: apt install postgresql); make test starts one by itself")


def at_once(*acts):
    """Run these in threads that begin together; what they raised."""
    start, raised = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(timeout=10)
            act()
        except Exception as reason:
            raised.append(reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_a_new_code_that_two_curators_name_is_one():
    curators = [make_person(f"c{n}", role="curator") for n in range(4)]
    codebook.create(curators[0], "信頼")
    assert at_once(*[lambda by=by: codebook.named(by, "急ぎすぎ") for by in curators]) == []
    assert Code.objects.filter(name="急ぎすぎ").count() == 1


def test_an_edition_that_is_ordered_at_once_is_one():
    maker = make_person("maker", role="trainer")
    assert at_once(*[lambda: handbooks.order(maker, "手引き", "public", ["4"])] * 4) == []
    assert HandbookEdition.objects.count() == 1


def test_workers_give_every_edition_its_own_number():
    content = {"parts": [], "sources": []}
    editions = [HandbookEdition.objects.create(title="手引き") for _each in range(4)]
    assert at_once(*[lambda one=one: handbooks.keep_text(one, content) for one in editions]) == []
    assert sorted(HandbookEdition.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
