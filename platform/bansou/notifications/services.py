"""Telling people: `notify()` in the transaction of the act, `deliver_due()` in the worker."""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation

from bansou.notifications.contents import Content, contents_of
from bansou.notifications.models import Delivery, Event
from bansou.notifications.readers import closed_to

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 8


@transaction.atomic
def notify(
    verb: str, users: Iterable[Any], *, url: str, obj: Any = None, key: str = "", mail: bool = True, **data: Any
) -> Event:
    """Tell `users` about `verb` on the site and (unless `mail=False`) by mail.

    `data` (JSON values) fills `templates/notifications/<verb>.txt`: first line the subject, the rest the body.
    `key` makes the notice unique per user and channel; without one every event is told.
    """
    event = Event.objects.create(
        verb=verb, url=url, kind=getattr(obj, "kind", ""), object_id=getattr(obj, "public_id", ""), data=data
    )
    now = timezone.now()
    channels = [Delivery.Channel.SITE, *([Delivery.Channel.MAIL] if mail else [])]
    rows = [
        Delivery(
            event=event, user=user, channel=channel, key=f"{key or event.pk}:{verb}:{user.pk}:{channel}", due_at=now
        )
        for user in {u.pk: u for u in users}.values()
        for channel in channels
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return event


def text_of(event: Event, language: str = "", content: Content | None = None) -> tuple[str, str]:
    """(subject, body) of an event in the reader's language; `content` as `contents_of` found it for the reader."""
    with translation.override(language or settings.LANGUAGE_CODE):
        context = {**event.data, "url": settings.SITE_URL + event.url, "site_url": settings.SITE_URL}
        context |= content.data if content else {}
        text = render_to_string(f"notifications/{event.verb}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def footer(language: str) -> str:
    """What stands under every mail."""
    with translation.override(language or settings.LANGUAGE_CODE):
        return render_to_string("notifications/_footer.txt", {"site_url": settings.SITE_URL}).strip()


def send_mail(subject: str, text: str, to: str, headers: dict[str, str]) -> None:
    """Send one mail now."""
    EmailMessage(subject, text, to=[to], headers=headers).send()


def deliver_due(limit: int = 50) -> int:
    """Send the mails that are due; a failing one is tried again later, up to a day. Returns how many were sent."""
    now = timezone.now()
    due = Delivery.objects.filter(
        channel=Delivery.Channel.MAIL, sent_at=None, due_at__lte=now, attempts__lt=MAX_ATTEMPTS
    )
    sent = 0
    for delivery in (
        due.filter(Q(next_try=None) | Q(next_try__lte=now)).select_related("event", "user").order_by("id")[:limit]
    ):
        sent += deliver(delivery)
    return sent


def deliver(delivery: Delivery) -> bool:
    """Send one mail and note what happened; never raises. What the person may no longer read is not sent at all."""
    delivery.attempts += 1
    try:
        content = contents_of(delivery.user, [delivery.event]).get(delivery.event_id)
        if content is None or closed_to(delivery.user, [delivery.event]):
            delivery.attempts, delivery.error = MAX_ATTEMPTS, "closed"
            delivery.save(update_fields=["attempts", "error"])
            return False
        subject, body = text_of(delivery.event, delivery.user.language, content)
        send_mail(subject, f"{body}\n\n{footer(delivery.user.language)}\n", delivery.user.email, content.headers)
        delivery.sent_at = timezone.now()
    except Exception as error:  # the mail server's problem must not end the worker
        log.warning("mail %s failed: %s", delivery.pk, type(error).__name__)
        delivery.error = type(error).__name__
        delivery.next_try = timezone.now() + timedelta(minutes=2**delivery.attempts)
    delivery.save(update_fields=["attempts", "sent_at", "error", "next_try"])
    return delivery.sent_at is not None


def unread_count(user: Any) -> int:
    """Unread notices on the site."""
    return Delivery.objects.filter(user=user, channel=Delivery.Channel.SITE, read_at=None).count()


def mark_read(user: Any, ids: Iterable[int] | None = None) -> None:
    """Mark all, or these, site notices of `user` as read."""
    unread = Delivery.objects.filter(user=user, channel=Delivery.Channel.SITE, read_at=None)
    (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=timezone.now())


def notices_of(user: Any) -> QuerySet[Delivery]:
    """The notices of `user` on the site, newest first."""
    return Delivery.objects.filter(user=user, channel=Delivery.Channel.SITE).select_related("event")
