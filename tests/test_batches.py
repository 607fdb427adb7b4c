"""Rows read in batches while others write."""

import threading

import pytest
from django.db import connection, transaction

from bansou.accounts.models import Organisation
from bansou.batches import in_batches


def elsewhere(work) -> None:
    """Do something on another connection, as another process would."""

    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


def organisations(*names: str) -> None:
    Organisation.objects.bulk_create([Organisation(name=name) for name in names])


@pytest.mark.django_db
def test_every_row_comes_once():
    organisations(*"abcdefg")
    found = [[row.name for row in batch] for batch in in_batches(Organisation.objects.all(), 3)]
    assert found == [["a", "b", "c"], ["d", "e", "f"], ["g"]]


@pytest.mark.django_db(transaction=True)
def test_one_may_write_between_batches_although_another_process_wrote():
    organisations(*"abcd")
    batches = in_batches(Organisation.objects.all(), 2)
    next(batches)
    elsewhere(lambda: organisations("e"))
    with transaction.atomic():
        organisations("f")
    assert [[row.name for row in batch] for batch in batches] == [["c", "d"], ["e", "f"]]
