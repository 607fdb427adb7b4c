"""Drafts as revisions: the ground that writing, autosave and files stand on. Call these inside a transaction."""

from datetime import datetime
from typing import Any

from wagtail.models import TaskState

from casestudies import content
from casestudies.models import CaseStudy
from casestudies.state import RUNNING


class NotEditable(Exception):
    """The case is being checked: its author takes the submission back first."""


def lock(case: CaseStudy) -> CaseStudy:
    """The row as it is now, locked until the transaction ends."""
    return CaseStudy.objects.select_for_update().get(pk=case.pk)


def is_editable(case: CaseStudy) -> bool:
    """May its authors change the text? Not while somebody checks it."""
    return case.edit_state not in RUNNING


def require_editable(case: CaseStudy) -> None:
    """Raise NotEditable while a workflow runs."""
    if not is_editable(case):
        raise NotEditable


def saved_at(case: CaseStudy) -> datetime | None:
    """When the draft was stored last; None when nothing is in work."""
    return case.latest_revision.created_at if case.latest_revision_id and case.has_unpublished_changes else None


def change(case: CaseStudy, values: content.Content, by: Any) -> CaseStudy:
    """Replace these values of the draft, store it, and answer the case as it is then.

    Settings are columns of the row, the rest is the revision.
    """
    settings = {name: values[name] for name in content.SETTINGS if name in values}
    draft = case.draft
    content.write(draft, values)
    if settings:
        CaseStudy.objects.filter(pk=case.pk).update(**settings)
    store(draft, by)
    return CaseStudy.objects.get(pk=case.pk)


def store(draft: CaseStudy, by: Any) -> Any:
    """Store the draft as a revision: the same one again while it is this writer's and nobody checked or published it."""
    latest = draft.get_latest_revision()
    again = latest if latest and latest.user_id == by.pk and not _is_referred_to(latest, draft) else None
    return draft.save_revision(user=by, clean=False, overwrite_revision=again)


def _is_referred_to(revision: Any, draft: CaseStudy) -> bool:
    live = CaseStudy.objects.filter(pk=draft.pk, live_revision=revision).exists()
    return live or TaskState.objects.filter(revision=revision).exists()
