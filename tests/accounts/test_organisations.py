"""Organisations: the list, the page, managers, memberships, the national bodies."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from bansou import access
from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.services import accept_membership, ask_membership
from bansou.notifications.models import Delivery

pytestmark = pytest.mark.django_db


def test_the_national_bodies_are_loaded_once_and_keep_edits():
    call_command("load_organisations", verbosity=0)
    assert Organisation.objects.filter(is_national=True).count() == 16
    Organisation.objects.filter(name="日本商工会議所").update(introduction="書き足し")
    call_command("load_organisations", verbosity=0)
    assert Organisation.objects.count() == 16
    assert Organisation.objects.get(name="日本商工会議所").introduction == "書き足し"


def test_the_list_by_name_and_kind(client):
    call_command("load_organisations", verbosity=0)
    Organisation.objects.create(name="閉じた機関", active=False)
    page = client.get("/organisations/").content.decode()
    assert "日本商工会議所" in page and "閉じた機関" not in page
    assert client.get("/organisations/?q=信用").context["page"].paginator.count == 3
    assert client.get("/organisations/?kind=finance").context["page"].paginator.count == 7
    assert client.get("/organisations/?kind=bank").context["page"].paginator.count == 2
    assert "条件に合う所属機関はありません" in client.get("/organisations/?q=zzz").content.decode()


@pytest.mark.parametrize(
    "query", ["?page=999999999999999999999", "?page=x", "?kind=%F0", "?q=" + "x" * 3000, "?q=%27%22%3C"]
)
def test_odd_questions_are_no_failure(client, query):
    assert client.get(f"/organisations/{query}").status_code == 200
    assert client.get(f"/organisations/options/{query}").status_code == 200


def test_suggestions_while_typing(client, organisation):
    page = client.get("/organisations/options/", {"organisation": "中央"}).content.decode()
    assert f'<option value="{organisation.name}">' in page
    assert "<option" not in client.get("/organisations/options/").content.decode()


def test_people_of_an_organisation_are_shown_to_members_only(client_for, organisation, author, outsider, pending):
    page = organisation.get_absolute_url()
    for viewer in (None, pending):
        assert author.get_absolute_url() not in client_for(viewer).get(page).content.decode()
    text = client_for(outsider).get(page).content.decode()
    assert author.get_absolute_url() in text and pending.get_absolute_url() not in text


def test_managers_edit_the_introduction(client_for, organisation, manager, author, outsider, administrator):
    url = f"/organisations/{organisation.public_id}/edit/"
    for other in (author, outsider):
        assert client_for(other).get(url).status_code == 403
    assert client_for(None).get(url).status_code == 302
    client_for(manager).post(url, {"introduction": "港の商工会議所です。"})
    assert "港の商工会議所です。" in client_for(None).get(organisation.get_absolute_url()).content.decode()
    assert client_for(administrator).get(url).status_code == 200


def test_one_more_organisation_takes_its_managers_word(client_for, outsider, organisation, manager, author):
    browser = client_for(outsider)
    assert "候補から選んでください" in browser.post("/me/organisations/", {"organisation": "知らない"}).content.decode()
    browser.post("/me/organisations/", {"organisation": organisation.name})
    membership = Membership.objects.get(user=outsider, organisation=organisation)
    assert not membership.is_confirmed
    assert organisation.pk not in access.organisation_ids(User.objects.get(pk=outsider.pk))
    assert Delivery.objects.filter(user=manager, event__verb="membership_request").exists()

    url = f"/me/members/requests/{membership.pk}/"
    assert client_for(author).post(url, {f"m{membership.pk}-action": "accept"}).status_code == 404
    boss = client_for(manager)
    assert "理由を書いてください" in boss.post(url, {f"m{membership.pk}-action": "refuse"}).content.decode()
    boss.post(url, {f"m{membership.pk}-action": "accept"})
    assert organisation.pk in access.organisation_ids(User.objects.get(pk=outsider.pk))
    assert Delivery.objects.filter(user=outsider, event__verb="membership_accepted").exists()


def test_a_refused_request_is_gone_and_may_be_made_again(client_for, outsider, organisation, manager):
    membership = ask_membership(outsider, organisation)
    data = {f"m{membership.pk}-action": "refuse", f"m{membership.pk}-reason": "在籍していません。"}
    client_for(manager).post(f"/me/members/requests/{membership.pk}/", data)
    assert not Membership.objects.filter(pk=membership.pk).exists()
    assert Delivery.objects.filter(user=outsider, event__verb="membership_refused").exists()


def test_primary_and_leaving_an_organisation(client_for, outsider, other_organisation, organisation, manager):
    browser = client_for(outsider)
    accept_membership(ask_membership(outsider, organisation), manager)
    second = Membership.objects.get(user=outsider, organisation=organisation)
    browser.post(f"/me/organisations/{second.pk}/", {"action": "primary"})
    assert User.objects.get(pk=outsider.pk).primary_organisation == organisation
    browser.post(f"/me/organisations/{second.pk}/", {"action": "end"})
    assert User.objects.get(pk=outsider.pk).primary_organisation == other_organisation
    foreign = manager.memberships.get()
    assert browser.post(f"/me/organisations/{foreign.pk}/", {"action": "end"}).status_code == 404
    again = ask_membership(outsider, organisation)
    assert again.pk == second.pk and not again.is_confirmed


def test_a_manager_ends_memberships_and_names_managers(client_for, manager, author, outsider):
    boss, place = client_for(manager), author.memberships.get()
    boss.post(f"/me/members/places/{place.pk}/", {"action": "manager"})
    assert author.memberships.get().is_manager
    boss.post(f"/me/members/places/{place.pk}/", {"action": "not-manager"})
    boss.post(f"/me/members/places/{place.pk}/", {"action": "end"})
    assert not author.memberships.current().exists()
    own = manager.memberships.get()
    boss.post(f"/me/members/places/{own.pk}/", {"action": "end"})
    assert manager.memberships.current().exists()
    assert boss.post(f"/me/members/places/{outsider.memberships.get().pk}/", {"action": "end"}).status_code == 404


def test_memberships_hold_from_until(author):
    today, day = timezone.localdate(), timedelta(days=1)
    place = author.memberships.get()
    for started, ended, holds in (
        (None, None, True),
        (today, today, True),
        (today + day, None, False),
        (None, today - day, False),
    ):
        place.started_on, place.ended_on = started, ended
        place.save()
        assert author.memberships.current().exists() is holds
        assert place.is_current is holds


def test_huge_numbers_in_addresses_are_404(client_for, manager):
    boss, huge = client_for(manager), "9" * 30
    for path in (
        f"/me/members/requests/{huge}/",
        f"/me/members/places/{huge}/",
        f"/me/organisations/{huge}/",
        f"/me/notices/{huge}/",
    ):
        assert boss.post(path, {"action": "end"}).status_code == 404
