"""問いかけ集: taken with one press, found again, gone at once with its case or its words."""

import pytest
from django.db import transaction
from django.urls import reverse

from bansou.site.services import build_pages
from casestudies.models import CaseStudy
from casestudies.services import publishing
from casestudies.services.refusal import NotPossible
from knowhow.models import Question
from knowhow.questions import services
from knowhow.questions.candidates import questions_in
from tests.knowhow.conftest import EVERYBODY

WORDS = "五年後、誰が見積りを出していますか"
OTHER = "いちばん気がかりなことは何ですか？"
ENTRY = {
    "step": "4",
    "period": "3か月目",
    "fact": "社長は補助金の話だけをしていた。",
    "action": f"「{WORDS}」と尋ね、続けて「{OTHER}」と聞いた。",
    "reaction": "長く黙った。",
}


@pytest.fixture
def asked(make_case):
    """A published case with two questions in one entry of its course."""
    return make_case(rows=[("course", ENTRY)])


def take(case, by, words=WORDS, reaction="opened"):
    return services.take(case, case.rows_of("course")[0].key, words, reaction, by)


def republish(case, **data):
    """The author changes the entry; the edit is published."""
    draft = case.draft
    row = draft.rows_of("course")[0]
    row.data = {**row.data, **data}
    draft.rows = [row]
    with transaction.atomic():
        publishing.publish_revision(draft.save_revision(user=case.author), by=case.author)


# --- What is offered ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (ENTRY, [WORDS, OTHER]),
        ({"text": f"社長に「{WORDS}」と聞くと「わからない」と言われた。"}, [WORDS]),
        ({"text": "「わからない」と言われた。"}, []),
        ({"action": "娘さんの話を尋ねた。"}, ["娘さんの話を尋ねた。"]),
        ({"action": "「はい」とだけ答えた。"}, ["「はい」とだけ答えた。"]),
        ({"action": "あ" * 100 + "。" + "い" * 300}, ["あ" * 100 + "。"]),
        ({"action": "あ" * 400}, ["あ" * 300]),
        ({"action": "「もう少し教えてください」「何か」"}, ["もう少し教えてください", "何か"]),
        ({"fact": "何も。"}, []),
        ({}, []),
    ],
)
def test_questions_of_an_entry(data, found):
    assert questions_in(type("Row", (), {"data": data})()) == found


# --- One press ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", EVERYBODY)
def test_curators_take_with_one_press(asked, client_for, cast, role):
    client, url = client_for(cast(role)), reverse("question-take", args=[asked.public_id])
    may = role in {"curator", "administrator"}
    assert (url in client.get(asked.get_absolute_url()).content.decode()) is may
    sent = {"row": asked.rows_of("course")[0].key, "words": WORDS, "reaction": "clicked"}
    for _press in range(2):
        client.post(url, sent)
    assert Question.objects.count() == may
    if may:
        question = Question.objects.get()
        assert (question.step, question.situation, question.reaction) == ("4", ENTRY["fact"], "clicked")
        assert question.case == asked
        assert question.passage_url.endswith(f"#{sent['row']}")
        client.post(url, {**sent, "reaction": "resisted"})
        assert Question.objects.get().reaction == "resisted"


@pytest.mark.parametrize(
    "sent", [{}, {"words": "ない言葉"}, {"words": "あ" * 10_000}, {"row": "x"}, {"reaction": "x"}, {"words": "\0"}]
)
def test_what_does_not_stand_there_is_not_taken(asked, client_for, curator, sent):
    url = reverse("question-take", args=[asked.public_id])
    good = {"row": asked.rows_of("course")[0].key, "words": WORDS, "reaction": "opened"} if sent else {}
    assert client_for(curator).post(url, {**good, **sent}).status_code in {302, 400}
    assert not Question.objects.exists()


def test_line_ends_of_a_browser(make_case, client_for, curator):
    case = make_case(rows=[("course", {"step": "3", "action": "先に聞いた。\n後で話した。"})])
    sent = {"row": case.rows_of("course")[0].key, "words": "先に聞いた。\r\n後で話した。", "reaction": "opened"}
    client_for(curator).post(reverse("question-take", args=[case.public_id]), sent)
    assert Question.objects.get().situation == case.presenting_issue


# --- Who reads it -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("visibility", ["public", "members", "organisation"])
@pytest.mark.parametrize("role", EVERYBODY)
def test_whoever_may_read_the_case_reads_the_question(make_case, client_for, cast, curator, role, visibility):
    case = make_case(rows=[("course", ENTRY)], visibility=visibility)
    take(case, curator)
    person = cast(role)
    seen = WORDS in client_for(person).get(reverse("questions")).content.decode()
    assert seen is CaseStudy.objects.visible_to(person).filter(pk=case.pk).exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("step=4", True),
        ("step=3", False),
        ("step=99", True),
        ("reaction=opened", True),
        ("reaction=resisted", False),
        ("q=見積り", True),
        ("q=補助金 社長", True),
        ("q=補助金 娘", False),
        ("q=%25", False),
        ("step=4&reaction=opened&q=五年後&page=99999999999", True),
        ("q=" + "あ" * 3000, False),
    ],
)
def test_the_list_is_searched(asked, client_for, curator, outsider, query, found):
    take(asked, curator)
    answer = client_for(outsider).get(f"{reverse('questions')}?{query}")
    assert answer.status_code == 200
    assert (f"「{WORDS}」" in answer.content.decode()) is found


def test_it_stands_on_step_pages_and_articles(asked, make_article, client_for, curator, visitor):
    build_pages()
    take(asked, curator)
    article = make_article(steps=["4"])
    other = make_article(steps=["2"], claim="別の話")
    pages = ["/steps/4/", "/steps/5/", article.get_absolute_url(), other.get_absolute_url()]
    shown = [WORDS in client_for(visitor).get(page).content.decode() for page in pages]
    assert shown == [True, False, True, False]


# --- Gone at once -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("end", ["withdraw", "hide", "words", "entry", "close"])
def test_it_vanishes_at_once(asked, client_for, curator, outsider, end):
    take(asked, curator)
    assert WORDS in client_for(outsider).get(reverse("questions")).content.decode()
    {
        "withdraw": lambda: publishing.withdraw(asked, asked.author, ""),
        "hide": lambda: publishing.emergency_hide(asked, curator, "急ぎ"),
        "words": lambda: republish(asked, action="娘さんの話を尋ねた。"),
        "entry": lambda: republish(asked, action="", fact="", reaction="", text="別の話"),
        "close": lambda: publishing.change_settings(
            asked, asked.author, byline="anonymous", visibility="organisation", place_precision="region"
        ),
    }[end]()
    page = client_for(outsider).get(reverse("questions")).content.decode()
    assert WORDS not in page
    assert ENTRY["fact"] not in page


def test_what_the_author_took_out_of_the_scene_is_gone(asked, curator):
    take(asked, curator)
    republish(asked, fact="社長は機械の話をしていた。", step="3")
    question = Question.objects.get()
    assert (question.situation, question.step, question.stands) == ("社長は機械の話をしていた。", "3", True)


def test_words_that_come_back_stand_again(asked, curator):
    take(asked, curator)
    republish(asked, action="別の話。")
    assert not Question.objects.get().stands
    republish(CaseStudy.objects.get(pk=asked.pk), action=ENTRY["action"])
    assert Question.objects.get().stands


# --- Changing and removing ----------------------------------------------------------------------------------------------
def test_changing_the_words(asked, client_for, curator):
    question, client = take(asked, curator), client_for(curator)
    url = reverse("question-edit", args=[question.public_id])
    wrong = client.post(url, {"words": "ない言葉", "reaction": "clicked"})
    assert wrong.status_code == 422
    assert "ない言葉" in wrong.content.decode()
    client.post(url, {"words": OTHER, "reaction": "clicked"})
    question.refresh_from_db()
    assert (question.text, question.reaction) == (OTHER, "clicked")
    take(asked, curator)
    assert client.post(url, {"words": WORDS, "reaction": "clicked"}).status_code == 422


def test_removing(asked, client_for, curator):
    question, client = take(asked, curator), client_for(curator)
    client.post(reverse("question-remove", args=[question.public_id]))
    assert not Question.objects.exists()
    assert client.post(reverse("question-remove", args=[question.public_id])).status_code == 404


def test_a_draft_gives_no_questions(make_case, curator):
    case = make_case(state="draft", rows=[("course", ENTRY)])
    with pytest.raises(NotPossible):
        services.take(case, "none", WORDS, "opened", curator)
