"""「試す」: the press, being asked, the answer, the case that comes of it, what is counted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bansou.accounts.services.leaving import leave
from bansou.notifications.models import Delivery
from bansou.site.todo import todo_for
from casestudies.models import CaseStudy
from knowhow.models import Article, Try, TryAnswer, TrySilence, UsedKnowhow
from knowhow.services import withdraw
from knowhow.tries import services
from tests.cast import make_person
from tests.knowhow.conftest import EVERYBODY

WORDS = "五年後の話を聞くと、社長は長く黙り、娘さんの話をはじめた。"
CLAIM = "聞き切ってから提案する"


def days(number):
    return timezone.now() - timedelta(days=number)


@pytest.fixture
def begun(make_article, outsider):
    """`begun(31)`: a try of the outsider that many days ago."""
    article = make_article()
    return lambda ago=0, user=outsider: services.begin(article, user, days(ago))


# --- The press ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", EVERYBODY)
def test_members_try_with_one_press(make_article, client_for, cast, role):
    article, client = make_article(), client_for(cast(role))
    url = reverse("knowhow-try", args=[article.public_id])
    is_member = role not in {"visitor", "pending"}
    assert (url in client.get(article.get_absolute_url()).content.decode()) is is_member
    for _press in range(2):
        client.post(url)
    assert Try.objects.count() == is_member
    assert client.get(url).status_code in {302, 405}
    if is_member:
        assert Try.objects.get().get_absolute_url() in client.get(article.get_absolute_url()).content.decode()


def test_nobody_sees_who_tries(begun, client_for, outsider, administrator):
    attempt = begun()
    services.answer(attempt, "worked", WORDS)
    for page in (attempt.get_absolute_url(), reverse("try-case", args=[attempt.public_id])):
        assert client_for(administrator).get(page).status_code in {404, 405}
    article = client_for(administrator).get(attempt.article.get_absolute_url()).content.decode()
    assert str(outsider) not in article
    assert "data-try-results" not in article


def test_an_article_one_may_not_read_is_not_tried(make_article, client_for, outsider):
    article = make_article(live=False)
    assert client_for(outsider).post(reverse("knowhow-try", args=[article.public_id])).status_code == 404


# --- Being asked --------------------------------------------------------------------------------------------------------
def asked():
    return list(Delivery.objects.filter(channel="site", event__verb="try_asked").values_list("event__data", flat=True))


def test_it_is_asked_after_30_and_after_90_days(begun):
    attempt, start = begun(), timezone.now()
    for day, told in ((29, 0), (31, 1), (32, 1), (89, 1), (91, 2), (92, 2), (300, 2)):
        services.ask_due(start + timedelta(days=day))
        assert len(asked()) == told, day
    assert sorted(data["days"] for data in asked()) == [30, 90]
    attempt.refresh_from_db()
    assert (attempt.asked_90 - attempt.asked_30).days == 60


def test_a_site_that_slept_asks_once(begun):
    begun(100)
    assert services.ask_due() == 1
    assert services.ask_due() == 0
    assert [data["days"] for data in asked()] == [90]


def test_who_has_answered_is_asked_again_only_after_a_while(begun):
    attempt, start = begun(), timezone.now()
    services.answer(attempt, "not_tried", at=start + timedelta(days=10))
    assert services.ask_due(start + timedelta(days=31)) == 0
    services.answer(attempt, "partly", at=start + timedelta(days=80))
    assert services.ask_due(start + timedelta(days=91)) == 0
    assert services.ask_due(start + timedelta(days=111)) == 1


@pytest.mark.parametrize("end", ["stop", "silence", "leave", "close", "withdraw"])
def test_nobody_is_asked_any_more(begun, outsider, curator, end):
    attempt = begun(31)
    {
        "stop": lambda: services.stop(attempt),
        "silence": lambda: services.silence(outsider),
        "leave": lambda: leave(outsider),
        "close": lambda: type(outsider).objects.filter(pk=outsider.pk).update(is_active=False),
        "withdraw": lambda: withdraw(attempt.article, curator, ""),
    }[end]()
    assert services.ask_due() == 0


def test_a_notice_about_a_withdrawn_article_says_nothing(begun, client_for, outsider, curator):
    attempt = begun(31)
    services.ask_due()
    assert CLAIM in client_for(outsider).get(reverse("notices")).content.decode()
    assert [item["text"] for item in todo_for(outsider)] == [CLAIM]
    withdraw(attempt.article, curator, "")
    assert CLAIM not in client_for(outsider).get(reverse("notices")).content.decode()
    assert CLAIM not in client_for(outsider).get(reverse("tries")).content.decode()
    assert client_for(outsider).get(attempt.get_absolute_url()).status_code == 200
    assert todo_for(outsider) == []


def test_questions_are_switched_off_and_on(begun, client_for, outsider):
    attempt, client = begun(31), client_for(outsider)
    for url in (reverse("tries-silence"), reverse("try-stop", args=[attempt.public_id])):
        client.post(url, {"on": "0"})
        assert services.ask_due() == 0
        client.post(url, {"on": "1"})
    assert services.ask_due() == 1


def test_pressing_again_asks_again(begun):
    attempt = begun(31)
    services.stop(attempt)
    begun(0)
    assert services.ask_due() == 1


# --- The answer ---------------------------------------------------------------------------------------------------------
def test_answering(begun, client_for, outsider):
    attempt, client = begun(31), client_for(outsider)
    for _press in range(2):
        answer = client.post(attempt.get_absolute_url(), {"result": "partly", "text": WORDS})
        assert answer.url == attempt.get_absolute_url()
    assert TryAnswer.objects.get().text == WORDS
    attempt.refresh_from_db()
    assert (attempt.result, attempt.answered_at.date()) == ("partly", timezone.now().date())
    client.post(attempt.get_absolute_url(), {"result": "worked"})
    attempt.refresh_from_db()
    assert attempt.result == "worked"
    assert WORDS in client.get(attempt.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"result": ""}, {"result": "\0"}, {"result": "maybe"}, {"result": "worked", "text": "あ" * 10_000}]
)
def test_a_wrong_answer_loses_no_words(begun, client_for, outsider, sent):
    attempt = begun(31)
    answer = client_for(outsider).post(attempt.get_absolute_url(), {"text": WORDS, **sent})
    assert answer.status_code == 422
    assert sent.get("text", WORDS) in answer.content.decode()
    assert not TryAnswer.objects.exists()


@pytest.mark.parametrize("page", ["99999999999", "-1", "x"])
def test_any_page_number(begun, client_for, outsider, page):
    begun()
    assert client_for(outsider).get(reverse("tries"), {"page": page}).status_code == 200


# --- The case that comes of it ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("result", "outcome", "name"),
    [("worked", "good", "turning_point"), ("partly", "ongoing", "progress"), ("no", "failure", "what_happened")],
)
def test_an_answer_becomes_a_case(begun, client_for, outsider, result, outcome, name):
    attempt, client = begun(31), client_for(outsider)
    client.post(attempt.get_absolute_url(), {"result": result, "text": WORDS})
    url = reverse("try-case", args=[attempt.public_id])
    assert url in client.get(attempt.get_absolute_url()).content.decode()
    once = ("0123456789", "9876543210")
    places = {client.post(url, {"once": value}).url for value in once}
    case = CaseStudy.objects.get()
    assert places == {reverse("case-edit", args=[case.public_id])}
    assert (case.author, getattr(case.draft, name)) == (outsider, WORDS)
    assert (case.draft.outcome, case.draft.codes["step"]) == (outcome, ["4", "3"])
    assert UsedKnowhow.objects.get().article == attempt.article
    assert places.pop() in client.get(reverse("tries")).content.decode()


def test_what_was_not_tried_begins_no_case(begun, client_for, outsider):
    attempt, client = begun(31), client_for(outsider)
    client.post(attempt.get_absolute_url(), {"result": "not_tried"})
    assert reverse("try-case", args=[attempt.public_id]) not in client.get(attempt.get_absolute_url()).content.decode()


def test_history_can_be_dated(begun):
    attempt = begun(200)
    services.answer(attempt, "worked", WORDS, days(150))
    case = services.begin_case(attempt, at=days(149))
    assert (attempt.at.date(), UsedKnowhow.objects.get(case=case).at.date()) == (days(200).date(), days(149).date())


# --- What is counted ----------------------------------------------------------------------------------------------------
def test_results_are_counted_among_five(begun, client_for, office, visitor):
    people = [make_person(f"t{number}", office) for number in range(6)]
    attempts = [begun(40, person) for person in people]
    article = attempts[0].article
    for number, attempt in enumerate(attempts[:5]):
        assert set(Try.objects.counted_for(article).values()) == {0}, number
        services.answer(attempt, "worked" if number else "no")
    assert Try.objects.counted_for(article) == {"worked": 4, "partly": 0, "no": 1, "not_tried": 0}
    assert "data-try-results" in client_for(visitor).get(article.get_absolute_url()).content.decode()
    assert any("4" in str(line) for line in Article.objects.get().grade_reasons)
    services.answer(attempts[0], "partly")
    assert Try.objects.counted_for(article) == {"worked": 4, "partly": 1, "no": 0, "not_tried": 0}


def test_leaving_keeps_the_result_and_forgets_the_words(begun, outsider, colleague):
    answered, open_one = begun(40), begun(40, colleague)
    services.answer(answered, "worked", WORDS)
    services.silence(outsider)
    for person in (outsider, colleague):
        leave(person)
    assert [attempt.pk for attempt in Try.objects.all()] == [answered.pk] != [open_one.pk]
    assert TryAnswer.objects.get().text == ""
    assert not TrySilence.objects.exists()
