"""What is found in Japanese texts, what is left alone, and what is offered instead."""

import time

import pytest

from casestudies.anonymity import findings
from casestudies.identifiers import PATTERNS, spots
from casestudies.services import review
from casestudies.services.anonymisation import kept_keys
from casestudies.widening import wide_amount, wide_count, wide_date, wide_span, wide_year
from tests.casestudies.review_help import ALL, submitted


def found(text):
    return [(spot.kind, spot.text) for spot in spots(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("株式会社みどり製作所を訪ねた。", [("company", "株式会社みどり製作所")]),
        ("山川工業株式会社の社長", [("company", "山川工業株式会社")]),
        ("㈱ヤマトの下請け", [("company", "㈱ヤマト")]),
        ("三浦商店(有)とは", [("company", "三浦商店(有)")]),
        ("弟の健一に継がせたい", [("person", "健一")]),
        ("山田太郎社長が言った", [("person", "山田太郎")]),
        ("鈴木さんは黙った", [("person", "鈴木")]),
        ("電話は0852-12-3456まで", [("contact", "0852-12-3456")]),
        ("info@example.jp へ", [("contact", "info@example.jp")]),
        ("https://example.jp/shop を見た", [("contact", "https://example.jp/shop")]),
        ("〒690-0001の", [("address", "〒690-0001")]),
        ("丸の内三丁目5番地の店", [("address", "丸の内三丁目5番地")]),
        ("松江市の工場", [("place", "松江市")]),
        ("出雲大社前駅に近い", [("station", "出雲大社前駅")]),
        ("創業53年の記念式", [("founded", "創業53年")]),
        ("1978年に設立した", [("founded", "1978年に設立")]),
        ("昭和48年からの付き合い", [("year", "昭和48年")]),
        ("2024年4月12日に訪問", [("date", "2024年4月12日")]),
        ("売上は1億2,345万円", [("amount", "1億2,345万円")]),
        ("3億2千5百67円", [("amount", "3億2千5百67円")]),
        ("123.4百万円の赤字", [("amount", "123.4百万円")]),
        ("従業員１３７人の", [("count", "１３７人")]),
        ("72歳の社長", [("age", "72歳")]),
        ("島根銀行から借りた", [("name", "島根銀行")]),
    ],
)
def test_what_is_found(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize("text", ["1" + "千万" * 1000, "1" * 4000, "1," * 2000, "二" * 4000, "a." * 2000])
def test_a_text_made_to_be_slow_is_read_at_once(text):
    """千万千万… took hours: every page that looks for findings stood still."""
    began = time.process_time()
    for _kind, pattern, _widen, _condition in PATTERNS:
        list(pattern.finditer(text))
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "社長さんと職人さん、お客様、皆さん、奥さんに聞いた。",
        "株式会社にした。株式会社化を勧めた。",
        "補助金500万円、売上の3割、20人ほど、1970年代、60代の社長。",
        "最寄り駅の駅前で、五十代の三代目と会った。",
        "3回目の訪問で、5年後の担い手を聞いた。",
        "同様に多様な仕様を、様子を見ながら進めた。",
        "〔匿名化：会社名〕と■■■■の話。日本の話。",
    ],
)
def test_what_is_left_alone(text):
    assert found(text) == []


def test_what_is_masked_is_left_alone():
    assert found("〔匿名化：株式会社みどり〕の社長") == []


@pytest.mark.parametrize(
    ("wide", "text", "expected"),
    [
        (wide_year, "1978年", "1970年代"),
        (wide_year, "昭和48年", "昭和40年代"),
        (wide_year, "昭和3年", "昭和初期"),
        (wide_span, "創業53年", "創業50年余り"),
        (wide_amount, "1,234万円", "1,000万円台"),
        (wide_amount, "１億２，３４５万円", "1億円台"),
        (wide_count, "137人", "約140人"),
        (wide_date, "2024年4月12日", "2024年の春ごろ"),
        (wide_date, "4月12日", "4月ごろ"),
    ],
)
def test_ranges(wide, text, expected):
    assert wide(text) == expected


def test_hostile_text_does_no_harm():
    spots("\ud800" + "株式会社" * 3000 + "あ" * 60_000 + "\x00０" * 5000)


# --- A whole case -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_findings_have_their_place(make_case):
    case = make_case(
        background="創業53年の記念式で、松江市の工場を歩いた。松江市で。",
        rows=[("voices", {"viewpoint": "owner", "text": "鈴木さんに任せたい"})],
    )
    voice = case.rows_of("voices")[0]
    places = [(f.kind.code, f.text, f.anchor.section, f.anchor.row) for f in findings(case)]
    assert places == [
        ("founded", "創業53年", "background", ""),
        ("place", "松江市", "background", ""),  # once per text
        ("person", "鈴木", "voices", voice.key),
    ]
    founded, place, _person = findings(case)
    assert founded.range == "創業50年余り" and founded.mask == "〔匿名化：創業年〕"
    assert "松江市" in founded.why  # together they point to one firm
    assert place.anchor.prefix.endswith("記念式で、") and place.anchor.suffix.startswith("の工場")


@pytest.mark.django_db
def test_public_bodies_and_the_chosen_prefecture_are_no_finding(make_case):
    text = "商工中金とよろず支援拠点につないだ。東京都の事業者。"
    near = make_case(background=text, place_precision="prefecture")
    assert findings(near) == []
    far = make_case(background=text, place_precision="region")
    assert [f.text for f in findings(far)] == ["東京都"]


@pytest.mark.django_db
def test_the_record_keeps_decisions_but_not_the_words(make_case, checker):
    case = submitted(make_case(state="draft", background="鈴木さんの話。〔匿名化：地名〕と■■。"))
    key = next(f.key for f in findings(case.draft))
    record = review.save_checklist(case, checker, ALL, [key, "unknown"])
    assert kept_keys(record) == {key}
    assert "鈴木" not in str(record.findings)
    assert [entry["label"] for entry in record.masked] == ["地名", ""]
