"""Notices: told once, read by pressing, mailed by the worker."""

import pytest
from django.core import mail
from django.utils import timezone

from bansou.notifications.models import Delivery
from bansou.notifications.services import deliver_due, mark_read, notify, unread_count

pytestmark = pytest.mark.django_db


def tell(*people, **more):
    return notify("account_approved", people, url="/search/", name="試験", **more)


def test_the_page_and_its_marks(client_for, author):
    tell(author)
    browser = client_for(author)
    page = browser.get("/me/notices/").content.decode()
    assert "ご登録を承認しました" in page and "未読" in page and "[Bansou]" not in page.split("<main")[1]
    assert unread_count(author) == 1  # looking writes nothing
    delivery = Delivery.objects.get(user=author, channel="site")
    assert browser.get(f"/me/notices/{delivery.pk}/").status_code == 405
    assert browser.post(f"/me/notices/{delivery.pk}/").url == "/search/"
    assert unread_count(author) == 0
    assert "未読" not in browser.get("/me/notices/").content.decode()


def test_all_are_marked_at_once(client_for, author):
    tell(author)
    tell(author)
    browser = client_for(author)
    browser.post("/me/notices/read/")
    assert unread_count(author) == 0


def test_notices_are_ones_own(client_for, author, outsider):
    tell(author)
    delivery = Delivery.objects.get(user=author, channel="site")
    assert client_for(outsider).post(f"/me/notices/{delivery.pk}/").status_code == 404
    assert "ご登録を承認しました" not in client_for(outsider).get("/me/notices/").content.decode()
    assert client_for(None).get("/me/notices/").url.startswith("/accounts/login/")
    mark_read(outsider)
    assert unread_count(author) == 1


def test_nothing_yet(client_for, pending):
    assert "新しいお知らせはありません" in client_for(pending).get("/me/notices/").content.decode()


def test_many_notices_come_in_pages(client_for, author, django_assert_max_num_queries):
    for _ in range(25):
        tell(author)
    browser = client_for(author)
    with django_assert_max_num_queries(10):
        page = browser.get("/me/notices/").content.decode()
    assert page.count('class="notice-item') == 20
    assert browser.get("/me/notices/?page=2").content.decode().count('class="notice-item') == 5
    assert browser.get("/me/notices/?page=99999999999999999999").status_code == 200


def test_a_key_tells_once(author):
    tell(author, key="k")
    tell(author, author, key="k")
    assert unread_count(author) == 1


def test_mails_go_out_once_and_a_failing_one_is_tried_later(author, monkeypatch):
    tell(author)
    monkeypatch.setattr("bansou.notifications.services.send_mail", lambda *a: 1 / 0)
    assert deliver_due() == 0
    delivery = Delivery.objects.get(user=author, channel="mail")
    assert (delivery.attempts, delivery.error, delivery.sent_at) == (1, "ZeroDivisionError", None)
    assert deliver_due() == 0 and delivery.next_try
    monkeypatch.undo()
    Delivery.objects.update(next_try=None)
    assert (deliver_due(), deliver_due()) == (1, 0)
    assert mail.outbox[0].subject == "[Bansou] ご登録を承認しました"


def test_the_mail_is_in_the_readers_language(author):
    author.language = "en"
    author.save()
    tell(author)
    deliver_due()
    assert mail.outbox[0].subject == "[Bansou] Your account was approved"
    assert "Answers to it are not read" in mail.outbox[0].body


def test_nothing_is_escaped_in_mails(author):
    notify("account_declined", [author], url="/", name="<あ&い>", reason='"理由" & <x>')
    deliver_due()
    assert "<あ&い>" in mail.outbox[0].body and '"理由" & <x>' in mail.outbox[0].body


def test_words_about_what_is_closed_are_not_shown_nor_mailed(client_for, make_case, outsider, colleague):
    from community.services import About, reply, start_thread

    case = make_case(visibility="public")
    thread = start_thread(outsider, "秘密の題名", "本文", About(case=case))
    reply(thread, colleague, "答え")
    assert "秘密の題名" in client_for(outsider).get("/me/notices/").content.decode()
    case.hidden_at = timezone.now()
    case.save(update_fields=["hidden_at"])
    page = client_for(outsider).get("/me/notices/").content.decode()
    assert "秘密の題名" not in page and "ご覧いただけません" in page
    deliver_due()
    assert not [m for m in mail.outbox if m.to == [outsider.email]]
    assert deliver_due() == 0
