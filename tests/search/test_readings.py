"""Titles and what is typed meet by kanji, kana and romaji."""

import pytest

from search.readings import KEY_CHARACTERS, reading, romaji, title_keys, typed_keys, unfinished


def meets(typed, title):
    """Is the title found by what was typed?"""
    keys = title_keys(title)
    parts = typed_keys(typed)
    return bool(parts) and all(any(key.startswith(begin) for key in keys for begin in part) for part in parts)


KANJI_AND_KANA = "事業承継 事業 じぎょう ジギョウ ｼﾞｷﾞｮｳ じぎょうしょうけい 承継 しょうけい 相談 事業しょ"
LATIN = "jigyou jigyo zigyou JIGYOU ｊｉｇｙｏｕ jigyō jigy jig j jigyoushoukei jigyosyokei soudan"
WAYS = [*KANJI_AND_KANA.split(), *LATIN.split(), "jigyou shoukei", "承継\u3000相"]


@pytest.mark.parametrize("typed", WAYS)
def test_a_title_is_met_by_kanji_kana_and_romaji(typed):
    assert meets(typed, "事業承継の相談")


@pytest.mark.parametrize(
    "typed", ["", " ", "。、", "の", "no", "談", "けい", "xq", "業承", "相談 補助", "jigyou hojo", "\x00", "🙂"]
)
def test_what_begins_no_word_does_not_meet(typed):
    assert not meets(typed, "事業承継の相談")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("伴奏支援", "伴走支援の進め方"),  # converted wrongly: read the same
        ("引き継ぎ", "引継ぎが進んだ"),
        ("ひきつ", "引継ぎが進んだ"),
        ("haraochi", "腹落ちを待つ"),
        ("はらおち", "気づき・腹落ちの促進"),
        ("dx", "ＤＸを急がない"),
        ("ＤＸ", "DXを急がない"),
        ("さーびす", "サービスを見直す"),
        ("sa-bi", "サービスを見直す"),
        ("mizusawa nao", "水沢 なお"),
        ("水沢な", "水沢 なお"),
        ("shimbun", "新聞に載った"),
        ("sinbun", "新聞に載った"),
        ("shin", "新聞に載った"),
        ("hannnou", "反応が変わった"),
        ("kekka", "結果を急がない"),
        ("macchi", "マッチングを頼む"),
        ("matchi", "マッチングを頼む"),
        ("kun", "国の制度"),
        ("後継者 計", "後継者と計画を作る"),
    ],
)
def test_ways_of_writing(typed, title):
    assert meets(typed, title)


def test_romaji_says_kana_or_nothing():
    assert romaji("kigyou") == ("きぎょう",)
    assert romaji("kigyosha")[:2] == ("きぎょしゃ", "きぎょうしゃ")
    assert romaji("kan") == ("かん", "かな", "かに", "かぬ", "かね", "かの")
    assert romaji("konna") == ("こんな",)
    assert romaji("kin'ensha") == ("きんえんしゃ",)
    assert romaji("pdca") == romaji("dx") == ()
    assert unfinished("gy") == ("ぎぃ", "ぎぇ", "ぎゃ", "ぎゅ", "ぎょ")
    assert unfinished("c") == ("ち",)
    assert unfinished("q") == ()


def test_keys_hold_no_blank_and_no_sign_and_are_short():
    keys = title_keys("「５年後、誰が 見積りを?」と聞く：" + "とても長い題名が続く" * 20)
    assert "5年後誰が見積りをと聞くとても長"[:KEY_CHARACTERS] in keys
    assert all(key.isalnum() and len(key) <= KEY_CHARACTERS for key in keys)
    assert len(keys) <= 48


ODD = [
    "\x00",
    "\ud800",
    "㍿" * 500,
    "n" * 5000,
    "あ" * 5000,
    "ﷺ" * 300,
    "’'\"*%_\\",
    "\u202e逆",
    "👨\u200d👩",
    "-",
    "'",
]


@pytest.mark.parametrize("text", ODD)
def test_any_text_is_fine(text):
    assert all(key.isalnum() for key in title_keys(text))
    assert all(begin for part in typed_keys(text) for begin in part)
    assert len(typed_keys(" ".join([text] * 20))) <= 6
    reading(text)
