"""Beginning, the five-minute form, submitting."""

import re

import pytest
from django.urls import reverse

from casestudies.models import CaseStudy
from casestudies.services import writing
from casestudies.state import State
from casestudies.structure import REQUIRED_SCHEMES, TEXTS, required_texts
from tests.casestudies.pages import errors_in, fields_of, open_form, send, soup

pytestmark = pytest.mark.django_db

BASIC = {
    "main_step": "4",
    "term__industry": "E",
    "term__employee_band": "6-20",
    "term__prefecture": "32",
    "title": "後継者の一言で社長が計画づくりに動き出した",
    "presenting_issue": "「売上が落ちた。補助金で新しい機械を入れたい」",
}
KINDS = {
    "good": {
        "core_issue": "社長が一人で決め、後継者に任せられていなかった",
        "turning_point": "「5年後、誰が見積りを出していますか」と聞くと長く黙った",
        "change": "月1回の会議を後継者が進行",
        "lesson": "機械の相談ほど、先に5年後の担い手を聞く",
    },
    "failure": {
        "what_happened": "3回目の訪問で改善案を渡したところ、次から予定が取れなくなった",
        "cause": "社長の話を聞く前に、私の考えた答えを出してしまった",
        "lesson": "案を出さず、「何が一番気がかりですか」から始める",
    },
    "ongoing": {"progress": "5回訪問した", "current_question": "待つのがよいか"},
}


@pytest.fixture
def browser(client_for, author):
    return client_for(author)


@pytest.fixture
def draft(author):
    return writing.create_draft(author)


def fresh(case):
    return CaseStudy.objects.get(pk=case.pk)


# --- Beginning ------------------------------------------------------------------------------------------------------------
def test_only_approved_members_write(client_for, pending):
    assert client_for(None).get(reverse("case-write")).status_code == 302
    waiting = client_for(pending).get(reverse("case-write"), follow=True)
    assert waiting.status_code == 200
    assert "所属の確認" in waiting.content.decode()
    client_for(pending).post(reverse("case-write"), {"depth": "short"})
    assert not CaseStudy.objects.exists()


def test_a_memo_is_one_field_and_becomes_a_draft(browser, author):
    page = browser.post(reverse("case-write"), {"depth": "memo", "memo": "社長が息子さんの話をした"}, follow=True)
    case = CaseStudy.objects.get()
    assert case.draft.memo == "社長が息子さんの話をした"
    assert case.state == State.DRAFT
    assert "社長が息子さんの話をした" in page.content.decode()
    assert "社長が息子さんの話をした" in browser.get(reverse("case-edit", args=[case.public_id])).content.decode()


def test_pressing_twice_makes_one_case(browser):
    sent = fields_of(soup(browser.get(reverse("case-write"))).find("form", attrs={"data-memo": True}))
    for _press in range(2):
        browser.post(reverse("case-write"), {**sent, "memo": "一度だけ"})
    assert CaseStudy.objects.count() == 1


def test_an_id_that_is_taken_by_somebody_else_is_not_used(browser, make_case, outsider):
    theirs = make_case(author=outsider)
    browser.post(reverse("case-write"), {"depth": "memo", "memo": "私のメモ", "once": theirs.public_id})
    assert CaseStudy.objects.exclude(pk=theirs.pk).get().draft.memo == "私のメモ"


@pytest.mark.parametrize(
    "sent", [{"depth": "memo", "memo": ""}, {"depth": "memo", "memo": "あ" * 1001}, {"depth": "x"}, {}]
)
def test_a_wrong_beginning_is_refused_and_keeps_the_words(browser, sent):
    answer = browser.post(reverse("case-write"), sent)
    assert answer.status_code == 422
    assert sent.get("memo", "")[:50] in answer.content.decode()
    assert not CaseStudy.objects.exists()


def test_a_draft_is_prefilled_from_the_profile_and_starts_careful(author, draft):
    assert draft.draft.code("prefecture") == "13"
    assert (draft.byline, draft.visibility, draft.place_precision) == ("anonymous", "members", "region")
    assert draft.organisation == author.primary_organisation
    assert not draft.live


def test_another_app_may_prefill_a_draft(author):
    case = writing.create_draft(author, initial={"step": ["4", "5"], "outcome": "good", "title": "試してみた"})
    assert (case.draft.codes["step"], case.draft.outcome, case.draft.title) == (["4", "5"], "good", "試してみた")
    with pytest.raises(ValueError, match="nonsense"):
        writing.create_draft(author, initial={"nonsense": "1"})


@pytest.mark.parametrize(("depth", "name"), [("short", "case-edit"), ("long", "case-section")])
def test_both_forms_begin_with_one_press(browser, depth, name):
    answer = browser.post(reverse("case-write"), {"depth": depth})
    case = CaseStudy.objects.get()
    args = [case.public_id] if depth == "short" else [case.public_id, "basics"]
    assert answer.url == reverse(name, args=args)
    assert "書きかけの事例" in browser.get(reverse("case-write")).content.decode()


# --- 5分で書く ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", KINDS)
def test_the_mandatory_list_is_enough_to_submit(browser, draft, kind):
    answer = send(browser, draft, term__outcome=kind, action="submit", **BASIC, **KINDS[kind])
    assert answer.status_code == 302, errors_in(answer)
    assert answer.url == reverse("case-submitted", args=[draft.public_id])
    assert fresh(draft).state == State.SUBMITTED


@pytest.mark.parametrize("kind", KINDS)
def test_exactly_the_mandatory_list_is_asked_for(browser, draft, kind):
    answer = send(browser, draft, term__outcome=kind, term__prefecture="", action="submit")
    assert answer.status_code == 422
    wanted = len(required_texts(kind)) + len(REQUIRED_SCHEMES) - 1  # the kind is chosen
    assert len(errors_in(answer)) == wanted
    for text in required_texts(kind):
        assert soup(answer).find(id=f"id_{text.name}_error"), text.name


def test_the_summary_links_to_the_fields(browser, draft):
    answer = send(browser, draft, term__outcome="failure", action="submit")
    page = soup(answer)
    links = [link["href"] for link in page.find(id="problems").find_all("a")]
    assert links
    assert all(page.find(id=link.removeprefix("#")) for link in links)


def test_a_refused_submission_keeps_every_word(browser, draft):
    answer = send(browser, draft, term__outcome="good", title="題名だけ", action="submit")
    assert answer.status_code == 422
    assert fields_of(soup(answer).find("form", attrs={"data-autosave": True}))["title"] == ["題名だけ"]
    assert fresh(draft).draft.title == "題名だけ"


def test_unknown_is_an_answer(browser, draft):
    sent = {**BASIC, **KINDS["failure"], "cause": "", "cause_unknown": "on", "core_issue_unknown": "on"}
    assert send(browser, draft, term__outcome="failure", action="submit", **sent).status_code == 302


def test_changing_the_kind_loses_nothing(browser, draft):
    send(browser, draft, term__outcome="good", **BASIC, **KINDS["good"])
    send(browser, draft, term__outcome="failure", action="kind", what_happened="予定が取れなくなった")
    send(browser, draft, term__outcome="good", action="kind")
    found = fresh(draft).draft
    assert found.turning_point == KINDS["good"]["turning_point"]
    assert found.what_happened == "予定が取れなくなった"


def test_the_form_shows_the_fields_of_the_kind(browser, draft):
    send(browser, draft, term__outcome="failure", action="kind")
    page = soup(browser.get(reverse("case-edit", args=[draft.public_id])))
    hidden = {
        name: bool(page.find(id=f"id_{name}").find_parent(hidden=True))
        for name in ("what_happened", "turning_point", "progress")
    }
    assert hidden == {"what_happened": False, "turning_point": True, "progress": True}
    label = page.find("label", attrs={"for": "id_lesson"})
    assert [
        part.text for part in label.find_all("span", attrs={"data-outcomes": True}) if not part.has_attr("hidden")
    ] == ["もう一度やるなら（教訓） 必須"]


def test_a_case_that_becomes_a_failure_goes_back_to_careful_settings(browser, draft):
    send(browser, draft, term__outcome="good", byline="name", visibility="public")
    assert (fresh(draft).byline, fresh(draft).visibility) == ("name", "public")
    send(browser, draft, term__outcome="failure")
    assert (fresh(draft).byline, fresh(draft).visibility) == ("anonymous", "members")
    send(browser, draft, byline="organisation")
    assert fresh(draft).byline == "organisation"


def test_the_words_of_the_design_stand_at_the_fields(browser, draft):
    page = browser.get(reverse("case-edit", args=[draft.public_id])).content.decode()
    for words in (
        "迷ったら「途中経過」を選べます。あとで変えられます。",
        "いちばん伝えたい支援ステップ",
        "製造業／6～20人／島根県（公開は「中国」まで）",
        "何があったかを一文で。会社名・商品名は入れません。",
        "事業者が最初に話していた困りごとを、そのままの言葉で。",
        "匿名にすると、ほかの利用者には所属も表示されません。失敗事例は匿名・会員限定が初期設定です。",
        "まだでも提出できます。公開の前に一緒に確認します。",
        "転機（気づき・腹落ちの場面）",
        "同じ場面に戻れたら何を変えますか。",
        "うまくいかなかった経験は、ほかの支援者の助けになります",
    ):
        assert words in page, words


def test_submitting_twice_is_submitting_once(browser, draft):
    url, fields = open_form(browser, draft)
    sent = {
        **fields,
        **{k.replace("__", "-"): v for k, v in {**BASIC, **KINDS["failure"]}.items()},
        "term-outcome": "failure",
        "action": "submit",
    }
    answers = [browser.post(url, sent) for _press in range(2)]
    assert [answer.url for answer in answers] == [reverse("case-submitted", args=[draft.public_id])] * 2
    assert fresh(draft).workflow_states.count() == 1


# --- What is wrong ----------------------------------------------------------------------------------------------------------
def test_a_text_that_is_too_long_is_kept_in_the_draft_and_not_submitted(browser, draft):
    long = "長" * 10_000
    answer = send(
        browser, draft, term__outcome="failure", action="submit", **{**BASIC, **KINDS["failure"], "title": long}
    )
    assert answer.status_code == 422
    assert any("120文字まで" in line for line in errors_in(answer))
    assert fresh(draft).draft.title == long
    assert fresh(draft).state == State.DRAFT


@pytest.mark.parametrize(
    "wrong",
    [
        {"term-outcome": "nonsense"},
        {"main_step": "99"},
        {"term-industry": "ZZ"},
        {"term-prefecture": ["13", "99"]},
        {"byline": "me"},
        {"visibility": "everybody"},
        {"firm_consent": "\x00"},
    ],
)
def test_wrong_codes_are_refused_and_change_nothing(browser, draft, wrong):
    url, fields = open_form(browser, draft)
    answer = browser.post(url, {**fields, **wrong})
    assert answer.status_code == 422
    assert (fresh(draft).byline, fresh(draft).visibility, fresh(draft).draft.codes.get("outcome")) == (
        "anonymous",
        "members",
        None,
    )


def test_control_characters_are_dropped(browser, draft):
    send(browser, draft, title="題\x00名\x07です", presenting_issue="一行目\r\n二行目\x1b")
    assert (fresh(draft).draft.title, fresh(draft).draft.presenting_issue) == ("題名です", "一行目\n二行目")


@pytest.mark.parametrize(
    "section", ["", "basics", "firm", "issues", "course", "failure", "lessons", "results", "support", "files"]
)
def test_garbage_in_every_field_never_breaks(browser, author, section):
    case = writing.create_draft(author, initial={"outcome": "failure", "step": "4"})
    url, fields = open_form(browser, case, section)
    for rubbish in ("\x00", "あ" * 10_000, "-1", "[]", "r" + "0" * 15, "99999999999999999999", "<script>"):
        keys = {name: value for name, value in fields.items() if name.endswith("-keys")}
        answer = browser.post(url, {**dict.fromkeys(fields, rubbish), **keys})
        assert answer.status_code in {302, 400, 422}, (section, rubbish, answer.status_code)


def test_a_field_that_was_not_sent_is_not_emptied(browser, draft):
    send(browser, draft, **BASIC)
    send(browser, draft, title=None, presenting_issue="変えた")
    assert fresh(draft).draft.title == BASIC["title"]


@pytest.mark.parametrize(
    "name",
    ["case-edit", "case-submit", "case-submitted", "case-delete", "case-unpublish", "case-settings", "case-discard"],
)
def test_somebody_elses_case_does_not_exist(client_for, outsider, colleague, draft, name):
    for person in (outsider, colleague):
        assert client_for(person).get(reverse(name, args=[draft.public_id])).status_code == 404
        assert client_for(person).post(reverse(name, args=[draft.public_id])).status_code == 404


def test_a_section_that_is_none_does_not_exist(browser, draft):
    assert browser.get(reverse("case-section", args=[draft.public_id, "nonsense"])).status_code == 404


# --- The login expired -----------------------------------------------------------------------------------------------------
def test_a_form_that_is_sent_after_the_login_expired_is_kept(client_for, browser, draft):
    url, fields = open_form(browser, draft)
    late = client_for(None).post(url, {**fields, "title": "遅れて届いた"}, headers={"referer": "http://testserver/"})
    assert late.status_code == 401
    again = fields_of(next(form for form in soup(late).find_all("form") if form.get("action") == url))
    assert again["title"] == ["遅れて届いた"]
    assert browser.post(url, again).status_code == 302
    assert fresh(draft).draft.title == "遅れて届いた"


# --- While it is checked ----------------------------------------------------------------------------------------------------
def test_a_submitted_case_is_not_edited(browser, make_case):
    case = make_case("submitted")
    page = browser.get(reverse("case-edit", args=[case.public_id]))
    assert "この事例は確認中です" in page.content.decode()
    answer = browser.post(reverse("case-edit", args=[case.public_id]), {"title": "変えたい", "base": "x"})
    assert answer.status_code == 409
    assert fresh(case).draft.title == case.title
    assert case.conflicts.get().data["values"]["title"] == "変えたい"


def test_a_submission_can_be_taken_back(browser, make_case):
    case = make_case("submitted")
    browser.post(reverse("case-withdraw-submission", args=[case.public_id]))
    assert fresh(case).state == State.DRAFT
    assert send(browser, case, title="また書ける").status_code == 302


def test_a_returned_case_is_submitted_to_the_first_check_again(browser, make_case):
    case = make_case("submitted")
    case.current_workflow_task_state.reject(user=None)
    assert fresh(case).state == State.RETURNED
    send(browser, case, title="直した", action="submit")
    again = fresh(case)
    assert again.state == State.SUBMITTED
    assert again.current_workflow_task_state.revision_id == again.latest_revision_id


def test_submitting_tells_the_author_and_writes_an_audit_entry(author, make_case):
    from bansou.audit.models import AuditEntry
    from bansou.notifications.models import Delivery

    case = make_case("draft")
    writing.submit(case, author)
    assert AuditEntry.objects.filter(verb="submit", object_id=case.public_id).exists()
    assert Delivery.objects.filter(user=author, event__verb="case_submitted").exists()


# --- After submission -----------------------------------------------------------------------------------------------------
def test_after_submission_one_question_at_a_time(browser, make_case):
    case = make_case("submitted")
    url = reverse("case-submitted", args=[case.public_id])
    page = soup(browser.get(url))
    form = next(form for form in page.find_all("form") if form.find("textarea"))
    first = fields_of(form)
    browser.post(url, {**first, "answer": "経営者は黙り込んだ"})
    second = fields_of(next(form for form in soup(browser.get(url)).find_all("form") if form.find("textarea")))
    assert second["question"] != first["question"]
    changed = fresh(case)
    assert changed.state == State.SUBMITTED
    assert changed.current_workflow_task_state.revision_id == changed.latest_revision_id
    assert any(row.data.get("text") == "経営者は黙り込んだ" for row in changed.draft.rows.all())


def test_a_question_can_be_put_off(browser, make_case):
    case = make_case("submitted")
    url = reverse("case-submitted", args=[case.public_id])
    page = soup(browser.get(url))
    skip = page.find("a", string=re.compile("別の質問"))["href"]
    asked = page.find("input", attrs={"name": "question"})["value"]
    assert soup(browser.get(url + skip)).find("input", attrs={"name": "question"})["value"] != asked


def test_nothing_is_added_once_somebody_has_taken_the_case(browser, checker, make_case):
    from casestudies.models import ReviewAssignment

    case = make_case("submitted")
    url = reverse("case-submitted", args=[case.public_id])
    ReviewAssignment.objects.create(task_state=case.current_workflow_task_state, reviewer=checker)
    browser.post(url, {"question": "background", "answer": "遅かった"})
    assert fresh(case).draft.background == ""


def test_the_page_before_submission_says_what_is_missing(browser, draft):
    url = reverse("case-submit", args=[draft.public_id])
    assert len(errors_in(browser.get(url))) == 6  # four choices, two texts of every kind; the prefecture is known
    assert browser.post(url).status_code == 422
    assert fresh(draft).state == State.DRAFT


def test_every_declared_text_has_a_japanese_label(browser):
    assert all(re.search("[ぁ-ん一-龯ァ-ン]", str(text.label)) for text in TEXTS)
