"""Forms about people. `SignupForm` is what allauth imports first; the rest lives in the modules."""

from bansou.accounts.forms.signup import SignupForm

__all__ = ["SignupForm"]
