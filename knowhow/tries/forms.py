"""One question about a try."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import NOT_A_CHOICE, Words, dressed
from knowhow.models import TryResult
from knowhow.models.tries import TEXT_LENGTH


class AnswerForm(forms.Form):
    """How did it go, and what happened?"""

    result = dressed(
        forms.ChoiceField(
            label=_("How did it go?"),
            choices=TryResult.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Please choose how it went."), "invalid_choice": NOT_A_CHOICE},
        ),
        mark="required",
    )
    text = Words(
        limit=TEXT_LENGTH,
        rows=5,
        label=_("What happened?"),
        help_text=_("Only you read this. If you write a case about it, these words are filled in. No names, please."),
        example=_("I asked about the next five years. The owner was silent for a while, then spoke of the daughter."),
    )
