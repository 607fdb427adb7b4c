"""The ground that the other tests stand on."""

import pytest
from wagtail.models import Page, Site

from bansou.access import is_member, is_staff
from bansou.accounts.models import User
from bansou.vocabulary.models import Term
from casestudies.models import CaseStudy
from tests.cast import make_person


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_flush_takes_nothing_away_for_good(turn):
    assert not User.objects.exists()
    assert Term.objects.filter(scheme="step").count() == 7
    assert Page.objects.filter(depth=1).exists() and Site.objects.exists()
    make_person("somebody")


@pytest.mark.django_db
def test_the_cast_has_the_rights_of_its_roles(
    author, colleague, outsider, manager, checker, curator, hub, administrator, pending
):
    assert all(is_member(person) for person in (author, colleague, outsider, manager, hub))
    assert all(is_staff(person) for person in (checker, curator, administrator))
    assert not is_member(pending) and not is_staff(hub) and not is_staff(manager)


@pytest.mark.parametrize("state", ["draft", "submitted", "published"])
def test_cases_of_the_cast_are_in_the_state_asked_for(make_case, state):
    case = make_case(state, byline="anonymous", rows=[("voices", {"viewpoint": "owner", "text": "やってみるよ"})])
    assert case.state == state
    assert case.draft.outcome == "failure" and case.draft.main_step == "4"
    assert [row.text for row in case.draft.rows_of("voices")] == ["やってみるよ"]


def test_a_published_case_is_read_by_its_audience(make_case, author, colleague, outsider):
    case = make_case(visibility="organisation")
    readers = [p for p in (author, colleague, outsider) if CaseStudy.objects.visible_to(p).filter(pk=case.pk).exists()]
    assert readers == [author, colleague]
