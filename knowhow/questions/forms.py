"""The form of a question in the bank, and what the list can be narrowed by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import NOT_A_CHOICE, Words
from knowhow.models import Question, Reaction
from knowhow.models.questions import TEXT_LENGTH


class QuestionForm(forms.Form):
    """The words, as they stand in the case, and what they moved."""

    words = Words(
        limit=TEXT_LENGTH,
        rows=3,
        required=True,
        label=_("Words of the question"),
        help_text=_("Exactly as they stand in this part of the case."),
    )
    reaction = forms.ChoiceField(
        label=_("Reaction"),
        choices=Reaction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": NOT_A_CHOICE, "invalid_choice": NOT_A_CHOICE},
    )

    def __init__(self, question: Question, data: Any = None) -> None:
        super().__init__(data, initial={"words": question.text, "reaction": question.reaction}, label_suffix="")
        self.fields["words"].error_messages["required"] = _("Please paste the words of the case.")
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]
