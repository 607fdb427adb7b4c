"""Reading lists that colleagues may look into."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bansou.accounts.models import Membership
from bansou.accounts.services import leave
from casestudies.models import ReadingItem, ReadingList
from casestudies.services import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(author, organisation):
    """A list that the author shares with the organisation of author, colleague and manager."""
    return ReadingList.objects.create(
        user=author, name="新人研修の10件", note="順に読みます", organisation=organisation
    )


def put(on, case, note=""):
    ReadingItem.objects.create(reading_list=on, case=case, note=note)


def address(found):
    return reverse("reading-list-shared", args=[found.pk])


def test_a_list_is_shared_and_shared_no_more(client_for, author, colleague, organisation):
    found = ReadingList.objects.create(user=author, name="新人研修")
    share, client = reverse("reading-list-share", args=[found.pk]), client_for(author)
    client.post(share, {"organisation": organisation.pk, "note": "順に読みます"})
    page = client_for(colleague).get(address(found)).content.decode()
    assert "新人研修" in page and "順に読みます" in page and author.display_name in page
    assert address(found) in client_for(colleague).get(reverse("reading-lists")).content.decode()
    assert "共有中" in client.get(reverse("reading-lists")).content.decode()
    client.post(share, {"organisation": "", "note": ""})
    assert client_for(colleague).get(address(found)).status_code == 404


def test_only_with_an_organisation_of_ones_own(client_for, author, other_organisation):
    found = ReadingList.objects.create(user=author, name="新人研修")
    for value in (other_organisation.pk, "x", 10**9):
        client_for(author).post(reverse("reading-list-share", args=[found.pk]), {"organisation": value})
    found.refresh_from_db()
    assert found.organisation is None


def test_only_its_owner_shares_it(client_for, shared, colleague, administrator):
    for person in (colleague, administrator):
        answer = client_for(person).post(reverse("reading-list-share", args=[shared.pk]), {"organisation": ""})
        assert answer.status_code == 404
        assert client_for(person).post(reverse("reading-list-delete", args=[shared.pk])).status_code == 404
        assert client_for(person).get(reverse("reading-list", args=[shared.pk])).status_code == 404


def test_who_may_look(client_for, shared, colleague, manager, outsider, pending, checker, administrator):
    for person in (colleague, manager):
        assert client_for(person).get(address(shared)).status_code == 200
    for person in (outsider, checker, administrator):
        assert client_for(person).get(address(shared)).status_code == 404
    for person in (None, pending):
        assert client_for(person).get(address(shared)).status_code == 302


def test_cases_that_the_colleague_may_read_and_no_number_of_others(client_for, shared, colleague, make_case):
    put(shared, make_case(title="読める事例"), note="自分だけの覚え書き")
    put(shared, make_case(title="下書きの事例", state="draft"))
    other = ReadingList.objects.create(user=shared.user, name="別のリスト")
    put(other, make_case(title="別のリストの事例"))
    put(other, ReadingItem.objects.get(case__title="読める事例").case)
    page = client_for(colleague).get(address(shared)).content.decode()
    assert page.count("card__title") == 1 and "読める事例" in page
    assert "下書きの事例" not in page and "覚え書き" not in page and "別のリスト" not in page
    assert "1件" not in page and "2件" not in page


@pytest.mark.parametrize("who", ["author", "colleague"])
def test_both_must_belong_to_it_today(client_for, shared, author, colleague, who):
    person = {"author": author, "colleague": colleague}[who]
    Membership.objects.filter(user=person).update(ended_on=timezone.localdate() - timedelta(days=1))
    assert client_for(colleague).get(address(shared)).status_code == 404
    assert shared.name not in client_for(colleague).get(reverse("reading-lists")).content.decode()


def test_without_an_organisation_nothing_can_be_shared(client_for, author):
    found = ReadingList.objects.create(user=author, name="新人研修")
    Membership.objects.filter(user=author).delete()
    assert (
        "いま所属している機関がない"
        in client_for(author).get(reverse("reading-list", args=[found.pk])).content.decode()
    )


def test_leaving_deletes_the_lists(author, make_case):
    reading.keep(make_case(), author)
    leave(author)
    assert not ReadingList.objects.exists() and not ReadingItem.objects.exists()
