"""What follows from allauth's events, and what upper apps are told."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import Signal

# Sent with `user` inside the transaction in which somebody leaves: private rows of upper apps go then.
account_left = Signal()


def connect() -> None:
    """Called when the app is ready."""
    email_confirmed.connect(on_email_confirmed, dispatch_uid="bansou.accounts.announce")


def on_email_confirmed(email_address: EmailAddress, **kwargs: Any) -> None:
    """A verified address: now the waiting account is shown to those who decide."""
    from bansou.accounts.services import announce

    announce(email_address.user)
