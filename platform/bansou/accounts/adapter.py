"""How allauth behaves here."""

import logging
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bansou.accounts.language import remember_language

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Email-only accounts. Logging in is open to accounts that wait; what they may do follows from `is_approved`.

    (Approval as a login stage would shut people out of the page that tells them what they are waiting for.)
    """

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is not in use."),
        "email_password_mismatch": _("The email address or the password is not right. What you typed is still here."),
        "too_many_login_attempts": _("Too many tries that did not work. Please wait five minutes and try again."),
        "enter_current_password": _("The present password is not right."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right. Please look at the newest one."),
        "duplicate_email": _("This is already the address of this account."),
        "rate_limited": _("Too many tries. Please wait a little and try again."),
    }

    def post_login(self, request: HttpRequest, user: Any, *, redirect_url: str | None, **kwargs: Any) -> HttpResponse:
        """An account that waits sees first where it stands; the language of the profile goes into the cookie."""
        if not user.is_approved:
            waiting = reverse("account-pending")
            redirect_url = f"{waiting}?{urlencode({'next': redirect_url})}" if redirect_url else waiting
        response = super().post_login(request, user, redirect_url=redirect_url, **kwargs)
        if kwargs.get("signup") and user.language != get_language():
            user.language = get_language() or user.language
            user.save(update_fields=["language"])
        remember_language(response, user.language)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, or say on the page that it did not work: a mail server's trouble is no reason for a broken page."""
        try:
            super().send_mail(template_prefix, email, {**context, "site_url": settings.SITE_URL})
        except (OSError, SMTPException) as error:
            log.error("mail %s could not be sent: %s", template_prefix, type(error).__name__)
            self._say_mail_failed()

    def _say_mail_failed(self) -> None:
        if context.request is not None:
            text = gettext("The mail could not be sent just now. Please try again in a few minutes.")
            messages.error(context.request, text)


class MFAAdapter(DefaultMFAAdapter):
    """Two-step login in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is not right. Please look at the newest one."),
        "unverified_email": _("Please verify your email address first."),
        "add_email_blocked": _("Please turn two-step login off before changing the email address."),
    }

    def get_totp_issuer(self) -> str:
        """The name that the authenticator app shows."""
        return "Bansou"
