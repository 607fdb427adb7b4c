"""A second curator decides: exactly the revision that was seen is published, and everybody concerned is told."""

import pytest
from django.urls import reverse

from bansou.audit.models import AuditEntry
from bansou.indexing.models import Change
from bansou.notifications.models import Delivery
from bansou.notifications.services import deliver_due, text_of
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow import services
from knowhow.desk import waiting_for
from knowhow.models import Article, State
from knowhow.services import Refused
from tests.knowhow.conftest import form_of, passage

pytestmark = pytest.mark.django_db


def at(name, article):
    return reverse(f"knowhow-{name}", args=[article.public_id])


@pytest.fixture
def waiting(client_for, curator, second, make_case):
    """A draft of `curator` that waits."""
    client_for(curator).post("/knowhow/new/", form_of(evidence=[passage(make_case())], action="ask"))
    return Article.objects.get()


def told(verb):
    return {d.user.email.split("@")[0] for d in Delivery.objects.filter(event__verb=f"knowhow_{verb}", channel="site")}


def acts():
    return list(AuditEntry.objects.filter(kind="knowhow").order_by("pk").values_list("verb", flat=True))


# --- Handing on -------------------------------------------------------------------------------------------------------
def test_handing_on_tells_the_other_curators(waiting, second, administrator, curator, client_for):
    assert waiting.is_waiting
    assert waiting.state == State.WAITING
    assert told("waiting") == {"second"}, "the administrator came later; the writer is not told"
    assert list(waiting_for(second)) == [waiting]
    assert list(waiting_for(curator)) == []
    assert acts() == ["create", "ask_review"]
    assert "確認待ち" in client_for(second).get("/knowhow/mine/").content.decode()


@pytest.mark.parametrize(
    ("gone", "sentence"),
    [
        ({"body": ""}, "何をするかを書いてください"),
        ({"main_step": ""}, "支援ステップを選んでください"),
        ({"evidence-keys": []}, "一つ以上加えてください"),
    ],
)
def test_what_is_missing_is_said_and_the_draft_is_kept(client_for, curator, make_case, gone, sentence):
    sent = form_of(evidence=[passage(make_case())], action="ask", situation="残る") | gone
    answer = client_for(curator).post("/knowhow/new/", sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    article = Article.objects.get()
    assert not article.is_waiting
    assert article.draft.situation == "残る"
    assert f'action="{at("edit", article)}"' in answer.content.decode(), "saving again must not begin another article"


def test_an_unchanged_published_article_is_not_handed_on(make_article, make_case, curator):
    with pytest.raises(Refused):
        services.ask_review(make_article([make_case()]), curator)


def test_while_it_waits_nobody_changes_it(waiting, client_for, curator, second):
    for person in (curator, second):
        client = client_for(person)
        assert client.get(at("edit", waiting)).url == at("review", waiting)
        assert client.post(at("edit", waiting), form_of(claim="割り込み")).url == at("review", waiting)
        client.post(at("discard", waiting))
    with pytest.raises(NotPossible):
        services.save_draft(waiting, curator, {"claim": "割り込み"})
    assert Article.objects.get().draft.claim == "聞き切ってから提案する"


def test_taking_it_back(waiting, client_for, curator, second):
    client_for(curator).post(at("take-back", waiting))
    article = Article.objects.get()
    assert (article.is_waiting, article.edit_state) == (False, State.DRAFT)
    answer = client_for(second).post(at("approve", waiting), {"revision": waiting.latest_revision_id})
    assert answer.url == at("review", waiting)
    assert not Article.objects.get().live


# --- Approving --------------------------------------------------------------------------------------------------------
def test_a_second_curator_publishes_what_was_seen(waiting, client_for, second):
    page = client_for(second).get(at("review", waiting)).content.decode()
    assert "確認済みにして公開する" in page
    assert f'value="{waiting.latest_revision_id}"' in page
    changes = Change.objects.filter(kind="knowhow").count()
    answer = client_for(second).post(at("approve", waiting), {"revision": waiting.latest_revision_id})
    article = Article.objects.get()
    assert answer.url == article.get_absolute_url()
    assert article.is_public_now
    assert article.live_revision_id == waiting.latest_revision_id
    assert (article.reviewer, article.edit_state) == (second, None)
    assert article.published_on
    assert article.evidence.count() == 1
    assert Change.objects.filter(kind="knowhow").count() == changes + 1
    assert told("published") == {"curator"}
    assert acts()[-1] == "publish"
    assert client_for(None).get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("name", ["approve", "send-back"])
def test_nobody_reviews_their_own(waiting, client_for, curator, name):
    client = client_for(curator)
    assert "確認済みにして公開する" not in client.get(at("review", waiting)).content.decode()
    client.post(at(name, waiting), {"revision": waiting.latest_revision_id, "note": "よい"})
    article = Article.objects.get()
    assert article.is_waiting
    assert not article.live


def test_whoever_wrote_a_part_does_not_review_it(waiting, client_for, curator, second, administrator):
    services.take_back(waiting, curator)
    services.save_draft(waiting, second, {"body": "二人で書いた。"})
    article = services.ask_review(waiting, curator)
    for person in (curator, second):
        with pytest.raises(NotPossible):
            services.approve(article, person, article.latest_revision_id)
    assert services.approve(article, administrator, article.latest_revision_id).live


@pytest.mark.parametrize("revision", ["", "0", "x", "９", "99999999999999999999", "-1"])
def test_another_revision_than_the_one_seen_is_not_published(waiting, client_for, second, revision):
    answer = client_for(second).post(at("approve", waiting), {"revision": revision})
    assert answer.url == at("review", waiting)
    assert not Article.objects.get().live


def test_an_edit_between_looking_and_approving_is_not_published(waiting, curator, second):
    seen = waiting.latest_revision_id
    services.take_back(waiting, curator)
    services.save_draft(waiting, second, {"body": "すり替えた。"})
    article = services.ask_review(waiting, second)
    assert article.latest_revision_id != seen
    with pytest.raises(Overtaken):
        services.approve(article, curator, seen)


def test_changes_of_a_published_article(make_article, make_case, client_for, curator, second):
    article = make_article([make_case()])
    edited = services.save_draft(article, second, {"claim": "もっと聞く", "body": "まず聞く。\n\nそれから待つ。"})
    services.ask_review(edited, second)
    page = client_for(curator).get(at("review", article)).content.decode()
    assert "<del>" in page
    assert "公開中の文章から変わったところ" in page
    assert told("waiting") == {"curator"}
    client_for(curator).post(at("approve", article), {"revision": edited.latest_revision_id})
    published = Article.objects.get()
    assert published.claim == "もっと聞く"
    assert published.evidence.count() == 1
    assert str(published.published_on) == "2026-09-01", "the day of the first publication stays"


def test_what_is_decided_outside_survives_publishing(waiting, second):
    Article.objects.filter(pk=waiting.pk).update(visibility="members")
    services.approve(waiting, second, waiting.latest_revision_id)
    article = Article.objects.get()
    assert (article.visibility, article.public_id) == ("members", waiting.public_id)


# --- Sending back -------------------------------------------------------------------------------------------------------
def test_sending_back_needs_a_note_and_keeps_the_text(waiting, client_for, curator, second):
    client = client_for(second)
    data = {"revision": waiting.latest_revision_id, "note": "  "}
    assert client.post(at("send-back", waiting), data).status_code == 422
    assert Article.objects.get().is_waiting
    client.post(at("send-back", waiting), data | {"note": "根拠をもう一つ。\n失敗事例も。"})
    article = Article.objects.get()
    assert article.edit_state == State.RETURNED
    assert told("returned") == {"curator"}
    page = client_for(curator).get(at("edit", waiting)).content.decode()
    assert "根拠をもう一つ。<br>失敗事例も。" in page
    assert str(second) in page
    services.ask_review(article, curator)
    assert Article.objects.get().review_note == ""


# --- Withdrawing --------------------------------------------------------------------------------------------------------
def test_ending_a_publication(make_article, make_case, client_for, curator, second):
    article = make_article([make_case()])
    client = client_for(curator)
    assert client.post(at("withdraw", article), {"reason": ""}).status_code == 422
    client.post(at("withdraw", article), {"reason": "古くなりました。"})
    answer = client_for(None).get(article.get_absolute_url())
    assert answer.status_code == 410
    assert "古くなりました。" in answer.content.decode()
    assert told("withdrawn") == {"second"}
    assert Change.objects.filter(kind="knowhow").count() == 2
    assert article.claim not in client_for(None).get("/knowhow/").content.decode()
    assert client.post(at("withdraw", article), {"reason": "もう一度"}).url == at("review", article)


def test_a_review_under_way_does_not_bring_it_back(make_article, make_case, curator, second):
    article = services.save_draft(make_article([make_case()]), curator, {"claim": "直した"})
    services.ask_review(article, curator)
    services.withdraw(article, curator, "やめる")
    with pytest.raises(Overtaken):
        services.approve(article, second, article.latest_revision_id)
    assert not Article.objects.get().is_public_now


def test_a_withdrawn_article_comes_back_by_a_review(make_article, make_case, client_for, curator, second):
    article = make_article([make_case()])
    services.withdraw(article, curator, "確かめる")
    asked = services.ask_review(Article.objects.get(), curator)
    assert services.approve(asked, second, asked.latest_revision_id).is_public_now
    assert client_for(None).get(article.get_absolute_url()).status_code == 200


# --- Mails ----------------------------------------------------------------------------------------------------------------
def test_mails_say_the_claim_and_where_to_go(waiting, second, mailoutbox):
    services.send_back(waiting, second, "内緒のことば", waiting.latest_revision_id)
    deliver_due()
    texts = [f"{mail.subject}\n{mail.body}" for mail in mailoutbox]
    assert len(texts) == 2
    assert all("聞き切ってから提案する" in text for text in texts)
    assert all(waiting.public_id in text for text in texts)
    assert not any("内緒" in text or "msgid" in text for text in texts)


@pytest.mark.parametrize("verb", ["waiting", "published", "returned", "withdrawn"])
def test_every_notice_has_words(verb):
    from bansou.notifications.models import Event

    event = Event(verb=f"knowhow_{verb}", url="/knowhow/", data={"title": "甲<乙", "reason": "丙"})
    subject, body = text_of(event, "ja")
    assert "甲<乙" in subject
    assert "/knowhow/" in body


# --- Desk -----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "show", ["", "waiting", "flagged", "proposals", "drafts", "published", "withdrawn", "x", "%F0%9F%A6%8A"]
)
def test_the_desk_has_all_lists(waiting, make_article, client_for, second, show):
    make_article(claim="公開ずみ")
    assert client_for(second).get(f"/knowhow/mine/?show={show}&page=x").status_code == 200


def test_the_desk_asks_the_same_for_one_as_for_many(client_for, curator, django_assert_max_num_queries):
    client = client_for(curator)
    for number in range(8):
        services.create(curator, {"claim": f"下書き{number}"})
    client.get("/knowhow/mine/")
    # session, user, roles, organisations, is something waiting or flagged, six tabs, the page, unread
    with django_assert_max_num_queries(14):
        client.get("/knowhow/mine/")


def test_the_home_page_of_a_curator_names_what_waits(waiting, curator, second):
    from bansou.site.todo import todo_for

    urls = [item["url"] for item in todo_for(second)]
    assert "/knowhow/mine/?show=waiting" in urls
    assert "/knowhow/mine/?show=waiting" not in [item["url"] for item in todo_for(curator)]
