"""Consent: recorded, reminded of, withdrawn, run out; and what that does to a published case."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from bansou.audit.models import AuditEntry
from casestudies.models import CaseStudy, Consent
from casestudies.services import review
from casestudies.services.asking_again import ask_ongoing_again
from casestudies.services.consent import consent_reminders, end_expired, is_covered
from casestudies.state import State
from tests.casestudies.review_help import consent, fresh, mailed, told

pytestmark = pytest.mark.django_db


def ends_in(case, days, **fields):
    case.consents.all().delete()
    return consent(case, expires_on=timezone.localdate() + timedelta(days=days), **fields)


def test_recording_keeps_the_history(make_case, checker, curator):
    case = make_case(state="draft", visibility="public")
    review.record_consent(case, checker, "firm", "members", date(2026, 1, 1), contact="代表者")
    assert not is_covered(case)
    review.record_consent(case, checker, "firm", "public", date(2026, 2, 1))
    assert is_covered(case) and case.consents.count() == 2
    assert "代表者" not in str(AuditEntry.objects.filter(verb="record_consent").values_list("data", flat=True))
    with pytest.raises(review.NotPossible):
        review.record_consent(case, curator, "firm", "public", date(2026, 2, 1))


def test_a_consent_of_tomorrow_or_of_another_party_does_not_count(make_case):
    case = make_case(state="draft", visibility="organisation")
    consent(case, given_on=timezone.localdate() + timedelta(days=1))
    consent(case, party=Consent.Party.ORGANISATION)
    assert not is_covered(case)


def test_withdrawal_ends_the_publication_at_once(make_case, checker, author, client_for):
    case = make_case()
    assert review.withdraw_consent(case.consents.get(), checker) is True
    case = fresh(case)
    assert case.state == State.WITHDRAWN
    assert case.withdrawn_reason == "同意が撤回されたため、この事例の公開を終了しました。"
    response = client_for(None).get(case.get_absolute_url())
    assert response.status_code == 410
    assert case.withdrawn_reason in response.content.decode()
    assert mailed("consent_gone") == ["author@example.jp"]
    assert told("consent_gone_checkers", checker) == 1
    with pytest.raises(review.NotPossible):
        review.withdraw_consent(case.consents.get(), checker)


def test_the_public_reason_is_japanese_whoever_recorded_it(make_case, checker):
    case = make_case()
    with translation.override("en"):
        review.withdraw_consent(case.consents.get(), checker)
    assert "同意" in fresh(case).withdrawn_reason


def test_a_newer_consent_keeps_the_case(make_case, checker):
    case = make_case()
    old = case.consents.get()
    consent(case)
    assert review.withdraw_consent(old, checker) is False
    assert fresh(case).is_public_now


def test_a_newer_consent_that_is_too_narrow_does_not(make_case, checker):
    case = make_case(visibility="public")
    old = case.consents.get()
    consent(case, scope="members")
    assert review.withdraw_consent(old, checker) is True


def test_only_checkers_record_a_withdrawal(make_case, curator, author):
    case = make_case()
    for person in (curator, author):
        with pytest.raises(review.NotPossible):
            review.withdraw_consent(case.consents.get(), person)


@pytest.mark.parametrize(("left", "expected"), [(61, 0), (60, 1), (31, 1), (30, 1), (8, 1), (7, 1), (0, 1)])
def test_reminders(make_case, author, left, expected):
    ends_in(make_case(), left)
    assert consent_reminders() == expected
    assert consent_reminders() == 0
    assert told("consent_soon", author) == expected


def test_three_reminders_on_the_way(make_case, author):
    case = make_case()
    row = ends_in(case, 60)
    for left in (60, 59, 45, 30, 29, 8, 7, 6, 1):
        Consent.objects.filter(pk=row.pk).update(expires_on=timezone.localdate() + timedelta(days=left))
        consent_reminders()
    assert told("consent_soon", author) == 3


def test_no_reminder_where_a_renewal_is_recorded_or_nothing_is_published(make_case, author):
    case, hidden = make_case(), make_case(state="draft")
    ends_in(case, 20)
    consent(case)
    ends_in(hidden, 20)
    assert consent_reminders() == 0


def test_the_end_of_the_term_ends_the_publication(make_case, checker, author):
    case, renewed = make_case(), make_case()
    ends_in(case, 0)
    assert end_expired() == 0
    ends_in(case, -1)
    ends_in(renewed, -1)
    consent(renewed)
    assert end_expired() == 1
    assert end_expired() == 0
    assert fresh(case).state == State.WITHDRAWN
    assert "期限" in fresh(case).withdrawn_reason
    assert fresh(renewed).is_public_now
    assert told("consent_expired", author) == 1


def test_cases_in_progress_are_asked_after(make_case, author):
    old = make_case(terms={"outcome": ["ongoing"]}, title="途中の話")
    make_case(terms={"outcome": ["ongoing"]})
    good = make_case(terms={"outcome": ["good"]})
    long_ago = timezone.now() - timedelta(days=200)
    CaseStudy.objects.filter(pk__in=[old.pk, good.pk]).update(last_published_at=long_ago)
    assert ask_ongoing_again() == 1
    assert ask_ongoing_again() == 0
    assert fresh(old).state == State.NEEDS_UPDATE
    assert told("ongoing_again", author) == 1
