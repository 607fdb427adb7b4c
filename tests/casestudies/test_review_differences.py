"""Differences between two texts of a case."""

import random

import pytest

from casestudies.differences import DELETE, INSERT, SAME, differences, pieces, shortened
from casestudies.models import CaseStudy
from casestudies.review_page import baseline, review_page
from casestudies.services import drafts, review
from casestudies.services.turns import running_task
from tests.casestudies.review_help import fresh, submitted


def joined(found, *kinds):
    return "".join(piece.text for piece in found if piece.kind in kinds)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("三回目の訪問", "二回目の訪問", [(DELETE, "三"), (INSERT, "二"), (SAME, "回目の訪問")]),
        ("社長は黙った。", "社長は長く黙った。", [(SAME, "社長は"), (INSERT, "長く"), (SAME, "黙った。")]),
        ("同じ", "同じ", [(SAME, "同じ")]),
        ("", "新しい", [(INSERT, "新しい")]),
        ("古い", "", [(DELETE, "古い")]),
    ],
)
def test_pieces(before, after, expected):
    assert [(piece.kind, piece.text) for piece in pieces(before, after)] == expected


def test_pieces_always_give_both_texts_back():
    words = ["社長", "は", "機械", "を", "3", "回", "。", "\n", "A社", "ゆっくり", " "]
    numbers = random.Random(7)
    for _ in range(200):
        before, after = ("".join(numbers.choices(words, k=numbers.randrange(20))) for _side in "ab")
        found = pieces(before, after)
        assert joined(found, SAME, DELETE) == before
        assert joined(found, SAME, INSERT) == after


def test_long_unchanged_stretches_are_cut():
    found = shortened(pieces("あ" * 500 + "古" + "い" * 500, "あ" * 500 + "新" + "い" * 500))
    assert [piece.kind for piece in found] == [SAME, DELETE, INSERT, SAME]
    assert len(found[0].text) < 60 and found[0].text.startswith("…")


@pytest.mark.django_db
def test_a_case_by_texts_rows_and_terms(make_case, author):
    case = make_case(
        rows=[("voices", {"viewpoint": "owner", "text": "待ってほしい"}), ("voices", {"text": "消える声"})],
        terms={"technique": ["listening"]},
    )
    before = CaseStudy.objects.for_page().get(pk=case.pk)
    keys = [row.key for row in before.rows_of("voices")]
    drafts.change(
        fresh(case),
        {
            "title": "直した題名",
            "rows-voices": [
                {"key": "rnew", "text": "新しい声"},
                {"key": keys[0], "viewpoint": "owner", "text": "少し待ってほしい"},
            ],
            "term-wall": [["face", "overcame"]],
            "tags": ["沈黙"],
        },
        author,
    )
    found = differences(before, fresh(case).draft)
    assert [(change.kind, change.html_id) for change in found] == [
        ("changed", "s-title"),
        ("added", "rnew"),
        ("changed", keys[0]),
        ("removed", "s-voices"),
        ("changed", ""),
        ("changed", ""),
    ]
    assert differences(before, before) == []


@pytest.mark.django_db
def test_compared_with_what_was_seen_last(make_case, author, checker):
    case = submitted(make_case(state="draft", title="一つ目"))
    assert baseline(case, running_task(case)) == (None, "")
    review.ask_for_changes(case, checker, "理由")
    drafts.change(fresh(case), {"title": "二つ目"}, author)
    screen = review_page(submitted(fresh(case)), checker)
    assert [change.html_id for change in screen.changes] == ["s-title"]


@pytest.mark.django_db
def test_an_edit_is_compared_with_the_published_text(make_case, author, checker):
    case = make_case(title="公開中")
    drafts.change(case, {"cause": "別の原因"}, author)
    screen = review_page(submitted(fresh(case)), checker)
    assert [change.html_id for change in screen.changes] == ["s-cause"]
