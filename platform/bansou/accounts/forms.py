"""Forms about people."""

from django import forms


class SignupForm(forms.Form):
    """What sign-up asks beside email and password."""

    def signup(self, request: object, user: object) -> None:
        """Called by allauth after the account is made."""
