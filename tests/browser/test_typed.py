"""What was typed into a longer form survives a lost connection and a closed page, and is offered to nobody else."""

import pytest
from playwright.sync_api import expect

from community.services import start_thread
from knowhow.models import Article
from tests.browser.conftest import session_cookie
from tests.cast import make_person

CLAIM = "答えを渡す前に、いちばんの気がかりを聞く"
BODY = "三回目の訪問までは提案書を出さない。"
COPIES = "Object.entries(localStorage).filter(([key]) => key.startsWith('bansou:typed:'))"


@pytest.fixture
def new_article(visit, curator):
    page = visit(curator)
    page.goto("/knowhow/new/")
    return page


def write(page):
    page.fill("[name=claim]", CLAIM)
    page.fill("[name=body]", BODY)


def test_a_lost_connection_loses_no_word(new_article):
    page = new_article
    write(page)
    page.context.set_offline(True)
    page.locator(".savebar button").first.click(no_wait_after=True)
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto("/knowhow/new/")
    expect(page.locator("[name=claim]")).to_have_value("")
    page.click("[data-take]")
    expect(page.locator("[name=claim]")).to_have_value(CLAIM)
    expect(page.locator("[name=body]")).to_have_value(BODY)
    page.locator(".savebar button").first.click()
    page.wait_for_url("**/edit/")
    article = Article.objects.get()
    assert (article.newest_claim, page.locator("[name=body]").input_value()) == (CLAIM, BODY)
    expect(page.locator("[data-take]")).to_have_count(0)
    page.goto("/knowhow/new/")
    expect(page.locator("[data-take]")).to_have_count(0)


def test_a_refused_form_keeps_its_copy(new_article):
    page = new_article
    page.fill("[name=body]", BODY)  # no claim: refused
    page.locator(".savebar button").first.click()
    expect(page.locator("#problems")).to_be_visible()
    expect(page.locator("[name=body]")).to_have_value(BODY)
    page.goto("/")
    page.goto("/knowhow/new/")
    expect(page.locator("[data-take]")).to_be_visible()
    page.click("[data-drop]")
    page.reload()
    expect(page.locator("[data-take]")).to_have_count(0)


def test_what_is_added_to_a_text_that_was_stored_already_is_stored_too(new_article):
    page = new_article
    write(page)
    kept = page.evaluate(COPIES)
    page.locator(".savebar button").first.click()
    page.wait_for_url("**/edit/")
    page.evaluate("(kept) => kept.forEach(([key, text]) => localStorage.setItem(key, text))", kept)  # no answer came
    page.goto("/knowhow/new/")
    page.click("[data-take]")
    page.fill("[name=body]", f"{BODY}次の訪問で確かめる。")
    page.locator(".savebar button").first.click()
    page.wait_for_url("**/edit/")
    assert page.locator("[name=body]").input_value().endswith("確かめる。")


def test_what_is_offered_is_not_typed_over(new_article):
    page = new_article
    write(page)
    page.goto("/knowhow/new/")
    page.fill("[name=claim]", "別のこと")
    page.goto("/knowhow/new/")
    page.click("[data-take]")
    expect(page.locator("[name=body]")).to_have_value(BODY)


def test_a_refusal_by_a_message_keeps_it(visit, checker, author, make_case):
    case, page = make_case("submitted"), visit(checker)
    page.goto(f"/review/{case.public_id}/")
    page.evaluate("document.querySelector('#write').noValidate = true")
    page.fill("#write textarea", "転機の段落を、もう少し詳しく。")
    case.current_workflow_state.cancel(user=author)
    page.locator("#write button").last.click()
    expect(page.locator(".flash .notice--warning")).to_be_visible()
    page.wait_for_load_state()
    assert len(page.evaluate(COPIES)) == 1


def test_nobody_else_is_offered_it(new_article, office, client_for, site):
    page = new_article
    write(page)
    other = make_person("second", office, "curator")
    page.context.add_cookies([session_cookie(client_for(other), site.url)])
    page.goto("/knowhow/new/")
    expect(page.locator("[data-take]")).to_have_count(0)


def test_a_reply_that_was_posted_is_not_offered_again(visit, outsider, colleague):
    page = visit(colleague)
    thread = start_thread(outsider, "何日で気づきましたか", "渡してからのことを知りたいです。")
    page.goto(thread.get_absolute_url())
    reply = page.locator("form[data-typed]")
    reply.locator("textarea").fill("二週間です。")
    reply.locator("button").last.click()
    expect(page.get_by_text("二週間です。").first).to_be_visible()
    page.goto(thread.get_absolute_url())
    expect(page.locator("[data-take]")).to_have_count(0)


def test_signing_out_leaves_nothing_behind(new_article, curator):
    page = new_article
    write(page)
    assert len(page.evaluate(COPIES)) == 1
    page.goto("/accounts/logout/")
    page.locator("main form button").first.click()
    page.wait_for_function("!document.body.dataset.account")
    assert page.evaluate(COPIES) == []
