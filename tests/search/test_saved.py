"""Saved queries through the public door: saving, the list, the link, the end of the mails."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bansou.accounts.services import leave
from casestudies.services import publishing
from search.models import SavedQuery
from search.saved import services
from search.saved.notice import stop_path

pytestmark = pytest.mark.django_db

FAILURES = "outcome=failure&q=%E6%8F%90%E6%A1%88%E6%9B%B8"  # words: 提案書


def save(client, query=FAILURES, **data):
    return client.post(
        f"{reverse('saved-search-new')}?{query}", {"name": "失敗の提案", "note": "", "alert": "none", **data}
    )


def listed(client, query=""):
    return client.get(reverse("saved-searches") + query).content.decode()


def test_a_search_is_saved_from_its_page(client_for, author, make_case):
    make_case()
    client = client_for(author)
    link = re.search(r'href="(/me/searches/new/\?[^"]*)"', client.get(f"/search/?{FAILURES}").content.decode())[1]
    form = client.get(link.replace("&amp;", "&")).content.decode()
    assert "「提案書」" in form and "失敗事例" in form and 'value="提案書・失敗事例"' in form
    assert save(client).url == reverse("saved-searches")
    page = listed(client)
    assert "失敗の提案" in page and "いま1件" in page


def test_pressing_twice_saves_once(client_for, author):
    client = client_for(author)
    save(client)
    save(client, query="q=%E6%8F%90%E6%A1%88%E6%9B%B8&outcome=failure&page=3", name="別の名前")
    assert SavedQuery.objects.get().name == "失敗の提案"
    assert client.get(f"{reverse('saved-search-new')}?{FAILURES}").url == SavedQuery.objects.get().get_absolute_url()


def test_there_is_a_limit_and_it_is_said(client_for, author, monkeypatch):
    monkeypatch.setattr(services, "LIMIT", 1)
    client = client_for(author)
    save(client)
    refused = save(client, query="step=4")
    assert refused.status_code == 400 and "保存できる条件は1件までです" in refused.content.decode()
    assert SavedQuery.objects.count() == 1


def test_a_name_is_needed(client_for, author):
    assert save(client_for(author), name="　\x00 ").status_code == 400
    assert save(client_for(author), alert="hourly").status_code == 400


def test_the_count_is_the_owners_and_what_is_new_ends_by_opening(client_for, outsider, author, make_case):
    client = client_for(outsider)
    old = make_case()
    save(client)
    make_case(title="新しく出た事例")
    make_case(title="所属だけの事例", visibility="organisation")
    page = listed(client)
    assert "いま2件" in page and "新着1件" in page
    assert "新着" in listed(client), "looking at the list writes nothing"
    opened = client.post(reverse("saved-search-open", args=[SavedQuery.objects.get().public_id]))
    assert opened.url.startswith("/search/?") and client.get(opened.url).status_code == 200
    assert "新着" not in listed(client)
    publishing.withdraw(old, author)
    assert "いま1件" in listed(client)


def test_name_note_and_alert_change(client_for, author):
    client = client_for(author)
    save(client)
    saved = SavedQuery.objects.get()
    answer = client.post(saved.get_absolute_url(), {"name": "朝の確認", "note": "研修用", "alert": "daily"})
    assert answer.url == reverse("saved-searches")
    saved.refresh_from_db()
    assert (saved.name, saved.note, saved.alert) == ("朝の確認", "研修用", "daily")
    assert timezone.localtime(saved.due_at).hour == 8 and saved.due_at > timezone.now()
    client.post(saved.get_absolute_url(), {"name": "朝の確認", "note": "", "alert": "none"})
    saved.refresh_from_db()
    assert saved.due_at is None
    assert client.post(saved.get_absolute_url(), {"name": "", "alert": "x"}).status_code == 400


def test_it_is_deleted(client_for, author):
    client = client_for(author)
    save(client)
    saved = SavedQuery.objects.get()
    assert "detail" in client.get(saved.get_absolute_url()).content.decode()
    client.post(reverse("saved-search-delete", args=[saved.public_id]))
    assert not SavedQuery.objects.exists()


def test_it_is_ones_own(client_for, author, colleague, administrator):
    save(client_for(author))
    saved = SavedQuery.objects.get()
    for person in (colleague, administrator):
        client = client_for(person)
        assert client.get(saved.get_absolute_url()).status_code == 404
        for name in ("open", "share", "delete"):
            assert client.post(reverse(f"saved-search-{name}", args=[saved.public_id])).status_code == 404
        assert "失敗の提案" not in listed(client)


def test_the_link_opens_with_the_readers_own_rights_until_it_ends(client_for, author, make_case):
    make_case(title="会員だけの事例", visibility="members")
    client = client_for(author)
    save(client, note="自分だけの覚え書き")
    saved = SavedQuery.objects.get()
    share = reverse("saved-search-share", args=[saved.public_id])
    client.post(share, {"on": "1"})
    client.post(share, {"on": "1"})
    path = re.search(r"/search/shared/[\w-]+/", client.get(saved.get_absolute_url()).content.decode())[0]
    assert len(path) > 40
    answer = client_for(None).get(path)
    assert answer.status_code == 302 and answer["X-Robots-Tag"] == "noindex"
    for person, sees in ((None, False), (author, True)):
        page = client_for(person).get(path, follow=True).content.decode()
        assert ("会員だけの事例" in page) is sees and "覚え書き" not in page
    client.post(share, {"on": "0"})
    assert client_for(None).get(path).status_code == 404
    client.post(share, {"on": "1"})
    assert client_for(None).get(path).status_code == 404, "a new link is another one"


def test_any_address_may_be_saved(client_for, author):
    client = client_for(author)
    for query in ("", "q=%ff%C0", "kind=thread&q=%22%22", "fiscal_year_from=2020", "view=matrix", f"q={'あ' * 9000}"):
        assert save(client, query=query).status_code in {302, 400}
        assert client.get(f"{reverse('saved-search-new')}?{query}").status_code in {200, 302}
    assert "すべての事例" in listed(client)


@pytest.mark.parametrize("kind", ["person", "page"])
def test_where_nothing_is_dated_there_is_no_alert(client_for, author, kind):
    client = client_for(author)
    assert 'name="alert"' not in client.get(f"{reverse('saved-search-new')}?kind={kind}").content.decode()
    save(client, query=f"kind={kind}", alert="once")
    assert SavedQuery.objects.get().alert == "none"
    assert "失敗の提案" in listed(client)


def test_the_list_comes_in_pages(client_for, author, django_assert_max_num_queries):
    for number in range(12):
        services.save(author, services.parse_query_string(f"q=試験{number}"), f"その{number}")
    client = client_for(author)
    with django_assert_max_num_queries(60):
        assert listed(client).count('<li class="panel') == 10
    assert listed(client, "?page=2").count('<li class="panel') == 2
    assert listed(client, "?page=x").count('<li class="panel') == 10


def test_the_mails_are_stopped_without_signing_in(client_for, author, outsider):
    save(client_for(author), alert="once")
    save(client_for(outsider), alert="weekly")
    client = client_for(None)
    page = client.get(stop_path(author))
    assert page.status_code == 200 and author.display_name not in page.content.decode()
    assert SavedQuery.objects.get(owner=author).alert == "once", "a GET writes nothing"
    done = client.post(stop_path(author), {"List-Unsubscribe": "One-Click"})
    assert "メールはもう届きません" in done.content.decode()
    assert SavedQuery.objects.get(owner=author).alert == "none"
    assert SavedQuery.objects.get(owner=outsider).alert == "weekly"
    assert client.get(stop_path(author)[:-2] + "x/").status_code == 404
    assert client.post(reverse("alerts-stop", args=["x:y"])).status_code == 404


def test_a_mail_program_needs_no_csrf_token(client_for, author):
    from django.test import Client

    save(client_for(author), alert="once")
    assert Client(enforce_csrf_checks=True).post(stop_path(author)).status_code == 200
    assert SavedQuery.objects.get().alert == "none"


def test_leaving_deletes_them(client_for, author):
    save(client_for(author))
    leave(author)
    assert not SavedQuery.objects.exists()


def test_a_search_that_cannot_be_asked_is_said(client_for, author, monkeypatch):
    client = client_for(author)
    save(client)
    monkeypatch.setattr("search.saved.news.get_engine", lambda: Down())
    assert "いまは件数を数えられません" in listed(client)
    assert save(client, query="step=4", alert="daily").status_code == 400
    assert client.post(reverse("saved-search-open", args=[SavedQuery.objects.get().public_id])).status_code == 302


class Down:
    """An engine that only has the simple answer of the database."""

    def search(self, query):
        from search.engines.base import Results

        return Results(total=3, degraded=True)


def test_a_week_behind_is_still_looked_at():
    from search.saved.news import BEHIND, Found, Mark

    today = timezone.localdate()
    mark = Mark(today - timedelta(days=30)).after([Found("case:a", today - timedelta(days=1), "", "")])
    assert mark.since == today - BEHIND
    late = Found("case:b", today - timedelta(days=3), "", "")
    assert mark.news([late, Found("case:a", today - timedelta(days=1), "", "")]) == [late]
    assert Mark.read(mark.stored()) == mark
