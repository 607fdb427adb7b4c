"""「私の事例」, what an author does from there, and the suitability checklist."""

import pytest
from django.urls import reverse
from django.utils import timezone

from casestudies.models import CaseStudy, Remark, SuitabilityCheck
from casestudies.services import publishing, writing
from casestudies.state import State
from casestudies.suitability import verdict
from tests.casestudies.pages import send, soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_for, author):
    return client_for(author)


def fresh(case):
    return CaseStudy.objects.get(pk=case.pk)


def returned(case, *remarks):
    """The case comes back with remarks: (section, text)."""
    case.current_workflow_task_state.reject(user=None)
    for section, text in remarks:
        Remark.objects.create(
            case=case, section=section, anchor={"section": section}, text=text, sent_at=timezone.now()
        )
    return fresh(case)


def mine(browser, query=""):
    return browser.get(reverse("my-cases") + query).content.decode()


def entry(browser, case):
    return soup(browser.get(reverse("my-cases"))).find(id=case.public_id)


# --- The page ---------------------------------------------------------------------------------------------------------------
def test_it_shows_own_cases_only(browser, make_case, outsider):
    own, theirs = make_case("draft"), make_case("draft", author=outsider, title="よその事例")
    assert own.title in mine(browser)
    assert theirs.title not in mine(browser)


def test_an_empty_page_says_how_to_begin(browser):
    assert "まだ事例がありません。ひとことメモから始められます。" in mine(browser)


def test_every_state_has_its_words_and_its_next_action(browser, author, make_case):
    memo = writing.create_memo(author, "ひとこと")
    draft = make_case("draft")
    submitted = make_case("submitted")
    back = returned(make_case("submitted"), ("title", "社名が分かります"))
    published = make_case("published")
    ended = make_case("published")
    publishing.withdraw(ended, author, "見直すため")
    wanted = {
        memo: ("下書き", "メモから書く"),
        draft: ("下書き", "続きを書く"),
        submitted: ("提出済み（確認待ち）", "提出を取り消す"),
        back: ("修正のお願い（差戻し）", "指摘を見て直す"),
        published: ("公開中", "編集する"),
        ended: ("公開終了", "編集する"),
    }
    for case, words in wanted.items():
        text = entry(browser, case).text
        assert all(word in text for word in words), (words, text)


def test_filters_by_state(browser, author, make_case):
    make_case("draft", title="書きかけの話")
    make_case("published", title="公開した話")
    assert "書きかけの話" in mine(browser, "?state=draft")
    assert "公開した話" not in mine(browser, "?state=draft")
    assert "公開した話" in mine(browser, "?state=published")
    assert browser.get(reverse("my-cases") + "?state=%00&page=999999999999999999999").status_code in {200, 400}
    assert browser.get(reverse("my-cases") + "?state=nonsense&page=-1").status_code == 200


def test_the_newest_text_is_shown_and_the_number_of_queries_does_not_grow(
    browser, make_case, django_assert_max_num_queries
):
    case = make_case("draft")
    send(browser, case, title="新しい題名")
    assert "新しい題名" in mine(browser)
    for _n in range(4):
        make_case("draft")
        make_case("published")
    with django_assert_max_num_queries(24):
        mine(browser)


# --- Remarks ----------------------------------------------------------------------------------------------------------------
def test_remarks_stand_at_the_field_they_are_about(browser, make_case):
    case = returned(make_case("submitted"), ("what_happened", "時期を幅にしてください"), ("course", "もう少しくわしく"))
    row = entry(browser, case)
    links = [link["href"] for link in row.select(".notice a")]
    assert any("/edit/basics/#remark-" in link for link in links)
    assert any("/edit/course/#remark-" in link for link in links)
    form = soup(browser.get(reverse("case-edit", args=[case.public_id])))
    block = form.find(id="id_what_happened").find_parent(class_="stack")
    assert "時期を幅にしてください" in block.text
    course = browser.get(reverse("case-section", args=[case.public_id, "course"])).content.decode()
    assert "もう少しくわしく" in course
    assert "is-error" in course


def test_remarks_that_were_not_sent_are_not_shown(browser, make_case):
    case = make_case("submitted")
    Remark.objects.create(case=case, section="title", anchor={"section": "title"}, text="まだ内緒")
    assert "まだ内緒" not in mine(browser)


def test_a_remark_is_marked_as_done(browser, client_for, outsider, make_case):
    case = returned(make_case("submitted"), ("title", "社名が分かります"))
    remark = case.remarks.get()
    url = reverse("case-remark-done", args=[case.public_id, remark.pk])
    assert client_for(outsider).post(url).status_code == 404
    assert browser.get(url).status_code == 405
    browser.post(url, {"back": "form"})
    assert case.remarks.get().resolved_at
    assert "社名が分かります" not in mine(browser)


# --- Copy, delete ------------------------------------------------------------------------------------------------------------
def test_a_copy_is_a_draft_of_its_own(browser, make_case):
    case = make_case("published", rows=[("course", {"text": "経過"})])
    url = reverse("case-duplicate", args=[case.public_id])
    once = entry(browser, case).find("input", attrs={"name": "once"})["value"]
    for _press in range(2):
        browser.post(url, {"once": once})
    copy = CaseStudy.objects.exclude(pk=case.pk).get()
    assert (copy.state, copy.draft.title) == (State.DRAFT, f"{case.title}（写し）")
    assert copy.draft.codes == case.codes
    assert [row.text for row in copy.draft.rows_of("course")] == ["経過"]
    assert copy.draft.rows_of("course")[0].key != case.rows_of("course")[0].key
    assert not copy.consents.exists()


def test_a_copy_keeps_what_points_from_row_to_row(author, make_case):
    case = make_case("draft", rows=[("issues", {"kind": "core", "text": "奥"})])
    draft = case.draft
    key = draft.rows_of("issues")[0].key
    from casestudies import content
    from casestudies.services import drafts

    rows = [*content.read(draft, "rows-issues"), {"key": "r" + "a" * 15, "kind": "agreed", "text": "取組", "core": key}]
    drafts.change(case, {"rows-issues": rows}, author)
    copied = content.read(writing.duplicate(fresh(case), author).draft, "rows-issues")
    assert copied[1]["core"] == copied[0]["key"] != key


def test_deleting_a_draft_asks_first(browser, make_case):
    case = make_case("draft")
    url = reverse("case-delete", args=[case.public_id])
    assert "この下書きを削除しますか" in browser.get(url).content.decode()
    browser.post(url)
    assert not CaseStudy.objects.exists()
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize("state", ["published", "submitted"])
def test_what_is_published_or_checked_is_not_deleted(browser, make_case, state):
    case = make_case(state)
    browser.post(reverse("case-delete", args=[case.public_id]))
    assert CaseStudy.objects.filter(pk=case.pk).exists()


# --- Published cases ------------------------------------------------------------------------------------------------------------
def test_editing_a_published_case_leaves_the_public_text(browser, client_for, outsider, make_case):
    case = make_case("published")
    send(browser, case, title="新しい題名", action="submit")
    now = fresh(case)
    assert (now.state, now.edit_state, now.title) == (State.PUBLISHED, State.SUBMITTED, case.title)
    page = client_for(outsider).get(case.get_absolute_url()).content.decode()
    assert case.title in page
    assert "新しい題名" not in page


def test_an_edit_can_be_discarded(browser, make_case):
    case = make_case("published")
    send(browser, case, title="やめておく")
    assert fresh(case).edit_state == State.DRAFT
    browser.post(reverse("case-discard", args=[case.public_id]))
    assert (fresh(case).edit_state, fresh(case).draft.title) == (None, case.title)


def test_nothing_changed_is_not_submitted(author, make_case):
    with pytest.raises(writing.Refused):
        writing.submit(make_case("published"), author)


def test_publication_is_ended_at_once_and_an_approval_on_the_way_cannot_bring_it_back(
    browser, client_for, outsider, make_case
):
    case = make_case("published")
    send(browser, case, title="新しい題名", action="submit")
    url = reverse("case-unpublish", args=[case.public_id])
    assert "公開を取りやめますか" in browser.get(url).content.decode()
    browser.post(url, {"reason": "見直すため"})
    assert fresh(case).state == State.WITHDRAWN
    assert not fresh(case).workflow_in_progress
    gone = client_for(outsider).get(case.get_absolute_url())
    assert gone.status_code == 410
    assert "見直すため" in gone.content.decode()
    assert browser.post(url, {"reason": "長" * 300}).status_code == 422


def test_a_withdrawn_case_can_be_submitted_again(author, make_case):
    case = make_case("published")
    writing.stop_publication(case, author)
    assert writing.submit(fresh(case), author).edit_state == State.SUBMITTED


def test_autosave_never_changes_how_a_published_case_is_shown(browser, make_case):
    case = make_case("published", byline="anonymous")
    send(browser, case, byline="name", visibility="public", place_precision="prefecture", lesson="変えた")
    assert (fresh(case).byline, fresh(case).place_precision) == ("anonymous", "region")


def test_settings_are_changed_on_purpose_within_the_consent(browser, make_case):
    case = make_case("published", visibility="members")
    case.consents.update(scope="members")
    url = reverse("case-settings", args=[case.public_id])
    sent = {"byline": "organisation", "visibility": "public", "place_precision": "region"}
    assert browser.post(url, sent).status_code == 422
    assert browser.post(url, {**sent, "visibility": "members", "place_precision": "prefecture"}).status_code == 422
    assert browser.post(url, {**sent, "visibility": "organisation"}).status_code == 302
    assert (fresh(case).byline, fresh(case).visibility) == ("organisation", "organisation")
    assert browser.post(url, {}).status_code == 422
    assert browser.post(url, {"byline": "x" * 10_000, "visibility": "\x00"}).status_code == 422


# --- Suitability -----------------------------------------------------------------------------------------------------------------
ALL = {str(number): "yes" for number in range(1, 6)}


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        (ALL, "recommended"),
        ({**ALL, "3": "partly"}, "careful"),
        ({**ALL, "3": "partly", "5": "no"}, "other"),
        ({**ALL, "1": "no"}, "other"),
        ({"1": "no"}, ""),
        ({}, ""),
    ],
)
def test_the_rule_of_the_checklist(answers, result):
    assert verdict(answers) == result


def test_the_checklist_keeps_earlier_answers_and_is_private(browser, client_for, outsider):
    url = reverse("suitability")
    first = {f"q{number}": "yes" for number in range(1, 6)}
    page = browser.post(url, {**first, "label": "製造業の相談"}, follow=True).content.decode()
    assert "積極的な展開を推奨" in page
    other = browser.post(url, {**first, "q2": "no", "label": "製造業の相談"}, follow=True).content.decode()
    assert "他の選択肢を検討" in other
    assert "不適" not in other
    assert SuitabilityCheck.objects.count() == 2
    kept = SuitabilityCheck.objects.last()
    stranger = client_for(outsider).get(f"{url}?check={kept.pk}").content.decode()
    assert "製造業の相談" not in stranger


def test_no_verdict_while_a_question_is_open(browser):
    page = browser.post(reverse("suitability"), {"q1": "no"}, follow=True).content.decode()
    assert "あと4問が未回答です" in page
    assert "他の選択肢を検討" not in page


def test_the_same_answers_sent_twice_are_one_entry(browser):
    for _press in range(2):
        browser.post(reverse("suitability"), {"q1": "yes"})
    assert SuitabilityCheck.objects.count() == 1


@pytest.mark.parametrize("sent", [{"q1": "nonsense"}, {"label": "長" * 81}, {"q1": "\x00"}])
def test_wrong_answers_are_refused(browser, sent):
    assert browser.post(reverse("suitability"), sent).status_code == 422
    assert browser.get(reverse("suitability") + "?check=99999999999999999999999").status_code == 200
