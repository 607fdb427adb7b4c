"""What a list says about a case, for every combination of facts it is derived from."""

import itertools
from types import SimpleNamespace

import pytest

from casestudies.models import CaseStudy, ReviewAssignment
from casestudies.state import State, edit_state_of, state_of, workflow_facts

LIVE, CHANGED, HIDDEN, WITHDRAWN, OLD, ASSIGNED = "live", "changed", "hidden", "withdrawn", "old", "assigned"
WORKFLOWS = ("", "in_progress", "needs_changes", "approved", "cancelled")
STAGES = ("privacy_check", "content_check")


def case_with(status, stage, facts):
    return SimpleNamespace(
        live=LIVE in facts,
        has_unpublished_changes=CHANGED in facts,
        hidden_at=HIDDEN in facts or None,
        withdrawn_at=WITHDRAWN in facts or None,
        needs_update_since=OLD in facts or None,
        workflow_status=status,
        workflow_stage=stage,
        is_assigned=ASSIGNED in facts,
    )


def subsets(*names):
    return [set(chosen) for size in range(len(names) + 1) for chosen in itertools.combinations(names, size)]


EDIT = {  # (workflow, stage, assigned) → state of the text in work
    ("in_progress", "privacy_check", False): State.SUBMITTED,
    ("in_progress", "privacy_check", True): State.PRIVACY_CHECK,
    ("in_progress", "content_check", False): State.CONTENT_CHECK,
    ("in_progress", "content_check", True): State.CONTENT_CHECK,
}


def expected_edit(status, stage, facts):
    if status == "in_progress":
        return EDIT[status, stage, ASSIGNED in facts]
    if LIVE in facts and CHANGED not in facts:
        return None
    return State.RETURNED if status == "needs_changes" else State.DRAFT


def expected_state(status, stage, facts):
    if HIDDEN in facts:
        return State.HIDDEN
    if WITHDRAWN in facts:
        return State.WITHDRAWN
    if LIVE in facts:
        return State.NEEDS_UPDATE if OLD in facts else State.PUBLISHED
    return expected_edit(status, stage, facts) or State.DRAFT


@pytest.mark.parametrize("status", WORKFLOWS)
@pytest.mark.parametrize("stage", STAGES)
def test_every_combination(status, stage):
    for facts in subsets(LIVE, CHANGED, HIDDEN, WITHDRAWN, OLD, ASSIGNED):
        case = case_with(status, stage, facts)
        assert edit_state_of(case) == expected_edit(status, stage, facts), facts
        assert state_of(case) == expected_state(status, stage, facts), facts


@pytest.mark.django_db
def test_the_annotation_says_the_same_as_the_question(make_case, checker):
    """A list reads `.with_state()`, a single case asks: both from the real tables, at every turn of a review."""
    case = make_case(state="draft")

    def facts():
        asked = workflow_facts(CaseStudy.objects.get(pk=case.pk))
        assert asked == workflow_facts(CaseStudy.objects.with_state().get(pk=case.pk))
        return CaseStudy.objects.with_state().get(pk=case.pk).state

    assert facts() == State.DRAFT
    case.get_workflow().start(case, case.author)
    assert facts() == State.SUBMITTED
    task = case.current_workflow_task_state
    ReviewAssignment.objects.create(task_state=task, reviewer=checker)
    assert facts() == State.PRIVACY_CHECK
    task.approve(user=checker)
    assert facts() == State.CONTENT_CHECK
    case.current_workflow_task_state.reject(user=checker)
    assert facts() == State.RETURNED
    case.current_workflow_state.cancel(user=case.author)
    assert facts() == State.DRAFT
