"""The forms of an edition, and of where know-how went."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bansou.vocabulary import terms
from casestudies.forms.fields import NOT_A_CHOICE, ManyTerms, Words, dressed
from knowhow.handbook.content import articles_for
from knowhow.models import HandbookAudience, HandbookEdition
from knowhow.models.handbook import NOTE_LENGTH, TITLE_LENGTH

EARLIEST = date(2000, 1, 1)


class PlainForm(forms.Form):
    """A form that asks for what is missing in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Please fill this in.")


class HandbookForm(PlainForm):
    """What an edition is to hold, and for whom."""

    title = dressed(
        Words(
            limit=TITLE_LENGTH,
            required=True,
            label=_("Title of the handbook"),
            help_text=_("Editions with the same title and the same readers are counted as one handbook."),
        ),
        mark="required",
        example=_("Handbook of accompanying support"),
    )
    audience = dressed(
        forms.ChoiceField(
            label=_("Who may read it"),
            choices=HandbookAudience.choices,
            widget=forms.RadioSelect,
            help_text=_("Only what all of them may read stands in it."),
            error_messages={"invalid_choice": NOT_A_CHOICE},
        ),
        mark="required",
    )
    note = dressed(
        Words(
            limit=NOTE_LENGTH, rows=3, label=_("What is new in this edition"), help_text=_("It stands on the cover.")
        ),
        mark="optional",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["steps"] = dressed(ManyTerms("step", label=_("Support steps")), mark="required")

    def clean_steps(self) -> list[str]:
        """One at least, in the order of the course."""
        if not self.cleaned_data["steps"]:
            raise forms.ValidationError(_("Please choose one step at least."))
        return sorted(self.cleaned_data["steps"])

    def clean(self) -> dict[str, Any]:
        """An edition without anything in it is not made."""
        data = super().clean() or {}
        if data.get("steps") and data.get("audience") in HandbookAudience.values:
            tokens = HandbookEdition(audience=data["audience"]).tokens
            if not articles_for(data["steps"], tokens).exists():
                self.add_error("steps", _("There is no published know-how for these steps and readers yet."))
        return data


class ReflectionForm(PlainForm):
    """Where an article went."""

    target = dressed(
        forms.ChoiceField(
            label=_("Where it went"),
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": NOT_A_CHOICE},
        ),
        mark="required",
    )
    on = dressed(
        forms.DateField(
            label=pgettext_lazy("reflection", "Date"),
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("Please write a date such as 2026-04-01.")},
        ),
        mark="required",
    )
    place = dressed(
        Words(
            limit=120,
            required=True,
            label=_("Name and place"),
            help_text=_("Of the training, the guide or the guideline."),
        ),
        mark="required",
        example=_("Training for management advisors of chambers, Sendai"),
    )
    edition = dressed(
        Words(limit=60, label=_("Edition or session")), mark="optional", example=_("Edition of 2026, chapter 3")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = terms.offered("reflected_in")
        self.fields["target"].choices = [(term.code, term.label) for term in offered]

    def clean_on(self) -> date:
        """A day that was."""
        day = self.cleaned_data["on"]
        if not EARLIEST <= day <= timezone.localdate():
            raise forms.ValidationError(_("Please write a day from 2000 to today."))
        return day
