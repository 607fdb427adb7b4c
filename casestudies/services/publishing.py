"""Publishing and un-publishing: what makes a case appear on, and vanish from, every door at once."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from bansou.audit.models import record
from bansou.indexing.services import changed
from casestudies.models import CaseStudy

PUBLISHED, SETTINGS_CHANGED = "publish", "change_publication_settings"  # in the audit log


@transaction.atomic
def publish_revision(revision: Any, by: Any) -> CaseStudy:
    """Make this revision the published text. Whoever calls has decided that it may be published."""
    revision.publish(user=by, skip_permission_checks=True)
    case = CaseStudy.objects.select_for_update().get(public_id=revision.content_object.public_id)
    case.published_on = case.published_on or timezone.localdate()
    case.withdrawn_at, case.withdrawn_reason, case.needs_update_since = None, "", None
    case.save(update_fields=["published_on", "withdrawn_at", "withdrawn_reason", "needs_update_since"])
    record(by, PUBLISHED, case, revision=revision.pk)
    changed(case)
    return case


@transaction.atomic
def withdraw(case: CaseStudy, by: Any, reason: str = "") -> None:
    """End the publication at once (公開を取りやめる). `reason` is public: it stands on the page that answers 410."""
    case = CaseStudy.objects.select_for_update().get(pk=case.pk)
    case.withdrawn_at, case.withdrawn_reason = timezone.now(), reason[:200]
    case.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    record(by, "withdraw", case, reason=reason)
    changed(case)


@transaction.atomic
def emergency_hide(case: CaseStudy, by: Any, reason: str) -> None:
    """Hide a case from every door (緊急に非公開にする). `reason` is for the audit and the author, not for readers."""
    case = CaseStudy.objects.select_for_update().get(pk=case.pk)
    case.hidden_at, case.hidden_by, case.hidden_reason = timezone.now(), by, reason[:400]
    case.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    record(by, "emergency_hide", case, reason=reason)
    changed(case)


@transaction.atomic
def unhide(case: CaseStudy, by: Any) -> None:
    """Take an emergency hiding back."""
    case = CaseStudy.objects.select_for_update().get(pk=case.pk)
    case.hidden_at, case.hidden_by, case.hidden_reason = None, None, ""
    case.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    record(by, "unhide", case)
    changed(case)


@transaction.atomic
def change_settings(case: CaseStudy, by: Any, **settings: str) -> None:
    """Change visibility, byline or place precision of a case and let the index know."""
    case = CaseStudy.objects.select_for_update().get(pk=case.pk)
    before = {name: getattr(case, name) for name in settings}
    for name, value in settings.items():
        setattr(case, name, value)
    case.save(update_fields=list(settings))
    record(by, SETTINGS_CHANGED, case, before=before, after=settings)
    changed(case)
