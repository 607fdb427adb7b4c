"""The search page as people use it: with a mouse, a keyboard, a phone, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
VALUE = '[data-facet="{}"][data-code="{}"]'


@pytest.fixture
def cases(make_case):
    """Six cases: two kinds, three steps, three prefectures, and words in different parts."""
    plan = [
        ("番頭に任せられない", "failure", "4", "13", "E"),
        ("見積りを二人で作る", "good", "4", "02", "E"),
        ("帳簿を一緒に見る", "good", "5", "32", "I"),
        ("朝礼をやめた日", "failure", "1", "13", "D"),
        ("数字を貼り出した", "good", "4", "14", "M"),
        ("後継者が話し始めた", "good", "5", "13", "E"),
    ]
    return [
        make_case(
            title=title,
            place_precision="prefecture",
            terms={"outcome": [outcome], "step": [step], "prefecture": [place], "industry": [industry]},
        )
        for title, outcome, step, place, industry in plan
    ]


def total(page):
    return int(page.locator("#search").get_attribute("data-total"))


def expect_total(page, number):
    expect(page.locator(f'#search[data-total="{number}"]')).to_be_attached()


def value(page, facet, code):
    return page.locator(VALUE.format(facet, code)).first


class TestFilters:
    def test_choosing_taking_off_and_going_back(self, visit, cases):
        page = visit()
        page.goto("/search/")
        expect_total(page, 6)
        count = int(value(page, "outcome", "good").get_attribute("data-count"))
        value(page, "outcome", "good").click()
        expect_total(page, count)
        expect(page).to_have_url(re.compile(r"\?outcome=good$"))
        value(page, "outcome", "failure").click()
        expect_total(page, 6)
        page.locator(".facets__now .chip", has_text="好事例").click()
        expect_total(page, 2)
        page.go_back()
        expect_total(page, 6)
        page.go_back()
        expect_total(page, count)
        expect(page.locator(".facets__now .chip")).to_have_count(1)
        page.go_back()
        expect_total(page, 6)
        page.go_forward()
        expect_total(page, count)

    def test_every_shown_count_is_what_a_press_gives(self, visit, cases):
        page = visit()
        page.goto("/search/?step=4")
        for code in ("E", "M"):
            item = page.locator(VALUE.format("industry", code)).first
            assert int(item.get_attribute("data-count")) == {"E": 2, "M": 1}[code]
        assert page.locator("span" + VALUE.format("industry", "I")).count() == 1  # a zero is no link

    def test_leaving_out(self, visit, cases):
        page = visit()
        page.goto("/search/")
        item = page.locator(".facet", has=page.locator(VALUE.format("outcome", "failure")))
        item.locator(".facet__not").click()
        expect_total(page, 4)
        expect(page.locator(".facets__now .chip--not")).to_contain_text("失敗事例")

    def test_a_prefecture_without_its_region(self, visit, cases):
        page = visit()
        page.goto("/search/")
        page.locator("#find-place").fill("見当たらない")
        expect(page.locator(".facets__group:has(#find-place) [data-none]")).not_to_be_empty()
        page.locator("#find-place").fill("トウキョウ")
        value(page, "prefecture", "13").click()
        expect_total(page, 3)
        expect(value(page, "region", "b-kanto")).to_have_attribute("data-count", "4")

    def test_finding_in_a_long_list_survives_a_press(self, visit, cases):
        page = visit()
        page.goto("/search/?industry=E")
        page.locator("#find-industry").fill("建設")
        expect(value(page, "industry", "E")).to_be_hidden()
        value(page, "industry", "D").click()
        expect_total(page, 4)
        expect(page.locator("#find-industry")).to_have_value("建設")
        expect(value(page, "industry", "E")).to_be_hidden()

    def test_a_range_of_years(self, visit, cases):
        page = visit()
        page.goto("/search/")
        page.locator("summary", has_text="年度").click()
        years = page.locator("#range-fiscal_year_from option")
        newest = years.nth(1).get_attribute("value")
        page.locator("#range-fiscal_year_from").select_option(newest)
        page.get_by_role("button", name="この範囲で絞り込む").click()
        expect(page.locator(".facets__now .chip")).to_contain_text("以降")
        expect(page).to_have_url(re.compile(f"fiscal_year_from={newest}"))
        page.locator(".facets__now .chip").click()
        expect_total(page, 6)

    def test_order_by_count(self, visit, cases):
        page = visit()
        page.goto("/search/?step=4&industry=M")
        group = page.locator(".facets__group", has=page.locator("#find-industry"))
        group.get_by_text("件数の多い順にする").click()
        expect(group.locator(".facet__what").first).to_have_text("製造業")
        expect(group.get_by_text("分類の順にする")).to_be_visible()


class TestMatrix:
    def test_a_number_opens_its_cases(self, visit, cases):
        page = visit()
        page.goto("/search/")
        page.locator(".views a", has_text="表").click()
        expect(page.locator("table.matrix caption")).to_contain_text("支援ステップ")
        page.locator("#rows").select_option("industry")
        page.get_by_role("button", name="切り替える").click()
        row = page.locator("table.matrix tr", has=page.locator("th", has_text="製造業"))
        cell = row.locator("td a").nth(1)  # behind the total of the row
        count = int(cell.inner_text())
        cell.click()
        expect_total(page, count)
        expect(page.locator(".card")).to_have_count(count)
        page.go_back()
        expect(page.locator("table.matrix")).to_be_visible()

    def test_filters_beside_it_keep_the_table(self, visit, cases):
        page = visit()
        page.goto("/search/?view=matrix&rows=industry")
        value(page, "outcome", "failure").click()
        expect_total(page, 2)
        expect(page.locator("table.matrix")).to_be_visible()

    def test_on_a_phone_it_scrolls_in_its_frame_and_the_names_stay(self, visit, cases):
        page = visit(width=375)
        page.goto("/search/?view=matrix&rows=industry")
        assert page.evaluate(OVERFLOW) <= 0
        frame = page.locator(".matrix__scroll")
        frame.focus()
        page.keyboard.press("End")
        frame.evaluate("e => { e.scrollLeft = e.scrollWidth }")
        name, edge = page.locator("th[scope=row]").nth(1).bounding_box(), frame.bounding_box()
        assert frame.evaluate("e => e.scrollLeft") > 0
        assert abs(name["x"] - edge["x"]) <= 2


class TestWithoutScripts:
    def test_everything_works(self, visit, cases):
        page = visit(javascript=False)
        page.goto("/search/")
        page.locator("#q").fill("番頭")
        page.locator(".searchbox button").click()
        expect_total(page, 1)
        expect(page.locator(".card__title mark")).to_have_text("番頭")
        page.goto("/search/")
        value(page, "outcome", "good").click()
        expect_total(page, 4)
        page.locator("#sort").select_option("helpful")
        page.get_by_role("button", name="並べ替える").click()
        expect(page).to_have_url(re.compile("outcome=good.*sort=helpful"))
        page.locator(".views a", has_text="表").click()
        page.locator("#rows").select_option("place")
        page.get_by_role("button", name="切り替える").click()
        page.locator("table.matrix tbody a").first.click()
        assert total(page) > 0
        expect(page.locator("[data-find]").first).to_be_hidden()

    def test_the_drawer_of_a_phone(self, visit, cases):
        page = visit(javascript=False, width=375)
        page.goto("/search/")
        expect(page.locator("#facets")).to_be_hidden()
        page.get_by_role("link", name="絞り込む").click()
        value(page, "outcome", "failure").click()
        expect_total(page, 2)


class TestPhone:
    def test_the_drawer_keeps_the_keyboard_inside_and_gives_it_back(self, visit, cases):
        page = visit(width=375)
        page.goto("/search/")
        opener = page.get_by_role("link", name="絞り込む")
        opener.click()
        drawer = page.get_by_role("dialog")
        expect(drawer).to_be_visible()
        page.keyboard.press("Shift+Tab")
        assert page.evaluate("document.getElementById('facets').contains(document.activeElement)")
        value(page, "outcome", "failure").click()
        expect_total(page, 2)
        expect(drawer).to_be_visible()
        page.get_by_role("link", name="2件を見る").click()
        expect(drawer).to_be_hidden()
        assert page.evaluate(OVERFLOW) <= 0

    def test_escape_closes_it(self, visit, cases):
        page = visit(width=375)
        page.goto("/search/")
        page.get_by_role("link", name="絞り込む").click()
        page.keyboard.press("Escape")
        expect(page.locator("#facets")).to_be_hidden()
        expect(page.get_by_role("link", name="絞り込む")).to_be_focused()


class TestKeyboard:
    def test_a_filter_is_reached_and_pressed(self, visit, cases):
        page = visit()
        page.goto("/search/?q=%E6%95%B0%E5%AD%97")
        value(page, "outcome", "good").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".facets__now .chip")).to_have_count(1)
        expect(value(page, "outcome", "good")).to_be_focused()


def test_nothing_found_leads_to_other_advisors(visit, cases, author):
    page = visit(author)
    page.goto("/search/?step=1&industry=M")
    expect_total(page, 0)
    page.locator("[data-advice]").first.click()
    assert total(page) > 0
    page.go_back()
    page.get_by_role("link", name="この条件の事例を募集する").click()
    page.locator("textarea").fill("どう切り出したかを知りたい。")
    page.get_by_role("button", name="募集する").click()
    expect(page.locator("main")).to_contain_text("どう切り出したかを知りたい。")
    expect(page.locator("main")).to_contain_text("あなたの募集")
