"""空白マップ: every number is that of the search it opens, for every reader, on both engines."""

import csv
import html
import io
import random
import re

import pytest
from django.http import QueryDict
from django.utils import timezone

from bansou.access import tokens
from bansou.insights import gaps
from bansou.insights.requests import followed
from casestudies.services import publishing
from search import documents
from search.engines.base import Results
from search.models import CaseRequest
from search.state import parse_query_string
from tests.insights.conftest import TODAY, ago
from tests.search.conftest import elasticsearch, elasticsearch_options, embedded  # noqa: F401 - fixtures
from tests.search.test_page import corpus, total  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
READERS = ["visitor", "pending", "outsider", "colleague", "hub", "checker"]
QUERIES = [
    "", "?columns=company_size", "?columns=place", "?columns=outcome", "?outcome=failure", "?columns=outcome&region=b-kanto",
    "?columns=place&outcome=good&company_size=small&wall=see", "?company_size=small&region=b-tohoku&outcome=failure",
]  # fmt: skip


def state_of(query):
    params = QueryDict(query.lstrip("?"))
    column = gaps.column_of(params)
    return column, gaps.filters_of(params, column)


def map_of(query, user):
    column, state = state_of(query)
    return gaps.gap_map(column, state, user)


# --- The numbers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", QUERIES)
def test_every_number_opens_as_many(client_for, corpus, colleague, query):  # noqa: F811
    client = client_for(colleague)
    page = client.get(f"/board/map/{query}").content.decode()
    links = re.findall(r'<a href="(/search/\?[^"]*)"[^>]* data-count="(\d+)">', page)
    assert links
    for url, count in links:
        assert total(client.get(html.unescape(url)).content.decode()) == int(count), url


@pytest.mark.parametrize("engine_name", ["embedded", "elasticsearch"])
@pytest.mark.parametrize("reader", READERS)
def test_every_cell_is_its_search_on_both_engines(request, monkeypatch, corpus, cast, engine_name, reader):  # noqa: F811
    engine, user = request.getfixturevalue(engine_name), cast(reader)
    engine.put_many(documents.all_documents())
    monkeypatch.setattr(gaps, "get_engine", lambda: engine)
    for query in QUERIES:
        found = map_of(query, user)
        assert found.is_counted and len(found.rows) == 7
        for cell in found.cells:
            opened = parse_query_string(cell.url.partition("?")[2])
            assert engine.search(opened.query(tokens(user), size=0, facets=[])).total == cell.cases, (query, cell.url)


def test_what_one_may_not_read_is_not_counted(make_case, outsider, colleague):
    make_case(visibility="organisation", terms={"wall": ["see"]})
    numbers = {user: sum(cell.cases for cell in map_of("", user).cells) for user in (None, outsider, colleague)}
    assert numbers == {None: 0, outsider: 0, colleague: 1}


def test_know_how_and_trainings_stand_in_the_cells_of_their_cases(loop, outsider):
    cells = {(cell.step, cell.code): cell for cell in map_of("", outsider).cells}
    assert (cells["4", "see"].articles, cells["4", "see"].packages) == (1, 1)
    assert sum(cell.articles for cell in cells.values()) == 1
    sizes = {(cell.step, cell.code): cell.articles for cell in map_of("?columns=company_size", outsider).cells}
    assert sizes["4", "small"] == 1
    assert not any(cell.articles for cell in map_of("?outcome=good", outsider).cells)
    assert any(cell.articles for cell in map_of("?columns=place&outcome=failure", outsider).cells)


def test_nothing_tells_of_a_case_that_one_may_not_read(loop, make_case, author, outsider):
    publishing.change_settings(loop.case, author, visibility="organisation")
    assert not any(cell.articles or cell.packages for cell in map_of("", outsider).cells)


def test_a_withdrawn_case_leaves_its_cell_at_once(client_for, loop, author, outsider):
    client, url = client_for(outsider), "/board/map/?columns=outcome"
    assert client.get(url).content.decode().count('data-count="1"') == 2
    publishing.withdraw(loop.case, author)
    assert client.get(url).content.decode().count('data-count="1"') == 1
    assert not any(cell.cases for cell in map_of("?columns=outcome", outsider).cells if cell.code == "failure")


# --- What it looks like -----------------------------------------------------------------------------------------------------
def test_empty_and_thin_cells_are_said_in_words(client_for, make_case, outsider):
    for number in range(30):
        make_case(title=f"話{number}", terms={"wall": ["see"]})
    make_case(terms={"wall": ["face"]})
    found = map_of("", outsider)
    assert len(found.empty) == 33 and [cell.code for cell in found.thin] == ["face"]
    assert found.few == max(gaps.FEW, 15 // 5)
    page = client_for(outsider).get("/board/map/").content.decode()
    assert page.count(">空白</span>") == 33 and page.count("<small>少ない</small>") == 1
    assert "空白 33か所・少ない 1か所" in page


def test_random_numbers_have_shades_in_their_order():
    rng = random.Random(1)
    for _ in range(50):
        counts = {"1": {str(n): rng.randrange(0, 2000) for n in range(20)}}
        few, tops = gaps._limits(counts, 20)
        cells = [
            gaps._shaded(gaps.Cell("1", code, "", n, 0, 0, "", "", ""), few, tops) for code, n in counts["1"].items()
        ]
        ordered = sorted(cells, key=lambda cell: cell.cases)
        assert [cell.shade for cell in ordered] == sorted(cell.shade for cell in ordered)
        assert (
            all(cell.is_few == (0 < cell.cases <= few) for cell in cells) and max(c.shade for c in cells) <= gaps.SHADES
        )


def test_nobody_counts_while_the_engine_is_away(client_for, make_case, monkeypatch, visitor):
    make_case()

    class Away:
        def steady(self):
            from contextlib import nullcontext

            return nullcontext()

        def search(self, query):
            return Results(degraded=True)

    monkeypatch.setattr(gaps, "get_engine", Away)
    page = client_for(visitor).get("/board/map/").content.decode()
    assert "集計できません" in page and "data-count" not in page


@pytest.mark.parametrize(
    "query",
    ["?columns=x", "?columns=" + "a" * 10_000, "?region=%00", "?step=9&wall=x", "?region=b-kanto&region=b-tohoku", "?q=a&page=99999999999"],
)  # fmt: skip
def test_no_address_is_an_error(client_for, visitor, query):
    for path in ("/board/map/", "/board/map/file/"):
        assert client_for(visitor).get(path + query).status_code == (400 if "%00" in query else 200)
    assert client_for(visitor).get("/board/map/cell/" + query).status_code in (200, 400, 404)


# --- A cell ------------------------------------------------------------------------------------------------------------------
def test_a_cell_shows_what_stands_in_it(client_for, loop, outsider):
    page = client_for(outsider).get("/board/map/cell/?step=4&wall=see").content.decode()
    assert 'data-total="1"' in page and loop.case.title in page
    assert loop.article.claim in page and loop.package.title in page
    assert "/search/requests/new/?step=4&amp;wall=see" in page
    assert client_for(outsider).get("/board/map/cell/?step=4").status_code == 404


def test_an_empty_cell_leads_to_asking_with_its_filters(client_for, outsider, db):
    page = client_for(outsider).get("/board/map/?outcome=failure").content.decode()
    asking = [html.unescape(url) for url in re.findall(r'href="(/search/requests/new/[^"]*)"', page)]
    assert len(asking) == 35 and asking[0] == "/search/requests/new/?outcome=failure&step=1&wall=see"
    form = client_for(outsider).get(asking[0])
    assert form.status_code == 200 and "見えない壁" in form.content.decode()


def test_a_request_is_followed_to_the_cases_that_filled_the_cell(client_for, make_case, outsider, author, visitor):
    asked = CaseRequest.objects.create(by=outsider, query="step=4&wall=see")
    CaseRequest.objects.create(by=outsider, query="step=1&theme=dx")
    CaseRequest.objects.filter(pk=asked.pk).update(created_at=timezone.now() - timezone.timedelta(days=12))
    shown, closed = make_case(terms={"wall": ["see"]}), make_case(visibility="organisation")
    asked.answers.add(shown, closed)
    page = client_for(outsider).get("/board/map/").content.decode()
    assert shown.title in page and "12日後に公開" in page and "公開範囲が限られた事例が1件" in page
    assert "募集のその後" not in client_for(visitor).get("/board/map/").content.decode()
    found = followed(("step", "wall"), {"step": "4", "wall": "see"}, author)
    assert [len(item.answers) for item in found] == [2] and found[0].is_open
    assert not followed(("step", "wall"), {"step": "4", "wall": "face"}, author)
    assert found[0].asked_on == ago(12) and TODAY


# --- Files -------------------------------------------------------------------------------------------------------------------
def test_the_cells_as_a_file(client_for, loop, outsider):
    answer = client_for(outsider).get("/board/map/file/?format=csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == 36 and answer["Cache-Control"] == "private, no-store"
    assert [row[2:] for row in rows[1:] if row[2] != "0"] == [["1", "1", "1", "少ない"]]
    assert sum(row[-1] == "空白" for row in rows) == 34
