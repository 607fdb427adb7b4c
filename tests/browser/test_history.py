"""What a browser remembers for one account: seen cases and searches; switched off, cleared, gone with the login."""

import re

import pytest
from playwright.sync_api import expect

KEYS = "Object.keys(localStorage).filter((name) => name.startsWith('bansou-history:'))"


@pytest.fixture
def reader(visit, make_case, outsider):
    """A page of somebody who has read a case and searched."""
    case = make_case(title="提案を急いだ話")
    page = visit(outsider)
    page.goto(case.get_absolute_url())
    page.goto("/search/?q=提案書&outcome=failure")
    return page


def lists(page):
    page.goto("/me/")
    return page.locator("[data-history-list=cases]"), page.locator("[data-history-list=searches]")


def test_it_is_shown_and_leads_back(reader):
    cases, searches = lists(reader)
    expect(cases).to_have_text("提案を急いだ話")
    expect(searches).to_have_text("提案書・失敗事例")
    searches.locator("a").click()
    expect(reader).to_have_url(re.compile("outcome=failure.*q="))


def test_refining_a_search_keeps_its_last_form(reader):
    reader.locator('#search nav a[href*="step=4"]').first.click()
    expect(reader).to_have_url(re.compile("step=4"))
    _cases, searches = lists(reader)
    expect(searches.locator("li")).to_have_count(1)
    expect(searches).to_contain_text("失敗事例")


def test_it_is_cleared_and_switched_off(reader):
    cases, _searches = lists(reader)
    reader.get_by_role("button", name="履歴を消す").click()
    expect(reader.locator("[data-history-said]")).to_be_focused()
    expect(cases).to_be_hidden()
    reader.get_by_role("button", name="履歴を残さない").click()
    reader.goto("/search/?q=後継者")
    assert reader.evaluate(KEYS) == []
    reader.goto("/me/")
    reader.get_by_role("button", name="このブラウザーに履歴を残す").click()
    reader.goto("/search/?q=後継者")
    _cases, searches = lists(reader)
    expect(searches).to_have_text("後継者")


def test_it_goes_with_the_login(reader):
    assert len(reader.evaluate(KEYS)) == 1
    reader.goto("/")
    reader.locator("details.account summary").click()
    reader.get_by_role("button", name="ログアウト").click()
    reader.wait_for_load_state()
    assert reader.evaluate(KEYS) == []


def test_it_goes_when_the_session_is_over(reader):
    reader.context.clear_cookies()
    reader.goto("/search/")
    assert reader.evaluate(KEYS) == []


def test_an_empty_search_box_offers_it(reader):
    reader.goto("/search/")
    box = reader.locator("#q")
    box.click()
    option = reader.get_by_role("option", name="提案書・失敗事例")
    expect(option).to_be_visible()
    box.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    box.press("Enter")
    expect(reader).to_have_url(re.compile("outcome=failure"))


def test_visitors_and_readers_without_script_have_none(visit, make_case, outsider):
    case = make_case(visibility="public")
    visitor = visit()
    visitor.goto(case.get_absolute_url())
    assert visitor.evaluate("localStorage.length") == 0
    plain = visit(outsider, javascript=False)
    plain.goto("/me/")
    expect(plain.locator("[data-history]")).to_be_hidden()
