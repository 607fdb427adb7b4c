"""Logging in, passwords, addresses, two-step login; other login pages lead here."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail

from bansou.accounts.models import User
from tests.accounts.conftest import link_in
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def log_in(client, email, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_login_leads_back_to_where_one_was_going(client, author):
    assert 'value="/knowhow/"' in client.get("/accounts/login/?next=/knowhow/").content.decode()
    assert log_in(client, author.email, next="/knowhow/").url == "/knowhow/"


def test_login_leads_nowhere_else(client, author):
    assert log_in(client, author.email, next="https://evil.example/").url == "/"


def test_a_failed_login_keeps_the_address_and_says_why(client, author):
    page = log_in(client, author.email, "wrong").content.decode()
    assert author.email in page and "メールアドレスかパスワードが違います" in page
    unknown = log_in(client, "nobody@example.jp", "wrong").content.decode()
    assert "メールアドレスかパスワードが違います" in unknown


def test_the_session_lasts_or_ends_with_the_browser(client, author):
    log_in(client, author.email, remember="on")
    assert client.cookies["sessionid"]["max-age"] > 24 * 3600
    client.logout()
    log_in(client, author.email)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_an_account_that_waits_sees_where_it_stands_first(client, pending):
    assert log_in(client, pending.email).url == "/accounts/pending/"
    client.logout()
    page = client.post(
        "/accounts/login/", {"login": pending.email, "password": PASSWORD, "next": "/search/"}, follow=True
    )
    assert page.redirect_chain[0][0] == "/accounts/pending/?next=%2Fsearch%2F"
    assert 'href="/search/"' in page.content.decode()


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "\\\\evil"])
def test_the_waiting_page_links_to_this_site_only(client_for, pending, target):
    page = client_for(pending).get("/accounts/pending/", {"next": target})
    assert page.context["next"] == "" and "開こうとしていた" not in page.content.decode()


def test_too_many_tries_get_a_friendly_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    log_in(client, "a@example.jp", "x")
    page = log_in(client, "a@example.jp", "x")
    assert page.status_code == 429 and "短い間に何度も" in page.content.decode()


def test_five_failed_logins_of_one_address_pause_it(client, author):
    for _ in range(5):
        log_in(client, author.email, "wrong")
    assert "一時的に止めています" in log_in(client, author.email).content.decode()


def test_an_inactive_account_stays_outside(client, author):
    User.objects.update(is_active=False)
    assert log_in(client, author.email).url == "/accounts/inactive/"
    assert client.get("/me/profile/").status_code == 302


def test_forgotten_password(client, author):
    client.post("/accounts/password/reset/", {"email": author.email})
    page = client.get(link_in(mail.outbox[0]), follow=True)
    form = page.redirect_chain[-1][0]
    client.post(form, {"password1": "a-new-word-2027", "password2": "a-new-word-2027"})
    assert log_in(client, author.email, "a-new-word-2027").status_code == 302
    assert any("設定し直しました" in m.subject for m in mail.outbox)


def test_a_forgotten_password_tells_nothing_about_addresses(client, author):
    known = client.post("/accounts/password/reset/", {"email": author.email})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.jp"})
    assert known.url == unknown.url and len(mail.outbox) == 1


def test_a_used_link_says_so(client):
    assert "このリンクは使えません" in client.get("/accounts/password/reset/key/1-abc/").content.decode()
    assert "このリンクは使えません" in client.get("/accounts/confirm-email/nonsense/").content.decode()


def test_changing_the_password_keeps_one_logged_in(client_for, author):
    browser = client_for(author)
    wrong = {"oldpassword": "x", "password1": "a-new-word-2027", "password2": "a-new-word-2027"}
    assert "いまのパスワードが違います" in browser.post("/accounts/password/change/", wrong).content.decode()
    assert browser.post("/accounts/password/change/", {**wrong, "oldpassword": PASSWORD}).status_code == 302
    assert browser.get("/me/profile/").status_code == 200


def test_the_old_address_holds_until_the_new_one_is_verified(client, author):
    log_in(client, author.email)
    client.post("/accounts/email/", {"email": "neu@example.jp", "action_add": ""})
    assert User.objects.get(pk=author.pk).email == author.email
    client.post(link_in(next(m for m in mail.outbox if m.to == ["neu@example.jp"])))
    assert User.objects.get(pk=author.pk).email == "neu@example.jp"
    assert [row.email for row in EmailAddress.objects.filter(user=author)] == ["neu@example.jp"]
    assert any(m.to == [author.email] and "変わりました" in m.subject for m in mail.outbox)


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def confirm(client):
    return client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_two_step_login(client, author):
    log_in(client, author.email)
    confirm(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'class="key">(\w+)<', page).group(1)
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert "確認コードが違います" in wrong.content.decode()
    secret = re.search(r'class="key">(\w+)<', wrong.content.decode()).group(1)
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)}, follow=True).content.decode()
    codes = re.findall(r"<li><code>(\w+)</code></li>", done)
    assert len(codes) == 10
    assert "設定済み" in client.get("/accounts/2fa/").content.decode()

    client.post("/accounts/logout/")
    assert log_in(client, author.email, next="/knowhow/").url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/me/profile/").status_code == 302
    assert "確認コードが違います" in client.post("/accounts/2fa/authenticate/", {"code": "1"}).content.decode()
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).url == "/knowhow/"
    assert client.get("/me/profile/").status_code == 200
    confirm(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert "まだ設定していません" in client.get("/accounts/2fa/").content.decode()


def test_changes_of_two_step_login_ask_for_the_password_again(client_for, author):
    page = client_for(author).get("/accounts/2fa/totp/activate/")
    assert page.status_code == 302 and page.url.startswith("/accounts/reauthenticate/")


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_other_login_pages_lead_to_ours(client, client_for, author, administrator, path):
    assert client.get(f"{path}?next=/admin/pages/").url == "/accounts/login/?next=%2Fadmin%2Fpages%2F"
    assert client.get("/admin/").url.startswith("/admin/login/")
    assert client_for(author).get(path).status_code == 403  # not a circle
    assert client_for(author).get("/admin/", follow=True).status_code == 403
    assert client_for(administrator).get(path).url == "/admin/"


def test_wagtails_password_page_leads_to_ours(client):
    assert client.get("/admin/password_reset/").url == "/accounts/password/reset/"
    assert client.get("/admin/password_reset/done/").url == "/accounts/password/reset/"


def test_logging_out_takes_a_post(client_for, author):
    browser = client_for(author)
    browser.get("/accounts/logout/")
    assert browser.get("/me/profile/").status_code == 200
    browser.post("/accounts/logout/")
    assert browser.get("/me/profile/").status_code == 302


def test_a_mail_server_in_trouble_is_no_broken_page(client, author, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    page = client.post("/accounts/password/reset/", {"email": author.email}, follow=True)
    assert page.status_code == 200 and "メールを送れませんでした" in page.content.decode()
