"""Doors that a stolen session or a curious curator would try."""

import pytest

from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def test_nobody_guesses_the_password_by_trying_to_leave(client_for, author):
    browser = client_for(author)
    answers = [browser.post("/me/leave/", {"password": f"guess {n}", "sure": "on"}).status_code for n in range(12)]
    assert answers[0] != 429
    assert answers[-1] == 429
    assert browser.post("/me/leave/", {"password": PASSWORD, "sure": "on"}).status_code == 429
    author.refresh_from_db()
    assert author.is_active


@pytest.mark.parametrize("path", ["workflow/", "workflow/results/", "workflow_tasks/", "workflow_tasks/results/"])
def test_the_workflow_reports_of_the_admin_are_closed(client_for, curator, path):
    assert client_for(curator).get(f"/admin/reports/{path}").status_code == 404


def test_who_waits_for_approval_is_told_why_a_page_is_closed(client_for, pending, make_case):
    case = make_case(visibility="members")
    answer = client_for(pending).get(case.get_absolute_url())
    assert answer.status_code == 404
    assert "所属の確認" in answer.content.decode()
