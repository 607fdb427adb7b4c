"""Sign-up → mail → verified → waits → approved → member, and what can go wrong on the way."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from bansou.accounts.models import Membership, Organisation, User
from bansou.accounts.services import approve, decline
from bansou.notifications.models import Delivery
from bansou.notifications.services import deliver_due
from tests.accounts.conftest import SIGN_UP, link_in

pytestmark = pytest.mark.django_db


def notices(person: User) -> list[str]:
    site = Delivery.objects.filter(user=person, channel="site").order_by("id")
    return [delivery.event.verb for delivery in site.select_related("event")]


def test_the_whole_way_from_sign_up_to_member(client, client_for, manager, settings):
    response = client.post("/accounts/signup/?next=/search/", SIGN_UP, follow=True)
    assert "メールをご確認ください" in response.content.decode()
    person = User.objects.get(email="new@example.jp")
    assert (person.terms_version, person.privacy_version) == (settings.TERMS_VERSION, settings.PRIVACY_VERSION)
    assert person.accepted_at and not person.is_approved
    assert notices(manager) == []  # nobody is bothered by an address that may not exist

    link = link_in(mail.outbox[0])
    assert "確認する" in client.get(link).content.decode() or client.get(link).status_code == 200
    assert not EmailAddress.objects.get(email=person.email).verified  # a GET writes nothing
    page = client.post(link, follow=True)
    assert page.redirect_chain[-1][0].startswith("/accounts/pending/")
    assert "所属の確認をしています" in page.content.decode()
    assert notices(manager) == ["account_request"]
    assert notices(person) == ["account_pending"]

    boss = client_for(manager)
    assert person.email in boss.get("/me/members/").content.decode()
    key = f"{person.public_id}-action"
    assert boss.post(f"/me/members/{person.public_id}/", {key: "approve"}).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert person.is_approved and person.approved_by == manager
    assert person.primary_organisation.name == "試験中央商工会議所"
    assert client.get("/accounts/pending/").status_code == 302
    assert client.get("/me/organisations/").status_code == 200

    mail.outbox.clear()
    deliver_due()
    to_person = [m.subject for m in mail.outbox if m.to == [person.email]]
    assert "[Bansou] ご登録を承認しました" in to_person
    assert all("このメールはサイトから自動で" in m.body for m in mail.outbox)


def test_an_organisation_that_is_not_in_the_list_goes_to_the_administrators(join, client_for, manager, administrator):
    person = join(organisation="どこにもない支援機構")
    assert person.requested_organisation == "どこにもない支援機構" and not person.memberships.exists()
    assert notices(administrator) == ["account_request"] and notices(manager) == []
    assert client_for(manager).post(f"/me/members/{person.public_id}/", {}).status_code == 302
    assert not User.objects.get(pk=person.pk).is_approved

    desk, prefix = client_for(administrator), person.public_id
    data = {f"{prefix}-action": "approve", f"{prefix}-organisation": "どこにもない支援機構"}
    assert "一覧にない名称です" in desk.post(f"/me/members/{prefix}/", data).content.decode()
    desk.post(f"/me/members/{prefix}/", {**data, f"{prefix}-make_new": "on"})
    person = User.objects.get(pk=person.pk)
    assert person.is_approved and person.primary_organisation.name == "どこにもない支援機構"
    assert person.requested_organisation == ""


def test_the_name_is_found_whatever_its_width_and_blanks(join):
    Organisation.objects.create(name="ＡＢＣ 支援センター")
    assert join(organisation="abc支援センター").memberships.get().organisation.name == "ＡＢＣ 支援センター"


def test_declined_with_a_reason_and_asked_again(join, client, client_for, manager, other_organisation):
    person = join()
    boss, key = client_for(manager), person.public_id
    page = boss.post(f"/me/members/{key}/", {f"{key}-action": "decline"})
    assert "理由を書いてください" in page.content.decode()
    boss.post(f"/me/members/{key}/", {f"{key}-action": "decline", f"{key}-reason": "在籍が確かめられません。"})
    page = client.get("/accounts/pending/").content.decode()
    assert "在籍が確かめられません。" in page and "所属を確認できませんでした" in page
    assert person.email not in boss.get("/me/members/").content.decode()

    client.post("/accounts/pending/", {"organisation": other_organisation.name})
    person = User.objects.get(pk=person.pk)
    assert not person.is_declined and person.memberships.get().organisation == other_organisation
    assert User.objects.waiting().filter(pk=person.pk).exists()


def test_pressing_ask_again_does_not_flood_the_manager(join, client, manager, organisation, other_organisation):
    join()
    for name in (organisation.name, other_organisation.name) * 3:
        client.post("/accounts/pending/", {"organisation": name})
    assert len(notices(manager)) <= 2
    client.post("/accounts/pending/", {"organisation": ""})
    assert not User.objects.get(email="new@example.jp").is_approved


def test_a_link_opened_in_another_browser_leads_to_the_login(join, client_for):
    join(verify=False)
    page = client_for(None).post(link_in(mail.outbox[-1]), follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/login/" and "new@example.jp を確認しました" in page.content.decode()
    assert User.objects.waiting().count() == 1


def test_an_existing_address_gets_the_same_answer_and_another_mail(client, author):
    response = client.post("/accounts/signup/", {**SIGN_UP, "email": author.email.upper()})
    fresh = client.post("/accounts/signup/", SIGN_UP)
    assert (response.status_code, response.url) == (fresh.status_code, fresh.url)
    assert User.objects.filter(email__iexact=author.email).count() == 1
    assert mail.outbox[0].to == [author.email] and "すでに登録されています" in mail.outbox[0].body


@pytest.mark.parametrize(
    "field, value",
    [
        ("accept_terms", ""),
        ("accept_privacy", ""),
        ("display_name", "   "),
        ("organisation", ""),
        ("supporter_type", "nonsense"),
        ("prefecture", "99"),
        ("password2", "something else 1"),
        ("password1", "1234567890"),
        ("email", "no address"),
        ("email", "a\x00b@example.jp"),
        ("display_name", "x" * 500),
    ],
)
def test_a_form_that_is_not_right_keeps_what_was_typed(client, field, value):
    response = client.post("/accounts/signup/", {**SIGN_UP, field: value})
    assert response.status_code == 200 and not User.objects.exists()
    assert response.context["form"].errors
    if field not in {"email"}:
        assert "new@example.jp" in response.content.decode()


def test_only_the_own_manager_and_administrators_decide(
    join, client_for, author, colleague, checker, curator, hub, outsider
):
    person = join()
    url = f"/me/members/{person.public_id}/"
    for other in (author, colleague, checker, curator, hub, outsider):
        browser = client_for(other)
        assert browser.get("/me/members/").status_code == 403
        assert browser.post(url, {f"{person.public_id}-action": "approve"}).status_code == 403
    assert client_for(None).get("/me/members/").url.startswith("/accounts/login/")
    assert client_for(person).get("/me/members/").url == "/accounts/pending/"
    other_manager = outsider
    Membership.objects.filter(user=outsider).update(is_manager=True)
    browser = client_for(other_manager)
    assert person.email not in browser.get("/me/members/").content.decode()
    browser.post(url, {f"{person.public_id}-action": "approve"})
    assert not User.objects.get(pk=person.pk).is_approved


def test_the_second_to_decide_is_too_late(join, manager, administrator):
    from django.core.exceptions import PermissionDenied

    person = join()
    approve(person, manager)
    with pytest.raises(PermissionDenied):
        decline(person, administrator, "x")


def test_an_account_that_waits_reads_no_members_only_case(join, client, make_case):
    closed, open_case = make_case(visibility="members"), make_case(visibility="public")
    join()
    assert client.get(closed.get_absolute_url()).status_code == 404
    assert client.get(open_case.get_absolute_url()).status_code == 200


def test_an_unverified_account_waits_for_nobody(join, client, manager, client_for):
    person = join(verify=False)
    assert not User.objects.waiting().filter(pk=person.pk).exists()
    assert person.email not in client_for(manager).get("/me/members/").content.decode()
    response = client.post("/accounts/login/", {"login": person.email, "password": SIGN_UP["password1"]})
    assert response.url == "/accounts/confirm-email/"
