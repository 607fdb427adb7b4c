"""The review screens through the browser's door: who gets in, what they see, what each button does."""

import pytest
from django.urls import reverse

from casestudies.anonymity import findings
from casestudies.models import CaseStudy, Remark
from casestudies.services import drafts, review, writing
from casestudies.services.turns import running_task
from casestudies.state import State
from tests.casestudies.review_help import ALL, fresh, privacy_checked, submitted
from tests.cast import ROLES, give_consent, make_person

pytestmark = pytest.mark.django_db
REVIEWERS = {"checker", "curator", "administrator"}


def url(name, case, *args):
    return reverse(f"review-{name}", args=[case.public_id, *args])


def page(client, case):
    response = client.get(url("case", case))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def waiting(make_case):
    """A submitted case that names somebody."""
    return submitted(make_case(state="draft", background="創業53年の記念式で、鈴木さんと松江市を歩いた。"))


# --- Who gets in --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ROLES)
def test_doors(waiting, request, client_for, role):
    client = client_for(request.getfixturevalue(role))
    expected = 200 if role in REVIEWERS else 302 if role in {"visitor", "pending"} else 403
    assert client.get(reverse("review-queue")).status_code == expected
    assert client.get(url("case", waiting)).status_code == expected
    acts = {"assign": {}, "checklist": {"ticked": ALL}, "approve": {}, "send-back": {"reason": "x"}, "release": {}}
    if role in REVIEWERS - {"curator"}:
        return
    for name, data in acts.items():
        assert client.post(url(name, waiting), data).status_code in {302, 401, 403}
    assert fresh(waiting).state == State.SUBMITTED
    assert not waiting.anonymisation_records.exists()


def test_the_admin_opens_while_a_case_waits_for_the_curator(make_case, checker, curator, administrator, client_for):
    """Wagtail's panel of objects to moderate knows pages and snippets only."""
    privacy_checked(make_case(state="draft", title="ひそかに待つ事例"), checker)
    for person in (curator, administrator):
        response = client_for(person).get("/admin/")
        assert response.status_code == 200
        assert "ひそかに待つ事例" not in response.content.decode()


def test_a_draft_that_nobody_submitted_does_not_exist(make_case, checker, client_for):
    assert client_for(checker).get(url("case", make_case(state="draft"))).status_code == 404


def test_acts_want_post(waiting, checker, client_for):
    for name in ("assign", "release", "checklist", "remark", "consent", "approve", "request-update", "hide", "unhide"):
        assert client_for(checker).get(url(name, waiting)).status_code == 405


# --- The queue ------------------------------------------------------------------------------------------------------------
def test_the_queue_and_its_tabs(waiting, checker, client_for, organisation):
    client = client_for(checker)
    text = client.get(reverse("review-queue")).content.decode()
    assert str(waiting.draft) in text and "担当する" in text and "試験 author" not in text
    client.post(url("assign", waiting), {"task": running_task(waiting).pk})
    assert "あなたが担当しています" in client.get(reverse("review-queue")).content.decode()
    assert (
        "いま確認を待っている事例はありません"
        in client.get(reverse("review-queue"), {"tab": "waiting"}).content.decode()
    )
    near = client_for(make_person("near", organisation, "checker"))
    text = near.get(reverse("review-queue"), {"tab": "all"}).content.decode()
    assert "ほかの人が確認します" in text and url("case", waiting) not in text
    assert near.get(url("case", waiting)).status_code == 302


# --- The way through ------------------------------------------------------------------------------------------------------
def test_from_submission_to_publication(make_case, checker, curator, client_for):
    case = submitted(make_case(state="draft", visibility="members", title="団地の奥で聞いた話"))
    client, task = client_for(checker), running_task(case).pk
    text = page(client, case)
    assert "有効な事業者の同意がありません" in text and "12項目のうち0項目" in text
    client.post(url("checklist", case), {"ticked": ALL[:3], "task": task})
    assert "3/12" in page(client, case)
    refused = client.post(url("approve", case), {"task": task}, follow=True).content.decode()
    assert "9項目が残っています" in refused
    client.post(url("checklist", case), {"ticked": ALL, "task": task})
    refused = client.post(url("approve", case), {"task": task}, follow=True).content.decode()
    assert "有効な事業者の同意がありません" in refused
    data = {"party": "firm", "scope": "members", "given_on": "2026-02-01", "contact": "みどり製作所の社長"}
    client.post(url("consent", case), data)
    assert "みどり製作所の社長" in page(client, case)
    done = client.post(url("approve", case), {"task": task}, follow=True)
    assert "次は内容の確認です" in done.content.decode()
    second = client_for(curator)
    text = page(second, case)
    assert "みどり製作所の社長" not in text and "同意を記録する" not in text
    done = second.post(url("approve", case), {"task": running_task(fresh(case)).pk}, follow=True)
    assert "確認済みにして、公開しました" in done.content.decode()
    assert fresh(case).is_public_now


def test_findings_become_remarks_or_stay(waiting, checker, client_for):
    client = client_for(checker)
    found = {finding.text: finding for finding in findings(waiting.draft)}
    text = page(client, waiting)
    assert "〔匿名化：人名〕" in text and "創業50年余り" in text
    filled = client.get(url("case", waiting), {"finding": found["創業53年"].key}).content.decode()
    assert "のような幅にするか" in filled
    client.post(url("checklist", waiting), {"kept": [found["松江市"].key]})
    assert page(client, waiting).count("checked") >= 1
    data = {"place": "background", "quote": "鈴木", "severity": "must", "text": "人名を伏せてください。"}
    client.post(url("remark", waiting), data)
    remark = Remark.objects.get()
    assert (remark.section, remark.anchor["quote"]) == ("background", "鈴木")
    assert remark.anchor["prefix"].endswith("記念式で、")
    assert "人名を伏せてください。" in page(client, waiting)


def test_asking_for_changes_shows_first_what_the_author_gets(waiting, checker, client_for):
    client = client_for(checker)
    client.post(url("remark", waiting), {"place": "title", "severity": "must", "text": "題名を一文に。", "quote": ""})
    preview = client.get(url("send-back", waiting)).content.decode()
    assert "題名を一文に。" in preview and "1か所の修正をお願いしています" in preview
    assert fresh(waiting).state == State.PRIVACY_CHECK
    data = {"reason": "ありがとうございます。", "task": running_task(waiting).pk}
    assert client.post(url("send-back", waiting), data).status_code == 302
    assert fresh(waiting).state == State.RETURNED
    assert client.get(url("case", waiting)).status_code == 302  # with the author again


def test_nothing_to_say_is_no_letter(waiting, checker, client_for):
    response = client_for(checker).post(url("send-back", waiting), {"reason": ""})
    assert response.status_code == 400 and "何を直せばよいか" in response.content.decode()


def test_bad_input_is_said_and_changes_nothing(waiting, checker, client_for):
    client = client_for(checker)
    bad = client.post(url("consent", waiting), {"party": "x", "scope": "y", "given_on": "2999-01-01"})
    assert bad.status_code == 400
    assert client.post(url("remark", waiting), {"place": "nowhere", "text": "", "severity": "?"}).status_code == 400
    for data in ({"task": "x"}, {"task": "9" * 30}, {"ticked": ["\x00"], "kept": ["x" * 500]}):
        assert client.post(url("checklist", waiting), data).status_code == 302
    assert not waiting.consents.exists() and not waiting.remarks.exists()


# --- Too late ---------------------------------------------------------------------------------------------------------------
def test_whoever_comes_too_late_reads_a_sentence(waiting, checker, client_for):
    client, task = client_for(checker), running_task(waiting).pk
    writing.withdraw_submission(waiting, waiting.author)
    acts = {"approve": {}, "checklist": {"ticked": ALL}, "send-back": {"reason": "x"}, "assign": {}, "release": {}}
    acts["remark"] = {"place": "", "severity": "must", "text": "x"}
    for name, data in acts.items():
        response = client.post(url(name, waiting), {**data, "task": task}, follow=True)
        assert response.redirect_chain[-1][0] == reverse("review-queue"), name
        assert "確認待ちではありません" in response.content.decode(), name
    assert fresh(waiting).state == State.DRAFT


def test_the_second_press_changes_nothing(waiting, checker, administrator, client_for):
    give_consent(waiting)
    task = running_task(waiting).pk
    first, second = client_for(checker), client_for(administrator)
    first.post(url("checklist", waiting), {"ticked": ALL, "task": task})
    first.post(url("approve", waiting), {"task": task})
    response = second.post(url("approve", waiting), {"task": task}, follow=True)
    assert response.status_code == 200 and "もう一度ご覧ください" in response.content.decode()
    assert fresh(waiting).state == State.CONTENT_CHECK


# --- An edit of a published case --------------------------------------------------------------------------------------------
def test_what_changed_is_shown(make_case, author, checker, client_for):
    case = make_case(title="三回目の訪問")
    drafts.change(case, {"title": "二回目の訪問"}, author)
    text = page(client_for(checker), submitted(fresh(case)))
    assert "公開中の文章から変わったところ" in text
    assert "<del>" in text and "<ins>" in text
    assert "三回目の訪問" in client_for(None).get(case.get_absolute_url()).content.decode()


def test_the_screen_costs_a_fixed_number_of_queries(make_case, checker, client_for, django_assert_max_num_queries):
    rows = [("voices", {"viewpoint": "owner", "text": f"鈴木さんの声{n}"}) for n in range(15)]
    case = submitted(make_case(state="draft", rows=rows))
    for row in case.draft.rows_of("voices"):
        data = {"place": f"voices:{row.key}", "severity": "hint", "text": "良い声です。", "quote": ""}
        client_for(checker).post(url("remark", case), data)
    client = client_for(checker)
    with django_assert_max_num_queries(60):
        page(client, case)


def test_the_history_is_in_words(make_case, checker, curator, administrator, client_for):
    case = privacy_checked(make_case(state="draft"), checker)
    review.ask_for_changes(case, curator, "理由")
    writing.submit(fresh(case), case.author)
    text = page(client_for(administrator), case)
    for words in (
        "提出しました",
        "「匿名化・同意の確認中」を確認済みにしました",
        "1か所の修正をお願いしました",
        "同意を記録",
    ):
        assert words in text
    assert CaseStudy.objects.count() == 1
