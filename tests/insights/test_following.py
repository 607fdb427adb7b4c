"""The table that figures are counted by says what the cases say."""

import pytest
from django.db import transaction

from bansou.indexing.services import changed_many
from bansou.insights import following
from bansou.insights.models import CaseDates
from casestudies.models import CaseStudy
from casestudies.services import publishing
from tests.insights.conftest import ago, dated

pytestmark = pytest.mark.django_db


def test_a_published_case_has_a_row(make_case, organisation):
    case = dated(make_case(byline="organisation"), ago(3), submitted=ago(10))
    row = CaseDates.objects.get()
    assert (row.case, row.author, row.organisation) == (case, case.author, organisation)
    assert (row.published_on, row.review_days) == (ago(3), 7)
    assert (row.outcome, row.step, row.region) == ("failure", "4", "b-kanto")


@pytest.mark.parametrize(("byline", "is_named"), [("name", True), ("organisation", True), ("anonymous", False)])
def test_an_anonymous_case_is_of_no_organisation(make_case, author, byline, is_named):
    case = make_case(byline="name")
    publishing.change_settings(case, author, byline=byline)
    assert bool(CaseDates.objects.get().organisation) is is_named


def test_drafts_withdrawn_and_hidden_cases_have_none(make_case, author, checker):
    make_case(state="draft")
    assert not CaseDates.objects.exists()
    case = make_case()
    publishing.withdraw(case, author)
    assert not CaseDates.objects.exists()
    hidden = make_case()
    publishing.emergency_hide(hidden, checker, "住所が読み取れる")
    assert not CaseDates.objects.exists()
    publishing.unhide(hidden, checker)
    assert CaseDates.objects.get().case == hidden


def test_a_case_brought_in_with_an_old_date_has_no_days_of_review(make_case):
    dated(make_case(), ago(400), submitted=ago(1))
    assert CaseDates.objects.get().review_days is None


def test_changes_in_bulk_are_caught_up(make_case, monkeypatch):
    case = make_case()
    assert following.catch_up() == 1  # the first time: all
    assert following.catch_up() == 0
    case.terms.filter(scheme="outcome").update(code="good")
    monkeypatch.setattr("bansou.indexing.services.AT_ONCE", 0)
    changed_many("case", [case.public_id])
    assert CaseDates.objects.get().outcome == "failure"
    assert following.catch_up() == 1
    assert CaseDates.objects.get().outcome == "good"


def test_rebuilding_makes_the_same_rows(make_case):
    cases = [dated(make_case(), ago(number), ago(number + 5)) for number in range(3)]
    before = list(CaseDates.objects.order_by("pk").values())
    CaseDates.objects.filter(case=cases[0]).delete()
    CaseStudy.objects.filter(pk=cases[1].pk).update(title="変わった")
    assert following.rebuild() == 3
    assert list(CaseDates.objects.order_by("pk").values()) == before
    CaseStudy.objects.filter(pk=cases[2].pk).update(live=False)
    following.rebuild()
    assert CaseDates.objects.count() == 2


def test_following_is_cheap(make_case, django_assert_max_num_queries):
    case = make_case()
    with transaction.atomic(), django_assert_max_num_queries(5):  # case, terms, submission, gone ones, the row
        following.bring_up([case.public_id])
