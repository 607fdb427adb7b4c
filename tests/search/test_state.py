"""The state of the search page: an address in, the same address out. No page, no engine; the vocabulary only."""

import itertools
import random
from dataclasses import replace

import pytest
from django.http import QueryDict

from bansou.vocabulary.models import Term
from search.facets import FACETS, fiscal_year_label, label_of, ordered_codes
from search.state import MAX_TEXT, MAX_VALUES, SearchState, narrowed, parse, parse_query_string

pytestmark = pytest.mark.django_db


def state_of(address):
    return parse(QueryDict(address.partition("?")[2]))


EXAMPLES = [
    "/search/",
    "/search/?q=%E5%A3%B2%E4%B8%8A",
    "/search/?q=a%26b%3Dc%2Bd%20%22e%22",
    "/search/?step=4&step=5&outcome=failure",
    "/search/?region=b-kanto&prefecture=13",
    "/search/?not.outcome=failure&not.region=b-tohoku",
    "/search/?tag=%E6%89%BF%E7%B6%99&fiscal_year=2025",
    "/search/?step=4&kind=knowhow",
    "/search/?q=x&step=4&sort=helpful",
    "/search/?step=4&fiscal_year_from=2020&fiscal_year_to=2024",
    "/search/?fiscal_year_to=2024&sort=discussed",
    "/search/?step=4&view=matrix&rows=industry",
    "/search/?kind=knowhow&view=matrix&rows=pitfall",
]


@pytest.mark.parametrize("address", EXAMPLES)
def test_an_address_comes_back(address):
    assert state_of(address).with_page(1) == address


@pytest.mark.parametrize("address", EXAMPLES)
def test_every_value_can_be_put_in_and_taken_out(address):
    state = state_of(address)
    for facet, code in (("step", "6"), ("place", "47"), ("place", "b-kinki"), ("outcome", "good"), ("tag", "札 &=")):
        if state.kind not in {k for f in FACETS if f.code == facet for k in f.kinds}:
            continue
        chosen = state_of(state.toggled(facet, code))
        assert code in chosen.selected[facet]
        assert state_of(chosen.toggled(facet, code)) == replace(state, page=1)
        left_out = state_of(chosen.toggled(facet, code, excluded=True))
        assert code in left_out.excluded[facet]
        assert code not in left_out.selected.get(facet, ())


def test_any_mixture_comes_back():
    rng = random.Random(7)
    pairs = [
        ("step", "1"),
        ("step", "7"),
        ("outcome", "good"),
        ("industry", "E"),
        ("not.step", "2"),
        ("prefecture", "32"),
    ]
    for size in range(len(pairs) + 1):
        for chosen in itertools.islice(itertools.combinations(pairs, size), 10):
            mixed = rng.sample(chosen, len(chosen))
            state = state_of("?" + "&".join(f"{name}={code}" for name, code in mixed))
            assert state_of(state.with_page(1)) == state
            assert len(state.chosen()) == size


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("page=99999999999", {"page": 10_000}),
        ("page=-1", {"page": 1}),
        ("page=%EF%BC%92", {"page": 1}),
        ("page=2&page=3", {"page": 3}),
        ("kind=zzz", {"kind": "case"}),
        ("sort=zzz", {"sort": ""}),
        ("step=zzz&step=&step=44&unknown=4&not.=x&not.not.step=4", {"selected": {}, "excluded": {}}),
        ("fiscal_year=%C2%B2%C2%B2%C2%B2%C2%B2", {"selected": {}}),
        ("fiscal_year=0000&fiscal_year=20255&fiscal_year=1900", {"selected": {}}),
        ("prefecture=b-kanto", {"selected": {"place": ("b-kanto",)}}),
        ("q=%20%E3%80%80%20", {"q": ""}),
        ("q=a%00b", {"q": "a b"}),
        (f"tag={'x' * 41}", {"selected": {}}),
        ("fiscal_year_from=2024&fiscal_year_to=2020", {"ranges": {"fiscal_year": ("2020", "2024")}}),
        ("fiscal_year_from=x&fiscal_year_to=1900", {"ranges": {}}),
        ("step_from=1&step_to=4", {"ranges": {}}),
        ("fiscal_year_from=2024&kind=thread", {"ranges": {}}),
        ("view=matrix&rows=step", {"view": "matrix", "rows": "outcome"}),
        ("view=matrix&rows=zzz&kind=knowhow", {"view": "matrix", "rows": "pitfall"}),
        ("view=matrix&kind=thread", {"view": "list"}),
        ("view=zzz&rows=industry", {"view": "list", "rows": "outcome"}),
        ("outcome=failure&kind=thread&step=4", {"selected": {"step": ("4",)}, "kind": "thread"}),
    ],
)
def test_what_is_unknown_is_left_out(query, what):
    state = state_of("?" + query)
    assert {name: getattr(state, name) for name in what} == what


@pytest.mark.parametrize("break_", ["%0A", "%0D%0A", "%09", "%C2%85", "%E2%80%A8"])
def test_a_tag_has_no_second_line(break_):
    # The conditions of a search go into mails.
    assert not state_of(f"/search/?tag=a{break_}https://example.com").has_filters


def test_endless_input_ends():
    many = "&".join(f"tag=t{number}" for number in range(500))
    assert len(state_of(f"?{many}").chosen()) == MAX_VALUES
    assert len(state_of(f"?q={'a' * 10_000}").q) == MAX_TEXT
    assert parse_query_string("step=4" + "&" * 10_000).selected == {"step": ("4",)}


def test_a_merged_term_of_an_old_address_is_followed():
    old, new = (
        Term.objects.get(scheme="tool", code="design-sheet"),
        Term.objects.get(scheme="tool", code="local-benchmark"),
    )
    old.merged_into = new
    old.save()
    assert state_of("?tool=design-sheet&tool=local-benchmark").selected == {"tool": ("local-benchmark",)}


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        (("b-kanto", "13"), ("13",)),
        (("b-tohoku", "32"), ("b-tohoku", "32")),
        (("b-kanto", "13", "14", "b-tohoku"), ("13", "14", "b-tohoku")),
        (("13",), ("13",)),
    ],
)
def test_a_region_of_which_a_prefecture_is_chosen_means_the_prefecture(chosen, asked):
    assert narrowed("place", chosen) == asked


def test_the_sort_in_force():
    assert SearchState().shown_sort == "new"
    assert SearchState(q="x").shown_sort == "relevance"
    assert SearchState(sort="relevance").shown_sort == "new"
    assert SearchState(q="x", sort="helpful").shown_sort == "helpful"


def test_a_sort_that_the_tab_does_not_have_is_not_in_force():
    assert SearchState(kind="knowhow", sort="helpful").shown_sort == "new"
    assert SearchState(kind="thread", sort="discussed").shown_sort == "discussed"
    assert SearchState(kind="knowhow", q="x").sorts == ("relevance", "new")


def test_the_same_conditions_have_one_query_string():
    one, other = state_of("?q=x&step=5&step=4&outcome=good"), state_of("?outcome=good&step=4&q=x&step=5&page=2")
    assert one.canonical == other.canonical
    assert parse_query_string(one.canonical).canonical == one.canonical
    assert SearchState().canonical == "" and parse_query_string("") == SearchState()


def test_the_engine_is_asked_for_open_ends():
    asked = state_of("?fiscal_year_from=2020").query(frozenset({"public"}))
    assert asked.ranges == {"fiscal_year": ("2020", None)}


def test_a_range_counts_as_a_filter_and_goes_off():
    state = state_of("?q=x&fiscal_year_from=2020")
    assert state.has_filters
    assert state.without_range("fiscal_year").with_page(1) == state.cleared().with_page(1) == "/search/?q=x"


def test_only_replaces_what_is_chosen_in_the_same_facets():
    state = state_of("?q=x&step=4&step=5&outcome=good&industry=E&view=matrix&rows=outcome&page=2")
    assert state.only(step="3", outcome="failure").with_page(1) == "/search/?q=x&step=3&outcome=failure&industry=E"


def test_another_tab_keeps_what_it_has():
    state = state_of("?q=x&step=4&outcome=failure&not.industry=E&sort=new&page=3").for_kind("knowhow")
    assert state.with_page(1) == "/search/?q=x&step=4&kind=knowhow"


def test_without_one_value():
    state = state_of("?step=4&step=5&not.outcome=good&page=2")
    assert state.without("step", "4", excluded=False).with_page(1) == "/search/?step=5&not.outcome=good"
    assert state.without("outcome", "good", excluded=True).with_page(1) == "/search/?step=4&step=5"


@pytest.mark.parametrize(
    ("year", "label"),
    [
        ("2025", "令和7（2025）年度"),
        ("2019", "令和元（2019）年度"),
        ("2018", "平成30（2018）年度"),
        ("1989", "平成元（1989）年度"),
    ],
)
def test_fiscal_years_in_words(year, label):
    assert fiscal_year_label(year) == label


def test_prefectures_unfold_under_a_chosen_region_only():
    place = next(facet for facet in FACETS if facet.code == "place")
    shut, open_ = (ordered_codes(place, {}, chosen) for chosen in (set(), {"b-tohoku"}))
    assert [code for code, sub in shut if sub] == []
    assert [code for code, sub in open_ if sub] == ["02", "03", "04", "05", "06", "07"]


def test_every_value_has_words():
    for facet in FACETS:
        for code, _sub in ordered_codes(facet, {}, set()):
            assert label_of(facet.code, code) not in {"", code}
