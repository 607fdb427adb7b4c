"""The table of steps × another facet: every number is that of the search it opens."""

import html
import re

import pytest

from search.facets import FACETS
from tests.search.test_page import corpus, page_of, total, values  # noqa: F401  (corpus is a fixture)

pytestmark = pytest.mark.django_db
ROWS = [facet.code for facet in FACETS if "case" in facet.kinds and facet.code != "step"]


def table(page):
    """The part of the page that is the table."""
    return page[page.index('<table class="matrix"') : page.index("</table>")]


def figures(page):
    """{address: count} of all numbers that are links."""
    found = re.findall(r'<a href="([^"]*)"[^>]* data-count="(\d+)">(\d+)</a>', table(page))
    assert all(count == shown for _url, count, shown in found)
    return {html.unescape(url): int(count) for url, count, _shown in found}


def check_every_number(client, query):
    """Each number is the total of the list that it opens."""
    page = page_of(client, query)
    for address, count in figures(page).items():
        opened = client.get(address).content.decode()
        assert (address, total(opened)) == (address, count)
        assert "view=matrix" not in address and '<table class="matrix"' not in opened
    return page


@pytest.mark.parametrize("rows", ROWS)
def test_every_number_opens_as_many(client_for, corpus, outsider, rows):  # noqa: F811
    page = check_every_number(client_for(outsider), f"?view=matrix&rows={rows}")
    assert figures(page) or not re.search(rf'data-facet="{rows}"', page)


@pytest.mark.parametrize(
    "query",
    [
        "?q=売上 聞く&view=matrix&rows=place",
        "?q=提案書 見当たらない言葉&view=matrix&rows=outcome",
        "?step=4&step=5&view=matrix&rows=industry",
        "?step=4&not.step=5&view=matrix&rows=wall",
        "?region=b-kanto&view=matrix&rows=place",
        "?region=b-kanto&prefecture=13&view=matrix&rows=place",
        "?outcome=failure&not.outcome=good&view=matrix&rows=outcome",
        "?fiscal_year_from=2024&fiscal_year_to=2024&view=matrix&rows=fiscal_year",
        "?fiscal_year=2024&step=1&view=matrix&rows=tag&order=tag",
    ],
)
def test_under_any_conditions(client_for, corpus, checker, query):  # noqa: F811
    check_every_number(client_for(checker), query)


def test_only_what_is_chosen_has_rows_and_columns(client_for, corpus, visitor):  # noqa: F811
    part = table(page_of(client_for(visitor), "?step=4&step=5&industry=E&view=matrix&rows=industry"))
    assert part.count('class="matrix__name"') == 2
    assert len(re.findall(r'<th scope="row">', part)) == 2  # all, and manufacturing


def test_a_region_opens_its_prefectures(client_for, corpus, visitor):  # noqa: F811
    part = table(page_of(client_for(visitor), "?region=b-kanto&view=matrix&rows=place"))
    assert "関東" in part and "東京都" in part and "東北" not in part


def test_an_empty_place_is_a_zero_without_a_link(client_for, corpus, visitor):  # noqa: F811
    part = table(page_of(client_for(visitor), "?view=matrix&rows=industry"))
    assert "<td><span>0</span></td>" in part and ">0</a>" not in part


def test_it_is_a_table_with_headers_and_a_caption(client_for, corpus, visitor):  # noqa: F811
    page = page_of(client_for(visitor), "?view=matrix&rows=outcome")
    part = table(page)
    assert part.count('scope="col"') == 9 and "<caption" in part
    assert 'role="region" aria-labelledby="matrix-caption" tabindex="0"' in page
    assert values(page)  # the filters stay beside it


def test_know_how_has_one_too_and_talk_has_none(client_for, make_case, visitor):
    client = client_for(visitor)
    assert 'value="pitfall" selected' in page_of(client, "?kind=knowhow&view=matrix")
    assert "<table" not in page_of(client, "?kind=thread&view=matrix")


def test_the_choice_of_rows_works_without_scripts(client_for, corpus, visitor):  # noqa: F811
    page = page_of(client_for(visitor), "?step=4&view=matrix&rows=wall")
    form = page[page.rindex("<form", 0, page.index('id="rows"')) : page.index('id="rows"')]
    assert 'name="step" value="4"' in form and 'name="view" value="matrix"' in form and 'name="rows"' not in form
