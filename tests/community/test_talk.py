"""Talk through the client: starting, answering, editing, accepting, reporting, hiding."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bansou.indexing.models import Change
from community import services
from community.models import Post, Report, Thread
from search.engines import get_engine
from search.engines.base import Query

pytestmark = pytest.mark.django_db

NEW = "/community/new/"
QUESTION = {
    "title": "後継者が黙ってしまう",
    "text": "先代が同席すると、後継者が黙ってしまいます。",
    "thread_kind": "question",
    "step": "4",
    "visibility": "members",
    "token": "abc",
}


def found(text, audience=("public", "members")):
    """Threads that search finds."""
    return [hit.id for hit in get_engine().search(Query(text=text, kinds=("thread",), audience=audience)).hits]


class TestStarting:
    def test_a_question_is_written_shown_and_found(self, client_for, outsider):
        client = client_for(outsider)
        answer = client.post(NEW, QUESTION, follow=True)
        thread = Thread.objects.get()
        assert answer.redirect_chain[-1][0] == thread.get_absolute_url()
        assert QUESTION["title"] in answer.content.decode()
        assert (thread.step, thread.post_count, thread.author) == ("4", 1, outsider)
        assert found("後継者") == [thread.public_id]
        assert QUESTION["title"] in client.get("/community/?step=4").content.decode()

    def test_the_same_form_twice_is_one_thread(self, client_for, outsider):
        client = client_for(outsider)
        first, second = client.post(NEW, QUESTION), client.post(NEW, QUESTION)
        assert first.url == second.url
        assert Post.objects.count() == 1

    def test_other_words_in_an_old_form_are_not_lost(self, client_for, outsider):
        client = client_for(outsider)
        client.post(NEW, QUESTION)
        client.post(NEW, {**QUESTION, "title": "別の話", "text": "別の文章です。"})
        assert Thread.objects.count() == 2

    def test_too_much_within_an_hour_is_said_and_the_words_stay(self, client_for, outsider, monkeypatch):
        monkeypatch.setattr(services, "POSTS_PER_HOUR", 2)
        client = client_for(outsider)
        for n in range(2):
            client.post(NEW, {**QUESTION, "token": f"t{n}"})
        answer = client.post(NEW, {**QUESTION, "token": "t9", "text": "三つ目の相談です。"})
        assert answer.status_code == 422
        assert "三つ目の相談です。" in answer.content.decode()
        thread = Thread.objects.first()
        answer = client.post(reverse("thread-reply", args=[thread.public_id]), {"text": "三つ目の返事です。"})
        assert answer.status_code == 429
        assert "三つ目の返事です。" in answer.content.decode()
        assert Post.objects.count() == 2

    def test_what_it_is_about_comes_from_the_address(self, client_for, outsider, anonymous_case):
        client = client_for(outsider)
        address = f"{NEW}?case={anonymous_case.public_id}"
        page = client.get(address).content.decode()
        assert anonymous_case.title in page
        assert f'action="{address}"' in page
        client.post(address, {**QUESTION, "visibility": "public", "step": "1"})
        thread = Thread.objects.get()
        assert (thread.case, thread.step) == (anonymous_case, "")

    def test_a_public_one_is_for_visitors_a_members_one_is_not(self, client_for, outsider, visitor):
        client_for(outsider).post(NEW, {**QUESTION, "visibility": "public", "title": "公の質問"})
        client_for(outsider).post(NEW, {**QUESTION, "token": "x", "title": "会員の質問"})
        page = client_for(visitor).get("/community/").content.decode()
        assert "公の質問" in page
        assert "会員の質問" not in page

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""},
            {"text": ""},
            {"text": " \n "},
            {"text": "\x00"},
            {"title": "長" * 10_000},
            {"text": "長" * 10_000},
            {"thread_kind": "nonsense"},
            {"step": "99"},
            {"visibility": "organisation"},
            {"visibility": "\x00"},
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_typed_is_lost(self, client_for, outsider, wrong):
        answer = client_for(outsider).post(NEW, {**QUESTION, **wrong})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "field__error" in page or "errorlist" in page
        assert {**QUESTION, **wrong}["text"].strip().replace("\x00", "") in page
        assert not Thread.objects.exists()

    def test_control_characters_and_lines_in_a_title_are_dropped(self, client_for, outsider):
        client_for(outsider).post(NEW, {**QUESTION, "title": "一行\r\nBcc: x\x00y", "text": "本\x00文"})
        thread = Thread.objects.get()
        assert thread.title == "一行 Bcc: xy"
        assert thread.posts.get().text == "本文"

    @pytest.mark.parametrize("query", ["?case=0000000000", "?article=zzzzzzzzzz", "?case=%E7%A7%98", "?case=' OR 1=1"])
    def test_about_something_that_is_not_there_is_404(self, client_for, outsider, query):
        assert client_for(outsider).get(NEW + query).status_code == 404

    def test_the_ones_who_wait_are_told_to_wait(self, client_for, pending):
        assert client_for(pending).get(NEW).url == reverse("account-pending")
        client_for(pending).post(NEW, QUESTION)
        assert not Thread.objects.exists()


class TestAnswering:
    def test_an_answer_stands_on_the_page(self, client_for, colleague, start):
        thread = start()
        answer = client_for(colleague).post(
            reverse("thread-reply", args=[thread.public_id]), {"text": "三分待ちました。", "token": "t"}
        )
        post = thread.posts.last()
        assert answer.url == f"{thread.get_absolute_url()}#post-{post.public_id}"
        page = client_for(colleague).get(thread.get_absolute_url()).content.decode()
        assert "三分待ちました。" in page
        assert f'id="post-{post.public_id}"' in page
        assert found("三分") == [thread.public_id]

    def test_a_double_click_answers_once(self, client_for, colleague, start):
        thread, client = start(), client_for(colleague)
        address = reverse("thread-reply", args=[thread.public_id])
        for _ in range(2):
            client.post(address, {"text": "三分です。", "token": "t"})
        client.post(address, {"text": "やはり五分です。", "token": "t"})
        assert [post.text for post in thread.posts.all()[1:]] == ["三分です。", "やはり五分です。"]

    def test_one_token_in_two_threads_fails_nowhere(self, client_for, colleague, start):
        one, two = start(), start(title="別の質問")
        client = client_for(colleague)
        for thread, text in ((one, "一つ目"), (two, "二つ目")):
            answer = client.post(reverse("thread-reply", args=[thread.public_id]), {"text": text, "token": "same"})
            assert answer.status_code == 302
            assert thread.posts.last().text == text

    def test_markup_stays_text(self, client_for, colleague, start):
        thread = start(text="<script>alert(1)</script>", title="<b>太字</b>")
        page = client_for(colleague).get(thread.get_absolute_url()).content.decode()
        assert "<script>alert" not in page
        assert "<b>太字" not in page

    def test_an_empty_answer_is_said_on_the_page(self, client_for, colleague, start):
        thread = start()
        answer = client_for(colleague).post(reverse("thread-reply", args=[thread.public_id]), {"text": ""})
        assert answer.status_code == 422
        assert thread.title in answer.content.decode()

    def test_an_address_is_not_opened_by_get(self, client_for, colleague, start):
        assert client_for(colleague).get(reverse("thread-reply", args=[start().public_id])).status_code == 405


class TestEditing:
    def test_within_half_an_hour_it_changes(self, client_for, outsider, start):
        thread = start()
        post = thread.posts.get()
        address = reverse("post-edit", args=[post.public_id])
        page = client_for(outsider).get(thread.get_absolute_url()).content.decode()
        assert address in page
        assert client_for(outsider).post(address, {"text": "直した文章"}).status_code == 302
        post.refresh_from_db()
        assert post.text == "直した文章" and post.edited_at
        assert found("直した文章") == [thread.public_id]

    def test_later_it_says_so_and_keeps_what_was_typed(self, client_for, outsider, start):
        post = start().posts.get()
        Post.objects.update(created_at=timezone.now() - timedelta(minutes=31))
        address = reverse("post-edit", args=[post.public_id])
        assert address not in client_for(outsider).get(post.thread.get_absolute_url()).content.decode()
        answer = client_for(outsider).post(address, {"text": "遅れて直した文章"})
        assert answer.status_code == 422
        assert "遅れて直した文章" in answer.content.decode()
        post.refresh_from_db()
        assert post.text != "遅れて直した文章"

    def test_nobody_else_edits(self, client_for, colleague, curator, start):
        post = start().posts.get()
        for person in (colleague, curator):
            assert client_for(person).get(reverse("post-edit", args=[post.public_id])).status_code == 404


class TestAccepting:
    def test_the_asker_marks_the_answer_and_takes_it_back(self, client_for, outsider, colleague, start):
        thread = start()
        post = services.reply(thread, colleague, "三分です。")
        client, address = client_for(outsider), reverse("post-accept", args=[post.public_id])
        client.post(address)
        thread.refresh_from_db()
        assert thread.accepted == post
        assert not Thread.objects.open_questions().exists()
        client.post(address)
        thread.refresh_from_db()
        assert thread.accepted is None

    def test_only_an_answer_and_only_by_the_asker(self, client_for, outsider, colleague, start):
        thread = start()
        post = services.reply(thread, colleague, "三分です。")
        assert client_for(colleague).post(reverse("post-accept", args=[post.public_id])).status_code == 404
        first = thread.posts.first()
        assert client_for(outsider).post(reverse("post-accept", args=[first.public_id])).status_code == 404


class TestReportingAndHiding:
    def test_a_report_tells_the_moderators_once(self, client_for, colleague, curator, checker, start):
        post = start().posts.get()
        address = reverse("post-report", args=[post.public_id])
        for _ in range(2):
            client_for(colleague).post(address, {"reason": "会社名が書かれています"})
        assert Report.objects.count() == 1
        for person in (curator, checker):
            assert person.deliveries.filter(channel="site", event__verb="post_reported").count() == 1
        assert not colleague.deliveries.exists()

    def test_a_hidden_answer_is_gone_everywhere(self, client_for, colleague, outsider, curator, start, visitor):
        thread = start(visibility="public")
        post = services.reply(thread, colleague, "株式会社ひみつの件です。")
        client_for(curator).post(reverse("post-hide", args=[post.public_id]), {"reason": "会社名"})
        for person in (visitor, outsider, colleague):
            page = client_for(person).get(thread.get_absolute_url()).content.decode()
            assert "ひみつ" not in page
        assert found("ひみつ") == []
        for door in ("post-report", "post-edit"):
            for person in (outsider, colleague):
                assert client_for(person).get(reverse(door, args=[post.public_id])).status_code == 404
        thread.refresh_from_db()
        assert thread.post_count == 1

    def test_moderators_see_it_and_bring_it_back(self, client_for, colleague, outsider, curator, start):
        thread = start()
        post = services.reply(thread, colleague, "やはり残す話")
        services.hide(post, curator, "誤り")
        address = reverse("post-unhide", args=[post.public_id])
        page = client_for(curator).get(thread.get_absolute_url()).content.decode()
        assert "やはり残す話" in page and address in page
        assert client_for(outsider).post(address).status_code == 404
        client_for(curator).post(address)
        assert "やはり残す話" in client_for(outsider).get(thread.get_absolute_url()).content.decode()

    def test_without_its_question_a_thread_is_gone(self, client_for, outsider, curator, start):
        thread = start(title="株式会社ひみつのこと")
        services.hide(thread.posts.get(), curator, "会社名")
        assert client_for(outsider).get(thread.get_absolute_url()).status_code == 404
        assert "ひみつ" not in client_for(outsider).get("/community/").content.decode()
        assert found("ひみつ") == []
        assert "ひみつ" in client_for(curator).get("/community/").content.decode()
        services.unhide(thread.posts.get(), curator)
        assert client_for(outsider).get(thread.get_absolute_url()).status_code == 200

    def test_only_moderators_hide(self, client_for, outsider, manager, start):
        post = start().posts.get()
        for person in (outsider, manager):
            answer = client_for(person).post(reverse("post-hide", args=[post.public_id]), {"reason": "x"})
            assert answer.status_code == 404
        with pytest.raises(services.NotAllowed):
            services.hide(post, outsider, "x")

    def test_a_hidden_answer_solves_nothing(self, colleague, outsider, curator, start):
        thread = start()
        post = services.reply(thread, colleague, "三分です。")
        services.accept(post, outsider)
        services.hide(post, curator, "x")
        thread.refresh_from_db()
        assert thread.accepted is None


class TestExpiredLogin:
    """The login ended while somebody wrote: the text comes back."""

    TEXT = "一時間かけて書いた長い返信です。" * 10

    def test_the_text_is_on_the_page_that_asks_to_sign_in(self, client_for, visitor, start):
        thread = start()
        answer = client_for(visitor).post(
            reverse("thread-reply", args=[thread.public_id]),
            {"text": self.TEXT, "token": "t"},
            headers={"referer": f"http://testserver{thread.get_absolute_url()}"},
        )
        assert answer.status_code == 401
        assert self.TEXT in answer.content.decode()

    def test_a_form_older_than_the_login_comes_back_too(self, colleague, start):
        from django.test import Client

        client, thread = Client(enforce_csrf_checks=True), start()
        client.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
        answer = client.post(
            reverse("thread-reply", args=[thread.public_id]),
            {"text": self.TEXT},
            headers={"referer": f"http://testserver{thread.get_absolute_url()}"},
        )
        assert answer.status_code == 403
        assert self.TEXT in answer.content.decode()
        assert thread.posts.count() == 1


@pytest.mark.parametrize(
    "query", ["?page=99999999999", "?page=-1", "?page=x", "?step=zzz", "?show=zzz", "?step='", "?q=x"]
)
def test_the_list_takes_any_address(client_for, outsider, start, query):
    start()
    assert client_for(outsider).get(f"/community/{query}").status_code == 200


def test_every_write_reaches_the_index(colleague, outsider, curator, start):
    thread = start()
    post = services.reply(thread, colleague, "三分です。")
    for act in (
        lambda: services.edit(post, colleague, "五分です。"),
        lambda: services.accept(post, outsider),
        lambda: services.hide(post, curator, "x"),
        lambda: services.unhide(post, curator),
    ):
        before = Change.objects.count()
        act()
        assert Change.objects.filter(kind="thread", object_id=thread.public_id).count() > 0
        assert Change.objects.count() == before + 1
