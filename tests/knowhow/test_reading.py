"""The list and the page of an article: who sees what of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casestudies.services import publishing
from knowhow.models import Article, UsedKnowhow
from knowhow.page import quoted
from tests.knowhow.conftest import EVERYBODY, QUOTE

pytestmark = pytest.mark.django_db
MEMBERS = set(EVERYBODY) - {"visitor", "pending"}


def page_of(client, article):
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize(("visibility", "readers"), [("public", set(EVERYBODY)), ("members", MEMBERS)])
def test_an_article_is_read_by_its_readers_only(make_article, client_for, cast, role, visibility, readers):
    article, client = make_article(visibility=visibility), client_for(cast(role))
    assert client.get(article.get_absolute_url()).status_code == (200 if role in readers else 404)
    assert (article.claim in client.get("/knowhow/").content.decode()) == (role in readers)


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("public", set(EVERYBODY)),
        ("members", MEMBERS),
        ("organisation", {"author", "colleague", "manager", "checker", "curator", "administrator"}),
    ],
)
def test_a_quote_is_shown_to_readers_of_its_case_only(
    make_article, make_case, client_for, cast, role, visibility, readers
):
    case = make_case(visibility=visibility, title="だれが読めるか")
    page = page_of(client_for(cast(role)), make_article([case]))
    for words in (QUOTE, "だれが読めるか", "急ぐと離れる。", case.public_id):
        assert (words in page) == (role in readers), words
    assert ("ほかに" in page) == (role not in readers)


def test_the_others_are_counted_in_words(make_article, make_case, client_for, outsider):
    cases = [make_case(visibility=v) for v in ("public", "members", "members", "organisation")]
    article = make_article(cases)
    assert "ほかに会員限定の事例が2件あります。" in page_of(client_for(None), article)
    assert "ほかに公開範囲が限られた事例が1件あります。" in page_of(client_for(None), article)
    page = page_of(client_for(outsider), article)
    assert "ほかに公開範囲が限られた事例が1件あります。" in page
    assert "ほかに会員限定" not in page


@pytest.mark.parametrize("end", [publishing.withdraw, publishing.emergency_hide])
def test_a_case_that_was_taken_away_is_gone_at_once(make_article, make_case, client_for, curator, checker, end):
    case = make_case(title="あとで消える")
    article = make_article([case])
    end(case, by=checker, reason="試験")
    for person in (None, curator):
        page = page_of(client_for(person), article)
        assert QUOTE not in page
        assert "あとで消える" not in page
        assert "ほかに" not in page


def test_words_that_the_author_took_out_are_gone_from_the_article(make_article, make_case, client_for, curator):
    case = make_case()
    article = make_article([case])
    draft = case.draft
    draft.what_happened = "別の書き方にした。"
    publishing.publish_revision(draft.save_revision(user=case.author), by=case.author)
    page = page_of(client_for(curator), article)
    assert QUOTE not in page
    assert "急ぐと離れる。" not in page
    assert "書いた人が改めました" in page


def test_a_quote_links_to_its_passage(make_article, make_case, client_for):
    case = make_case()
    assert f'href="{case.get_absolute_url()}#s-what_happened"' in page_of(client_for(None), make_article([case]))


def test_the_article_shows_all_that_was_written(make_article, client_for):
    article = make_article(
        works_when="二人で話せる\n待てる", fails_when="急ぐ", checklist="聞いた", pitfalls=["one-sided"], why="落ちつくから",
        caveats="先に言う", examples="ある店で",
        questions=[{"text": "いつからですか", "aim": "時間に置く"}], article_kind="avoid",
    )  # fmt: skip
    page = page_of(client_for(None), article)
    for words in (
        "二人で話せる",
        "待てる",
        "急ぐ",
        "聞いた",
        "「いつからですか」",
        "時間に置く",
        "落ちつくから",
        "先に言う",
        "ある店で",
        "避けること",
        "/search/?pitfall=one-sided",
    ):
        assert words in page
    assert "/search/?pitfall=one-sided" in page
    assert "<p>それから話す。</p>" in page
    assert 'href="/steps/4/"' in page


def test_nothing_of_a_text_becomes_markup(make_article, client_for):
    page = page_of(client_for(None), make_article(claim="<b>x</b>", body="<script>alert(1)</script>", works_when="<i>"))
    assert "<script>alert" not in page
    assert "<b>x</b>" not in page


def test_questions_keep_their_own_brackets():
    assert [quoted("（待つ）どうですか"), quoted("「はい」"), quoted("どう")] == [
        "（待つ）どうですか",
        "「はい」",
        "「どう」",
    ]


def test_a_withdrawn_article_says_why(make_article, client_for, outsider):
    article = make_article(withdrawn_at=timezone.now(), withdrawn_reason="根拠が変わりました。")
    answer = client_for(outsider).get(article.get_absolute_url())
    assert answer.status_code == 410
    assert "根拠が変わりました。" in answer.content.decode()
    hidden = make_article(withdrawn_at=timezone.now(), visibility="members")
    assert client_for(None).get(hidden.get_absolute_url()).status_code == 404


# --- The list ---------------------------------------------------------------------------------------------------------
def test_filters_are_links_that_join(make_article, client_for):
    make_article(claim="四の方法", steps=["4"])
    make_article(claim="四の禁止", steps=["4"], article_kind="avoid")
    make_article(claim="七の方法", steps=["2", "7"])
    get = lambda query: client_for(None).get(f"/knowhow/{query}").content.decode()  # noqa: E731
    assert 'data-total="3"' in get("")
    assert 'data-total="2"' in get("?step=4")
    assert 'data-total="1"' in get("?step=7")
    page = get("?step=4&kind=avoid")
    assert 'data-total="1"' in page
    assert "四の禁止" in page
    assert 'href="/knowhow/?step=4&amp;kind=method"' in page or 'href="/knowhow/?kind=method&amp;step=4"' in page
    assert "条件に合うノウハウはまだありません" in get("?step=1")
    make_article(claim="確かな方法", grade="B")
    assert "確かな方法" in get("?grade=B&step=4")
    assert 'data-total="3"' in get("?grade=none")
    assert 'data-total="4"' in get("?grade=Z")


@pytest.mark.parametrize(
    "query",
    [
        "?page=99",
        "?page=%00",
        "?page=-1",
        "?page=９",
        "?kind=%00&step=%F0%9F%A6%8A",
        "?step=4&step=5",
        "?kind[]=x",
        "?page=" + "9" * 400,
    ],
)
def test_odd_queries_are_no_error(make_article, client_for, query):
    make_article()
    wanted = 400 if "%00" in query else 200  # a NUL is refused at the door of the site
    assert client_for(None).get(f"/knowhow/{query}").status_code == wanted


def test_pages_keep_the_filters(make_article, client_for):
    for number in range(45):
        make_article(claim=f"主張{number}")
    page = client_for(None).get("/knowhow/?step=4&page=2").content.decode()
    assert 'href="?step=4&amp;page=3"' in page
    assert len(re.findall('class="card"', page)) == 20


def test_the_count_on_a_card_tells_cases_not_rows(make_article, make_case, client_for, checker):
    case, gone = make_case(), make_case()
    make_article([case, case, gone])
    publishing.withdraw(gone, by=checker)
    assert "根拠の事例1件" in client_for(None).get("/knowhow/").content.decode()


# --- Queries ------------------------------------------------------------------------------------------------------------
SIGNED_IN = ["django_session", "accounts_user", "auth_group", "accounts_membership", "notifications_delivery"]
LIST = [
    *SIGNED_IN,
    "knowhow_article",  # how many
    "knowhow_article",  # the page with its counts of cases
]
PAGE = [
    *SIGNED_IN,
    "knowhow_article",
    "knowhow_evidence",
    "casestudies_casestudy",  # cases that it rests on and this reader may read
    "casestudies_caseterm",
    "casestudies_caserow",  # for quotes of rows
    "casestudies_casestudy",  # how many others there are, by visibility
    "casestudies_casestudy",  # cases that used it
    "casestudies_caseterm",
    "knowhow_try",  # what this reader tries
    "knowhow_try",  # how it went for others
    "knowhow_question",  # of the main step
    "knowhow_package",  # that read the article
    "knowhow_reflection",  # where it went
    "community_thread",
]


def asked(client, url):
    """The tables that a page asks, sorted."""
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    statements = [query["sql"] for query in queries]
    assert len(statements) == len(set(statements)), "a statement is asked twice"
    return sorted(re.search(r'"([a-z]+_\w+)"', sql)[1] for sql in statements)


@pytest.mark.parametrize("rows", [1, 12])
def test_the_list_keeps_its_budget(make_article, make_case, client_for, outsider, rows):
    case = make_case()
    for _number in range(rows):
        make_article([case])
    assert asked(client_for(outsider), "/knowhow/") == sorted(LIST)


@pytest.mark.parametrize("rows", [1, 12])
def test_the_article_keeps_its_budget(make_article, make_case, client_for, outsider, rows):
    cases = [make_case(rows=[("voices", {"text": "話"})]) for _number in range(rows)]
    article = make_article([*cases, make_case(visibility="organisation")])
    UsedKnowhow.objects.bulk_create(UsedKnowhow(case=case, article=article) for case in cases)
    tables = asked(client_for(outsider), article.get_absolute_url())
    assert tables == sorted(PAGE)
    assert len(tables) <= 20


@pytest.mark.parametrize("rows", [1, 12])
def test_a_case_asks_once_for_what_rests_on_it_and_once_for_what_it_used(
    make_article, make_case, client_for, outsider, rows
):
    case = make_case()
    for _number in range(rows):
        UsedKnowhow.objects.create(case=case, article=make_article([case]))
    tables = asked(client_for(outsider), case.get_absolute_url())
    assert tables.count("knowhow_article") == 2


# --- On the page of a case ----------------------------------------------------------------------------------------------
def test_a_case_shows_what_rests_on_it(make_article, make_case, client_for, outsider, curator):
    case = make_case()
    make_article([case, case], claim="だれでも読める")
    make_article([case], claim="会員が読める", visibility="members")
    make_article([case], claim="下書き", live=False)
    make_article([case], claim="終わった", withdrawn_at=timezone.now() - timedelta(days=1))
    page = client_for(None).get(case.get_absolute_url()).content.decode()
    assert page.count("だれでも読める") == 1
    assert "会員が読める" not in page
    assert "knowhow/evidence/" not in page
    page = client_for(outsider).get(case.get_absolute_url()).content.decode()
    assert "会員が読める" in page
    assert "下書き<" not in page
    assert "終わった" not in page
    assert (
        f"/knowhow/evidence/?case={case.public_id}" in client_for(curator).get(case.get_absolute_url()).content.decode()
    )


def test_the_step_page_and_the_home_page_find_articles(make_article, client_for):
    assert Article.objects.of_step("4").count() == 0
    make_article()
    assert [Article.objects.of_step(code).count() for code in "3451"] == [1, 1, 0, 0]
    assert client_for(None).get(reverse("knowhow")).status_code == 200
