"""The two checks: whose turn it is, what must be true, and what becomes of the text."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from bansou.access import Visibility
from bansou.audit.models import AuditEntry
from casestudies.anchors import Anchor
from casestudies.byline import Byline
from casestudies.models import AnonymisationRecord, CaseStudy, CoAuthor, Consent, Remark, ReviewAssignment
from casestudies.services import drafts, review, writing
from casestudies.services.queue import TAKE_OVER_AFTER
from casestudies.services.turns import running_task, stage_of
from casestudies.state import State
from tests.casestudies.review_help import ALL, fresh, mailed, privacy_checked, published, submitted, told
from tests.cast import give_consent, make_person

pytestmark = pytest.mark.django_db


def must(case, by, text="会社名を伏せてください。", section="title"):
    return review.add_remark(case, by, Anchor(case.public_id, section), text)


def audit(case, verb):
    return AuditEntry.objects.filter(object_id=case.public_id, verb=verb).first()


# --- The way through --------------------------------------------------------------------------------------------------
def test_the_whole_way(make_case, checker, curator):
    case = submitted(make_case(state="draft"))
    give_consent(case)
    review.save_checklist(case, checker, ALL)
    case = review.approve(case, checker)
    assert case.state == State.CONTENT_CHECK and not case.live
    case = review.approve(case, curator)
    assert case.state == State.PUBLISHED
    assert case.live_revision_id == case.latest_revision_id
    assert audit(case, "approve").data["stage"] == "content_check"
    assert told("published", case.author) == 1


def test_wagtail_sends_no_mail_of_its_own(make_case, checker, curator):
    case = submitted(make_case(state="draft"))
    must(case, checker)
    review.ask_for_changes(case, checker)
    published(fresh(case), checker, curator)
    assert mail.outbox == []


def test_changes_asked_for_lose_nothing_and_begin_again_at_the_first_check(make_case, checker, curator):
    case = privacy_checked(make_case(state="draft"), checker)
    text = case.draft.what_happened
    review.ask_for_changes(case, curator, "場面をもう少し教えてください。")
    case = fresh(case)
    assert case.state == State.RETURNED
    assert case.draft.what_happened == text
    drafts.change(case, {"what_happened": "株式会社みどりの話。"}, case.author)
    case = submitted(fresh(case))
    assert stage_of(running_task(case)) == State.PRIVACY_CHECK
    with pytest.raises(review.NotPossible):  # the ticks of the first round do not count for the new text
        review.approve(case, checker)


def test_what_is_published_is_what_was_checked(make_case, checker, curator):
    """A text that slips in behind the reviewers' backs is not published with their approval."""
    case = privacy_checked(make_case(state="draft"), checker)
    draft = case.draft
    draft.title = "だれも見ていない題名"
    draft.save_revision(user=case.author, clean=False)
    case = review.approve(fresh(case), curator)
    assert not case.live
    assert stage_of(running_task(case)) == State.PRIVACY_CHECK


def test_approval_publishes_the_approved_revision(make_case, checker, curator):
    case = make_case(state="published", title="はじめの題名")
    drafts.change(case, {"title": "直した題名"}, case.author)
    case = privacy_checked(fresh(case), checker)
    assert case.title == "はじめの題名"
    approved = running_task(case).revision_id
    case = review.approve(case, curator)
    assert (case.title, case.live_revision_id) == ("直した題名", approved)


def test_what_is_decided_outside_the_text_is_not_reverted(make_case, checker, curator, other_organisation, outsider):
    case = submitted(make_case(state="draft", visibility=Visibility.MEMBERS, byline=Byline.NAME))
    give_consent(case)
    review.save_checklist(case, checker, ALL)
    newer = Consent.objects.create(case=case, party="author", scope="public", given_on="2026-05-01")
    CaseStudy.objects.filter(pk=case.pk).update(
        visibility=Visibility.PUBLIC,
        byline=Byline.ANONYMOUS,
        place_precision="prefecture",
        organisation=other_organisation,
        helpful_count=3,
    )
    CoAuthor.objects.create(case=case, user=outsider)
    case = review.approve(review.approve(fresh(case), checker), curator)
    assert case.is_public_now
    assert (case.visibility, case.byline, case.place_precision) == ("public", "anonymous", "prefecture")
    assert (case.organisation, case.helpful_count) == (other_organisation, 3)
    assert case.consents.filter(pk=newer.pk).exists()
    assert AnonymisationRecord.objects.get(case=case).complete
    assert case.coauthors.filter(user=outsider).exists()


# --- What must be true ------------------------------------------------------------------------------------------------
def test_the_first_check_needs_the_whole_checklist(make_case, checker):
    case = submitted(make_case(state="draft"))
    give_consent(case)
    for ticked in ([], ALL[:-1], [*ALL[:-1], "made-up"]):
        review.save_checklist(case, checker, ticked)
        with pytest.raises(review.NotPossible, match="項目"):
            review.approve(case, checker)
    assert review.save_checklist(case, checker, ALL).complete
    assert review.approve(case, checker).state == State.CONTENT_CHECK


@pytest.mark.parametrize(
    ("visibility", "scope", "passes"),
    [
        ("public", "public", True),
        ("public", "members", False),
        ("public", "organisation", False),
        ("members", "public", True),
        ("members", "members", True),
        ("members", "organisation", False),
        ("organisation", "organisation", True),
        ("organisation", "members", True),
        ("members", None, False),
    ],
)
def test_the_consent_must_reach_as_far_as_the_visibility(make_case, checker, visibility, scope, passes):
    case = submitted(make_case(state="draft", visibility=visibility))
    if scope:
        give_consent(case, scope)
    review.save_checklist(case, checker, ALL)
    if passes:
        assert review.approve(case, checker).state == State.CONTENT_CHECK
    else:
        with pytest.raises(review.NotPossible):
            review.approve(case, checker)


def test_a_consent_withdrawn_meanwhile_stops_the_second_check(make_case, checker, curator):
    case = privacy_checked(make_case(state="draft"), checker)
    review.withdraw_consent(case.consents.get(), checker)
    with pytest.raises(review.NotPossible):
        review.approve(case, curator)
    assert not fresh(case).live


def test_a_remark_that_must_be_followed_stops_approval(make_case, checker):
    case = submitted(make_case(state="draft"))
    give_consent(case)
    review.save_checklist(case, checker, ALL)
    remark = must(case, checker)
    with pytest.raises(review.NotPossible):
        review.approve(case, checker)
    review.delete_remark(remark, checker)
    hint = review.add_remark(case, checker, Anchor(case.public_id, "cause"), "具体的で良いです。", "hint")
    review.approve(case, checker)
    hint.refresh_from_db()
    assert hint.sent_at and not hint.resolved_at


def test_asking_for_changes_needs_something_to_say(make_case, checker):
    case = submitted(make_case(state="draft"))
    review.add_remark(case, checker, Anchor(case.public_id, "cause"), "良いと思います。", "hint")
    with pytest.raises(review.NotPossible):
        review.ask_for_changes(case, checker)
    must(case, checker)
    assert review.ask_for_changes(case, checker, "ありがとうございます。") == 1
    assert Remark.objects.filter(case=case, sent_at__isnull=False).count() == 3
    assert mailed("returned") == ["author@example.jp"]


def test_a_sent_remark_stays(make_case, checker):
    case = submitted(make_case(state="draft"))
    remark = must(case, checker)
    review.ask_for_changes(case, checker)
    case = submitted(fresh(case))
    with pytest.raises(review.NotPossible):
        review.delete_remark(remark, checker)
    review.settle_remark(remark, checker)
    remark.refresh_from_db()
    assert remark.resolved_at


# --- Who ------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["author", "colleague", "outsider", "curator", "trainer", "hub", "manager", "pending"])
def test_only_the_role_of_the_stage_decides(make_case, request, role):
    case = submitted(make_case(state="draft"))
    person = request.getfixturevalue(role)
    assert not review.may_review(person, case)
    with pytest.raises(review.NotPossible):
        review.assign(case, person)


def test_nobody_checks_their_own_work_while_somebody_else_can(make_case, checker, organisation):
    near = make_person("near", organisation, "checker")
    own = submitted(make_case(state="draft", author=near, organisation=organisation))
    colleagues = submitted(make_case(state="draft"))
    for case in (own, colleagues):
        assert not review.may_review(near, case)
        assert review.may_review(checker, case)
        with pytest.raises(review.NotPossible):
            review.assign(case, near)
    written_with = submitted(make_case(state="draft"))
    CoAuthor.objects.create(case=written_with, user=checker)
    assert [item.case for item in review.queue_for(near)] == [written_with]  # the other checker wrote it with them


def test_when_nobody_else_can_the_audit_says_so(make_case, organisation):
    only = make_person("only", organisation, "checker")
    case = submitted(make_case(state="draft", author=only, organisation=organisation))
    give_consent(case)
    review.save_checklist(case, only, ALL)
    review.approve(case, only)
    assert audit(case, "approve").data["no_other_reviewer"] is True
    assert review.queue_for(only) == []


def test_an_administrator_checks_both_stages(make_case, administrator):
    case = published(make_case(state="draft"), administrator, administrator)
    assert case.state == State.PUBLISHED


def test_a_taken_case_is_left_to_whoever_took_it(make_case, checker, office):
    second = make_person("second", office, "checker")
    case = submitted(make_case(state="draft"))
    review.assign(case, checker)
    with pytest.raises(review.NotPossible, match=str(checker)):
        must(case, second)
    ReviewAssignment.objects.update(at=timezone.now() - TAKE_OVER_AFTER - timedelta(minutes=1))
    review.assign(case, second)
    assert ReviewAssignment.objects.get().reviewer == second
    assert audit(case, "assign").data["taken_over"] is True
    review.release(case, second)
    assert not ReviewAssignment.objects.exists()
    assert fresh(case).state == State.SUBMITTED


# --- Races --------------------------------------------------------------------------------------------------------------------
def test_two_reviewers_at_once(make_case, checker, administrator):
    case = submitted(make_case(state="draft"))
    give_consent(case)
    shown = running_task(case).pk
    review.save_checklist(case, checker, ALL)
    review.approve(case, checker, shown)
    with pytest.raises(review.Overtaken):
        review.approve(case, administrator, shown)
    assert fresh(case).state == State.CONTENT_CHECK


def test_the_author_takes_it_back_meanwhile(make_case, checker):
    case = submitted(make_case(state="draft"))
    shown = running_task(case).pk
    remark = must(case, checker)
    writing.withdraw_submission(case, case.author)
    for act in (
        lambda: review.approve(case, checker, shown),
        lambda: review.ask_for_changes(case, checker, "理由", shown),
        lambda: review.save_checklist(case, checker, ALL, task=shown),
        lambda: must(case, checker),
        lambda: review.delete_remark(remark, checker),
        lambda: review.assign(case, checker, shown),
        lambda: review.release(case, checker),
    ):
        with pytest.raises(review.Overtaken):
            act()
    assert fresh(case).state == State.DRAFT


# --- The queue ------------------------------------------------------------------------------------------------------------------
def test_the_queue_is_by_age_and_role(make_case, checker, curator, administrator, django_assert_max_num_queries):
    first, second = (
        submitted(make_case(state="draft", title="一つ目")),
        submitted(make_case(state="draft", title="二つ目")),
    )
    third = privacy_checked(make_case(state="draft", title="三つ目"), administrator)
    assert [item.title for item in review.queue_for(checker)] == ["一つ目", "二つ目"]
    assert [item.title for item in review.queue_for(curator)] == ["三つ目"]
    assert {item.case for item in review.queue_for(administrator)} == {first, second, third}
    review.assign(second, checker)
    items = review.queue_for(checker)
    assert [item.is_mine for item in items] == [False, True]
    for _ in range(4):
        submitted(make_case(state="draft"))
    with django_assert_max_num_queries(12):
        assert len(review.queue_for(checker)) == 6


def test_the_queue_of_everybody_else_is_empty(author, hub, trainer, pending, make_case):
    submitted(make_case(state="draft"))
    assert [review.queue_for(person) for person in (author, hub, trainer, pending)] == [[], [], [], []]


# --- Published cases ----------------------------------------------------------------------------------------------------------
def test_an_update_is_asked_for(make_case, curator, author):
    case = make_case()
    review.request_update(case, curator, "その後の数字を足していただけますか。")
    case = fresh(case)
    assert case.state == State.NEEDS_UPDATE and case.is_public_now
    assert Remark.objects.get(case=case).sent_at
    with pytest.raises(review.NotPossible):
        review.request_update(case, author, "自分で")
