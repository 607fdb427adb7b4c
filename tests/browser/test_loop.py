"""One turn of the loop, as its people do it: six demo cases, three of them failed, become know-how, the know-how becomes
training, an advisor tries it, and what happened is a new case. The board shows the turn, and it can be walked back.

Weeks that nobody waits for in a test pass in the database (`weeks_pass_…`); everything else is done on the pages.
"""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import Page, expect

from bansou.accounts.models import User
from bansou.site.demo_content import load_cases, load_organisations, load_people
from casestudies.models import CaseStudy
from distil.models import Collection
from distil.twins.proposing import propose
from knowhow.models import Article, Evidence, Package, TrainingSession, Try, Unit
from knowhow.tries.services import ask_due
from search.related import update_all

GOOD, FAILED = ("demo-022", "demo-012", "demo-014"), ("demo-028", "demo-015", "demo-013")
QUESTION = "支援を終えたあと、続いた会社と止まった会社は、何が違ったのか"
CODE = "続いているかだけを聞く"
MARKED = {
    "demo-028": "五つのうち五つに丸が付いた。",
    "demo-015": "続いているかどうかだけを聞き、何が決まったかを一度も聞いていません。",
    "demo-013": "結果の数字は毎週見ていた。",
}
PARTING = {
    "good": "フォロー計画に「行かない月」を書き、出席を三月に一度にした。",
    "failure": "出口条件五つのうち五つに丸が付いた。",
}
CLAIM = "続いているかを聞かず、支援者の知らない決めごとが増えたかを聞く"
PASSAGES = {
    "demo-012": "娘さんの質問が「どうすれば」から「こう決めたが、抜けはあるか」に変わった。",
    "demo-014": "新しい現場の分は職人どうしで並べ、社長は最後に見るだけになった。",
}
SAID = "「何をやめると決めましたか」と聞くと、社長は長く黙り、日報をやめたと言った。"
NEW_CASE = {
    "title": "「何をやめましたか」の一言で、会議の日報がなくなった",
    "presenting_issue": "「会議は続いているので、もう大丈夫です」",
    "core_issue": "会議が、支援者との約束を守る場のままになっていた",
    "change": "翌月、社員が次の議題を自分たちで選んだ。",
    "lesson": "フォローでは、やめたことを一つだけ聞く",
}
PACKAGE = "続いているかを聞かない練習"


@pytest.fixture
def cases(site) -> dict[str, CaseStudy]:
    """The six, by their names in the demo."""
    load_organisations()
    load_people()
    load_cases((*GOOD, *FAILED))
    return {case.external_id: case for case in CaseStudy.objects.all()}


@pytest.fixture
def enter(visit):
    """`enter("hayakawa")`: a browser in which that person of the demo is signed in."""
    return lambda key: visit(User.objects.get(email=f"{key}@example.jp"))


def test_one_turn_of_the_loop(enter, cases):
    curator, second = enter("hayakawa"), enter("nonomura")
    collect(curator, cases)
    for name in FAILED:
        mark(curator, cases[name], MARKED[name])
    cross(curator)
    part(curator, cases["demo-022"], cases["demo-028"])
    article = claim(curator)
    for name, quote in PASSAGES.items():
        add_evidence(curator, article, cases[name], quote)
    add_marked_passage(curator, article, MARKED["demo-015"])
    write(curator, article)
    publish(second, article)
    read_the_grade(second, article)
    weeks_pass_since_publication(article)
    trainer = enter("kotani")
    package = build_training(trainer, article)
    session = open_session(trainer, package)
    advisor = enter("akiba")
    take_part(advisor, trainer, session)
    try_it(advisor, article)
    case = tell(advisor, article)
    check(enter("yuki"), second, case)
    look_at_the_board(advisor, cases)
    walk_back(advisor, cases["demo-022"], case)


# --- Distilling -------------------------------------------------------------------------------------------------------
def collect(page: Page, cases: dict[str, CaseStudy]) -> None:
    page.goto("/distil/")
    page.locator("main a[href='/distil/collections/new/']").first.click()
    page.fill("[name=question]", QUESTION)
    page.click("main form:has([name=question]) button.btn--primary")
    expect(page.locator("h1")).to_have_text(QUESTION)
    for name in (*GOOD, *FAILED):
        page.fill("main [name=case]", cases[name].title)
        page.click("form[action$='/add/']:has([name=case]:not([type=hidden])) button")
        expect(page.locator(f"main a[href^='/distil/cases/{cases[name].public_id}/']")).to_be_visible()
    expect(page.locator("main .collected")).to_have_count(6)


def mark(page: Page, case: CaseStudy, words: str) -> None:
    page.goto(Collection.objects.get().get_absolute_url())
    page.click(f"main a[href^='/distil/cases/{case.public_id}/']")
    page.fill("#mark-form [name=quote]", words)
    known = page.locator("#mark-form label.codes__one", has_text=CODE)
    if known.count():
        known.locator("input").check()
    else:
        page.fill("#mark-form [name=new_code]", CODE)
    page.click("#mark-form button.btn--primary")
    expect(page.locator(".markeds")).to_contain_text(CODE)


def cross(page: Page) -> None:
    """Code × outcome: three passages in failed cases, none in good ones; the cell opens them side by side."""
    page.goto(Collection.objects.get().get_absolute_url())
    page.locator("main a[href^='/distil/views/']").first.click()
    page.locator("main a[href*='view=outcome']").first.click()
    row = page.locator("table.crossing tbody tr", has_text=CODE)
    cell = row.locator("a[href*='outcome=failure']")
    expect(cell).to_contain_text("3")
    expect(row.locator("a[href*='outcome=good']")).to_have_count(0)
    cell.click()
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "3")
    for words in MARKED.values():
        expect(page.locator("main")).to_contain_text(words)


def part(page: Page, good: CaseStudy, failed: CaseStudy) -> None:
    """The night's job proposes the pair; side by side, the curator marks where the two go different ways."""
    update_all()
    propose()
    page.goto(f"/distil/twins/?case={failed.public_id}")
    page.locator(f"main a[href='/distil/twins/{good.public_id}/{failed.public_id}/']").first.click()
    for side, words in PARTING.items():
        spot = page.locator(f".twin-side--{side} .twin-spot", has_text=words).first
        spot.locator("input[type=radio]").check()
        page.fill(f"[name={side}_quote]", words)
    page.fill("[name=note]", "終わりを、空けた席で確かめたか、満たした条件の数で確かめたか。")
    page.click("form[data-twins] button.btn--primary")
    expect(page.locator("#parting-title")).to_be_visible()


# --- Know-how ---------------------------------------------------------------------------------------------------------
def claim(page: Page) -> Article:
    """The good side of the parting becomes the first evidence of a new article."""
    page.locator("section[aria-labelledby=parting-title] a[href^='/knowhow/evidence/']").first.click()
    expect(page.locator("main [name$='-quote']")).to_have_value(PARTING["good"])
    page.fill("main [name=claim]", CLAIM)
    page.click("main form button.btn--primary")
    page.wait_for_url(re.compile("/edit/"))
    return Article.objects.get()


def add_evidence(page: Page, article: Article, case: CaseStudy, quote: str) -> None:
    page.goto(f"/knowhow/evidence/?case={case.public_id}")
    page.fill("main [name$='-quote']", quote)
    page.select_option("main [name=article]", article.public_id)
    page.click("main form button.btn--primary")
    page.wait_for_url(re.compile("/edit/"))


def add_marked_passage(page: Page, article: Article, words: str) -> None:
    """From a marked passage straight to the article."""
    page.goto("/distil/passages/")
    item = page.locator("li.passage", has_text=words)
    item.locator("a[href^='/knowhow/evidence/']").click()
    expect(page.locator("main [name$='-quote']")).to_have_value(words)
    page.select_option("main [name=article]", article.public_id)
    page.click("main form button.btn--primary")
    page.wait_for_url(re.compile("/edit/"))


def write(page: Page, article: Article) -> None:
    page.goto(f"/knowhow/{article.public_id}/edit/")
    page.fill("[name=body]", "フォローの電話では、続いているかを聞きません。前の会議で何をやめると決めたかを聞きます。")
    page.fill("[name=why]", "続いているという返事は、支援者への気づかいの言葉だからです。")
    page.fill("[name=fails_when]", "資金繰りの期日が毎月迫っている")
    page.click(".savebar button[value=ask]")
    page.wait_for_url(re.compile("/review/"))
    assert Article.objects.get().is_waiting


def publish(page: Page, article: Article) -> None:
    """The second curator finds it in the work of today."""
    page.goto("/")
    page.locator("main a[href*='show=waiting']").first.click()
    page.locator(f"main a[href='/knowhow/{article.public_id}/review/']").first.click()
    page.click("form[action$='/approve/'] button")
    page.wait_for_load_state()
    article.refresh_from_db()
    assert article.is_public_now


def read_the_grade(page: Page, article: Article) -> None:
    """Four organisations of different regions and industries: well supported, and it says why."""
    article.refresh_from_db()
    assert article.grade == "A"
    page.goto(article.get_absolute_url())
    grade = page.locator("section[aria-labelledby=grade]")
    expect(grade).to_contain_text("裏づけ十分")
    grade.locator("summary").click()
    expect(grade).to_contain_text("事例4件が裏づけています")
    for quote in PASSAGES.values():
        expect(page.locator("section[aria-labelledby=s-evidence]")).to_contain_text(quote)


def weeks_pass_since_publication(article: Article) -> None:
    """It was published seventy days ago."""
    ago = timezone.localdate() - timedelta(days=70)
    Article.objects.filter(pk=article.pk).update(published_on=ago)
    Evidence.objects.filter(article=article.pk).update(since=ago - timedelta(days=7))


# --- Training ---------------------------------------------------------------------------------------------------------
def build_training(page: Page, article: Article) -> Package:
    page.goto("/training/new/")
    page.fill("[name=title]", PACKAGE)
    page.fill("[name=aim]", "フォローの電話で、やめたことを聞けるようになる。")
    page.click("main form button.btn--primary")
    page.wait_for_url(re.compile("/edit/"))
    page.click("button[value='add:article']")
    page.fill("main [name=article]", article.public_id)
    page.click(".savebar button[name=save]")
    page.wait_for_url(re.compile("/edit/"))
    page.click("form[action$='/publish/'] button")
    expect(page.locator("h1")).to_have_text(PACKAGE)
    return Package.objects.get()


def open_session(page: Page, package: Package) -> TrainingSession:
    page.goto(f"/training/{package.public_id}/sessions/new/")
    starts = timezone.localtime() + timedelta(days=7)
    page.fill("[name=starts_at]", f"{starts:%Y-%m-%dT13:00}")
    page.fill("[name=ends_at]", f"{starts:%Y-%m-%dT15:00}")
    page.fill("[name=place]", "会議室")
    page.click("main form button.btn--primary")
    page.wait_for_load_state()
    return TrainingSession.objects.get()


def take_part(page: Page, trainer: Page, session: TrainingSession) -> None:
    """Sign up; the day comes; the trainer notes who was there; the certificate is a PDF."""
    page.goto("/training/")
    page.locator(f"main a[href='{session.get_absolute_url()}']").first.click()
    page.click("form[action$='/sign-up/'] button")
    page.wait_for_load_state()
    weeks_pass_until_after(session)
    trainer.goto(f"/training/sessions/{session.public_id}/attendance/")
    trainer.check("[name=present]")
    trainer.click("main form button.btn--primary")
    trainer.wait_for_load_state()
    page.goto(session.get_absolute_url())
    link = page.locator("a[href$='/certificate.pdf']").get_attribute("href")
    assert page.request.get(link).body().startswith(b"%PDF-")


def weeks_pass_until_after(session: TrainingSession) -> None:
    """The session took place forty days ago."""
    back = timedelta(days=47)
    TrainingSession.objects.update(starts_at=F("starts_at") - back, ends_at=F("ends_at") - back)
    Unit.objects.update(since=timezone.localdate() - timedelta(days=60))


# --- Trying and telling -----------------------------------------------------------------------------------------------
def try_it(page: Page, article: Article) -> None:
    """One press; a month later one question."""
    page.goto(article.get_absolute_url())
    page.click("form[action$='/try/'] button")
    page.wait_for_load_state()
    Try.objects.update(at=F("at") - timedelta(days=31))
    ask_due()
    page.goto("/me/notices/")
    page.get_by_role("button", name=re.compile("試してみて")).click()
    page.wait_for_url(re.compile("/me/tries/"))


def tell(page: Page, article: Article) -> CaseStudy:
    """It worked; the answer begins a case, which is written and handed in."""
    page.check("[name=result][value=worked]")
    page.fill("[name=text]", SAID)
    page.click("main form:has([name=result]) button.btn--primary")
    page.click("form[action$='/case/'] button")
    page.wait_for_url(re.compile(r"/cases/\w+/edit/"))
    case = Try.objects.get().case
    expect(page.locator("[name=turning_point]")).to_have_value(SAID)
    page.check("[name=main_step][value='7']")
    for scheme, code in {"industry": "E", "employee_band": "21-50", "prefecture": "20"}.items():
        page.select_option(f"[name=term-{scheme}]", code)
    for name, text in NEW_CASE.items():
        page.fill(f"[name={name}]", text)
    page.check("[name=byline][value=name]")
    page.check("[name=visibility][value=public]")
    page.check("[name=firm_consent][value=asked]")
    page.click(".savebar button[value=submit]")
    page.wait_for_url(re.compile("submitted"))
    return case


def check(checker: Page, curator: Page, case: CaseStudy) -> None:
    """Both checks, each by somebody else."""
    take_up(checker, case)
    for box in checker.locator("[name=ticked]").all():
        box.check()
    checker.click("form[action*='/checklist/'] button")
    checker.click(".consent-new summary")
    checker.select_option("[name=party]", "firm")
    checker.select_option("[name=scope]", "public")
    checker.fill("[name=given_on]", f"{timezone.localdate():%Y-%m-%d}")
    checker.click("form[action*='/consents/']:has([name=scope]) button")
    checker.click("form[action$='/approve/'] button")
    checker.wait_for_load_state()
    take_up(curator, case)
    curator.click("form[action$='/approve/'] button")
    curator.wait_for_load_state()
    case.refresh_from_db()
    assert case.is_public_now


def take_up(page: Page, case: CaseStudy) -> None:
    page.goto(f"/review/{case.public_id}/")
    page.locator("form[action$='/assign/'] button").first.click()
    page.goto(f"/review/{case.public_id}/")


# --- The board --------------------------------------------------------------------------------------------------------
def look_at_the_board(page: Page, cases: dict[str, CaseStudy]) -> None:
    """One closed turn, with its days."""
    days = (timezone.localdate() - cases["demo-022"].published_on).days
    page.goto("/board/")
    turn = page.locator("ol.turn")
    expect(turn).to_have_count(1)
    expect(turn.locator("li")).to_have_count(6)
    page.goto("/board/turns/")
    expect(page.locator("[data-total]")).to_have_attribute("data-total", "1")
    expect(page.locator(".turn__days")).to_contain_text(str(days))


def walk_back(page: Page, first: CaseStudy, last: CaseStudy) -> None:
    """From the new case by links alone: to the know-how, to the training, to the passage, to the case where it began."""
    page.goto("/board/turns/")
    page.locator("ol.turn a", has_text=last.title).click()
    expect(page.locator("h1")).to_contain_text(last.title)
    page.locator("main a", has_text=CLAIM).first.click()
    expect(page.locator("h1")).to_have_text(CLAIM)
    page.locator("main a[href^='/training/']", has_text=PACKAGE).first.click()
    expect(page.locator("h1")).to_have_text(PACKAGE)
    page.go_back()
    page.locator(".proof", has_text=PARTING["good"]).locator("a").last.click()
    expect(page.locator("h1")).to_contain_text(first.title)
    anchor = page.url.partition("#")[2]
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()
