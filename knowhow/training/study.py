"""Self-study: a member goes through the units alone and sees how far they are. Nobody else reads it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from knowhow.models import Package, Unit, UnitDone


@transaction.atomic
def finish(user: Any, unit: Unit, answers: dict[str, list[int]] | None = None, at: datetime | None = None) -> UnitDone:
    """`user` has gone through the unit. A quiz may be answered again; the last answers stay."""
    values = {"at": at or timezone.now(), "answers": answers or {}}
    return UnitDone.objects.update_or_create(user=user, unit=unit, defaults=values)[0]


def undo(user: Any, unit: Unit) -> None:
    """Not done after all. Harmless when it was not."""
    UnitDone.objects.filter(user=user, unit=unit).delete()


def done_in(package: Package, user: Any) -> dict[int, UnitDone]:
    """Primary key of a unit → what `user` did, for the units of one package."""
    return {row.unit_id: row for row in UnitDone.objects.filter(user=user.pk, unit__package=package)}


def begun(user: Any) -> list[tuple[Package, int, int]]:
    """(package, units done, all its units) of the published packages that `user` studies, the last touched first."""
    rows = UnitDone.objects.filter(user=user).order_by("-at").values_list("unit__package", flat=True)
    counts: dict[int, int] = {}
    for package in rows:
        counts[package] = counts.get(package, 0) + 1
    found = Package.objects.visible_to(user).with_size().in_bulk(counts)
    return [(found[pk], done, found[pk].unit_count) for pk, done in counts.items() if pk in found]  # type: ignore[attr-defined]
