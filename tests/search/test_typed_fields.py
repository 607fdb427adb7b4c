"""Fields in the search box: what is one becomes a chosen value, anything else stays text."""

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from search import typed_fields
from search.state import parse

pytestmark = pytest.mark.django_db


def extract(text):
    """(rest, chosen, excluded) with codes by facet."""
    rest, found = typed_fields.extract(text)
    sides = ({}, {})
    for facet, code, excluded in found:
        sides[excluded][facet.code] = (*sides[excluded].get(facet.code, ()), code)
    return rest, *sides


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("step:4", {"step": ("4",)}),
        ("STEP：④", {"step": ("4",)}),
        ("ステップ:4 ステップ:5", {"step": ("4", "5")}),
        ("支援ステップ:気づき・腹落ち", {"step": ("4",)}),
        ("ｽﾃｯﾌﾟ:４", {"step": ("4",)}),
        ("種別：失敗事例", {"outcome": ("failure",)}),
        ("種別:失敗", {"outcome": ("failure",)}),
        ("outcome:Failure", {"outcome": ("failure",)}),
        ("業種:製造業", {"industry": ("E",)}),
        ("業種:飲食", {"industry": ("M",)}),
        ("industry:e", {"industry": ("E",)}),
        ("地域:東北", {"place": ("b-tohoku",)}),
        ("地域:関西", {"place": ("b-kinki",)}),
        ("地域:島根県", {"place": ("32",)}),
        ("都道府県:島根", {"place": ("32",)}),
        ("prefecture:32", {"place": ("32",)}),
        ("従業員数:6-20人", {"employee_band": ("6-20",)}),
        ("従業員数:６〜２０人", {"employee_band": ("6-20",)}),
        ("年度:令和6年度 年度:2023 年度:R元", {"fiscal_year": ("2024", "2023", "2019")}),
        ("タグ:見積り", {"tag": ("見積り",)}),
        ('tag:"家族 経営"', {"tag": ("家族 経営",)}),
        ("タグ：＂家族　経営＂", {"tag": ("家族 経営",)}),
        ("step:4 OR step:5", {"step": ("4", "5")}),
    ],
)
def test_fields_become_values(text, selected):
    assert extract(text) == ("", selected, {})


@pytest.mark.parametrize("text", ["-step:4", "－ステップ：4", "ー支援ステップ:気づき・腹落ち"])
def test_a_minus_leaves_out(text):
    assert extract(f"補助金 {text}") == ("補助金", {}, {"step": ("4",)})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "step:99",
        "step:",
        ":4",
        "種別:",
        "種別: 失敗事例",
        "種別:事例",  # more than one
        "業種:業",
        "年度:1900",
        "年度:平成99年度",
        "10:30 会議",
        "https://example.jp/step:4",
        '"step:4 の話"',
        '-"step:4"',
        'tag:"見積り',
        "補助金step:4",
        "tag:" + "長" * 41,
        "step:4|step:5",
        "step::4",
        "a:b:c",
        "社長 OR 会議",
        "\ud800step:4",
    ],
)
def test_what_is_no_field_stays_text(text):
    assert extract(text) == (text, {}, {})


def test_the_rest_keeps_its_order_and_phrases():
    rest, selected, excluded = extract('機械 step:4 "新しい 機械" OR DX -種別:失敗事例 承継')
    assert rest == '機械 "新しい 機械" OR DX 承継'
    assert (selected, excluded) == ({"step": ("4",)}, {"outcome": ("failure",)})


def test_an_or_beside_a_field_is_swallowed():
    assert extract("補助金 OR step:4 | 承継")[0] == "補助金 承継"


def test_the_page_takes_fields_as_chosen_values():
    state = parse(QueryDict(urlencode({"q": "補助金 step:4 ステップ:4 -タグ:見積り", "step": "5"})))
    assert state.q == "補助金"
    assert state.selected == {"step": ("5", "4")}
    assert state.excluded == {"tag": ("見積り",)}
    assert "q=%E8%A3%9C%E5%8A%A9%E9%87%91&step=5&step=4&not.tag=" in state.with_page(1)
