"""The small forms of the page on which curators look after an article."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from casestudies.forms.fields import NOT_A_CHOICE, Words
from knowhow.models import Strength


class CareForm(forms.Form):
    """Labels without a colon, no mark behind them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for field in self.fields.values():
            field.mark = ""  # type: ignore[attr-defined]


class SettleForm(CareForm):
    """What a curator found when looking at a flag."""

    note = Words(limit=400, rows=2, label=_("What you found"), help_text=_("Other curators read it here."))


class DayForm(CareForm):
    """When to look at the article again."""

    day = forms.DateField(
        label=_("Look at it again by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day."), "invalid": _("Please choose a day.")},
    )  # fmt: skip

    def clean_day(self) -> date:
        """A day to come, within five years."""
        day = self.cleaned_data["day"]
        if not 0 < (day - timezone.localdate()).days <= 5 * 366:
            raise forms.ValidationError(_now("Please choose a day within the next five years."))
        return day


class StrengthForm(CareForm):
    """How strongly curators recommend it."""

    strength = forms.ChoiceField(
        label=_("Strength of the recommendation"), choices=Strength.choices, widget=forms.RadioSelect,
        error_messages={"invalid_choice": NOT_A_CHOICE, "required": NOT_A_CHOICE},
    )  # fmt: skip
    strength_reason = Words(
        limit=400, rows=3, required=True, label=_("Reason (shown to readers)"),
        help_text=_("What speaks for this strength besides the evidence: benefit, harm, effort, whom it suits."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["strength_reason"].error_messages["required"] = _("Please write a word about the reason.")
