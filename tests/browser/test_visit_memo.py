"""訪問メモ on a phone: from the case in hand to one screen, also without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

SENTENCE = "補助金で新しい機械を入れたい"
PITFALLS = ("own-solution", "preconception", "pushing", "errand")
QUESTIONS = (
    "「五年後は、だれが見積りを書いていますか」と聞いた。",
    "「その数字は、だれの数字ですか」と尋ねた。",
    "「いちばん時間をかけたのはどこですか」と聞いた。",
    "「増やしたくないものは何ですか」と聞いた。",
)


@pytest.fixture
def cases(site, make_case):
    """Four good and four failed cases that are near."""
    terms = {"wall": ["face"], "industry": ["E"], "employee_band": ["6-20"]}
    for number, (question, pitfall) in enumerate(zip(QUESTIONS, PITFALLS, strict=True)):
        turn = {"step": "4", "action": question, "reaction": "長く黙って、天井を見た。", "is_turning_point": True}
        good = {**terms, "outcome": ["good"]}
        make_case(terms=good, title=f"機械の相談から担い手の話が始まった会社 {number}", rows=[("course", turn)])
        text = "話を聞き切る前に、得意な制度の案を出してしまい、次の約束が取れなくなった。"
        row = {"pitfall": pitfall, "cause": "misjudgement", "text": text}
        make_case(
            terms=terms, title=f"急いで渡した提案書が机に置かれたままになった {number}", rows=[("failure_factors", row)]
        )


def asked(page):
    """Fill in the form and look at the result."""
    page.goto("/search/from-case/")
    page.get_by_label("表課題を一文で").fill(SENTENCE)
    page.get_by_label("いまの支援ステップ").select_option("4")
    page.get_by_label(re.compile("向き合わない壁")).check()
    page.get_by_label("業種").select_option("E")
    page.get_by_label("規模").select_option("6-20")
    page.get_by_role("button", name="近い事例をさがす").click()
    expect(page.get_by_role("heading", name="近い事例")).to_be_visible()


def memo_of(page):
    """Press the button; the memo opens on another screen."""
    with page.expect_popup() as popup:
        page.get_by_role("button", name="訪問メモを作る").first.click()
    popup.value.wait_for_load_state()
    return popup.value


@pytest.mark.parametrize("javascript", [True, False], ids=["with-JavaScript", "without-JavaScript"])
def test_from_the_case_in_hand_to_the_memo(visit, cases, javascript):
    page = visit(javascript=javascript, width=375)
    page.set_viewport_size({"width": 375, "height": 667})
    asked(page)
    assert SENTENCE not in page.url
    memo = memo_of(page)
    memo.set_viewport_size({"width": 375, "height": 667})
    sheet = memo.locator("#memo")
    expect(sheet.get_by_role("listitem")).to_have_count(6)
    expect(sheet).to_contain_text("訪問日")
    expect(memo.locator("body")).not_to_contain_text(SENTENCE)
    link = sheet.get_by_role("link").first
    link.click()
    memo.wait_for_load_state()
    anchor = memo.url.partition("#")[2]
    expect(memo.locator(f"[id='{anchor}']")).to_be_in_viewport()


def test_the_memo_fits_a_phone_screen(visit, cases):
    page = visit(width=375)
    asked(page)
    memo = memo_of(page)
    memo.set_viewport_size({"width": 375, "height": 667})
    box = memo.locator("#memo").bounding_box()
    last = memo.locator("#memo .visit__avoid li").last.bounding_box()
    assert box["height"] <= 1.5 * 667
    assert last["y"] + last["height"] - box["y"] <= 1.1 * 667, "the six are on one screen, or nearly"
    assert memo.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_memo_is_one_page_of_a5(visit, cases, tmp_path):
    page = visit(width=375)
    asked(page)
    memo = memo_of(page)
    content = memo.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == 1
    width, height = map(float, re.search(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content).groups())
    assert (round(width), round(height)) == (420, 595)


def test_an_advisor_exchanges_a_question(visit, cases):
    page = visit(javascript=False, width=375)
    asked(page)
    memo = memo_of(page)
    memo.locator("summary", has_text="ほかの候補と入れ替える").click()
    boxes = memo.locator("input[name=ask]")
    chosen = memo.locator("#memo li").first.inner_text().splitlines()[0]
    boxes.first.uncheck()
    boxes.nth(3).check()
    memo.get_by_role("button", name="メモに載せる").click()
    memo.wait_for_load_state()
    expect(memo.locator("#memo li")).to_have_count(6)
    expect(memo.locator("#memo")).not_to_contain_text(chosen)
    memo.reload()
    expect(memo.locator("#memo li")).to_have_count(6)


def test_the_good_and_the_failed_stand_side_by_side_or_below_each_other(visit, cases):
    page = visit(width=1280)
    asked(page)
    good, failed = (page.locator(f"section[aria-labelledby=near-{side}]") for side in ("good", "failed"))
    assert abs(good.bounding_box()["y"] - failed.bounding_box()["y"]) < 2
    page.set_viewport_size({"width": 375, "height": 667})
    assert failed.bounding_box()["y"] > good.bounding_box()["y"] + 100
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
