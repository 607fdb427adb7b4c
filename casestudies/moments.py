"""Moments in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _


def saved_words(at: datetime | None) -> str:
    """「9時42分に保存しました。」 with the day when it was not today; '' for None."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    values = {"month": local.month, "day": local.day, "hour": local.hour, "minute": f"{local.minute:02}"}
    if local.date() == timezone.localdate():
        return _("Saved at %(hour)s:%(minute)s.") % values
    return _("Saved on %(month)s/%(day)s at %(hour)s:%(minute)s.") % values
