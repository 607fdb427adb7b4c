"""People in Wagtail's admin."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from bansou.accounts.models import Membership, Organisation, User
from bansou.audit.models import AuditEntry, record
from bansou.notifications.models import Delivery
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
NEW = {
    "email": "New.Person@Example.jp",
    "display_name": "新 しい",
    "supporter_type": "chamber",
    "job": "",
    "prefecture": "04",
    "language": "ja",
    "approved": "on",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def desk(client_for, administrator):
    return client_for(administrator)


def test_users_are_listed_and_found(desk, author):
    assert author.email in desk.get("/admin/users/").content.decode()
    assert author.email in desk.get("/admin/users/?q=author").content.decode()
    for column in ("name", "email", "is_superuser", "last_login", "is_active", "-name"):
        assert desk.get(f"/admin/users/?ordering={column}").status_code == 200


def test_a_user_is_made_and_logs_in_after_verifying(desk, client):
    curator = Group.objects.get(name="curator")
    assert desk.get("/admin/users/new/").status_code == 200
    response = desk.post("/admin/users/new/", {**NEW, "groups": [curator.pk]})
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(email="new.person@example.jp")
    assert person.is_approved and list(person.groups.all()) == [curator]
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert response.url == "/accounts/confirm-email/" and mail.outbox[0].to == [person.email]


def test_a_user_without_a_password_sets_one_by_mail(desk, client):
    desk.post("/admin/users/new/", {**NEW, "password1": "", "password2": ""})
    person = User.objects.get(email="new.person@example.jp")
    assert not person.has_usable_password()
    client.post("/accounts/password/reset/", {"email": person.email})
    assert mail.outbox[0].to == [person.email]


def test_a_user_is_edited(desk, author):
    url = f"/admin/users/edit/{author.pk}/"
    assert desk.get(url).status_code == 200
    data = {**NEW, "email": author.email, "password1": "", "password2": "", "is_active": "on"}
    response = desk.post(url, {**data, "approved": ""})
    assert response.status_code == 302, response.context["form"].errors
    person = User.objects.get(pk=author.pk)
    assert person.display_name == "新 しい" and not person.is_approved and person.check_password(PASSWORD)
    desk.post(url, data)
    assert User.objects.get(pk=author.pk).is_approved


def test_the_same_address_twice_is_refused(desk, author):
    response = desk.post("/admin/users/new/", {**NEW, "email": author.email.upper()})
    assert response.status_code == 200 and "email" in response.context["form"].errors


def test_approving_in_the_admin_is_told_and_noted(desk, join, administrator):
    person = join()
    data = {**NEW, "email": person.email, "password1": "", "password2": "", "is_active": "on"}
    desk.post(f"/admin/users/edit/{person.pk}/", data)
    person = User.objects.get(pk=person.pk)
    assert person.approved_by == administrator and person.primary_organisation
    assert Delivery.objects.filter(user=person, event__verb="account_approved").exists()
    assert AuditEntry.objects.filter(verb="account.approved", object_id=person.public_id).exists()


def test_an_address_changed_in_the_admin_replaces_the_old_one(desk, author, client):
    data = {**NEW, "email": "other@example.jp", "password1": "", "password2": "", "is_active": "on"}
    desk.post(f"/admin/users/edit/{author.pk}/", data)
    for email, path in ((author.email, None), ("other@example.jp", "/accounts/confirm-email/")):
        response = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert getattr(response, "url", None) == path


def test_nothing_is_deleted_that_others_point_to(desk, author, organisation):
    for path in (
        f"/admin/users/delete/{author.pk}/",
        f"/admin/bulk/accounts/user/delete/?id={author.pk}",
        f"/admin/organisation/delete/{organisation.pk}/",
    ):
        assert desk.post(path).status_code in {302, 404}
    assert User.objects.filter(pk=author.pk).exists() and Organisation.objects.filter(pk=organisation.pk).exists()


def test_organisations_and_memberships(desk, organisation, author):
    assert organisation.name in desk.get("/admin/organisation/").content.decode()
    response = desk.post("/admin/organisation/new/", {"name": "新しい機関", "supporter_type": "tax", "active": "on"})
    assert response.status_code == 302, response.context["form"].errors
    made = Organisation.objects.get(name="新しい機関")
    data = {"user": author.pk, "organisation": made.pk, "is_confirmed": "on", "is_manager": "on"}
    response = desk.post("/admin/membership/new/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert Membership.objects.get(organisation=made).is_manager
    assert desk.get("/admin/membership/?q=author").status_code == 200


@pytest.mark.parametrize("path", ["/admin/audit/", "/admin/deliveries/"])
def test_lists_that_are_only_read(desk, client_for, curator, author, path):
    entry = record(author, "case.approved", author, why="test")
    assert desk.get(path).status_code == 200
    assert desk.get(f"{path}new/").status_code in {302, 403, 404}
    if "audit" in path:
        assert "case.approved" in desk.get(path).content.decode()
        assert desk.get(f"{path}inspect/{entry.pk}/").status_code == 200
        assert desk.post(f"{path}delete/{entry.pk}/").status_code in {302, 403, 404}
        assert AuditEntry.objects.filter(pk=entry.pk).exists()
    assert client_for(curator).get(path).status_code == 302


def test_who_enters_the_admin(client_for, author, checker, curator, hub, trainer, manager, pending, administrator):
    for person in (author, checker, hub, trainer, manager, pending):
        assert client_for(person).get("/admin/", follow=True).status_code == 403
    for person in (curator, administrator):
        assert client_for(person).get("/admin/").status_code == 200
    assert client_for(curator).get("/admin/users/").status_code == 302
    assert client_for(curator).get("/admin/account/").status_code == 200
