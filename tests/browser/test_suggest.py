"""The search box by keyboard, pointer and input method; and as a plain form without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from search.models.quality import QueryDay, QueryMark, RankDay
from tests.browser.conftest import photograph

TITLE = "事業承継の計画づくりに時間をかけた"
FILTER = re.compile("^経営テーマ：事業承継")


@pytest.fixture
def page(visit, make_case):
    """The home page, with two cases to be found."""
    make_case(title=TITLE, terms={"theme": ["succession"]})
    make_case(title="事業計画を先に渡した", terms={"theme": ["management-plan"]})
    page = visit()
    page.goto("/")
    return page


def box(page: Page):
    return page.locator("form[data-combobox] input[name=q]").first


def options(page: Page):
    return page.get_by_role("listbox").get_by_role("option")


def active(page: Page) -> str:
    """The text of the option that the field points to."""
    return page.evaluate(
        "() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.textContent ?? ''"
    )


def test_by_keyboard(page):
    field = box(page)
    field.focus()
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("jigyoushou", delay=30)
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(options(page).filter(has_text=FILTER)).to_be_visible()
    count = options(page).count()
    expect(page.locator("form[data-combobox] [role=status]").first).to_have_text(
        f"候補が{count}件あります。上下の矢印キーで選べます。"
    )
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    first = active(page)
    assert FILTER.match(first)
    page.keyboard.press("End")
    assert active(page) == TITLE
    page.keyboard.press("ArrowDown")  # back in the text
    assert active(page) == ""
    page.keyboard.press("ArrowUp")
    assert active(page) == TITLE
    page.keyboard.press("Home")
    assert active(page) == first
    photograph([page], "suggest", 0)
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("jigyoushou")
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/cases/[0-9a-z]{10}/$"))
    expect(page.locator("h1")).to_contain_text(TITLE)


def test_enter_without_a_choice_searches(page):
    box(page).focus()
    page.keyboard.type("jigyou")
    expect(options(page).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q=jigyou$"))


def test_by_pointer_on_the_search_page_with_its_conditions(page):
    page.goto("/search/?step=4")
    box(page).fill("じぎょうしょうけい")
    options(page).filter(has_text=FILTER).click()
    page.wait_for_url(re.compile(r"/search/\?step=4&theme=succession$"))
    expect(page.locator("#search")).to_have_attribute("data-total", "1")
    box(page).fill("じぎょう")
    expect(options(page).first).to_be_visible()
    page.mouse.click(4, 500)  # beside the page
    expect(options(page).first).to_be_hidden()


def test_the_box_of_a_swapped_page_offers_too(page):
    page.goto("/search/")
    with page.expect_response(re.compile("outcome=failure")):
        page.locator('[data-facet="outcome"][data-code="failure"]').first.locator("xpath=..").click()
    expect(page).to_have_url(re.compile("outcome=failure"))
    box(page).fill("じぎょうしょ")
    expect(options(page).filter(has_text=FILTER)).to_have_attribute(
        "href", re.compile("outcome=failure&theme=succession")
    )


def test_composing_neither_asks_nor_submits(page):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/search/suggest/" in request.url else None)
    box(page).focus()
    keys = page.context.new_cdp_session(page)
    keys.send("Input.imeSetComposition", {"text": "じぎょう", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(400)
    assert asked == []
    for key in ("Enter", "ArrowDown", "Escape"):
        keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": key, "windowsVirtualKeyCode": 229})
    page.wait_for_timeout(200)
    assert asked == []
    expect(page).to_have_url(re.compile("/$"))
    keys.send("Input.insertText", {"text": "事業承継"})
    expect(options(page).filter(has_text=FILTER)).to_be_visible()
    assert len(asked) == 1


def test_a_late_answer_is_dropped(page):
    def late(route):
        page.wait_for_timeout(600)
        route.continue_()

    page.route(re.compile(r"/search/suggest/\?q=%E8%A3%9C"), late)  # 補…
    field = box(page)
    field.fill("補助金")
    page.wait_for_timeout(200)
    field.fill("じぎょうしょ")
    expect(options(page).filter(has_text=FILTER)).to_be_visible()
    page.wait_for_timeout(700)
    expect(options(page).filter(has_text="補助金")).to_have_count(0)


def test_narrow_screens_hold_the_list(visit, make_case):
    make_case(
        title=TITLE + "、という長い長い題名の話をもう一度はじめから書き直してみたところ",
        terms={"theme": ["succession"]},
    )
    page = visit(width=320)
    page.goto("/")
    box(page).fill("じぎょう")
    expect(options(page).first).to_be_visible()
    photograph([page], "suggest-narrow", 0)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_without_javascript_it_is_a_form(visit, make_case):
    make_case(title=TITLE)
    page = visit(javascript=False)
    page.goto("/")
    box(page).fill("事業承継")
    box(page).press("Enter")
    page.wait_for_url(re.compile(r"/search/\?q="))
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.get_by_role("combobox", name=re.compile("さがす"))).to_have_count(0)


def test_what_was_seen_and_opened_is_counted(page):
    page.goto("/search/?q=事業")
    with page.expect_request(re.compile("/search/clicked/")):
        page.locator("#results .card__title a").nth(1).click()
    page.wait_for_url(re.compile("/cases/"))
    for _wait in range(50):
        if RankDay.objects.exists() and QueryDay.objects.exists():
            break
        page.wait_for_timeout(100)
    assert list(RankDay.objects.values_list("rank", "clicks")) == [(2, 1)]
    assert QueryDay.objects.get().searches == 1
    assert not QueryMark.objects.exists()  # a visitor
