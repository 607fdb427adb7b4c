"""allauth's forms with our labels and without placeholders."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bansou.forms import CleanText

EMAIL, PASSWORD = _("Email address"), _("Password")
NEW, AGAIN = _("New password"), _("New password (once more)")
PASSWORD_HELP = _("Ten characters or more, not digits only, nothing that is easy to guess.")
CODE = _("Verification code")


class Plain:
    """Drops placeholders (they vanish while one types) and sets labels and helps by field name.

    Helps are set for every field: allauth's hold links and lists of its own.
    """

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if not isinstance(field, CleanText):
                field.max_length = None  # the limit holds, but counting an address helps nobody
            field.label = self.labels.get(name, field.label)
            if name in self.helps or isinstance(field.widget, forms.PasswordInput):
                field.help_text = self.helps.get(name, "")


class LoginForm(Plain, account.LoginForm):
    """Address, password, and whether the session outlives the browser."""

    labels = {"login": EMAIL, "password": PASSWORD, "remember": _("Stay logged in on this device")}
    helps = {"remember": _("Please untick it on a device that others use too.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].initial = True


class AccountSignupForm(Plain, account.SignupForm):
    """Sign-up: allauth's fields and those of `SignupForm`."""

    labels = {"email": EMAIL, "password1": PASSWORD, "password2": _("Password (once more)")}
    helps = {"email": _("This is what you log in with. It is not shown to others."), "password1": PASSWORD_HELP}

    def save(self, request: HttpRequest) -> Any:
        """All rows of the new account or none."""
        with transaction.atomic():
            return super().save(request)


class AddEmailForm(Plain, account.AddEmailForm):
    """The address that takes the place of the present one once it is verified."""

    labels = {"email": _("New email address")}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    """A new password, for somebody who knows the old one."""

    labels = {"oldpassword": _("Present password"), "password1": NEW, "password2": AGAIN}
    helps = {"password1": PASSWORD_HELP}


class SetPasswordForm(Plain, account.SetPasswordForm):
    """A first password, for an account that an administrator made."""

    labels = {"password1": NEW, "password2": AGAIN}
    helps = {"password1": PASSWORD_HELP}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    """Where to send the link for a new password."""

    labels = {"email": EMAIL}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    """A new password, for somebody who opened the link."""

    labels = {"password1": NEW, "password2": AGAIN}
    helps = {"password1": PASSWORD_HELP}


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    """The password once more, before a change to the account."""

    labels = {"password": PASSWORD}


class CodeForm(Plain):
    """Forms that ask for a code of the authenticator app."""

    labels = {"code": CODE}


class MFAAuthenticateForm(CodeForm, mfa.AuthenticateForm):
    """The second step of the login."""

    helps = {"code": _("Six digits of the app, or one of your recovery codes.")}


class MFAReauthenticateForm(CodeForm, mfa.ReauthenticateForm):
    """A code once more, before a change to the account."""

    helps = {"code": _("Six digits of the app, or one of your recovery codes.")}


class MFAActivateForm(CodeForm, ActivateTOTPForm):
    """The first code: the app and the site know the same key."""

    helps = {"code": _("Six digits that the app shows now.")}
