"""事例募集・表彰・成果発表会: who sees what, who may enter what, who is named."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from bansou.notifications.models import Delivery
from casestudies.models import CaseStudy
from casestudies.services import publishing
from casestudies.services.refusal import NotPossible
from knowhow.calls import services
from knowhow.models import Call, Entry
from search.models import CaseRequest
from tests.knowhow.conftest import EVERYBODY

TODAY = timezone.localdate()
CITATION = "問いを待てたことを評価しました。"
GOOD = {
    "title": "信頼を失った経験から",
    "call_kind": "award",
    "theme": "失敗から学んだことを募集します。",
    "opens_on": "2026-04-01",
    "closes_on": "2026-06-30",
    "held_on": "2026-09-01",
    "place": "オンライン",
}
MEMBERS = [role for role in EVERYBODY if role not in {"visitor", "pending"}]


@pytest.fixture
def make_call(curator):
    """`make_call(announced=True, opens=-5, closes=5, **columns)`: days from today."""

    def make(announced=True, opens=-5, closes=5, **columns):
        days = {"opens_on": TODAY + timedelta(days=opens), "closes_on": TODAY + timedelta(days=closes)}
        columns = {"title": GOOD["title"], "theme": GOOD["theme"], **columns}
        at = {"announced_at": timezone.now()} if announced else {}
        return Call.objects.create(by=curator, **days, **at, **columns)

    return make


@pytest.fixture
def results(make_call, make_case, author, curator):
    """`results(**columns of the case)`: a call whose results are out, and the chosen case."""

    def make(**columns):
        call, case = make_call(), make_case(**columns)
        entry = services.enter(call, case, author)
        services.choose(call, {entry.public_id: ("大賞", CITATION)}, curator)
        services.publish_results(call, curator)
        return Call.objects.get(), case

    return make


def page_of(client, call):
    return client.get(call.get_absolute_url()).content.decode()


# --- Writing a call -----------------------------------------------------------------------------------------------------
def test_from_draft_to_announcement(client_for, curator, outsider):
    client, reader = client_for(curator), client_for(outsider)
    client.post(reverse("call-new"), GOOD)
    call = Call.objects.get()
    assert (call.opens_on, call.held_on, call.by) == (date(2026, 4, 1), date(2026, 9, 1), curator)
    assert reader.get(call.get_absolute_url()).status_code == 404
    assert GOOD["title"] not in reader.get(reverse("calls")).content.decode()
    assert GOOD["title"] in client.get(reverse("calls")).content.decode()
    for _press in range(2):
        client.post(reverse("call-announce", args=[call.public_id]))
    assert GOOD["theme"] in page_of(reader, call)
    assert GOOD["title"] in reader.get(reverse("calls")).content.decode()
    assert Delivery.objects.filter(user=outsider, event__verb="call_announced").count() == 1
    assert not Delivery.objects.filter(channel="mail").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"theme": ""},
        {"title": "あ" * 10_000},
        {"opens_on": "いつか"},
        {"opens_on": "0001-01-01"},
        {"closes_on": "2026-03-31"},
        {"held_on": "2026-06-01"},
        {"call_kind": "x"},
    ],
)
def test_a_wrong_call_loses_no_words(client_for, curator, wrong):
    answer = client_for(curator).post(reverse("call-new"), {**GOOD, **wrong})
    assert answer.status_code == 422
    assert GOOD["place"] in answer.content.decode()
    assert not Call.objects.exists()


def test_only_drafts_are_deleted(make_call, client_for, curator):
    for call in (make_call(), make_call(announced=False)):
        client_for(curator).post(reverse("call-discard", args=[call.public_id]))
    assert Call.objects.get().announced_at


# --- Entering -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "takes_part"), [("published", True), ("submitted", True), ("draft", False)])
def test_published_and_submitted_cases_are_entered(make_call, make_case, client_for, author, state, takes_part):
    call, case, client = make_call(), make_case(state=state), client_for(author)
    assert (case.public_id in page_of(client, call)) is takes_part
    for _press in range(2):
        client.post(reverse("call-enter", args=[call.public_id]), {"case": case.public_id})
    assert Entry.objects.count() == takes_part
    if takes_part:
        client.post(reverse("call-take-back", args=[Entry.objects.get().public_id]))
        assert not Entry.objects.exists()


@pytest.mark.parametrize("role", [role for role in MEMBERS if role != "author"])
def test_nobody_enters_cases_of_others(make_call, make_case, client_for, cast, author, role):
    call, case, client = make_call(), make_case(), client_for(cast(role))
    client.post(reverse("call-enter", args=[call.public_id]), {"case": case.public_id})
    assert not Entry.objects.exists()
    entry = services.enter(call, case, author)
    assert client.post(reverse("call-take-back", args=[entry.public_id])).status_code == 404
    with pytest.raises(NotPossible):
        services.enter(call, case, cast(role))


@pytest.mark.parametrize(
    ("call", "open_now"),
    [
        ({}, True),
        ({"opens": 1}, False),
        ({"closes": -1}, False),
        ({"opens": 0, "closes": 0}, True),
        ({"results_at": timezone.now()}, False),
    ],
)
def test_entries_are_taken_on_these_days(make_call, make_case, client_for, author, call, open_now):
    found, case = make_call(**call), make_case()
    client_for(author).post(reverse("call-enter", args=[found.public_id]), {"case": case.public_id})
    assert Entry.objects.exists() is open_now


@pytest.mark.parametrize("number", ["", "x", "あ" * 10_000, "0000000000"])
def test_no_case_at_all(make_call, client_for, author, number):
    answer = client_for(author).post(reverse("call-enter", args=[make_call().public_id]), {"case": number})
    assert answer.status_code in {302, 400}
    assert not Entry.objects.exists()


def test_history_can_be_dated(make_call, make_case, author, curator):
    call, then = make_call(opens=-200, closes=-100), timezone.now() - timedelta(days=150)
    entry = services.enter(call, make_case(), author, at=then)
    services.choose(call, {entry.public_id: ("大賞", "")}, curator)
    services.publish_results(call, curator, at=then + timedelta(days=60))
    assert (entry.at, Call.objects.get().results_at) == (then, then + timedelta(days=60))
    assert not Delivery.objects.filter(event__verb="call_results").exists()


# --- Choosing -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("byline", ["name", "organisation", "anonymous"])
@pytest.mark.parametrize("state", ["published", "submitted"])
def test_curators_see_of_the_author_what_the_byline_shows(
    make_call, make_case, client_for, author, curator, byline, state
):
    call, case = make_call(), make_case(state=state, byline=byline)
    services.enter(call, case, author)
    page = client_for(curator).get(reverse("call-choose", args=[call.public_id])).content.decode()
    assert case.title in page
    assert (str(author) in page) is (byline == "name" and state == "published")


def test_choosing_and_making_it_known(make_call, make_case, client_for, author, outsider, curator):
    call, case, client = make_call(), make_case(), client_for(curator)
    entry, url = services.enter(call, case, author), reverse("call-choose", args=[call.public_id])
    fields = {f"{entry.public_id}-award": "大賞", f"{entry.public_id}-citation": CITATION}
    client.post(url, {f"{entry.public_id}-award": "", "publish": "1"})
    assert Call.objects.get().results_at is None
    client.post(url, fields)
    assert CITATION not in page_of(client_for(outsider), call)
    assert CITATION not in client_for(outsider).get(case.get_absolute_url()).content.decode()
    for _press in range(2):
        client.post(url, {**fields, "publish": "1"})
    assert CITATION in page_of(client_for(outsider), call)
    assert CITATION in client_for(outsider).get(case.get_absolute_url()).content.decode()
    assert list(Delivery.objects.filter(event__verb="call_results", channel="site").values_list("user", flat=True)) == [
        author.pk
    ]
    with pytest.raises(NotPossible):
        services.take_back(entry, author)


def test_words_that_are_too_long_are_kept(make_call, make_case, client_for, author, curator):
    call = make_call()
    entry = services.enter(call, make_case(), author)
    long = {f"{entry.public_id}-award": "賞" * 100, f"{entry.public_id}-citation": CITATION}
    answer = client_for(curator).post(reverse("call-choose", args=[call.public_id]), long)
    assert answer.status_code == 422
    assert "賞" * 100 in answer.content.decode()


def test_a_case_that_is_closed_has_no_title_on_the_desk(make_call, make_case, client_for, author, curator):
    call, case = make_call(), make_case()
    services.enter(call, case, author)
    publishing.withdraw(case, author, "")
    page = client_for(curator).get(reverse("call-choose", args=[call.public_id]))
    assert page.status_code == 200
    assert case.title not in page.content.decode()


# --- Results ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("visibility", ["public", "members", "organisation"])
@pytest.mark.parametrize("role", MEMBERS)
def test_results_show_what_one_may_read(results, client_for, cast, role, visibility):
    call, case = results(visibility=visibility, byline="anonymous")
    person = cast(role)
    page = page_of(client_for(person), call)
    reads = CaseStudy.objects.visible_to(person).filter(pk=case.pk).exists()
    assert (case.title in page) is (CITATION in page) is (reads or role == "author")
    if role != "author":
        assert "試験 author" not in page


@pytest.mark.parametrize(("byline", "named"), [("name", True), ("organisation", False), ("anonymous", False)])
def test_an_award_names_its_author_as_the_byline_allows(results, client_for, outsider, byline, named):
    call, case = results(byline=byline)
    for url in (call.get_absolute_url(), case.get_absolute_url()):
        assert ("試験 author" in client_for(outsider).get(url).content.decode()) is named


def test_a_withdrawn_case_is_gone_from_the_results(results, client_for, outsider, author):
    call, case = results()
    publishing.withdraw(case, author, "")
    page = page_of(client_for(outsider), call)
    assert case.title not in page
    assert CITATION not in page


def test_the_badge_stands_on_card_and_case(results, client_for, outsider, curator, author):
    call, case = results()
    for url in ("/search/", case.get_absolute_url()):
        assert "大賞" in client_for(outsider).get(url).content.decode()
    case = CaseStudy.objects.get()
    draft = case.draft
    draft.title = "あとで直した題名"
    publishing.publish_revision(draft.save_revision(user=author), by=author)
    assert CaseStudy.objects.get().award == "大賞"
    services.choose(call, {Entry.objects.get().public_id: ("", "")}, curator)
    assert CaseStudy.objects.get().award == ""
    assert "大賞" not in client_for(outsider).get("/search/").content.decode()


def test_the_last_award_is_the_badge(results, make_call, client_for, author, curator):
    _call, case = results()
    second = make_call()
    entry = services.enter(second, case, author)
    services.choose(second, {entry.public_id: ("特別賞", "")}, curator)
    assert CaseStudy.objects.get().award == "大賞"
    services.publish_results(second, curator)
    assert CaseStudy.objects.get().award == "特別賞"


@pytest.mark.parametrize("query", ["?page=99999999999", "?page=-1", "?page=x"])
def test_any_page(make_call, client_for, outsider, query):
    make_call(closes=-1, opens=-9)
    assert client_for(outsider).get(reverse("calls") + query).status_code == 200


def test_cases_that_are_looked_for_stand_beside_the_calls(client_for, author, outsider):
    CaseRequest.objects.create(by=author, query="step=4&outcome=failure", note="秘密の一言")
    page = client_for(outsider).get(reverse("calls")).content.decode()
    assert f'href="{reverse("case-write")}?' in page
    assert reverse("case-requests") in page
    assert "試験 author" not in page
