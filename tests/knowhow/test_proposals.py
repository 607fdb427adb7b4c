"""Proposals of members: who writes and reads them, what curators do with them, and versions."""

from datetime import date

import pytest
from django.urls import reverse

from bansou.notifications.models import Delivery
from bansou.notifications.services import deliver_due
from casestudies.services.refusal import NotPossible
from knowhow import services
from knowhow.flags.todo import looking_after
from knowhow.models import Article, Proposal
from knowhow.proposals.services import accept, decline, propose
from knowhow.versions import versions_of
from tests.knowhow.conftest import EVERYBODY, QUOTE
from tests.knowhow.test_flags import publish, row_of

pytestmark = pytest.mark.django_db
WORDS = "相手が黙っても、すぐに言いかえない。"


@pytest.fixture
def proposal(make_article, make_case, outsider, curator):
    """A member would add a paragraph to what to do."""
    values = {"part": "body", "text": WORDS, "reason": "三度の訪問で見ました。"}
    return propose(make_article([make_case()]), outsider, values)


def told(verb):
    return {(row.user.email.split("@")[0], row.channel) for row in Delivery.objects.filter(event__verb=verb)}


def at(name, proposal):
    return reverse(f"knowhow-proposal{name}", args=[proposal.public_id])


# --- Writing ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", EVERYBODY)
def test_members_propose(make_article, client_for, cast, role):
    article, client = make_article(), client_for(cast(role))
    url = reverse("knowhow-propose", args=[article.public_id])
    member = role not in {"visitor", "pending"}
    assert (url in client.get(article.get_absolute_url()).content.decode()) == member
    assert client.get(url).status_code == (200 if member else 302)
    for _press in range(2):
        client.post(url, {"part": "fails_when", "text": WORDS, "reason": "", "once": "0123456789"})
    assert Proposal.objects.count() == member


def test_nobody_proposes_for_what_they_may_not_read(make_article, client_for, outsider):
    for hidden in ({"live": False}, {"visibility": "organisation"}):
        url = reverse("knowhow-propose", args=[make_article(**hidden).public_id])
        assert client_for(outsider).post(url, {"text": WORDS}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": ""}, "こう書くとよい、という文章を入れてください"),
        ({"text": "長" * 10_000}, "1000"),
        ({"text": "よい", "part": "author"}, "選択肢の中から選んでください"),
        ({"text": "よい", "reason": "長" * 1001}, "1000"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(make_article, client_for, outsider, sent, sentence):
    url = reverse("knowhow-propose", args=[make_article().public_id])
    answer = client_for(outsider).post(url, {"part": "body", "reason": "大事な理由", **sent})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert sent["text"] in page
    assert not Proposal.objects.exists()


def test_a_number_of_somebody_else_does_not_show_their_proposal(proposal, author):
    mine = propose(proposal.article, author, {"part": "", "text": "別", "reason": ""}, proposal.public_id)
    assert (mine.by, mine.text) == (author, "別")
    assert mine.public_id != proposal.public_id


def test_the_curators_are_told(proposal, curator, second, mailoutbox):
    assert told("knowhow_proposed") == {("curator", "site"), ("curator", "mail")}, "the second one came later"
    assert [item["url"] for item in looking_after(curator)] == ["/knowhow/mine/?show=proposals"]
    deliver_due()
    assert WORDS not in mailoutbox[0].body
    assert proposal.public_id in mailoutbox[0].body


# --- Reading ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", EVERYBODY)
def test_who_reads_a_proposal(proposal, client_for, cast, role):
    answer = client_for(cast(role)).get(at("", proposal))
    wanted = {"visitor": 302, "pending": 302, "outsider": 200, "curator": 200, "administrator": 200}
    assert answer.status_code == wanted.get(role, 404)
    page = answer.content.decode()
    assert (WORDS in page) == (answer.status_code == 200)
    assert (at("-accept", proposal) in page) == (role in {"curator", "administrator"})


@pytest.mark.parametrize("role", sorted(set(EVERYBODY) - {"curator", "administrator"}))
def test_only_curators_answer(proposal, client_for, cast, role):
    for name in ("-accept", "-decline"):
        client_for(cast(role)).post(at(name, proposal), {"note": "いいえ"})
    assert Proposal.objects.get().answer == ""


# --- Answers ------------------------------------------------------------------------------------------------------------
def test_taking_it_up(proposal, client_for, curator, outsider):
    answer = client_for(curator).post(at("-accept", proposal), {"note": "ありがとうございます"})
    article = Article.objects.get()
    assert answer.url == f"{reverse('knowhow-edit', args=[article.public_id])}#id_body"
    assert article.draft.body == f"まず聞く。\n\nそれから話す。\n\n{WORDS}"
    assert WORDS not in article.body, "a second curator decides"
    assert told("knowhow_proposal_accepted") == {("outsider", "site"), ("outsider", "mail")}
    page = client_for(outsider).get(at("", proposal)).content.decode()
    assert "取り入れました" in page
    assert "ありがとうございます" in page
    assert client_for(curator).post(at("-decline", proposal), {"note": "やはり"}).status_code == 409
    assert looking_after(curator) == []


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("fails_when", f"急ぐ\n{WORDS}"),
        ("claim", WORDS),
        ("why", WORDS),
        ("situation", f"提案を急ぎたくなったとき。\n\n{WORDS}"),
    ],
)
def test_where_the_words_go(make_article, outsider, curator, part, wanted):
    article = make_article(fails_when="急ぐ")
    accept(propose(article, outsider, {"part": part, "text": WORDS, "reason": ""}), curator)
    assert getattr(Article.objects.get().draft, part) == wanted


def test_a_proposal_about_the_whole_only_opens_the_draft(make_article, outsider, curator):
    article = make_article()
    accept(propose(article, outsider, {"part": "", "text": WORDS, "reason": ""}), curator)
    assert not Article.objects.get().has_unpublished_changes


@pytest.mark.parametrize("trouble", ["full", "waiting"])
def test_what_cannot_be_taken_up_stays_open(make_article, make_case, client_for, outsider, curator, trouble):
    article = make_article([make_case()], situation="長" * 990)
    proposal = propose(article, outsider, {"part": "situation", "text": WORDS, "reason": ""})
    if trouble == "waiting":
        services.save_draft(article, curator, {"body": "直す", "situation": ""})
        services.ask_review(Article.objects.get(), curator)
    with pytest.raises(NotPossible):
        accept(proposal, curator)
    answer = client_for(curator).post(at("-accept", proposal), {"note": "書いたひとこと"})
    assert answer.status_code == 409
    assert "書いたひとこと" in answer.content.decode()
    assert Proposal.objects.get().answer == ""
    assert not told("knowhow_proposal_accepted")


def test_leaving_it_needs_a_reason(proposal, client_for, curator, outsider):
    client = client_for(curator)
    assert client.post(at("-decline", proposal), {"note": ""}).status_code == 422
    client.post(at("-decline", proposal), {"note": "ほかの事例と食い違うため。"})
    assert told("knowhow_proposal_declined") == {("outsider", "site"), ("outsider", "mail")}
    page = client_for(outsider).get(at("", proposal)).content.decode()
    assert "ほかの事例と食い違うため。" in page
    with pytest.raises(NotPossible):
        decline(proposal, curator, "もう一度")


# --- Versions -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def twice(make_case, curator, second):
    """An article that was published, changed, and published again."""
    row = row_of(make_case())
    values = {"claim": "主張", "steps": ["4"], "body": "する。甲乙丙丁戊己。", "evidence": [row]}
    article = publish(services.create(curator, values), curator, second, on=date(2026, 4, 1))
    services.save_draft(article, curator, {"body": "する。子丑寅卯。", "steps": ["4", "5"]})
    return publish(article, curator, second, on=date(2026, 6, 1))


def test_versions_and_their_differences(twice):
    newest, first = versions_of(twice)
    assert (newest.number, newest.on, first.number, first.on) == (2, date(2026, 6, 1), 1, date(2026, 4, 1))
    assert first.changes is None
    assert [change.label for change in newest.changes] == ["すること", "支援ステップ"]
    assert newest.evidence == {"supports": 1}


@pytest.mark.parametrize("role", EVERYBODY)
def test_words_of_older_versions_are_for_curators(twice, client_for, cast, role):
    page = client_for(cast(role)).get(reverse("knowhow-versions", args=[twice.public_id])).content.decode()
    assert "第2版" in page
    assert "すること" in page
    assert "裏づける 1" in page
    assert ("甲乙丙丁戊己" in page) == (role in {"curator", "administrator"})
    assert QUOTE not in page


def test_an_article_without_history_has_a_page_too(make_article, client_for):
    answer = client_for(None).get(reverse("knowhow-versions", args=[make_article().public_id]))
    assert answer.status_code == 200


def test_everybody_reads_how_grades_are_computed(client_for):
    page = client_for(None).get("/knowhow/grade/").content.decode()
    for words in ("13点以上", "+2", "−1", "Cまでとします", "未評価"):
        assert words in page
