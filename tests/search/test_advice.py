"""Little or nothing was found: what the page offers, and that its numbers are right."""

import html
import random
import re

import pytest

from search.engines.base import Fragment, Hit, Results
from search.page import search_page
from search.state import parse_query_string
from tests.search.test_page import corpus, page_of, publish, titles, total, values  # noqa: F401

pytestmark = pytest.mark.django_db
WAY = re.compile(r'<a href="([^"]*)" data-advice data-count="(\d+)"')


@pytest.mark.parametrize(
    "query",
    [
        "?step=4&industry=E&outcome=failure&prefecture=02",
        "?q=売上&outcome=good&prefecture=47",
        "?fiscal_year_from=2030&step=4",
        "?step=7&wall=see",
        "?q=承継 見当たらない&outcome=good&not.step=1",
    ],
)
def test_every_offer_is_right_and_gives_more(client_for, corpus, checker, query):  # noqa: F811
    client = client_for(checker)
    page = page_of(client, query)
    assert total(page) <= 3
    ways = WAY.findall(page)
    assert ways
    for address, count in ways:
        assert total(client.get(html.unescape(address)).content.decode()) == int(count) > total(page)


def test_taking_everything_off_comes_last(client_for, corpus, checker):  # noqa: F811
    page = page_of(client_for(checker), "?step=4&industry=E&outcome=failure&prefecture=02")
    drops = page[page.index("条件を外す</b>") :].partition("</ul>")[0]
    assert "条件をすべて外すと" in drops.rpartition("<li>")[2]


def test_enough_results_need_no_advice(client_for, corpus, checker):  # noqa: F811
    page = page_of(client_for(checker), "?q=売上")
    assert total(page) > 3 and "data-advice" not in page


def test_a_word_that_is_a_term_is_offered_as_a_condition(client_for, author, make_case, visitor):
    make_case(terms={"tool": ["local-benchmark"]}, title="数字を一緒に見た")
    page = page_of(client_for(visitor), "?q=ベンチマー")
    assert any("tool=local-benchmark" in address and "q=" not in address for address, _n in WAY.findall(page))


def test_nothing_found_shows_new_cases_of_the_same_step(client_for, make_case, visitor):
    make_case(title="四つ目の話", terms={"step": ["4"]})
    make_case(title="一つ目の話", terms={"step": ["1"]})
    page = page_of(client_for(visitor), "?step=4&industry=C")
    assert total(page) == 0
    assert "四つ目の話" in page and "一つ目の話" not in page


class TestDegraded:
    """The engine cannot be asked: titles from the database, links instead of counts, and one quiet line."""

    @pytest.fixture
    def down(self, monkeypatch, make_case):
        case = make_case(title="見つかる話")

        class Fallback:
            def search(self, query):
                hit = Hit("case", case.public_id, 0.0, (Fragment("見つかる話"),))
                return Results(total=1, hits=(hit,), degraded=True, size=query.size)

        monkeypatch.setattr("search.page.get_engine", Fallback)
        monkeypatch.setattr("search.advice.get_engine", None)
        monkeypatch.setattr("search.matrix.get_engine", None)

    def test_it_says_so_and_counts_nothing(self, down, client_for, visitor):
        page = page_of(client_for(visitor), "?q=話&step=4&fiscal_year_from=2020")
        assert titles(page) == ["見つかる話"]
        assert page.count("ただいま簡易検索で表示しています。") == 1
        assert not values(page) and 'data-facet="industry"' in page and "data-advice" not in page

    def test_a_table_becomes_a_list(self, down, client_for, visitor):
        page = page_of(client_for(visitor), "?view=matrix&rows=industry")
        assert "<table" not in page and titles(page) == ["見つかる話"]


def test_few_results_are_explained_too(author, visitor):
    publish(author, 1, random.Random(1), visibility="public")
    page = search_page(parse_query_string("q=売上"), visitor)
    assert page["total"] == 1 and page["advice"]["newest"] == []
