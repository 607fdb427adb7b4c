"""The ground of all browser tests: pages open, styles load, somebody signs in, nothing overflows."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def test_home_opens_with_its_styles(visit):
    page = visit()
    failed = []
    page.on("response", lambda answer: failed.append((answer.status, answer.url)) if answer.status >= 400 else None)
    page.goto("/")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    assert failed == []


def test_somebody_signs_in_on_the_login_screen(visit, author):
    page = visit()
    sign_in(page, author.email)
    page.goto("/")
    assert page.context.cookies()


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("path", ["/", "/search/", "/accounts/login/", "/steps/4/"])
def test_no_page_is_wider_than_the_screen(visit, width, path):
    page = visit(width=width)
    page.goto(path)
    assert page.evaluate(OVERFLOW) <= 0


def test_a_case_written_in_one_test_is_gone_in_the_next(visit, make_case):
    case = make_case()
    page = visit()
    page.goto(case.get_absolute_url())
    expect(page.locator("h1")).to_contain_text(case.title)
