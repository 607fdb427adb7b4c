"""The search page through the client: what it counts, shows and links, for whom."""

import html
import random
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from bansou.indexing.services import changed
from bansou.vocabulary.models import Term
from bansou.vocabulary.schemes import FACET_SCHEMES
from casestudies.models import CaseRow, CaseStudy, CaseTerm
from casestudies.services import publishing
from casestudies.structure import ROW_KINDS, TEXTS
from search.documents import case_document
from search.facets import FACET, FACETS

pytestmark = pytest.mark.django_db

VALUE = re.compile(r'data-facet="(\w+)" data-code="([^"]*)" data-count="(\d+)"')
READERS = ["visitor", "pending", "outsider", "colleague", "author", "hub", "checker"]


# --- Pages and what stands on them ----------------------------------------------------------------------------------------
def page_of(client, query=""):
    """The page at a query string."""
    answer = client.get(f"/search/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def total(page):
    return int(re.search(r'data-total="(\d+)"', page)[1])


def values(page):
    """{(name in the address, code): count} of all filters."""
    return {(name, html.unescape(code)): int(count) for name, code, count in VALUE.findall(page)}


def titles(page):
    """The titles of the cards, in order."""
    return [re.sub("<[^>]+>", "", t) for t in re.findall(r'class="card__title"><a [^>]*>(.*?)</a>', page)]


def links(page, label):
    """Addresses of links whose text holds the label."""
    found = re.findall(r"<a ([^>]*)>((?:(?!</a>).)*)</a>", page, re.S)
    return [html.unescape(re.search(r'href="([^"]*)"', a)[1]) for a, text in found if label in text]


# --- A corpus that has some of everything -----------------------------------------------------------------------------------
CODES = {
    "outcome": ["good", "failure", "ongoing"],
    "step": ["1", "4", "5"],
    "prefecture": ["02", "13", "14", "32"],
    "industry": ["E", "I"],
    "supporter_type": ["chamber", "tax"],
    "wall": ["see", "face"],
    "technique": ["dialogue", "empathy"],
    "pitfall": ["just-presenting"],
    "company_size": ["small", "medium"],
}


def publish(author, number, rng, **more):
    """One published case, straight into the table and the index."""
    day = date(2024, 1, 1) + timedelta(days=number * 11)
    case = CaseStudy(
        author=author,
        organisation=author.memberships.get().organisation,
        live=True,
        title=f"話その{number}",
        presenting_issue="売上が落ちた。",
        lesson="先に聞く。" if number % 3 else "提案書を急がない。",
        published_on=day,
        helpful_count=number % 7,
        **more,
    )
    case.terms = [
        CaseTerm(scheme=scheme, code=code, is_main=scheme == "step" and not order, sort_order=order)
        for scheme, codes in CODES.items()
        for order, code in enumerate(rng.sample(codes, k=rng.randint(1, 2 if scheme in {"step", "wall"} else 1)))
    ]
    case.rows = [CaseRow(kind="failure_factors", data={"pitfall": "one-sided" if number % 2 else ""})]
    case.tags.add(*rng.sample(["承継", "DX", "家族 経営"], k=rng.randint(0, 2)))
    case.save()
    changed(case)
    return case


@pytest.fixture
def corpus(author, outsider):
    """Thirty cases of two organisations in every visibility, byline and place precision."""
    rng = random.Random(3)
    return [
        publish(
            rng.choice((author, outsider)),
            number,
            rng,
            visibility=("public", "members", "organisation")[number % 3],
            byline=rng.choice(("name", "organisation", "anonymous")),
            place_precision=rng.choice(("region", "prefecture")),
        )
        for number in range(30)
    ]


# --- The same counts, from the database ---------------------------------------------------------------------------------------
def readable(user):
    """Codes by facet of every case that `user` may read."""
    parents = {(t.scheme, t.code): t.parent for t in Term.objects.select_related("parent")}
    cases = CaseStudy.objects.visible_to(user).prefetch_related("terms", "rows", "tag_items__tag")
    return [expected_codes(case, parents) for case in cases]


def expected_codes(case, parents):
    """{facet: codes} of a case, worked out from its rows alone."""
    facets = {scheme.code for scheme in FACET_SCHEMES}
    found = {
        "tag": {item.tag.name for item in case.tag_items.all()},
        "fiscal_year": {str((case.published_on - timedelta(days=90)).year)},
    }
    for scheme, code in ((term.scheme, term.code) for term in case.terms.all()):
        if scheme == "prefecture":
            region = parents[scheme, code].code
            found["place"] = {region, code} if case.place_precision == "prefecture" else {region}
        elif scheme in facets:
            above = parents[scheme, code]
            found.setdefault(scheme, set()).update({code, above.code} if above else {code})
    for row in case.rows.all():
        found.setdefault("pitfall", set()).update({row.data["pitfall"]} - {""})
    return found


def fits(codes, selected, excluded, ignored=""):
    """Is a case among the results? Within a facet OR, between facets AND, excluded AND NOT."""
    chosen = all(codes.get(facet, set()) & wanted for facet, wanted in selected.items() if facet != ignored)
    return chosen and not any(codes.get(facet, set()) & unwanted for facet, unwanted in excluded.items())


def expected(cases, selected, excluded):
    """(total, {(name, code): count}) of cases given by their codes."""
    counts = Counter()
    for facet in FACETS:
        for codes in cases:
            if fits(codes, selected, excluded, facet.code):
                counts.update((facet.param_of(code), code) for code in codes.get(facet.code, ()))
    return sum(fits(codes, selected, excluded) for codes in cases), counts


def check(page, cases, selected, excluded):
    """Total and every shown count are those of the database."""
    number, counts = expected(cases, selected, excluded)
    shown = values(page)
    assert total(page) == number
    assert {key: count for key, count in shown.items() if count != counts[key]} == {}
    shut = {key for key in counts if key[0] == "prefecture"}  # folded under regions that nobody chose
    assert set(counts) - set(shown) - shut == set()


FILTERS = [
    ("", {}, {}),
    ("?step=4&step=5&outcome=failure", {"step": {"4", "5"}, "outcome": {"failure"}}, {}),
    ("?not.outcome=failure", {}, {"outcome": {"failure"}}),
    ("?step=4&outcome=failure&outcome=good", {"step": {"4"}, "outcome": {"failure", "good"}}, {}),
    ("?step=4&not.step=5&not.industry=E", {"step": {"4"}}, {"step": {"5"}, "industry": {"E"}}),
    ("?region=b-kanto", {"place": {"b-kanto"}}, {}),
    ("?region=b-kanto&prefecture=13", {"place": {"13"}}, {}),
    ("?region=b-tohoku&prefecture=32", {"place": {"b-tohoku", "32"}}, {}),
    ("?not.region=b-kanto", {}, {"place": {"b-kanto"}}),
    ("?supporter_type=commerce", {"supporter_type": {"commerce"}}, {}),
    ("?pitfall=just-presenting", {"pitfall": {"just-presenting"}}, {}),
    ("?tag=%E5%AE%B6%E6%97%8F+%E7%B5%8C%E5%96%B6", {"tag": {"家族 経営"}}, {}),
    ("?fiscal_year=2024&wall=see", {"fiscal_year": {"2024"}, "wall": {"see"}}, {}),
]


class TestCounts:
    """Every number on the page is the database's."""

    def test_for_every_reader(self, request, client_for, corpus):
        for role in READERS:
            person = request.getfixturevalue(role)
            client, cases = client_for(person), readable(person)
            for query, selected, excluded in FILTERS[:3]:
                check(page_of(client, query), cases, selected, excluded)

    def test_with_every_kind_of_filter(self, client_for, corpus, outsider):
        client, cases = client_for(outsider), readable(outsider)
        for query, selected, excluded in FILTERS:
            check(page_of(client, query), cases, selected, excluded)

    def test_years_outside_the_range_hold_nothing(self, client_for, corpus, outsider):
        client = client_for(outsider)
        page = page_of(client, "?fiscal_year_from=2024")
        years = {code: n for (name, code), n in values(page).items() if name == "fiscal_year"}
        assert set(years) == {"2023", "2024"} and years["2023"] == 0 < years["2024"]
        assert total(page) == years["2024"] == total(page_of(client, "?fiscal_year_from=2024&fiscal_year=2024"))
        assert '<option value="2023">' in page

    def test_a_place_is_counted_as_coarsely_as_its_author_chose(self, client_for, author, visitor):
        publish(author, 1, random.Random(1), visibility="public", place_precision="region")
        prefecture = CaseTerm.objects.get(scheme="prefecture").code
        region = Term.objects.get(scheme="prefecture", code=prefecture).parent.code
        assert total(page_of(client_for(visitor), f"?region={region}")) == 1
        page = page_of(client_for(visitor), f"?prefecture={prefecture}")
        assert total(page) == 0
        assert set(values(page_of(client_for(visitor), f"?region={region}")).items()) >= {
            (("prefecture", prefecture), 0)
        }

    def test_tabs_say_what_they_will_show(self, client_for, corpus, outsider):
        from community import services

        for number in range(3):
            services.start_thread(
                outsider, f"質問{number}", "売上が落ちた話。", services.About(step="4" if number else "")
            )
        client = client_for(outsider)
        for query in ("", "?outcome=failure", "?step=4&outcome=failure", "?q=売上&industry=E"):
            page = page_of(client, query)
            tab = re.search(r'<a href="([^"]*kind=thread[^"]*)"[^>]*>.*?(\d+)', page, re.S)
            assert total(client.get(html.unescape(tab[1])).content.decode()) == int(tab[2])


class TestWithdrawing:
    """What is no longer public is gone at once, from hits, totals, filters and tabs."""

    @pytest.mark.parametrize("act", ["withdraw", "hide", "narrow"])
    def test_it_is_gone_and_its_talk_too(self, make_case, client_for, visitor, outsider, author, checker, act):
        from community import services

        case = make_case(title="消えるはずの話")
        services.start_thread(outsider, "消えるはずの質問", "どうでしたか。", services.About(case=case))
        assert total(page_of(client_for(visitor), "?q=消える")) == 1
        if act == "withdraw":
            publishing.withdraw(case, author)
        elif act == "hide":
            publishing.emergency_hide(case, checker, "理由")
        else:
            publishing.change_settings(case, author, visibility="organisation")
        for person in (visitor, outsider):
            for query in ("", "?q=消える", "?kind=thread", "?kind=thread&q=消える"):
                page = page_of(client_for(person), query)
                assert total(page) == 0
                assert not any(values(page).values())
                assert "消えるはず" not in page.replace('value="消える"', "")

    def test_hidden_and_shown_again(self, make_case, client_for, visitor, checker):
        case = make_case()
        publishing.emergency_hide(case, checker, "理由")
        publishing.unhide(case, checker)
        assert total(page_of(client_for(visitor))) == 1


class TestNames:
    """Nobody is found by the name that the byline hides."""

    def test_no_document_holds_author_or_organisation(self, make_case, author, organisation):
        for byline in ("name", "organisation", "anonymous"):
            text = str(case_document(CaseStudy.objects.for_page().get(pk=make_case(byline=byline).pk)))
            for secret in (str(author), author.email, organisation.name, author.public_id):
                assert secret not in text

    def test_no_search_finds_them(self, make_case, client_for, outsider, author, organisation):
        make_case(byline="anonymous")
        for words in (str(author), author.email, organisation.name, f'"{organisation.name}"'):
            page = page_of(client_for(outsider), f"?{urlencode({'q': words})}")
            assert total(page) == 0


class TestResults:
    def test_chips_take_one_value_off(self, client_for, corpus, visitor):
        page = page_of(client_for(visitor), "?q=売上&step=4&outcome=failure&not.industry=E")
        chips = page[page.index("facets__now") : page.index("facets__group")]
        for address in (
            "/search/?q=%E5%A3%B2%E4%B8%8A&outcome=failure&not.industry=E",
            "/search/?q=%E5%A3%B2%E4%B8%8A&step=4&not.industry=E",
            "/search/?q=%E5%A3%B2%E4%B8%8A&step=4&outcome=failure",
            "/search/?q=%E5%A3%B2%E4%B8%8A",
        ):
            assert f'href="{html.escape(address)}"' in chips

    def test_pages_hold_every_case_once(self, client_for, corpus, checker):
        client = client_for(checker)
        pages = [titles(page_of(client, f"?page={number}")) for number in (1, 2, 3)]
        assert [len(found) for found in pages] == [20, 10, 0]
        assert len({title for found in pages for title in found}) == 30
        assert links(page_of(client, "?step=4&page=1"), "2")[:1] != []

    def test_sorts(self, client_for, corpus, checker):
        client = client_for(checker)
        cases = {case.title: case for case in CaseStudy.objects.all()}
        new = [cases[title].published_on for title in titles(page_of(client, "?sort=new"))]
        assert new == sorted(new, reverse=True) and len(new) == 20
        helpful = [cases[title].helpful_count for title in titles(page_of(client, "?sort=helpful"))]
        assert helpful == sorted(helpful, reverse=True)
        assert titles(page_of(client)) == titles(page_of(client, "?sort=new"))
        assert 'value="relevance"' not in page_of(client)
        assert 'value="relevance" selected' in page_of(client, "?q=売上")

    def test_cases_that_are_talked_about_most_come_first(self, client_for, make_case, outsider, checker):
        from community import services

        quiet, loud, calm = (make_case(title=f"話{n}") for n in range(3))
        services.start_thread(outsider, "質問", "どうでしたか。", services.About(case=calm))
        thread = services.start_thread(outsider, "質問", "その後は。", services.About(case=loud))
        post = services.reply(thread, checker, "続きを教えてください。")
        client = client_for(outsider)
        assert titles(page_of(client, "?sort=discussed"))[0] == str(loud)
        services.hide(post, checker, "理由")
        services.reply(calm.threads.get(), checker, "ありがとうございます。")
        assert titles(page_of(client, "?sort=discussed")) == [str(calm), str(loud), str(quiet)]

    def test_the_search_box_keeps_the_filters(self, client_for, corpus, visitor):
        page = page_of(client_for(visitor), "?step=4&region=b-kanto&not.outcome=good&sort=new")
        form = page[page.index("<form", page.index("search__top")) :]
        form = form[: form.index("</form>")]
        for name, value in (("step", "4"), ("region", "b-kanto"), ("not.outcome", "good"), ("sort", "new")):
            assert re.search(f'name="{name}" value="{value}"', form)

    def test_everything_is_links_and_get_forms(self, client_for, corpus, visitor):
        page = page_of(client_for(visitor), "?step=4")
        main = page[page.index('id="search"') : page.index("<footer")]
        assert 'method="post"' not in main and "onclick" not in main and "style=" not in main
        for item in re.findall(r'<a class="facet__on"[^>]*>', main):
            assert re.search(r'href="/search/', item)

    def test_an_empty_result_says_what_to_drop_and_is_right(self, client_for, corpus, visitor):
        client = client_for(visitor)
        page = page_of(client, "?q=売上&outcome=good&prefecture=47")
        assert total(page) == 0
        advice = re.findall(r'<a href="([^"]*)" data-advice data-count="(\d+)"', page)
        assert advice
        for address, count in advice:
            assert total(client.get(html.unescape(address)).content.decode()) == int(count) > 0

    def test_nothing_at_all(self, client_for, visitor):
        page = page_of(client_for(visitor), "?q=売上")
        assert total(page) == 0 and "条件に合うものはまだありません" in page

    def test_cases_is_the_search_without_words(self, client_for, visitor):
        assert client_for(visitor).get("/cases/?step=4").url == "/search/?step=4"

    def test_english(self, client_for, corpus, visitor):
        client = client_for(visitor)
        client.cookies["django_language"] = "en"
        page = page_of(client, "?step=4&q=売上")
        assert "Narrow down" in page and "しぼ" not in page and "Best match" in page


class TestHighlight:
    def test_the_section_that_matched_is_marked_and_linked(self, make_case, client_for, visitor):
        make_case(
            lesson="提案の前に、帳簿の話をしない。",
            rows=[("course", {"step": "4", "text": "三回目の訪問で倉庫を見せてもらった。"})],
        )
        client = client_for(visitor)
        for word, label in (("帳簿", "教訓"), ("倉庫", "支援の経過")):
            page = page_of(client, f"?q={word}")
            assert f"<mark>{word}</mark>" in page
            hit = re.search(r'class="hit__where" href="([^"]*)#([^"]*)">([^<]*)<', page)
            assert label in hit[3]
            assert f'id="{hit[2]}"' in client.get(hit[1]).content.decode()

    def test_terms_are_found_by_their_other_names_too(self, make_case, client_for, visitor):
        make_case(terms={"tool": ["local-benchmark"], "prefecture": ["32"]}, place_precision="region")
        page = page_of(client_for(visitor), "?q=ロカベン")
        assert total(page) == 1 and "分類" in page
        assert total(page_of(client_for(visitor), "?q=中国")) == 1
        assert total(page_of(client_for(visitor), "?q=島根県")) == 0

    def test_what_holds_no_word_is_said(self, make_case, client_for, visitor):
        make_case()
        assert "言葉を取り出せませんでした" in page_of(client_for(visitor), "?q=%E3%80%82%E3%80%82")

    def test_markup_in_a_case_stays_text(self, make_case, client_for, visitor):
        make_case(title="<b>帳簿</b>", lesson="<script>alert('帳簿')</script>")
        page = page_of(client_for(visitor), "?q=帳簿")
        assert "<script>alert" not in page and "<b>" not in page

    @pytest.mark.parametrize("outcome", ["good", "failure", "ongoing"])
    def test_every_section_of_the_index_is_a_place_on_the_page(self, make_case, client_for, visitor, outcome):
        texts = {text.name: f"{text.name}の文章。" for text in TEXTS if outcome in text.outcomes}
        rows = [(kind.code, row_of(kind)) for kind in ROW_KINDS if outcome in kind.outcomes]
        case = make_case(terms={"outcome": [outcome]}, rows=rows, **texts)
        document = case_document(CaseStudy.objects.for_page().get(pk=case.pk))
        page = client_for(visitor).get(case.get_absolute_url()).content.decode()
        lost = [f"{s.label} #{s.anchor}" for s in document.sections if s.anchor and f'id="{s.anchor}"' not in page]
        assert lost == []


def row_of(kind):
    """A row of a kind with a value in every field."""
    values = {}
    for field in kind.fields:
        if field.scheme:
            values[field.name] = Term.objects.filter(scheme=field.scheme).values_list("code", flat=True).first()
        elif field.choices:
            values[field.name] = field.choices[0][0]
        else:
            values[field.name] = {
                "text": f"{field.name}の文章",
                "integer": 2,
                "boolean": True,
                "date": "2026-01-01",
            }.get(field.type, "")
    return values


WEIRD = [
    "?page=99999999999",
    "?page=0",
    "?page=-3&page=abc",
    "?q=" + "売" * 10_000,
    "?q=%22%22%22",
    "?q=%22売上",
    "?q=-",
    "?q=-売上",
    "?q=%27%20OR%201%3D1%20--",
    "?q=*%20AND%20NEAR(",
    "?q=%E3%80%80%E3%80%80",
    "?q=%F0%9F%98%80",
    "?q=%FF%FE",
    "?step=zzz",
    "?step=4&step=4&step=4",
    "?tag=%22%3E%3Cscript%3E",
    "?fiscal_year=%C2%B2%C2%B2%C2%B2%C2%B2",
    "?" + "&".join(f"x{number}=1" for number in range(200)),
    "?" + "&".join(f"tag=t{number}" for number in range(200)),
    "?kind=zzz&sort=zzz",
    "?kind=thread&industry=E&sort=helpful",
    "?not.step=4&step=4",
]


@pytest.mark.parametrize("query", WEIRD)
def test_any_address_is_answered(client_for, make_case, visitor, query):
    make_case()
    page = page_of(client_for(visitor), query)
    assert total(page) >= 0
    assert "<script>" not in page


def test_a_nul_is_refused(client_for, visitor):
    assert client_for(visitor).get("/search/?q=a%00b").status_code == 400


# --- How often the database is asked --------------------------------------------------------------------------------------------
SIGNED_IN = ["django_session", "accounts_user", "auth_group", "accounts_membership", "notifications_delivery"]
CARDS = ["casestudies_casestudy", "casestudies_caseterm"]
NEWS = "search_indexchange"  # the engine's first look in every search: did anything change? 20 µs


def asked(client, query):
    """The tables that the page asks."""
    page_of(client, query)  # caches of the process
    with CaptureQueriesContext(connection) as queries:
        page_of(client, query)
    statements = [query["sql"] for query in queries]
    assert not [sql for sql in statements if statements.count(sql) > 1 and NEWS not in sql]
    return [re.search(r'FROM "?(\w+)', sql)[1] for sql in statements]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?step=4&step=5&step=1&outcome=failure&outcome=good",
        "?q=売上 聞く&step=4",
        "?q=売上&step=1&step=5&industry=E&prefecture=47",
    ],
)
def test_the_database_is_asked_little_and_not_more_with_more_cases(client_for, author, outsider, query):
    client, rng = client_for(outsider), random.Random(5)
    for number in range(12):
        publish(author, number, rng, visibility="public")
    few = asked(client, query)
    for number in range(12, 24):
        publish(author, number, rng, visibility="public")
    many = asked(client, query)
    assert sorted(table for table in many if not table.startswith("search_")) == sorted(SIGNED_IN + CARDS)
    assert len(many) == len(few) <= 15


def test_facets_are_declared_once():
    assert len(FACET) == len(FACETS) == len({facet.code for facet in FACETS})
