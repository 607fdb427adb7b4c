"""The pages of significant terms."""

import pytest
from django.urls import reverse

from distil.models import Collection
from search.engines import get_engine
from search.engines.base import SearchUnavailable
from search.models import SavedQuery

PAGE, WORD = "contrast", "contrast-word"
GOOD = {"outcome": ["good"], "step": ["4"]}


@pytest.fixture
def cases(make_case, author):
    """Failed cases speak of a telescope, good ones of a garden; one telescope is of members only."""
    failed = [make_case("published", visibility="public", what_happened=f"望遠鏡の提案を{n}回した。") for n in range(4)]
    good = [
        make_case("published", visibility="public", terms=GOOD, turning_point=f"庭園を{n}回見た。") for n in range(4)
    ]
    return failed, good


def page(client_for, person, query="", name=PAGE):
    return client_for(person).get(f"{reverse(name)}?{query}")


def test_failed_cases_are_compared_with_good_ones(client_for, curator, cases):
    response = page(client_for, curator)
    assert response.status_code == 200
    row = next(row for row in response.context["rows"] if row.word == "望遠鏡")
    assert (row.counts[0].number, row.counts[1].number) == (4, 0)
    assert response.context["contrast"].sizes == (4, 4)


def test_the_other_way_round(client_for, curator, cases):
    asked = page(client_for, curator).context["asked"]
    words = [row.word for row in page(client_for, curator, asked.turned).context["rows"]]
    assert "庭園" in words and "望遠鏡" not in words


def test_a_number_opens_its_cases(client_for, curator, cases):
    row = next(row for row in page(client_for, curator).context["rows"] if row.word == "望遠鏡")
    found = client_for(curator).get(row.counts[0].url)
    assert found.context["total"] == row.counts[0].number


def test_passages_stand_side_by_side_with_the_byline_only(client_for, curator, author, cases):
    response = page(client_for, curator, "word=望遠鏡", WORD)
    (_one, count, failed), (_other, _count, good) = response.context["columns"]
    assert count.number == 4 and len(failed) == 4 and good == []
    text = response.content.decode()
    assert "<mark>望遠鏡</mark>" in text and "の提案を" in text
    assert author.display_name not in text


def test_what_a_curator_may_not_read_any_more_is_not_shown(client_for, curator, cases):
    case = cases[0][0]
    type(case).objects.filter(pk=case.pk).update(hidden_at="2026-01-01T00:00Z")  # the index does not know it yet
    columns = page(client_for, curator, "word=望遠鏡", WORD).context["columns"]
    assert case.get_absolute_url() not in {found.url for found in columns[0][2]}


def test_an_address_of_a_search_can_be_pasted(client_for, curator, cases):
    query = "a_other=http://testserver/search/%3Fq%3D望遠鏡%26page%3D9&b=kind%3Dcase"
    response = page(client_for, curator, query)
    asked = response.context["asked"]
    assert (asked.one.state.q, asked.one.state.page, asked.other.chosen) == ("望遠鏡", 1, "kind=case")
    assert response.context["contrast"].sizes == (4, 4)


def test_own_saved_searches_are_on_offer(client_for, curator, outsider, cases):
    SavedQuery.objects.create(owner=curator, name="自分の条件", query="step=4")
    SavedQuery.objects.create(owner=outsider, name="ほかの人の条件", query="step=5")
    text = page(client_for, curator).content.decode()
    assert "自分の条件" in text and "ほかの人の条件" not in text


def test_searches_of_live_collections_are_on_offer(client_for, curator, cases):
    Collection.objects.create(question="信頼はどう得られるか", query="step=4")
    Collection.objects.create(question="手で集めた事例")
    text = page(client_for, curator).content.decode()
    assert "信頼はどう得られるか" in text and "手で集めた事例" not in text


def test_a_step_narrows_both(client_for, curator, cases):
    response = page(client_for, curator, "step=7")
    assert response.context["contrast"].sizes == (0, 0)
    assert response.context["rows"] == []


@pytest.mark.parametrize("role", ["author", "checker", "trainer", "hub"])
def test_for_curators_only(client_for, request, role, db):
    person = request.getfixturevalue(role)
    for name in (PAGE, WORD):
        assert page(client_for, person, "word=提案", name).status_code == 403


def test_visitors_log_in_first(client_for, db):
    assert page(client_for, None).status_code == 302


ODD = [
    "a=%EF%BF%BF&b=%EF%BF%BF&step=99&word=%EF%BF%BF",
    f"a={'x' * 9999}&a_other={'y' * 9999}&word={'語' * 9999}",
    "a=kind%3Dperson&word=%22%20-",
    "a=step%3D4%26step%3D5&b=fiscal_year_from%3D9999&word=望遠鏡%22OR",
]


@pytest.mark.parametrize("name", [PAGE, WORD])
@pytest.mark.parametrize("query", ODD)
def test_nothing_in_an_address_is_an_error(client_for, curator, cases, name, query):
    assert page(client_for, curator, query, name).status_code in (200, 302)


@pytest.mark.parametrize("name", [PAGE, WORD])
def test_a_server_that_does_not_answer_is_said(client_for, curator, monkeypatch, name, db):
    def refuse(*args, **options):
        raise SearchUnavailable

    monkeypatch.setattr(type(get_engine()), "significant", refuse)
    response = page(client_for, curator, "word=提案", name)
    assert response.status_code == 200 and "notice--warn" in response.content.decode()
