"""The map of issues."""

from itertools import pairwise

import pytest
from django.urls import reverse

from search.engines.base import Results

HIDDEN = "秘密の裏課題"


def terms(stated: str, *walls: str, outcome: str = "failure", step: str = "4") -> dict:
    return {"surface_issue": [stated], "wall": list(walls), "outcome": [outcome], "step": [step], "theme": ["finance"]}


@pytest.fixture
def cases(make_case, organisation):
    """Three flows; one case is of one organisation only, one has no wall."""
    made = [
        make_case(
            "published", visibility="public", core_issue="社長が決めきれない。", terms=terms("cash", "face", "act")
        )
    ]
    made += [
        make_case("published", visibility="members", core_issue="後継者に任せていない。", terms=terms("cash", "face"))
    ]
    made += [make_case("published", visibility="public", terms=terms("sales", "see", outcome="good", step="5"))]
    made += [make_case("published", visibility="organisation", core_issue=HIDDEN, terms=terms("cash", "face"))]
    made += [make_case("published", visibility="public", terms=terms("cash"))]
    return made


def page(client_for, person, query=""):
    return client_for(person).get(f"{reverse('issue-flows')}?{query}")


def flows(response):
    return {(flow.stated, flow.behind): flow.count for flow in response.context["map"].flows}


def test_flows_count_what_the_reader_may_read(client_for, outsider, colleague, cases):
    response = page(client_for, outsider)
    assert flows(response) == {("cash", "face"): 2, ("cash", "act"): 1, ("sales", "see"): 1}
    assert (response.context["map"].total, response.context["left_out"]) == (4, 1)
    assert flows(page(client_for, colleague))["cash", "face"] == 3


def test_every_number_is_that_of_the_search_it_opens(client_for, outsider, cases):
    found = page(client_for, outsider).context["map"]
    for counted in [*found.flows, *found.stated, *found.behind]:
        assert client_for(outsider).get(counted.url).context["total"] == counted.count


def test_a_search_narrows_the_map(client_for, outsider, cases):
    assert flows(page(client_for, outsider, "outcome=good")) == {("sales", "see"): 1}
    assert flows(page(client_for, outsider, "wall=act")) == {("cash", "act"): 1}
    assert flows(page(client_for, outsider, "surface_issue=sales&step=5")) == {("sales", "see"): 1}
    assert page(client_for, outsider, "step=7").context["map"].flows == []


def test_real_issues_can_be_gathered_by_theme(client_for, outsider, cases):
    assert flows(page(client_for, outsider, "by=theme")) == {("cash", "finance"): 3, ("sales", "finance"): 1}


def test_a_stated_issue_opens_what_lay_behind_in_words(client_for, outsider, colleague, cases):
    text = page(client_for, outsider, "stated=cash").content.decode()
    assert "社長が決めきれない。" in text and "後継者に任せていない。" in text
    assert HIDDEN not in text
    assert HIDDEN in page(client_for, colleague, "stated=cash").content.decode()


def test_the_picture_has_a_band_for_each_flow(client_for, outsider, cases):
    response = page(client_for, outsider)
    drawing = response.context["drawing"]
    assert len(drawing.bands) == 3
    assert {block.end.code for block in drawing.left} == {"cash", "sales"}
    assert response.content.decode().count("flows__band") == 3
    for column in (drawing.left, drawing.right):
        for upper, lower in pairwise(column):
            assert lower.y >= upper.y + upper.height


def test_a_server_that_does_not_answer_is_said(client_for, outsider, monkeypatch, db):
    from search.engines import get_engine

    monkeypatch.setattr(type(get_engine()), "search", lambda self, query: Results(degraded=True))
    response = page(client_for, outsider)
    assert response.status_code == 200 and "notice--warn" in response.content.decode()


ODD = [
    "stated=%EF%BF%BF&by=%EF%BF%BF",
    f"stated={'x' * 9999}&q={'y' * 9999}",
    "kind=person&page=99999999999",
    "not.wall=face&view=matrix",
]


@pytest.mark.parametrize("query", ODD)
def test_nothing_in_an_address_is_an_error(client_for, outsider, cases, query):
    assert page(client_for, outsider, query).status_code == 200


def test_for_members(client_for, pending, db):
    assert page(client_for, None).status_code == 302
    assert page(client_for, pending).status_code == 302
