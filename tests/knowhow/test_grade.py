"""The grade: a table of situations, each with its grade, its sum and its explanation in words."""

import pytest
from django.utils import translation

from knowhow.grade import words
from knowhow.grade.arithmetic import CaseFact, Facts, grade, independent, without_main_writer

YEAR = 2026
REGIONS = ("b-tohoku", "b-kanto", "b-kinki", "b-chugoku", "b-kyushu", "b-chubu")
INDUSTRIES = ("E", "I", "M", "D", "H", "P")
SIZES = ("small", "medium", "leading")


def fact(number=1, **more):
    """A case by writer `number` of organisation `number`, all alike."""
    values = {"region": "b-kanto", "size": "small", "industry": "E", "failed": True, "year": YEAR}
    return CaseFact(**{"organisation": f"o{number}", "author": f"a{number}", **values, **more})


def alike(count, **more):
    """Cases of different organisations and writers, in one region, size and industry."""
    return tuple(fact(number, **more) for number in range(count))


def varied(count, **more):
    """The same from everywhere."""
    return tuple(
        fact(n, region=REGIONS[n % 6], size=SIZES[n % 3], industry=INDUSTRIES[n % 6], **more) for n in range(count)
    )


def of_one_writer(count, **more):
    """Cases of one writer, who went from organisation to organisation."""
    return tuple(fact(number, author="a1", **more) for number in range(count))


def of_one_organisation(count, **more):
    """Cases of different writers of one organisation."""
    return tuple(fact(number, organisation="o1", **more) for number in range(count))


def facts(**values):
    return Facts(**{"year": YEAR, **values})


# name, facts, grade, points, and what the explanation says (each a part of a sentence)
SITUATIONS = [
    ("nothing at all", facts(), "", 0, ["裏づける公開中の事例がありません", "未評価"]),
    ("only tried", facts(worked=20), "", 2, ["裏づける公開中の事例がありません"]),
    ("only limited", facts(limits=2), "", -1, ["裏づける公開中の事例がありません", "2件の事例が条件を限って"]),
    ("one case", facts(supports=alike(1)), "D", 2, ["1機関・1人の書き手による事例1件", "合計は2点", "Cまであと2点"]),
    ("one case, followed up", facts(supports=alike(1, followed_up=True)), "D", 3, ["1機関が、その後のフォロー"]),
    ("one organisation, ten cases, ten writers", facts(supports=of_one_organisation(10)), "D", 2,
     ["1機関・10人の書き手による事例10件", "一つと数えて1"]),
    ("one writer in five organisations", facts(supports=of_one_writer(5)), "D", 2,
     ["5機関・1人の書き手による事例5件", "一つと数えて1", "100％が、同じ書き手"]),
    ("one case, much tried", facts(supports=alike(1, followed_up=True), worked=12), "C", 5,
     ["うまくいった12人"]),
    ("one varied organisation, followed up and tried", facts(
        supports=tuple(fact(n, organisation="o1", region=REGIONS[n], size=SIZES[n % 3], industry=INDUSTRIES[n],
                            followed_up=True) for n in range(4)), worked=12), "C", 10,
     ["一つの機関、または一人の書き手だけ", "Cが上限"]),
    ("two alike", facts(supports=alike(2)), "C", 4, ["2機関・2人の書き手による事例2件", "合計は4点", "Bまであと5点"]),
    ("two from two regions", facts(supports=varied(2)), "C", 7, ["2つの地域", "規模は2種類", "業種は2種類"]),
    ("two varied, followed up", facts(supports=varied(2, followed_up=True)), "B", 9, ["2機関が、その後のフォロー"]),
    ("two varied, followed up, much tried", facts(supports=varied(2, followed_up=True), worked=12, partly=1), "B", 11,
     ["うまくいった12人", "一部1人"]),
    ("three alike", facts(supports=alike(3)), "C", 6, ["1つの地域", "業種は1種類"]),
    ("three varied", facts(supports=varied(3)), "B", 11, ["3つの地域", "Aまであと2点"]),
    ("three varied, followed up", facts(supports=varied(3, followed_up=True)), "A", 13, ["合計は13点", "評価はA"]),
    ("three varied, tried by a few", facts(supports=varied(3), worked=4), "B", 11, ["5人に満たない"]),
    ("three varied, tried by some", facts(supports=varied(3), worked=5), "B", 12, ["うまくいった5人"]),
    ("three varied, tried by many", facts(supports=varied(3), worked=10), "A", 13, ["うまくいった10人"]),
    ("three varied, mixed tries", facts(supports=varied(3), worked=5, no=5), "B", 11, ["うまくいかなかった5人"]),
    ("three varied, tries that failed", facts(supports=varied(3), worked=1, no=6), "B", 10, ["うまくいかなかった6人"]),
    ("three varied, many tries that failed", facts(supports=varied(3), worked=1, no=12), "B", 9,
     ["うまくいかなかった12人"]),
    ("four alike", facts(supports=alike(4)), "C", 8, ["4機関・4人の書き手による事例4件", "Bまであと1点"]),
    ("four varied", facts(supports=varied(4)), "A", 13, ["規模は3種類", "業種は4種類"]),
    ("twelve alike", facts(supports=alike(12)), "C", 8, ["12機関・12人の書き手による事例12件"]),
    ("ten varied", facts(supports=varied(10, followed_up=True)), "A", 15, ["食い違う事例はありません"]),
    ("ten varied, mostly one writer", facts(
        supports=(*varied(2), *of_one_writer(8))), "C", 7, ["90％が、同じ書き手"]),
    ("two writers, one of them everywhere", facts(
        supports=(fact(1, followed_up=True), *(fact(n, author="a9", region=REGIONS[n], size=SIZES[n % 3], industry=INDUSTRIES[n],
                                 followed_up=True) for n in range(2, 6))), worked=10), "B", 13,
     ["一人の書き手の事例を除くと", "Bが上限", "80％が、同じ書き手"]),
    ("contradicted once", facts(supports=varied(4), contradicts=alike(1)), "B", 11, ["1機関の事例が食い違い", "書かれていません"]),
    ("contradicted once, explained", facts(supports=varied(4), contradicts=alike(1), states_limits=True), "B", 12,
     ["1機関の事例が食い違います", "効かない条件が書かれています"]),
    ("contradicted by one organisation, three times", facts(supports=varied(4), contradicts=of_one_organisation(3)), "B",
     11, ["1機関の事例が食い違い"]),
    ("contradicted by many", facts(supports=varied(6, followed_up=True), contradicts=alike(5)), "B", 9,
     ["5機関の事例が食い違い"]),
    ("as many against as for", facts(supports=varied(4, followed_up=True), contradicts=varied(4), states_limits=True),
     "C", 12, ["裏づける機関と食い違う機関が同じ数", "Cが上限"]),
    ("more against than for", facts(supports=varied(3, followed_up=True), contradicts=varied(4), states_limits=True), "D",
     10, ["裏づける機関より食い違う機関のほうが多い", "Dが上限"]),
    ("only contradicted", facts(contradicts=alike(1)), "D", -2, ["1機関の事例が食い違い", "合計は−2点"]),
    ("limited, and not said when", facts(supports=varied(4), limits=2), "B", 12, ["2件の事例が条件を限っていますが"]),
    ("limited, and said when", facts(supports=varied(4), limits=2, states_limits=True), "A", 13,
     ["2件の事例が条件を限っており", "効かない条件が書かれています"]),
    ("five years old", facts(supports=varied(4, year=YEAR - 5)), "A", 13, ["いちばん新しい事例は5年前"]),
    ("six years old", facts(supports=varied(4, year=YEAR - 6)), "B", 12, ["6年前", "状況が変わっているかもしれません"]),
    ("eleven years old", facts(supports=varied(4, year=YEAR - 11)), "B", 11, ["11年前"]),
    ("old ones and a new one", facts(supports=(*varied(3, year=YEAR - 20), fact(9, region="b-chubu"))), "A", 13,
     ["いちばん新しい事例は今年度のもの"]),
    ("of unknown age", facts(supports=varied(4, year=None)), "A", 13, ["4機関"]),
    ("nothing known of the firms", facts(supports=alike(4, region="", size="", industry="", year=None)), "C", 8,
     ["4機関・4人の書き手による事例4件"]),
    ("overdue", facts(supports=varied(4), overdue=True), "B", 12, ["見直しの日を過ぎています"]),
    ("to avoid, with failures", facts(supports=varied(4), avoids=True), "A", 13,
     ["避ける理由を裏づけ", "うち4機関が失敗事例"]),
    ("to avoid, without a failure", facts(supports=varied(4, failed=False), avoids=True), "C", 13,
     ["失敗事例が、まだありません", "Cが上限"]),
    ("to avoid, with one failure", facts(supports=(*varied(3, failed=False), fact(9, region="b-chubu")), avoids=True),
     "A", 13, ["うち1機関が失敗事例"]),
    ("everything bad at once", facts(
        supports=alike(1, year=YEAR - 30), contradicts=alike(9), limits=1, no=30, overdue=True), "D", -10,
     ["9機関の事例が食い違い", "30年前", "見直しの日を過ぎています"]),
]  # fmt: skip


def explained(known):
    found = grade(known)
    rows = [line.as_dict() for line in found.lines]
    with translation.override("ja"):
        lines = [f"{said.text}{said.points}" for said in words.said(rows)]
        return "\n".join([*lines, *words.summary(found.letter, rows)])


def test_there_are_enough_situations():
    assert len(SITUATIONS) >= 30
    assert len({name for name, *_rest in SITUATIONS}) == len(SITUATIONS)
    assert {letter for _name, _facts, letter, *_rest in SITUATIONS} == {"", "A", "B", "C", "D"}


@pytest.mark.parametrize(
    ("known", "letter", "points", "parts"), [row[1:] for row in SITUATIONS], ids=[r[0] for r in SITUATIONS]
)
def test_the_grade_and_its_words(known, letter, points, parts):
    found, text = grade(known), explained(known)
    assert (found.letter, found.points) == (letter, points)
    for part in parts:
        assert part in text


@pytest.mark.parametrize("known", [row[1] for row in SITUATIONS], ids=[r[0] for r in SITUATIONS])
def test_every_line_has_words_and_the_points_add_up(known):
    found = grade(known)
    assert {line.code for line in found.lines} <= set(words.SENTENCES)
    assert sum(line.points for line in found.lines) == found.points
    assert "%(" not in explained(known)


def test_every_sentence_is_used():
    assert {line.code for row in SITUATIONS for line in grade(row[1]).lines} == set(words.SENTENCES)


def test_a_line_of_an_older_arithmetic_is_passed_over():
    assert words.said([{"code": "gone", "points": 3, "values": {}, "limit": ""}]) == []


def test_independent_voices():
    assert independent(()) == 0
    assert independent(of_one_writer(5)) == independent(of_one_organisation(5)) == 1
    assert without_main_writer(()) == 0
    assert without_main_writer(alike(3)) == 2
    assert without_main_writer(of_one_organisation(3)) == 1
