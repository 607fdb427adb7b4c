"""A recurring job: whoever has a seat is reminded the day before."""

from datetime import timedelta

from django.utils import timezone

from bansou.notifications.models import Event
from knowhow.models import TrainingSession
from knowhow.training import notifications

AHEAD = timedelta(hours=30)


def remind() -> int:
    """Tell those with a seat in sessions of the next hours, once per session; a new date is told when it is set.
    Returns the number of sessions."""
    now = timezone.now()
    soon = TrainingSession.objects.taking_place().filter(starts_at__gt=now, starts_at__lte=now + AHEAD)
    sessions = {session.public_id: session for session in soon.select_related("package")}
    events = Event.objects.filter(kind=TrainingSession.kind, object_id__in=sessions, verb=notifications.SOON)
    told = set(events.values_list("object_id", flat=True))
    waiting = [session for key, session in sessions.items() if key not in told]
    for session in waiting:
        rows = session.sign_ups.signed().filter(user__is_active=True).select_related("user")
        notifications.soon(session, [row.user for row in rows])
    return len(waiting)
