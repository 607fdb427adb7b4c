"""When an alert is due: 8:00 in Japan, every day or on Mondays."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from search.models.saved import Alert

MORNING = time(8)
MONDAY = 0


def next_due(alert: str, now: datetime) -> datetime | None:
    """The next time to look; None for no alert.

    Alerts at once are made due by what is published; every morning they are looked at too, in case something was
    found late.
    """
    if alert == Alert.NONE:
        return None
    local = timezone.localtime(now)
    due = datetime.combine(local.date(), MORNING, tzinfo=local.tzinfo)
    while due <= local or (alert == Alert.WEEKLY and due.weekday() != MONDAY):
        due += timedelta(days=1)
    return due
