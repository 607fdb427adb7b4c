"""The form of a request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bansou.forms import CleanText
from search.models.requests import NOTE_LENGTH


class CaseRequestForm(forms.Form):
    """What somebody wants to know, in their own words."""

    note = CleanText(
        label=_("What would you like to know?"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write nothing that lets a firm or a person be recognised."),
    )
