"""Training sessions: opened, changed, called off; members sign up and off; who was there; what they said.

`at` dates what is written, for history that is loaded: then nobody is told.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bansou.audit.models import record
from casestudies.services.refusal import NotPossible, Overtaken
from knowhow.models import Feedback, Package, SignUp, TrainingSession
from knowhow.training import notifications
from knowhow.training.services import Values, fingerprint

FIELDS = ("starts_at", "ends_at", "place", "link", "capacity", "note")
TOLD = ("starts_at", "ends_at", "place", "link")  # a change of these is told to those who signed up
SIGNED, WAITING, CANCELLED = SignUp.State.SIGNED, SignUp.State.WAITING, SignUp.State.CANCELLED


# --- The trainer ------------------------------------------------------------------------------------------------------
@transaction.atomic
def open_session(
    package: Package, by: Any, values: Values, at: datetime | None = None, public_id: str = ""
) -> TrainingSession:
    """A new date of a published package. `values`: FIELDS. The same form (`public_id`) opens one session only."""
    package = Package.objects.select_for_update().get(pk=package.pk)
    if not package.is_public_now:
        raise NotPossible(_("Please publish the package first."))
    if public_id and (there := package.sessions.filter(public_id=public_id).first()):
        return there
    named = {"public_id": public_id} if public_id else {}
    session = TrainingSession.objects.create(package=package, created_at=at or timezone.now(), **values, **named)
    record(by, "open", session, package=package.public_id)
    return session


def base_of(session: TrainingSession) -> str:
    """The fingerprint that the form of a session is sent with."""
    return fingerprint({name: str(getattr(session, name)) for name in FIELDS})


@transaction.atomic
def change_session(session: TrainingSession, by: Any, values: Values, base: str = "") -> TrainingSession:
    """Replace date, place and so on. Who signed up is told of what matters; more seats go to the waiting list."""
    session = _lock(session)
    if session.is_cancelled:
        raise NotPossible(_("This session was called off."))
    if base and base != base_of(session):
        raise Overtaken(_("Somebody else has saved this page meanwhile."))
    matters = any(values[name] != getattr(session, name) for name in TOLD if name in values)
    for name in FIELDS:
        setattr(session, name, values.get(name, getattr(session, name)))
    session.save()
    record(by, "change", session)
    if matters:
        notifications.changed(session, _people(session.sign_ups.active()))
    _move_up(session)
    return session


@transaction.atomic
def cancel_session(session: TrainingSession, by: Any, reason: str, at: datetime | None = None) -> None:
    """Call it off; everybody on its lists is told. Harmless when it was."""
    session = _lock(session)
    if session.is_cancelled:
        return
    if session.has_ended(at):
        raise NotPossible(_("This session is over."))
    session.cancelled_at, session.cancelled_reason = at or timezone.now(), reason[:200]
    session.save(update_fields=["cancelled_at", "cancelled_reason"])
    record(by, "cancel", session, reason=reason)
    if at is None:
        notifications.called_off(session, _people(session.sign_ups.active()))


@transaction.atomic
def note_attendance(session: TrainingSession, by: Any, present: Collection[int], at: datetime | None = None) -> None:
    """`present`: primary keys of the users who were there; who waited and came gets a seat. May be corrected later; who
    is noted for the first time is told about certificate and feedback."""
    session = _lock(session)
    if session.is_cancelled or not session.has_begun(at):
        raise NotPossible(_("Attendance is noted when the session has begun."))
    listed = list(session.sign_ups.active().select_related("user"))
    before = {row.user_id for row in listed if row.attended}
    for row in listed:
        row.attended = row.user_id in present
        row.state = SIGNED if row.attended else row.state
    SignUp.objects.bulk_update(listed, ["attended", "state"])
    session.attendance_at = session.attendance_at or at or timezone.now()
    session.save(update_fields=["attendance_at"])
    record(by, "note_attendance", session, present=sum(row.user_id in present for row in listed))
    if at is None:
        notifications.attended(session, [row.user for row in listed if row.attended and row.user_id not in before])


# --- Members ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def sign_up(session: TrainingSession, user: Any, at: datetime | None = None) -> SignUp:
    """A seat, or a place on the waiting list when all are taken. Harmless when `user` has one."""
    session = _lock(session)
    if session.is_cancelled or session.has_begun(at):
        raise NotPossible(_("It is not possible to sign up for this session any more."))
    row = SignUp.objects.filter(training_session=session, user=user).first()
    if row and row.state != CANCELLED:
        return row
    row = row or SignUp(training_session=session, user=user)
    row.state, row.at = SIGNED if _free(session) > 0 else WAITING, at or timezone.now()
    row.save()
    record(user, "sign_up", session, state=row.state)
    if at is None:
        notifications.signed_up(row)
    return row


@transaction.atomic
def sign_off(session: TrainingSession, user: Any, at: datetime | None = None) -> None:
    """Give the seat back; the first of the waiting list gets it. Harmless without one."""
    session = _lock(session)
    if session.has_begun(at):
        raise NotPossible(_("The session has begun. It is not possible to cancel any more."))
    if session.sign_ups.active().filter(user=user).update(state=CANCELLED):
        record(user, "sign_off", session)
        _move_up(session, at)


def _lock(session: TrainingSession) -> TrainingSession:
    return TrainingSession.objects.select_for_update().get(pk=session.pk)


def _free(session: TrainingSession) -> int:
    return session.capacity - session.sign_ups.signed().count()


def _move_up(session: TrainingSession, at: datetime | None = None) -> None:
    """Give free seats to the waiting list, in its order."""
    if session.is_cancelled or session.has_begun(at):
        return
    rows = list(session.sign_ups.waiting().select_related("user")[: max(0, _free(session))])
    SignUp.objects.filter(pk__in=[row.pk for row in rows]).update(state=SIGNED)
    if rows and at is None:
        notifications.moved_up(session, _people(rows))


def _people(rows: Iterable[SignUp]) -> list[Any]:
    return [row.user for row in rows]


@transaction.atomic
def give_feedback(row: SignUp, useful: int, answers: list[dict[str, str]]) -> None:
    """What one of those present says, once; it is kept apart from the person."""
    row = SignUp.objects.select_for_update().get(pk=row.pk)
    if not row.has_certificate:
        raise NotPossible(_("Feedback is for those who were there."))
    if row.gave_feedback:
        raise Overtaken(_("You have given your feedback already. Thank you."))
    Feedback.objects.create(training_session_id=row.training_session_id, useful=useful, answers=answers)
    row.gave_feedback = True
    row.save(update_fields=["gave_feedback"])


def leave(user: Any, **_signal: Any) -> None:
    """When somebody leaves the site: their coming seats become free and what they studied is forgotten; that they were
    at a session stays, without the name. The receiver of `account_left`."""
    user.units_done.all().delete()
    for session in TrainingSession.objects.coming().filter(sign_ups__user=user, starts_at__gt=timezone.now()):
        sign_off(session, user)
