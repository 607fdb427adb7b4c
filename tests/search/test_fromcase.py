"""「いまの案件からさがす」: what is near and why, who may read it, and that the sentence is stored nowhere."""

import logging
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter
from wagtail.snippets.models import get_snippet_models

from bansou.accounts.services import leave
from search.engines.base import SearchUnavailable
from search.fromcase import candidates, views
from search.fromcase.findings import asked_in, brief, pitfalls_of, questions_of
from search.fromcase.guess import guessed_issue
from search.fromcase.near import neighbourhood
from search.fromcase.situation import situation
from search.models import OwnSituation

pytestmark = pytest.mark.django_db

SENTENCE = "助成金で新しい旋盤を入れたい、と寡黙な社長が言う"
ASKED = {"text": SENTENCE, "step": "4", "wall": ["face"], "industry": "E", "size": "6-20"}
TURN = {
    "step": "4",
    "action": "「その数字は、だれの数字ですか」と聞いた。",
    "reaction": "長く黙った。",
    "is_turning_point": True,
}
NEAR = {"wall": ["face"], "step": ["4"], "industry": ["E"], "employee_band": ["6-20"]}
FAR = {"wall": ["lack"], "step": ["7"], "industry": ["P"], "employee_band": ["301-"], "company_size": ["leading"]}


@pytest.fixture
def good(make_case):
    return make_case(
        terms={**NEAR, "outcome": ["good"]},
        title="好事例の題名",
        presenting_issue="「旋盤を替えたい」と社長。",
        core_issue="見積りを一人で抱えていた。",
        rows=[("course", TURN)],
        lesson="機械の話が出たら、先に「五年後はだれが見積りますか」と聞く",
    )


@pytest.fixture
def failed(make_case):
    factor = {"pitfall": "own-solution", "cause": "misjudgement", "text": "こちらの答えを先に話してしまった。"}
    other = {"pitfall": "preconception", "cause": "misjudgement", "text": "機械が古いせいだと思い込んだ。"}
    return make_case(
        terms=NEAR,
        title="失敗事例の題名",
        presenting_issue="旋盤が古いので助成金を使いたい。",
        rows=[
            ("failure_factors", factor),
            ("failure_factors", other),
            ("course", {**TURN, "action": "提案書を渡した。"}),
        ],
    )


def post(client, **values):
    return client.post(reverse("from-case"), {**ASKED, **values})


def stored():
    """Everything that the database holds, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from (f"{table}: {row}" for row in cursor.fetchall())


# --- What is found ----------------------------------------------------------------------------------------------------
def test_near_cases_stand_side_by_side_with_the_reason(client, good, failed):
    page = post(client).content.decode()
    sides = re.search(r'id="near-good".*?好事例の題名.*?id="near-failed".*?失敗事例の題名', page, re.DOTALL)
    assert sides
    assert "表課題が似ている（旋盤）" in page
    assert "同じ壁（向き合わない壁）" in page
    assert "見積りを一人で抱えていた。" in page
    assert f"{good.get_absolute_url()}#s-core_issue" in page


def test_every_reason_is_true(make_case, good, failed, visitor):
    make_case(terms={**FAR, "outcome": ["good"]}, title="遠い", presenting_issue="夜勤の人が足りない。")
    asked = situation({"wall": ["face"], "step": ["4"], "industry": ["E"], "employee_band": ["6-20"]}, SENTENCE)
    near = neighbourhood(asked, visitor)
    assert near.all
    for found in near.all:
        for scheme, code in found.reasons:
            if scheme == "words":
                assert code in found.case.presenting_issue
            else:
                assert code in (*found.case.codes.get(scheme, ()), found.case.company_size)
                assert code in asked.of(scheme)
    assert all(found.case.title != "遠い" for found in near.all), "a case without a reason is not near"


def test_the_closer_comes_first_and_the_order_is_the_same_each_time(make_case, good, visitor):
    make_case(terms={**NEAR, "outcome": ["good"], "wall": ["lack"], "step": ["7"]}, title="少し遠い")
    asked = situation({"wall": ["face"], "step": ["4"], "industry": ["E"]}, SENTENCE)
    orders = [[n.case.pk for n in neighbourhood(asked, visitor).good] for _try in range(3)]
    assert orders[0][0] == good.pk
    assert orders[0] == orders[1] == orders[2]


def test_the_sentence_alone_is_enough(client, make_case):
    make_case(terms={**FAR, "outcome": ["good"], "surface_issue": ["staff"]}, title="人手の話")
    page = client.post(reverse("from-case"), {"text": "人が足りない"}).content.decode()
    assert "人手の話" in page
    assert "文から「人手」の相談と読みました" in page


def test_a_chosen_type_is_no_guess(client, good):
    page = post(client, text="人が足りない", surface_issue="cash").content.decode()
    assert "相談と読みました" not in page


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("社員がすぐ辞めてしまう", "staff"),
        ("息子に継がせたい", "succession"),
        ("支払いが苦しい", "cash"),
        ("うーん", ""),
        ("", ""),
    ],
)
def test_the_type_is_read_from_the_sentence(text, code):
    assert guessed_issue(text) == code


def test_without_the_engine_terms_still_find(client, good, monkeypatch):
    class Down:
        def steady(self):
            raise SearchUnavailable

        search = steady

    monkeypatch.setattr(candidates, "get_engine", Down)
    page = post(client).content.decode()
    assert "好事例の題名" in page
    assert "簡易検索" in page


def test_nothing_near_says_what_to_do(client):
    assert "条件を減らしてみてください" in post(client).content.decode()


# --- What was asked, what to avoid --------------------------------------------------------------------------------------
def test_questions_come_from_good_cases_and_pitfalls_from_failed_ones(good, failed):
    assert [f.text for f in questions_of(good)] == [
        "「その数字は、だれの数字ですか」",
        "「五年後はだれが見積りますか」",
    ]
    assert questions_of(failed) == []
    assert [f.label for f in pitfalls_of(failed)] == ["支援者の解決策をそのまま話す", "先入観・思い込み", "分かれ目"]
    assert pitfalls_of(good) == []


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("「分かりましたか」と聞かない。「だれにどう話しますか」と聞く", "「だれにどう話しますか」"),
        ("「うちが変わるということですか」と聞かれた。", ""),
        ("「そうですね」と答える", ""),
        ("「本当か」と聞く", ""),
    ],
)
def test_only_what_the_advisor_asked_is_a_question(text, asked):
    assert asked_in(text, retold=True) == asked


def test_short_texts_keep_whole_sentences():
    assert brief("短い文。長い文が続く。", 6) == "短い文。"
    assert brief("あ" * 80, 10) == "あ" * 9 + "…"


# --- The sentence is stored nowhere ---------------------------------------------------------------------------------------
def test_the_sentence_is_stored_nowhere(client_for, outsider, good, failed, caplog):
    caplog.set_level(logging.INFO)
    client = client_for(outsider)
    answer = post(client)
    assert answer.status_code == 200
    assert SENTENCE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert [row for row in stored() if "寡黙な" in row] == []
    assert "寡黙な" not in caplog.text
    assert "寡黙な" not in str(dict(client.session))
    assert "寡黙な" not in str(answer.headers) + str(client.cookies)


def test_error_reports_leave_the_sentence_out(client, monkeypatch, settings):
    def fail(*_args):
        raise RuntimeError("something broke")

    monkeypatch.setattr(views, "result_of", fail)
    client.raise_request_exception = False
    answer = post(client)
    report = ExceptionReporter(answer.wsgi_request, *answer.exc_info)
    assert "something broke" in report.get_traceback_text()
    assert "寡黙な" not in report.get_traceback_text()
    assert "寡黙な" not in report.get_traceback_html()


def test_what_was_typed_survives_errors(client):
    answer = post(client, text=SENTENCE + "あ" * 300)
    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    empty = client.post(reverse("from-case"), {})
    assert empty.status_code == 422
    assert "どれかの項目を入力するか、選んでください" in empty.content.decode()


def test_what_was_typed_survives_an_expired_session():
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("from-case"), ASKED, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert SENTENCE in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "text", ["", "\x00", "「" * 200, '"-', "OR OR", "<script>alert(1)</script>", "💥" * 100, "\ud800", "-旋盤"]
)
def test_no_text_is_an_error(client, good, text):
    answer = client.post(reverse("from-case"), {**ASKED, "text": text.encode("utf-8", "surrogatepass")})
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in answer.content.decode()


def test_unknown_choices_are_said(client):
    assert post(client, step="99", wall=["x"], size="x", industry="\x00").status_code == 422


# --- Who may read it --------------------------------------------------------------------------------------------------------
def test_each_reader_gets_what_that_reader_may_read(client_for, make_case, outsider, colleague, visitor):
    make_case(terms={**NEAR, "outcome": ["good"]}, title="会員の題名", visibility="members", rows=[("course", TURN)])
    make_case(terms=NEAR, title="機関の題名", visibility="organisation", rows=[("course", TURN)])
    seen = {}
    for person in (visitor, outsider, colleague):
        page = post(client_for(person)).content.decode()
        seen[person] = ["会員の題名" in page, "機関の題名" in page]
    assert list(seen.values()) == [[False, False], [True, False], [True, True]]


def test_visitors_are_told_that_members_find_more(client, good):
    assert "どなたでも読める事例だけ" in post(client).content.decode()


# --- The memo -----------------------------------------------------------------------------------------------------------------
def memo_address(page):
    """What pressing the button of the result asks for."""
    form = re.search(r'<form id="memo-form" action="([^"#]+)#memo".*?</form>', page, re.DOTALL)
    hidden = re.findall(r'name="(other)" value="([^"]+)"', form[0])
    checked = re.findall(r'name="(ask|avoid)" value="([^"]+)" checked', form[0])
    return form[1], hidden + checked


@pytest.fixture
def many(make_case):
    for number in range(4):
        turn = {**TURN, "action": f"「{number}番目に気がかりなのは何ですか」と聞いた。"}
        make_case(terms={**NEAR, "outcome": ["good"]}, title=f"好{number}", rows=[("course", turn)])
        factor = {
            "pitfall": ["own-solution", "preconception", "pushing", "errand"][number],
            "text": f"失敗の訳{number}。",
        }
        make_case(terms=NEAR, title=f"失{number}", rows=[("failure_factors", factor)])


def test_the_memo_has_three_and_three_that_land_on_their_passages(client, many):
    address, fields = memo_address(post(client).content.decode())
    answer = client.get(address, {name: [v for n, v in fields if n == name] for name in ("ask", "avoid", "other")})
    memo = re.search(r'<article class="visit".*?</article>', answer.content.decode(), re.DOTALL)[0]
    links = re.findall(r'href="(/cases/[^"#]+)#([^"]+)"', memo)
    assert len(links) == 6
    assert "社長" not in memo
    for url, anchor in links:
        assert f'id="{anchor}"' in client.get(url).content.decode()


def test_every_link_of_the_result_lands_on_something(client, good, failed):
    page = post(client).content.decode()
    links = set(re.findall(r'href="(/cases/[^"#]+)#([^"]+)"', page))
    assert len(links) >= 6
    for url, anchor in links:
        assert f'id="{anchor}"' in client.get(url).content.decode(), anchor


def test_the_memo_is_checked_for_each_reader(client, client_for, make_case, outsider):
    case = make_case(
        terms={**NEAR, "outcome": ["good"]}, title="会員の題名", visibility="members", rows=[("course", TURN)]
    )
    code = questions_of(case)[0].code
    address = f"{reverse('visit-memo')}?ask={code}"
    assert "だれの数字" in client_for(outsider).get(address).content.decode()
    assert "だれの数字" not in client.get(address).content.decode()


def test_candidates_can_be_exchanged(client, good):
    first, second = questions_of(good)
    page = client.get(f"{reverse('visit-memo')}?ask={second.code}&other={first.code}").content.decode()
    memo = re.search(r'<article class="visit".*?</article>', page, re.DOTALL)[0]
    assert second.text in memo
    assert first.text not in memo
    assert f'value="{first.code}">' in page
    assert f'value="{second.code}" checked' in page


def test_three_at_most_stand_on_it(client, many):
    _address, fields = memo_address(post(client).content.decode())
    codes = [value for name, value in fields if name == "other"]
    page = client.get(reverse("visit-memo"), {"ask": codes, "avoid": codes}).content.decode()
    memo = re.search(r'<article class="visit".*?</article>', page, re.DOTALL)[0]
    assert memo.count("<li>") <= 6


@pytest.mark.parametrize(
    "query", ["", "ask=", "ask=x~y", "ask=" + "z" * 5000, "avoid=abcdefghjk~r1&other=\x01", "ask=abcdefghjk~%ff"]
)
def test_no_address_of_a_memo_is_an_error(client, query):
    answer = client.get(f"{reverse('visit-memo')}?{query}")
    assert answer.status_code == 200
    assert "お読みいただけるものはありません" in answer.content.decode()


# --- Kept by its owner --------------------------------------------------------------------------------------------------------
@pytest.fixture
def kept(client_for, outsider):
    client_for(outsider).post(reverse("from-case-keep"), {**ASKED, "name": "旋盤の件"})
    return OwnSituation.objects.get()


def test_it_is_kept_only_when_its_owner_says_so(client_for, outsider, kept, good):
    assert (kept.owner, kept.name, kept.text) == (outsider, "旋盤の件", SENTENCE)
    assert kept.values == {"step": ["4"], "industry": ["E"], "wall": ["face"], "employee_band": ["6-20"]}
    client = client_for(outsider)
    assert "旋盤の件" in client.get(reverse("from-case-kept")).content.decode()
    page = client.get(reverse("from-case-kept-one", args=[kept.pk]))
    assert SENTENCE in page.content.decode()
    assert "好事例の題名" in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_it_can_be_changed_and_deleted(client_for, outsider, kept):
    client, address = client_for(outsider), reverse("from-case-kept-one", args=[kept.pk])
    client.post(address, {"text": "別の話", "step": "5", "name": "別の名前"})
    kept.refresh_from_db()
    assert (kept.name, kept.text, kept.values) == ("別の名前", "別の話", {"step": ["5"], "wall": []})
    assert client.post(address, {"text": "", "name": ""}).status_code == 422
    client.post(reverse("from-case-kept-delete", args=[kept.pk]))
    assert not OwnSituation.objects.exists()


def test_nobody_else_sees_it(client_for, kept, colleague, checker, curator, hub, administrator):
    for person in (colleague, checker, curator, hub, administrator):
        client = client_for(person)
        assert client.get(reverse("from-case-kept-one", args=[kept.pk])).status_code == 404
        assert client.post(reverse("from-case-kept-delete", args=[kept.pk])).status_code == 404
        assert "旋盤の件" not in client.get(reverse("from-case-kept")).content.decode()
    assert OwnSituation not in get_snippet_models()
    assert SENTENCE not in str(kept) + repr(kept)


def test_it_goes_with_the_account(outsider, kept):
    leave(outsider)
    assert not OwnSituation.objects.exists()


def test_a_name_is_needed_and_nothing_is_lost(client_for, outsider, good):
    answer = client_for(outsider).post(reverse("from-case-keep"), {**ASKED, "name": ""})
    assert answer.status_code == 422
    assert SENTENCE in answer.content.decode()
    assert not OwnSituation.objects.exists()
