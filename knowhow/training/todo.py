"""「今日の仕事」 of a trainer: units that lost what they were about, attendance that is not noted."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bansou.markup import state_tag
from knowhow.models import Package, TrainingSession
from knowhow.training.people import may_make

Item = dict[str, Any]
SHOWN = 3


def to_teach(user: Any) -> list[Item]:
    """Packages of `user` with an empty unit, and sessions that are over. Two queries."""
    if not may_make(user):
        return []
    empty = Package.objects.published().filter(author=user, units__gone_at__isnull=False).distinct()
    held = TrainingSession.objects.past().filter(package__author=user, attendance_at=None, sign_ups__isnull=False)
    return [
        *(_item(row, "training-edit", row.title, _("A unit is empty now.")) for row in empty[:SHOWN]),
        *(
            _item(row, "training-attendance", row.package.title, _("Please note who was there."))
            for row in held.select_related("package").distinct()[:SHOWN]
        ),
    ]


def _item(row: Any, page: str, title: str, text: str) -> Item:
    return {"lead": state_tag("needs_update"), "title": title, "url": reverse(page, args=[row.public_id]), "text": text}
