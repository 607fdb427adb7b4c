"""The main job, end to end, as its people do it: with JavaScript and without.

A person joins and is approved, writes a memo on the way home, makes a failure case of it in five minutes while the
connection fails and the browser is closed, submits, is asked for changes, revises; the case is checked and approved; an
outsider finds it and sees no author; a colleague asks, the author answers unrecognised, and both are told.
"""

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from bansou.accounts.models import User
from bansou.notifications.models import Delivery
from casestudies.models import CaseStudy
from community.models import Thread
from tests.browser.conftest import sign_in
from tests.cast import PASSWORD

EMAIL, NAME = "tsukuda@example.jp", "佃 ゆずは"
MEMO = "三回目の訪問で改善案を渡したら、次の予定が取れなくなった。"
TEXTS = {
    "title": "答えを先に渡して、約束が途切れた",
    "presenting_issue": "「不良が多い。検査機を入れたい」",
    "what_happened": "三回目の訪問で改善案の冊子を渡したところ、次から予定が取れなくなった。",
    "cause": "社長の話を聞く前に、私の考えた答えを出してしまった。",
    "lesson": "案を出さず、「何が一番気がかりですか」から始める",
}
ADDED = "あとで聞くと、冊子は事務机の引き出しに入ったままだった。"
REVISED = "三回目の訪問で改善案を渡したところ、次から予定が取れなくなった。工場長の風鈴の話を聞き流していた。"
RARE_WORD = "風鈴"
QUESTION, ANSWER = "渡してから何日で気づきましたか", "二週間です。電話の声で分かりました。"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_joining_to_answering(
    visit, worker, organisation, manager, checker, curator, outsider, colleague, javascript
):
    def open_page(person=None, **options):
        return visit(person, javascript=javascript, **options)

    author_page = open_page(width=375)
    join(author_page, organisation)
    approve_member(open_page(manager))
    write_memo(author_page)
    author_page, case = write_case(author_page, visit, javascript)
    submit(author_page)
    ask_for_changes(open_page(checker), case)
    revise(author_page, case)
    check_and_approve(open_page(checker), case)
    approve_content(open_page(curator), case)
    find_it(open_page(outsider), case)
    talk(open_page(colleague), author_page, case, colleague)


# --- Joining ----------------------------------------------------------------------------------------------------------
def join(page: Page, organisation) -> None:
    page.goto("/accounts/signup/")
    fields = {
        "email": EMAIL,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "display_name": NAME,
        "organisation": organisation.name,
    }
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    page.select_option("[name=supporter_type]", "chamber")
    page.select_option("[name=prefecture]", "32")
    page.check("[name=accept_terms]")
    page.check("[name=accept_privacy]")
    page.click("main form button:not([type=button])")
    page.wait_for_url(re.compile("confirm-email"))
    verification = next(m for m in mail.outbox if m.to == [EMAIL])
    page.goto(re.search(r"https?://\S+confirm-email\S+", verification.body).group())
    page.click("main form button")
    page.goto("/")
    if "/accounts/login" in page.url or page.locator("a[href^='/accounts/login/']").count():
        sign_in(page, EMAIL)
    page.goto("/cases/write/")
    expect(page.locator("main")).to_contain_text("所属の確認をしています")


def approve_member(page: Page) -> None:
    page.goto("/me/members/")
    expect(page.locator("main")).to_contain_text(NAME)
    page.click("main button[value=approve]")
    expect(page.locator("main")).not_to_contain_text(EMAIL)
    assert User.objects.get(email=EMAIL).is_approved


# --- Writing ----------------------------------------------------------------------------------------------------------
def write_memo(page: Page) -> None:
    page.goto("/cases/write/")
    page.fill("[name=memo]", MEMO)
    page.click("form:has([name=memo]) button")
    expect(page.locator("main")).to_contain_text(MEMO)


def write_case(page: Page, visit, javascript: bool) -> tuple[Page, CaseStudy]:
    """Five minutes, one lost connection, one closed browser."""
    case = CaseStudy.objects.get(author__email=EMAIL)
    edit = f"/cases/{case.public_id}/edit/"
    page.goto(edit)
    page.check("[name=term-outcome][value=failure]")
    if not javascript:
        page.click("button[value=kind]")
    page.check("[name=main_step][value='4']")
    for scheme, code in {"industry": "E", "employee_band": "6-20", "prefecture": "32"}.items():
        page.select_option(f"[name=term-{scheme}]", code)
    for name, text in TEXTS.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=byline][value=anonymous]")
    page.check("[name=visibility][value=public]")
    page.check("[name=firm_consent][value=asked]")
    if javascript:
        page = lose_the_connection(page, visit, edit)
    else:
        page.click(".savebar button[value=save]")
        page = reopen(page, visit, edit, javascript=False)
        page.fill("[name=what_happened]", TEXTS["what_happened"] + ADDED)
    for name, text in TEXTS.items():
        expect(page.locator(f"[name={name}]")).to_have_value(text + (ADDED if name == "what_happened" else ""))
    expect(page.locator("[name=term-prefecture]")).to_have_value("32")
    return page, case


def lose_the_connection(page: Page, visit, edit: str) -> Page:
    """What was typed while the connection was lost is there after the browser was closed and opened again."""
    expect(page.locator("[data-saved]").first).to_contain_text("保存しました", timeout=15_000)
    page.context.set_offline(True)
    page.fill("[name=what_happened]", TEXTS["what_happened"] + ADDED)
    expect(page.locator("[data-autosave-notices]")).to_contain_text("通信が切れています", timeout=15_000)
    page = reopen(page, visit, edit, javascript=True)
    page.click("[data-autosave-take]")
    return page


def reopen(page: Page, visit, address: str, javascript: bool) -> Page:
    """Close the browser and open the same profile again."""
    profile = page.context.storage_state()
    page.close()
    page = visit(javascript=javascript, width=375, storage_state=profile)
    page.goto(address)
    return page


def submit(page: Page) -> None:
    page.click(".savebar button[value=submit]")
    page.wait_for_url(re.compile("submitted"))
    page.goto("/me/cases/")
    expect(page.locator("main")).to_contain_text("提出済み（確認待ち）")


# --- Review -----------------------------------------------------------------------------------------------------------
def ask_for_changes(page: Page, case: CaseStudy) -> None:
    page.goto("/review/")
    expect(page.locator("main")).to_contain_text(TEXTS["title"])
    page.click("form[action$='/assign/'] button >> nth=0")
    page.goto(f"/review/{case.public_id}/")
    page.select_option("select[name=place]", "what_happened")
    page.fill("#write [name=text]", "冊子という言葉で会社が分かるかもしれません。")
    page.click("#write button")
    page.goto(f"/review/{case.public_id}/send-back/")
    page.click("form[action$='/send-back/'] button")
    expect(page.locator("main")).to_be_visible()


def revise(page: Page, case: CaseStudy) -> None:
    page.goto("/me/notices/")
    expect(page.locator("main")).to_contain_text("修正をお願い")
    page.goto("/me/cases/")
    expect(page.locator("main")).to_contain_text("修正のお願い（差戻し）")
    page.goto(f"/cases/{case.public_id}/edit/")
    expect(page.locator("main")).to_contain_text("冊子という言葉で会社が分かるかもしれません。")
    page.fill("[name=what_happened]", REVISED)
    page.click(".savebar button[value=submit]")
    page.wait_for_url(re.compile("submitted"))


def check_and_approve(page: Page, case: CaseStudy) -> None:
    page.goto(f"/review/{case.public_id}/")
    assign = page.locator("form[action$='/assign/'] button")
    if assign.count():
        assign.first.click()
    expect(page.locator("main ins, main .ins").first).to_be_visible()
    for box in page.locator("[name=ticked]").all():
        box.check()
    page.click("form[action*='/checklist/'] button")
    page.click(".consent-new summary")
    page.select_option("[name=party]", "firm")
    page.select_option("[name=scope]", "public")
    page.fill("[name=given_on]", "2026-11-01")
    page.click("form[action*='/consents/']:has([name=scope]) button")
    page.click("form[action$='/approve/'] button")
    page.wait_for_load_state()


def approve_content(page: Page, case: CaseStudy) -> None:
    page.goto(f"/review/{case.public_id}/")
    page.click("form[action$='/assign/'] button >> nth=0")
    page.goto(f"/review/{case.public_id}/")
    page.click("form[action$='/approve/'] button")
    page.wait_for_load_state()
    case.refresh_from_db()
    assert case.is_public_now
    assert case.what_happened == REVISED


# --- Reading and talking ------------------------------------------------------------------------------------------------
def find_it(page: Page, case: CaseStudy) -> None:
    """By step, kind, size and region, each pressed once, and a word in the text."""
    page.goto("/search/")
    page.fill("#q", RARE_WORD)
    page.click("form.searchbox button")
    for scheme, code in {"step": "4", "outcome": "failure", "company_size": "small", "region": "b-chugoku"}.items():
        choose(page, scheme, code)
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "1")
    card = page.locator("article.card")
    expect(card).to_contain_text(TEXTS["title"])
    expect(card.locator("mark")).to_have_text(RARE_WORD)
    expect(card).to_contain_text("何が起きたか")
    page.click("article.card h3 a, article.card h2 a")
    expect(page.locator("main")).to_contain_text("匿名の支援者")
    for secret in (NAME, EMAIL, "試験中央商工会議所", "島根"):
        assert secret not in page.content()


def choose(page: Page, scheme: str, code: str) -> None:
    """Press a facet value, unfolding its group first."""
    link = f"a[data-facet='{scheme}'][data-code='{code}']"
    value = page.locator(f"#facets {link}")
    if not value.is_visible():
        page.locator("#facets details.facets__group", has=page.locator(link)).locator("summary").first.click()
    value.click()
    page.wait_for_url(re.compile(f"{scheme}={code}"))
    expect(page.locator(f"#facets {link}")).to_have_attribute("aria-current", "true")


def talk(page: Page, author_page: Page, case: CaseStudy, colleague) -> None:
    page.goto(case.get_absolute_url())
    page.click(f"a[href*='/community/new/?case={case.public_id}'] >> nth=-1")
    page.fill("main [name=title]", QUESTION)
    page.fill("main [name=text]", QUESTION)
    page.click("main form:has([name=title]) button")
    page.wait_for_url(re.compile("/threads/"))
    author_page.goto("/me/notices/")
    expect(author_page.locator("main")).to_contain_text("あなたの事例に質問がありました")
    thread = Thread.objects.get(case=case)
    author_page.goto(thread.get_absolute_url())
    author_page.fill("main [name=text]", ANSWER)
    author_page.click("form[action*='/reply/'] button")
    expect(author_page.locator("main")).to_contain_text(ANSWER)
    page.goto("/me/notices/")
    expect(page.locator("main")).to_contain_text("ご質問に回答がありました")
    page.goto(thread.get_absolute_url())
    expect(page.locator(".post").nth(1)).to_contain_text("匿名の支援者")
    assert NAME not in page.content()
    told = {d.user.email for d in Delivery.objects.filter(event__verb__startswith="thread_", channel="mail")}
    assert told == {EMAIL, colleague.email}
