"""What sign-up asks beside email and password. Imported by allauth as a base class, so it must not import its forms."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bansou.accounts.forms.fields import OrganisationName, ShortText, TermChoice


class SignupForm(forms.Form):
    """Who somebody is, where they work, and what they agree to."""

    display_name = ShortText(
        label=_("Display name"), max_length=60, help_text=_("Your family and given name, as colleagues know you.")
    )
    organisation = OrganisationName(
        help_text=_(
            "Type a part of the name and choose. If it is not in the list, write the full name; we will add it."
        )
    )
    supporter_type = TermChoice("supporter_type", label=_("Kind of supporter"))
    prefecture = TermChoice("prefecture", label=_("Prefecture you work in"))
    accept_terms = forms.BooleanField(label=_("I accept the terms of use"))
    accept_privacy = forms.BooleanField(label=_("I have read and accept how personal data is used"))

    def clean_display_name(self) -> str:
        """Blanks around and in between are made one."""
        return " ".join(self.cleaned_data["display_name"].split())

    def signup(self, request: HttpRequest, user: Any) -> None:
        """Called by allauth after the account is made, in the transaction of `AccountSignupForm.save`."""
        from bansou.accounts.services import register

        names = ("display_name", "organisation", "supporter_type", "prefecture")
        register(user, **{name: self.cleaned_data[name] for name in names})
