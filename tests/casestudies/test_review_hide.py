"""緊急に非公開にする: one press, a reason, and the case is off every door at once."""

import pytest
from django.db import transaction
from django.urls import reverse

from bansou.audit.models import AuditEntry
from bansou.indexing.models import Change
from casestudies.models import CaseStudy
from casestudies.services import drafts, review
from casestudies.state import State
from tests.casestudies.review_help import fresh, mailed, privacy_checked, told
from tests.cast import give_consent, make_person

pytestmark = pytest.mark.django_db
TITLE = "団地の奥で待った沈黙"
DOORS = ["/", "/cases/", "/search/?q=沈黙", "/search/?step=4&outcome=failure", "/steps/4/", "/community/"]


@pytest.fixture
def case(make_case):
    """A public case under its author's name, so that it stands on as many pages as possible."""
    return make_case(title=TITLE, byline="name", visibility="public")


def hide(client, case, reason="取引先から特定できるとの連絡があった"):
    return client.post(reverse("review-hide", args=[case.public_id]), {"reason": reason}, follow=True)


def pages(case):
    return [*DOORS, case.author.get_absolute_url(), case.organisation.get_absolute_url()]


def test_off_every_door_at_once(case, checker, author, colleague, administrator, client_for):
    readers = [client_for(person) for person in (None, author, colleague, checker)]
    shown = [path for path in pages(case) if case.public_id in readers[0].get(path).content.decode()]
    assert {"/search/?q=沈黙", "/search/?step=4&outcome=failure"} < set(shown)  # else this would prove nothing
    response = hide(client_for(checker), case)
    assert response.status_code == 200 and "外しました" in response.content.decode()
    for client in readers:
        for path in pages(case):
            if path == "/" and client is readers[1]:
                continue  # the author's own work of the day names it
            text = client.get(path).content.decode()
            assert TITLE not in text and case.public_id not in text, path
        gone = client.get(case.get_absolute_url())
        assert gone.status_code == 410 and TITLE not in gone.content.decode()
        assert "取引先" not in gone.content.decode()
    assert 'data-total="0"' in readers[0].get("/search/?q=沈黙").content.decode()
    assert fresh(case).state == State.HIDDEN
    assert AuditEntry.objects.filter(verb="emergency_hide", object_id=case.public_id).exists()
    assert mailed("hidden") == [author.email] and mailed("hidden_checkers") == [administrator.email]


def test_the_index_changes_in_the_same_transaction(case, checker, client_for):
    before = Change.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        review.emergency_hide(case, checker, "理由")
        assert Change.objects.count() == before + 1
        raise RuntimeError
    assert Change.objects.count() == before and fresh(case).is_public_now
    assert 'data-total="1"' in client_for(None).get("/search/?q=沈黙").content.decode()


def test_showing_it_again(case, checker, author, client_for):
    hide(client_for(checker), case)
    client_for(checker).post(reverse("review-unhide", args=[case.public_id]))
    assert client_for(None).get(case.get_absolute_url()).status_code == 200
    assert 'data-total="1"' in client_for(None).get("/search/?q=沈黙").content.decode()
    assert told("shown_again", author) == 1


def test_not_shown_again_without_a_consent(case, checker):
    review.emergency_hide(case, checker, "理由")
    review.withdraw_consent(case.consents.get(), checker)
    with pytest.raises(review.NotPossible):
        review.unhide(case, checker)


@pytest.mark.parametrize("role", ["author", "colleague", "outsider", "manager", "curator", "trainer", "hub", "pending"])
def test_only_checkers(case, request, client_for, role):
    person = request.getfixturevalue(role)
    assert hide(client_for(person), case).status_code in {200, 403}
    assert fresh(case).is_public_now
    with pytest.raises(review.NotPossible):
        review.emergency_hide(case, person, "理由")
    assert (
        reverse("review-hide", args=[case.public_id])
        not in client_for(person).get(case.get_absolute_url()).content.decode()
    )


def test_it_does_not_wait_for_an_impartial_colleague(case, organisation, checker, client_for):
    near = make_person("near", organisation, "checker")
    drafts.change(case, {"cause": "直した"}, case.author)
    review_of_edit = privacy_checked(fresh(case), checker)
    assert not review.may_review(near, review_of_edit)
    hide(client_for(near), case)
    assert fresh(case).hidden_at


def test_a_reason_is_needed(case, checker, client_for):
    response = client_for(checker).post(reverse("review-hide", args=[case.public_id]), {"reason": " "})
    assert response.status_code == 400
    assert fresh(case).is_public_now


def test_the_button_stands_on_the_page_of_the_case(case, checker, client_for):
    text = client_for(checker).get(case.get_absolute_url()).content.decode()
    assert reverse("review-hide", args=[case.public_id]) in text and "緊急に非公開にする" in text
    assert (
        reverse("review-hide", args=[case.public_id])
        not in client_for(None).get(case.get_absolute_url()).content.decode()
    )


def test_hiding_twice_and_hiding_what_is_not_public(case, make_case, checker):
    review.emergency_hide(case, checker, "一度目")
    review.emergency_hide(case, checker, "二度目")
    assert CaseStudy.objects.get(pk=case.pk).hidden_reason == "一度目"
    draft = make_case(state="draft")
    give_consent(draft)
    with pytest.raises(review.NotPossible):
        review.emergency_hide(draft, checker, "理由")


def test_approval_does_not_show_a_hidden_case(case, checker, curator, author):
    drafts.change(case, {"cause": "直した"}, author)
    edited = privacy_checked(fresh(case), checker)
    review.emergency_hide(case, checker, "理由")
    case = review.approve(edited, curator)
    assert case.cause == "直した" and case.state == State.HIDDEN
    assert told("published", author) == 0
