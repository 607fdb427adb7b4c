"""The small form of a proposal, and that of its answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casestudies.forms.fields import NOT_A_CHOICE, Words
from knowhow.content import TEXTS

LIMIT = 1000


class ProposalForm(forms.Form):
    """What a member would change."""

    part = forms.ChoiceField(
        label=pgettext_lazy("proposal", "Where"), required=False, error_messages={"invalid_choice": NOT_A_CHOICE},
        choices=[("", _("The article as a whole")), *TEXTS.items()],
    )  # fmt: skip
    text = Words(
        limit=LIMIT, rows=4, required=True, label=_("Words that you would put there"),
        help_text=_("As they could stand in the article. No names of firms or persons."),
    )  # fmt: skip
    reason = Words(limit=LIMIT, rows=3, label=_("Why"), help_text=_("What you saw in your own support, for example."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "auto_id": "proposal_%s", **kwargs})
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]
        self.fields["text"].error_messages["required"] = _("Please write the words that you would put there.")


class AnswerForm(forms.Form):
    """What the curators say to it. A reason is needed to leave the text as it is."""

    note = Words(limit=LIMIT, rows=3, label=_("Word to the member"), help_text=_("Whoever proposed it reads this."))

    def __init__(self, data: Any = None, needs_reason: bool = False) -> None:
        super().__init__(data, label_suffix="", auto_id="decline_%s" if needs_reason else "accept_%s")
        self.fields["note"].mark = ""  # type: ignore[attr-defined]
        if needs_reason:
            self.fields["note"].required = True
            self.fields["note"].error_messages["required"] = _("Please say why the text stays as it is.")
