"""What the pages of a session show: to a member the own place, to the trainer the lists."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bansou.access import SMALLEST_GROUP
from bansou.accounts.models import Membership
from knowhow.models import SignUp, TrainingSession, Usefulness
from knowhow.training.people import is_trainer_of


@dataclass(frozen=True)
class SessionPage:
    """A session (annotated `with_counts`) for one reader."""

    session: TrainingSession
    user: Any

    @cached_property
    def own(self) -> SignUp | None:
        """The reader's sign-up, unless it was cancelled."""
        return self.session.sign_ups.active().filter(user=self.user.pk).first()

    @cached_property
    def place_in_line(self) -> int:
        """The reader's place on the waiting list, counted from 1; 0 without one."""
        if self.own is None or self.own.state != SignUp.State.WAITING:
            return 0
        return list(self.session.sign_ups.waiting().values_list("pk", flat=True)).index(self.own.pk) + 1

    @property
    def free(self) -> int:
        """Seats left."""
        return free_seats(self.session)

    @property
    def is_open(self) -> bool:
        """Is it possible to sign up or off?"""
        return not self.session.is_cancelled and not self.session.has_begun()

    @property
    def shows_link(self) -> bool:
        """The link is for those with a seat, and for the trainer."""
        has_seat = self.own is not None and self.own.state == SignUp.State.SIGNED
        return bool(self.session.link) and not self.session.is_cancelled and (has_seat or self.is_trainer)

    @cached_property
    def is_trainer(self) -> bool:
        """Does the reader teach it?"""
        return is_trainer_of(self.user, self.session.package)

    @cached_property
    def listed(self) -> list[SignUp]:
        """Seats, then the waiting list; for the trainer only."""
        if not self.is_trainer:
            return []
        rows = self.session.sign_ups.active().select_related("user").order_by("at", "pk")
        return sorted(rows, key=lambda row: row.state == SignUp.State.WAITING)

    @cached_property
    def organisations(self) -> dict[int, str]:
        """Primary key of a listed person → where they belong, in one query."""
        people = [row.user_id for row in self.listed]
        current = Membership.objects.current().filter(user__in=people).select_related("organisation")
        return {item.user_id: item.organisation.name for item in current.order_by("is_primary", "-pk")}


def free_seats(session: TrainingSession) -> int:
    """Seats left; needs `with_counts`."""
    return max(0, session.capacity - session.signed_count)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class FeedbackPage:
    """What those present said, without names. `too_few`: some was given, but not enough to show."""

    total: int
    useful: list[tuple[str, int]]
    answers: list[tuple[str, list[str]]]

    @property
    def too_few(self) -> bool:
        """Is there some, but not enough?"""
        return 0 < self.total < SMALLEST_GROUP


def feedback_of(session: TrainingSession) -> FeedbackPage:
    """The feedback of a session, when SMALLEST_GROUP or more gave some."""
    rows = list(session.feedback.all())
    if len(rows) < SMALLEST_GROUP:
        return FeedbackPage(len(rows), [], [])
    counts = Counter(row.useful for row in rows)
    useful = [(str(Usefulness(value).label), counts[value]) for value in Usefulness.values]
    answers: dict[str, list[str]] = {}
    for row in rows:
        for said in row.answers:
            answers.setdefault(said["question"], []).append(said["answer"])
    return FeedbackPage(len(rows), useful, list(answers.items()))
