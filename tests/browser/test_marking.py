"""Marking in a browser: with the mouse, with the keys alone, on a phone, and without JavaScript."""

import pytest
from playwright.sync_api import expect

from distil.codebook import services as codebook
from distil.models import Mark

TEXT = "三回目の訪問で提案書を渡した。社長は黙った。その後は連絡が取れなくなった。社長は黙ったままだった。"
COURSE = {"step": "6", "action": "社長は黙った。と書いた。", "reaction": "長い沈黙のあと、うなずいた。"}


@pytest.fixture
def case(site, make_case):
    return make_case(what_happened=TEXT, rows=[("course", COURSE)])


@pytest.fixture
def codes(site, curator):
    return [codebook.create(curator, "急ぎすぎ", letter="h"), codebook.create(curator, "沈黙", letter="s")]


def marked():
    """What carries marks: (section, field, where it begins, words, codes)."""
    marks = Mark.objects.order_by("pk")
    return [(m.section, m.field, m.start, m.quote, [coding.code.name for coding in m.codings.all()]) for m in marks]


def select(page, words, nth=0):
    """Select words in the text of the case as a mouse does."""
    page.evaluate(
        """([words, nth]) => {
            const walker = document.createTreeWalker(document.querySelector("[data-region]"), NodeFilter.SHOW_TEXT);
            const places = [];
            while (walker.nextNode()) {
                if (!walker.currentNode.parentElement.closest("[data-place]")) continue;
                for (let at = walker.currentNode.data.indexOf(words); at >= 0; at = walker.currentNode.data.indexOf(words, at + 1)) {
                    places.push([walker.currentNode, at]);
                }
            }
            const [node, at] = places[nth];
            document.getSelection().setBaseAndExtent(node, at, node, at + words.length);
        }""",
        [words, nth],
    )


def test_select_words_and_press_a_key(case, codes, curator, visit):
    page = visit(curator)
    page.goto(f"/distil/cases/{case.public_id}/")
    select(page, "社長は黙った", nth=1)  # the second time in the text
    expect(page.get_by_label("事例のことば（引用）")).to_have_value("社長は黙った")
    page.keyboard.press("s")
    expect(page.get_by_text("印を付けました。")).to_be_visible()
    page.keyboard.press("h")  # the words stay selected: a second code
    expect(page.locator(".marked .code")).to_have_count(2)
    assert marked() == [("what_happened", "", TEXT.rindex("社長は黙った"), "社長は黙った", ["沈黙", "急ぎすぎ"])]
    expect(page.locator("mark.coded")).to_have_text("社長は黙った")


def test_sentences_by_keys_alone(case, codes, curator, visit):
    page = visit(curator)
    page.goto(f"/distil/cases/{case.public_id}/")
    page.get_by_role("region", name="事例の本文").focus()
    for _sentence in range(3):
        page.keyboard.press("j")
    words = page.get_by_label("事例のことば（引用）")
    expect(words).to_have_value("三回目の訪問で提案書を渡した。")
    page.keyboard.press("Shift+J")
    expect(words).to_have_value("三回目の訪問で提案書を渡した。社長は黙った。")
    page.keyboard.press("h")
    expect(page.locator("mark.coded")).to_have_count(1)
    page.keyboard.press("j")
    expect(words).to_have_value("その後は連絡が取れなくなった。")
    page.keyboard.press("k")
    expect(words).to_have_value("社長は黙った。")
    page.keyboard.press("/")
    page.keyboard.press("Space")
    page.get_by_role("button", name="印を付ける").click()
    expect(page.locator(".marked")).to_have_count(2)
    assert [m[2:] for m in marked()] == [
        (0, "三回目の訪問で提案書を渡した。社長は黙った。", ["急ぎすぎ"]),
        (15, "社長は黙った。", ["急ぎすぎ"]),
    ]


def test_a_field_of_an_entry_of_the_course(case, codes, curator, visit):
    page = visit(curator, width=375)
    page.goto(f"/distil/cases/{case.public_id}/")
    select(page, "長い沈黙")
    page.get_by_role("link", name="言葉に印を付ける").click()
    page.locator("#mark-form").get_by_text("沈黙").check()
    page.get_by_label("または新しいコード").fill("うなずき")
    page.get_by_role("button", name="印を付ける").click()
    expect(page.locator(".marked .code")).to_have_count(2)
    assert marked() == [("course", "reaction", 0, "長い沈黙", ["沈黙", "うなずき"])]
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_letters_do_nothing_while_one_writes(case, codes, curator, visit):
    page = visit(curator)
    page.goto(f"/distil/cases/{case.public_id}/")
    select(page, "三回目の訪問")
    memo = page.get_by_label("メモ")
    memo.click()
    memo.press_sequentially("hs jk/")
    expect(memo).to_have_value("hs jk/")
    assert marked() == []


def test_a_mistake_keeps_what_was_typed(case, codes, curator, visit):
    page = visit(curator)
    page.goto(f"/distil/cases/{case.public_id}/")
    page.get_by_label("事例のことば（引用）").fill("どこにもない言葉")
    page.get_by_label("メモ").fill("大事なメモ")
    page.locator("#mark-form").get_by_text("急ぎすぎ").check()
    page.get_by_role("button", name="印を付ける").click()
    expect(page.get_by_text("この言葉は事例の中に見つかりません")).to_be_visible()
    expect(page.get_by_label("メモ")).to_have_value("大事なメモ")


def test_without_javascript(case, codes, curator, visit):
    page = visit(curator, javascript=False)
    page.goto(f"/distil/cases/{case.public_id}/")
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_label("事例のことば（引用）").fill("提案書を渡した")
    page.locator("#mark-form").get_by_text("急ぎすぎ").check()
    page.get_by_role("button", name="印を付ける").click()
    expect(page.locator("mark.coded")).to_have_text("提案書を渡した")
    assert marked() == [("what_happened", "", 7, "提案書を渡した", ["急ぎすぎ"])]
