"""表記ゆれ: each way of writing finds the others, on every engine, and what was written is marked as it stands there."""

import pytest

from search.analysis import loanword, tokens
from search.engines.base import Document, Query, Section
from search.variants import TODAY, plain

SAME = [
    "ＤＸ|DX|ｄｘ",
    "コンサル|ｺﾝｻﾙ",
    "サーバ|サーバー|ｻｰﾊﾞｰ",
    "コンピュータ|コンピューター",
    "ファシリテータ|ファシリテーター",
    "コンベア|コンベヤ|コンベアー",
    "ホームページ|ﾎｰﾑﾍﾟｰｼﾞ",
    "めがね|メガネ|眼鏡",
    "子ども|子供|こども",
    "引継ぎ|引き継ぎ|引継",
    "見積り|見積もり|見積",
    "打合せ|打ち合わせ",
    "問いかけ|問い掛け",
    "動機づけ|動機付け",
    "渡辺|渡邊|渡邉",
    "斎藤|齋藤",
    "高橋|髙橋",
    "吉田|𠮷田",
    "国|國",
    "応援|應援",
    "実績|實績",
    "10人|１０人|十人",
    "20人|二十人|２０人",
    "五年後|5年後|５年後",
    "2025年|二〇二五年|２０２５年",
    "三か月|3ヶ月|３カ月",
    "百五十万円|150万円|１５０万円",
    "三代目|3代目",
    "株式会社|㈱|（株）",
]
NOT_SAME = [("十分に話した", "10"), ("一緒に歩いた", "1"), ("千葉の店", "1000"), ("三重県", "3"), ("十人十色", "10人")]


def found(engine, query):
    return engine.search(Query(text=query)).hits


@pytest.mark.parametrize("line", SAME)
def test_each_way_of_writing_finds_the_others(engine, line):
    ways = line.split("|")
    texts = [f"去年の{way}の話。" for way in ways]
    engine.put_many(
        [
            Document("case", f"d{n}", f"題{n}", "", (Section("s", "l", text),), audience=("public",))
            for n, text in enumerate(texts)
        ]
    )
    for way in ways:
        hits = found(engine, way)
        assert {hit.id for hit in hits} == {f"d{n}" for n in range(len(ways))}, way
        for hit in hits:
            marked = "".join(f.text for f in hit.passages[0].fragments if f.is_match)
            assert marked == ways[int(hit.id[1:])]


@pytest.mark.parametrize("typed", ["さーばー", "ほーむぺーじ", "こんさる", "ひありんぐ"])
def test_loanwords_may_be_typed_in_hiragana(engine, typed):
    text = "サーバー、ホームページ、コンサル、ヒアリング"
    engine.put(Document("case", "d", text, audience=("public",)))
    assert found(engine, typed)


@pytest.mark.parametrize(("text", "query"), NOT_SAME)
def test_what_only_looks_the_same_is_not_found(engine, text, query):
    engine.put(Document("case", "d", text, audience=("public",)))
    assert found(engine, text)
    assert not found(engine, query)


@pytest.mark.parametrize(
    "text", ["十人十色", "三本柱", "一回り", "数十人", "百二十人", "第三回", "二、三十人", "渡邊\x00𠮷"]
)
def test_the_length_stays(text):
    assert len(plain(text)) == len(text)


def test_no_character_leads_to_another_old_one():
    assert len(TODAY) > 300
    assert not set(TODAY) & set(TODAY.values())


@pytest.mark.parametrize("text", ["きづき", "このまま", "はらおち", "だれがきめる", "ところ", "ー", "んんん"])
def test_hiragana_that_is_no_loanword_stays(text):
    assert loanword(text) == []


def test_a_long_vowel_of_a_short_word_counts():
    assert [t.norm for t in tokens("キー コピー")] == ["キー", "コピー"]
