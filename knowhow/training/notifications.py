"""Who is told what about training."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from bansou.notifications.services import notify
from knowhow.models import Package, SignUp, TrainingSession, Unit

SOON = "training_soon"


def when(session: TrainingSession) -> str:
    """Date and time of the beginning, in words."""
    return date_format(timezone.localtime(session.starts_at), "DATETIME_FORMAT")


def _tell(verb: str, people: Iterable[Any], session: TrainingSession, url: str = "", **data: Any) -> None:
    url = url or session.get_absolute_url()
    notify(f"training_{verb}", people, url=url, obj=session, title=session.package.title, when=when(session), **data)


def signed_up(row: SignUp) -> None:
    """A seat, or a place on the waiting list, is confirmed."""
    _tell("signed_up" if row.state == SignUp.State.SIGNED else "on_waiting_list", [row.user], row.training_session)


def moved_up(session: TrainingSession, people: Iterable[Any]) -> None:
    """A seat became free for them."""
    _tell("moved_up", people, session)


def changed(session: TrainingSession, people: Iterable[Any]) -> None:
    """Date or place is another one."""
    _tell("changed", people, session)


def called_off(session: TrainingSession, people: Iterable[Any]) -> None:
    """It does not take place."""
    _tell("called_off", people, session, reason=session.cancelled_reason)


def soon(session: TrainingSession, people: Iterable[Any]) -> None:
    """It is tomorrow. Two workers at once tell nobody twice."""
    _tell("soon", people, session, key=session.public_id)


def attended(session: TrainingSession, people: Iterable[Any]) -> None:
    """The certificate is there, and feedback is asked for."""
    _tell("attended", people, session)


def unit_gone(unit: Unit) -> None:
    """What a unit is about is not published any more. Nothing of it is said."""
    package: Package = unit.package
    url = reverse("training-edit", args=[package.public_id])
    number = list(package.units.values_list("pk", flat=True)).index(unit.pk) + 1
    notify("training_unit_gone", [package.author], url=url, obj=package, title=package.title, number=number)
