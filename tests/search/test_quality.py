"""Search quality: counted without persons, kept from three people on; why a result ranks; pinned results."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from bansou.audit.models import AuditEntry
from search.models.quality import KeptQuery, Pin, QueryDay, QueryMark, RankDay
from search.quality.counting import Ticket, count_search, forget_old
from search.quality.marks import normal
from search.quality.pins import save_pin

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(make_case):
    return make_case(title="帳面を一緒に読んだ")


def ticket(client, q, **params):
    page = client.get("/search/", {"q": q, **params}).content.decode()
    found = re.search(r'data-ticket="([^"]*)"', page)
    return found[1] if found else ""


def search(client, q):
    """Search and let the page be counted, as the browser does."""
    return client.post("/search/counted/", {"ticket": ticket(client, q)})


# --- Counting -------------------------------------------------------------------------------------------------------------
def test_a_query_is_kept_from_the_third_person_on(client_for, case, author, colleague, outsider):
    for _time in range(3):
        assert search(client_for(author), "帳面").status_code == 204
    search(client_for(colleague), "　帳面 ")
    assert not KeptQuery.objects.exists()
    assert QueryMark.objects.count() == 2
    assert "帳面" not in str(list(QueryMark.objects.values())) + str(list(QueryDay.objects.values()))
    search(client_for(outsider), "帳面")
    kept = KeptQuery.objects.get()
    assert kept.text == "帳面"
    assert not QueryMark.objects.exists()
    search(client_for(author), "帳面")
    assert kept.days.get().searches == 2
    assert QueryDay.objects.get(query=None).searches == 6


def test_one_person_at_many_addresses_makes_no_query_readable(client_for, case, author, pending):
    search(client_for(author), "帳面")
    search(client_for(pending), "帳面")
    for address in ("192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "2001:db8:0:1::1"):
        client = client_for(None)
        client.post("/search/counted/", {"ticket": ticket(client, "帳面")}, REMOTE_ADDR=address)
    assert not KeptQuery.objects.exists()
    assert QueryMark.objects.count() == 1
    assert QueryDay.objects.get(query=None).searches == 7


def test_marks_of_two_queries_do_not_tell_that_one_person_made_them(client_for, case, author):
    search(client_for(author), "帳面")
    search(client_for(author), "社長")
    assert len(set(QueryMark.objects.values_list("person", flat=True))) == 2


@pytest.mark.parametrize("text", ["0120-123-4567 に電話", "taro@example.jp", "長い文章" * 20])
def test_some_texts_are_never_kept(text):
    for person in "abcd":
        count_search(Ticket(text, 1, 0), person)
    assert not KeptQuery.objects.exists()
    assert not QueryMark.objects.exists()
    assert normal(text) == ""


def test_reading_writes_nothing(client_for, case, author):
    ticket(client_for(author), "帳面")
    assert not QueryDay.objects.exists()
    assert client_for(author).get("/search/counted/").status_code == 405


def test_clicks_by_rank(client_for, case, author, colleague, outsider):
    for person in (author, colleague, outsider):
        search(client_for(person), "帳面")
    client = client_for(author)
    signed = ticket(client, "帳面")
    for place in ("1", "2", "0", "-1", "x", "", "１", "99999999999999999"):
        assert client.post("/search/clicked/", {"ticket": signed, "place": place}).status_code == 204
    client.post("/search/clicked/", {"ticket": Ticket("帳面", 1, 20).sign(), "place": "3"})
    assert dict(RankDay.objects.values_list("rank", "clicks")) == {1: 1, 2: 1, 23: 1}
    day = KeptQuery.objects.get().days.get()
    assert (day.clicks, day.ranks) == (3, 26)


@pytest.mark.parametrize("signed", ["", "x", "a:b:c", "\x00", "W10:x", "あ" * 5000, "eyJhIjoxfQ:1abc:zzz"])
def test_forged_tickets_count_nothing(client_for, author, signed):
    assert client_for(author).post("/search/counted/", {"ticket": signed}).status_code in (204, 400)
    assert not QueryDay.objects.exists()


def test_old_tickets_count_nothing(client_for, author, monkeypatch):
    signed = Ticket("帳面", 1, 0).sign()
    monkeypatch.setattr("search.quality.counting.TICKET_SECONDS", -1)
    client_for(author).post("/search/counted/", {"ticket": signed})
    assert not QueryDay.objects.exists()


def test_a_flood_is_not_counted(client_for, author, monkeypatch):
    from django.core.cache import cache

    cache.clear()
    monkeypatch.setattr("search.quality.marks.PER_MINUTE", 3)
    signed = Ticket("帳面", 1, 0).sign()
    for _time in range(6):
        client_for(author).post("/search/counted/", {"ticket": signed})
    assert QueryDay.objects.get().searches == 3
    cache.clear()


def test_what_finds_nothing(client_for, case, author, colleague, outsider):
    for person in (author, colleague, outsider):
        search(client_for(person), "玄関")
    assert KeptQuery.objects.get().days.get().empty == 1
    client = client_for(author)
    client.post("/search/counted/", {"ticket": ticket(client, "玄関", step="1")})  # the filter may be to blame
    assert KeptQuery.objects.get().days.get().empty == 1


def test_old_things_are_forgotten():
    today = timezone.localdate()
    QueryMark.objects.create(week=today - timedelta(days=14), query="a", person="b")
    for day in (today, today - timedelta(days=500)):
        kept = KeptQuery.objects.create(text=str(day), last_used=day)
        QueryDay.objects.create(day=day, query=kept)
        RankDay.objects.create(day=day, rank=1)
    forget_old()
    assert [model.objects.count() for model in (QueryMark, KeptQuery, QueryDay, RankDay)] == [0, 1, 1, 1]


# --- The curators' pages ----------------------------------------------------------------------------------------------------
def test_the_report(client_for, case, curator, author, colleague, outsider):
    for person in (author, colleague, outsider):
        search(client_for(person), "帳面")
        search(client_for(person), "玄関 <b>")
    page = client_for(curator).get("/search/quality/?days=7").content.decode()
    assert page.count(">帳面<") == 1
    assert page.count(">玄関 &lt;b&gt;<") == 2
    assert client_for(author).get("/search/quality/").status_code == 403


@pytest.mark.parametrize(
    "q", ["帳面", "帳面 補助金", '"帳面" -玄関', "帳面を一緒に読むには", "助成金 OR 帳面", "🙂", "'\"<", "-", "OR"]
)
def test_why_a_result_ranks(client_for, case, curator, q):
    for kind in ("case", "knowhow", "nonsense"):
        answer = client_for(curator).get("/search/quality/try/", {"q": q, "kind": kind})
        assert answer.status_code == 200


def test_points_add_up_to_the_ranking(case, make_case, curator):
    from search.quality.explain import explain

    make_case(title="補助金の話", lesson="帳面は後で。")
    why = explain("補助金 帳面", "case", curator)
    assert [asked.typed for asked in why.asked] == ["補助金", "帳面"]
    assert "助成金" in why.asked[0].others
    assert why.minimums == [(2, 2)]
    sums = [sum(hit.points) + hit.nearness for hit in why.ranked]
    assert len(sums) == why.total == 2
    assert sums == sorted(sums, reverse=True)


# --- Pinned results -----------------------------------------------------------------------------------------------------------
def pin(case, query="社長", **more):
    return save_pin(Pin(query=query, object_kind="case", object_id=case.public_id, **more), None)


def pinned(client, query="?q=社長"):
    page = client.get(f"/search/{query}").content.decode()
    page = re.sub("</?mark>", "", page)
    titles = re.findall(r'class="card__title"><a [^>]*>(.*?)</a>', page)
    above = re.search(r"data-pinned>(.*?)</section>", page, re.S)
    return re.findall(r'class="card__title"><a [^>]*>(.*?)</a>', above[1]) if above else [], titles


def test_a_pinned_result_stands_first_and_once(client_for, case, make_case):
    make_case(title="社長の話")
    pin(case, query="社長")
    assert pinned(client_for(None)) == ([case.title], [case.title, "社長の話"])
    assert pinned(client_for(None), "?q=　社長 ") == ([case.title], [case.title, "社長の話"])
    assert pinned(client_for(None), "?q=社長&step=4")[0] == pinned(client_for(None), "?q=社長&page=2")[0] == []
    pin(case, query="帳面")
    assert pinned(client_for(None), "?q=帳面") == ([case.title], [case.title])


def test_a_pin_shows_nothing_to_those_who_may_not_read_it(client_for, make_case, outsider):
    pin(make_case(title="会員の話", visibility="members"))
    assert pinned(client_for(None))[0] == []
    assert pinned(client_for(outsider))[0] == ["会員の話"]


def test_a_pin_ends(client_for, case):
    today = timezone.localdate()
    pin(case, until=today)
    assert pinned(client_for(None))[0] == [case.title]
    Pin.objects.all().delete()
    pin(case, until=today - timedelta(days=1))
    assert pinned(client_for(None))[0] == []


def test_curators_set_change_and_delete_pins(client_for, case, curator, author):
    client = client_for(curator)
    fields = {
        "query": " 社長　",
        "target": f"http://testserver/cases/{case.public_id}/",
        "order": "1",
        "until": "",
        "note": "よい",
    }
    assert client.post("/search/quality/pins/new/", fields).status_code == 302
    made = Pin.objects.get()
    assert (made.query, made.object_kind, made.object_id, made.changed_by) == ("社長", "case", case.public_id, curator)
    assert client.post("/search/quality/pins/new/", fields).status_code == 422
    wrong = {"target": "/cases/0000000000/", "until": date(2020, 1, 1), "query": "　", "order": "-1"}
    for name, value in wrong.items():
        assert client.post("/search/quality/pins/new/", {**fields, "query": "別", name: value}).status_code == 422
    changed = {**fields, "target": f"case:{case.public_id}", "order": "2"}
    assert client.post(f"/search/quality/pins/{made.public_id}/", changed).status_code == 302
    assert client.get("/search/quality/").status_code == 200
    assert client_for(author).post(f"/search/quality/pins/{made.public_id}/delete/").status_code == 403
    assert client.post(f"/search/quality/pins/{made.public_id}/delete/").status_code == 302
    verbs = AuditEntry.objects.filter(kind="pin").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["pin.added", "pin.changed", "pin.deleted"]
