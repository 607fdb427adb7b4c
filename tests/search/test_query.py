"""What was typed → what must hold."""

import pytest

from search.query import CLAUSES, compile_query, sentence_minimum
from search.synonyms.expansion import Group, Synonyms

NONE = Synonyms([])


def shape(text: str) -> list[tuple[list[str], int]]:
    return [([c.surface for c in need.clauses], need.minimum) for need in compile_query(text, NONE).needs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("社長 後継者", [(["社長", "後継者"], 2)]),
        ("社長　社長", [(["社長"], 1)]),
        ('"新しい 機械" 社長', [(["社長"], 1), (["新しい 機械"], 1)]),
        ("社長の悩み", [(["社長", "悩み"], 2)]),
        ("補助金 社長の悩み", [(["補助金"], 1), (["社長", "悩み"], 2)]),
        ("何ですか", [(["何"], 1)]),
        ("誰が社長を止めたのか", [(["社長", "止め"], 2)]),
        ("は を に", []),
        ("", []),
    ],
)
def test_shapes(text, expected):
    assert shape(text) == expected


def test_minus():
    compiled = compile_query('社長 -補助金 −"新しい 機械"', NONE)
    assert [c.alternatives for c in compiled.excluded] == [(("補助金",),), (("新しい", "機械"),)]
    assert compiled.words == ("社長",)
    assert compile_query("A-B", NONE).excluded == ()


@pytest.mark.parametrize(("words", "minimum"), [(1, 1), (2, 2), (6, 2), (7, 3), (10, 3), (11, 4), (40, 12)])
def test_share_of_a_sentence(words, minimum):
    assert sentence_minimum(words) == minimum


def test_synonyms_both_ways_and_one_way():
    synonyms = Synonyms([Group(("裏課題", "本質的課題")), Group(("傾聴", "敬聴"), one_way=True)])
    (clause,) = compile_query("本質的課題", synonyms).clauses
    assert set(clause.alternatives) == {("裏", "課題"), ("本質的", "課題")}
    assert len(compile_query("傾聴", synonyms).clauses[0].alternatives) == 2
    assert len(compile_query("敬聴", synonyms).clauses[0].alternatives) == 1
    assert compile_query("敬聴", synonyms).terms == ("敬聴",)


def test_the_longest_synonym_wins_and_groups_join():
    synonyms = Synonyms([Group(("事業承継", "引継ぎ")), Group(("事業承継", "継承")), Group(("事業", "商売"))])
    (clause,) = compile_query("事業承継", synonyms).clauses
    assert set(clause.alternatives) == {("事業", "承継"), ("引き継ぎ",), ("継承",)}


def test_work_is_bounded():
    compiled = compile_query(" ".join(f"語{n}語" for n in range(5_000)), NONE)
    assert len(compiled.clauses) <= CLAUSES
    assert len(compiled.words) <= 2 * CLAUSES


def alternatives(text: str, synonyms=NONE) -> list[tuple]:
    return [clause.alternatives for clause in compile_query(text, synonyms).clauses]


@pytest.mark.parametrize("sign", [" OR ", " ＯＲ ", " または ", "|", "｜", " | ", "　｜　"])
def test_one_of_them_is_enough(sign):
    assert alternatives(f"社長{sign}後継者") == [(("社長",), ("後継者",))]
    assert shape(f"社長{sign}後継者 機械") == [(["社長 OR 後継者", "機械"], 2)]


def test_sides_of_an_or_hold_word_by_word():
    assert alternatives('"新しい 機械" OR 古い工場 OR DX') == [(("新しい", "機械"), ("古い", "工場"), ("dx",))]
    synonyms = Synonyms([Group(("DX", "デジタル"))])
    assert alternatives("DX会議 OR 社長", synonyms) == [(("dx", "会議"), ("デジタル", "会議"), ("社長",))]
    many = Synonyms([Group(tuple(f"語{n}" for n in range(20)))])
    assert len(alternatives("語1語2語3語4 OR 社長", many)[0]) < 40


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("OR", ["OR"]),
        ("社長 OR", ["社長", "OR"]),
        ("OR 社長", ["OR", "社長"]),
        ("社長 OR OR 会議", ["社長", "OR", "OR", "会議"]),
        ("社長 or 会議", ["社長", "or", "会議"]),
        ("ORの話", ["OR", "話"]),
        ("|", []),
        ("| 社長", ["社長"]),
        ("社長または会議", ["社長", "また", "会議"]),
    ],
)
def test_an_or_with_nothing_to_join_is_text(text, words):
    assert [clause.surface for clause in compile_query(text, NONE).clauses] == list(dict.fromkeys(words))


@pytest.mark.parametrize("minus", "-－−‐ーｰ")
def test_every_form_of_minus(minus):
    compiled = compile_query(f"社長 {minus}補助金", NONE)
    assert [c.alternatives for c in compiled.excluded] == [(("補助金",),)]
    assert alternatives(f"サーバ{minus}会議")  # inside a word it is none
    assert compile_query(f"サーバ{minus}会議", NONE).excluded == ()


@pytest.mark.parametrize("quotes", ['""', "“”", "„“", "＂＂", "〝〟"])
def test_every_form_of_quotes(quotes):
    assert shape(f"{quotes[0]}新しい 機械{quotes[1]}") == [(["新しい 機械"], 1)]


def test_an_or_with_something_excluded_is_text():
    compiled = compile_query("社長 OR -会議", NONE)
    assert [c.surface for c in compiled.clauses] == ["社長", "OR"]
    assert len(compiled.excluded) == 1
