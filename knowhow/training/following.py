"""What training derives from the articles and cases below it: a unit knows at the commit that its article or case is
gone, and its trainer is told. Readers never see more than they may: pages and PDFs ask `visible_to` each time."""

from typing import Any

from django.utils import timezone

from bansou.indexing.models import Change
from knowhow.models import Package, TrainingSession, Unit
from knowhow.training import notifications
from knowhow.training.services import has_target, units_about


def follow_change(change: Change) -> None:
    """A case or an article changed, appeared or disappeared."""
    for unit in units_about(change.kind, change.object_id):
        _look_at(unit)


def _look_at(unit: Unit) -> None:
    is_there = has_target(unit)
    if is_there == (unit.gone_at is None):
        return
    unit.gone_at = None if is_there else timezone.now()
    unit.save(update_fields=["gone_at"])
    if not is_there:
        notifications.unit_gone(unit)


def readable_packages(user: Any, public_ids: set[str]) -> set[str]:
    """Those of these packages that notices may still name to `user`."""
    found = Package.objects.visible_to(user) | Package.objects.filter(author=user.pk)
    return set(found.filter(public_id__in=public_ids).values_list("public_id", flat=True))


def readable_sessions(user: Any, public_ids: set[str]) -> set[str]:
    """Those of these sessions that notices may still name to `user`."""
    found = TrainingSession.objects.visible_to(user)
    return set(found.filter(public_id__in=public_ids).values_list("public_id", flat=True))
